// Finds a Chromium on this system, and can fetch one where there is none.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { installWithApt, mayUseApt } from './apt.mjs'
import { nodePath, root } from './setup.mjs'

/**
 * Where a Chromium or Chrome may be, best first.
 * @returns {string[]}
 */
function candidates() {
  const { env } = process
  if (process.platform === 'darwin')
    return [
      'Google Chrome.app/Contents/MacOS/Google Chrome',
      'Chromium.app/Contents/MacOS/Chromium',
      'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ].flatMap((app) => [`/Applications/${app}`, `${env.HOME}/Applications/${app}`])
  if (process.platform === 'win32')
    return [
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ].flatMap((app) =>
      [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((folder) =>
        folder ? [join(folder, app)] : [],
      ),
    )
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
    (name) => `/usr/bin/${name}`,
  )
}

/**
 * The Chromium or Chrome of this system: the one CHROMIUM_PATH names, an installed one, or Playwright's.
 * @returns {string | null}
 */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH
  const installed = [...(named ? [named] : []), ...candidates()].find((path) => existsSync(path))
  return installed ?? playwrightBrowser()
}

/**
 * The same, after installing one where there is none and this user may: Debian's with its package
 * manager, else (if `download`) Playwright's.
 * @param {{ download?: boolean }} [options]
 * @returns {string | null}
 */
export function ensureBrowser({ download = true } = {}) {
  const present = findBrowser()
  if (present) return present
  if (mayUseApt()) {
    console.log('No Chromium is installed: installing Debian’s, with a font.')
    installWithApt(['chromium', 'fonts-dejavu-core'])
  }
  if (download && !findBrowser()) {
    console.log('No Chromium is installed: fetching one.')
    const cli = join(root, 'node_modules/playwright-core/cli.js')
    spawnSync(nodePath(), [cli, 'install', 'chromium'], { stdio: 'inherit', timeout: 300_000 })
  }
  return findBrowser()
}

/** @returns {string | null} */
function playwrightBrowser() {
  try {
    const path = createRequire(import.meta.url)('playwright-core').chromium.executablePath()
    return existsSync(path) ? path : null
  } catch {
    return null // not installed yet, or not for this system
  }
}
