// Finds Electron's binary without importing Electron, which would try to download it and throw.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { childEnv, nodePath, root } from './setup.mjs'

const home = join(root, 'node_modules/electron')

/**
 * Electron's binary, if it is on this machine.
 * @returns {string | null}
 */
export function findElectron() {
  const note = join(home, 'path.txt')
  const name = existsSync(note) ? readFileSync(note, 'utf8').trim() : 'electron'
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist'), name)
  return existsSync(path) ? path : null
}

/**
 * The same, after asking Electron to download it; without a network that fails in about a second.
 * @returns {string | null}
 */
export function ensureElectron() {
  const present = findElectron()
  if (present || process.env.ELECTRON_OVERRIDE_DIST_PATH) return present
  console.log('Electron’s binary is not here: trying to download it, for a minute at most.')
  spawnSync(nodePath(), [join(home, 'install.js'), '--no'], {
    env: childEnv(),
    stdio: 'ignore',
    timeout: 60_000,
  })
  return findElectron()
}
