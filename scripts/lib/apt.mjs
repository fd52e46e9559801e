// Installs Debian's packages where this user may.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { childEnv } from './setup.mjs'

/** Whether this is Debian, and its root. */
export function mayUseApt() {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get') &&
    existsSync('/etc/os-release') &&
    /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  )
}

/** @param {string[]} packages */
export function installWithApt(packages) {
  const options = {
    env: { ...childEnv(), DEBIAN_FRONTEND: 'noninteractive' },
    stdio: /** @type {const} */ ('inherit'),
    timeout: 600_000,
  }
  // Another installation may be running: wait for its lock rather than fail at once.
  const apt = ['-q', '-o', 'DPkg::Lock::Timeout=600']
  spawnSync('apt-get', [...apt, 'update'], options)
  spawnSync('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...packages], options)
}
