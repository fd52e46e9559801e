// npm start: makes everything ready, then opens the app. Plain JavaScript for any Node.
// npm start [-- [--host=electron|web] [FILE]]

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { ensureElectron } from './lib/electron.mjs'
import { ensureBuild, ensureModules, quit, requireNode, root } from './lib/setup.mjs'

const paintedLine = 'backprop-canvas: painted'
const paintLimitMs = 15_000
/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
const noDisplay = 'there is no display'

requireNode()
const { host, file } = readArguments(process.argv.slice(2))
ensureModules()
ensureBuild()

if (host === 'web') await openWeb(hasDisplay() ? 'asked for' : `asked for; ${noDisplay}`)
else {
  const problem = await openElectron()
  if (problem && host === 'electron') quit(`Electron cannot be used: ${problem}.`)
  if (problem) await openWeb(problem)
}

/**
 * @param {string[]} args
 * @returns {{ host?: string, file?: string }}
 */
function readArguments(args) {
  const usage = 'Usage: npm start [-- [--host=electron|web] [FILE]]'
  const options = args.filter((arg) => arg.startsWith('--'))
  const files = args.filter((arg) => !arg.startsWith('--'))
  const hosts = options.map((option) => /^--host=(electron|web)$/.exec(option)?.[1])
  if (hosts.includes(undefined) || hosts.length > 1 || files.length > 1) quit(usage, 2)
  const [host] = hosts
  const [name] = files
  if (name === undefined) return { ...(host && { host }) }
  // npm runs scripts in the project's folder; the file is meant from where the user stands.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), name)
  if (!existsSync(path) || !statSync(path).isFile()) quit(`There is no file ${name}.`, 2)
  return { ...(host && { host }), file: path }
}

function hasDisplay() {
  return process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
}

/** Chromium and Electron refuse to start as root with their sandbox on. */
function rootFlags() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/**
 * Opens the app in Electron and stays until it ends.
 * @returns {Promise<string | undefined>} why that was not possible, if it was not
 */
async function openElectron() {
  if (!hasDisplay()) return noDisplay
  const binary = ensureElectron()
  if (!binary) return 'its binary is not here and could not be downloaded'
  console.log('Opening in Electron, whose binary is installed.')
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = spawn(binary, [...rootFlags(), root, ...(file ? [file] : [])], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const onSignal = () => child.kill()
  for (const signal of signals) process.on(signal, onSignal)

  return new Promise((settle) => {
    let painted = false
    let late = false
    let line = ''
    const limit = setTimeout(() => {
      late = true
      child.kill()
      setTimeout(() => child.kill('SIGKILL'), 2_000).unref()
    }, paintLimitMs)
    child.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text)
      line = `${line}${text}`.slice(-1_000)
      if (painted || !line.includes(paintedLine)) return
      painted = true
      clearTimeout(limit)
    })
    child.on('error', (error) => end(`it did not start (${error.message})`))
    child.on('close', (code, signal) => {
      if (late) return end(`it painted nothing within ${paintLimitMs / 1000} s`)
      // Status 0 without a frame: a window that was open already took over, or was closed at once.
      if (painted || code === 0) process.exitCode = code ?? 0
      else return end(`it ended before its first frame (${signal ?? `status ${code}`})`)
      end(undefined)
    })
    /** @param {string | undefined} problem */
    function end(problem) {
      clearTimeout(limit)
      for (const signal of signals) process.off(signal, onSignal)
      settle(problem)
    }
  })
}

/**
 * Serves the app on this machine and opens it as a window of the system's Chromium.
 * @param {string} reason why this host was chosen
 */
async function openWeb(reason) {
  const { serve } = await import('./lib/server.mjs')
  const server = await serve({ root: join(root, 'out/renderer'), ...(file && { open: file }) })
  const query = file ? `?open=/__open&name=${encodeURIComponent(basename(file))}` : ''
  const url = `${server.url}${query}`
  const why = host === 'web' ? reason : `not Electron: ${reason}`
  const browser = hasDisplay() ? ensureBrowser({ download: false }) : null
  if (browser) {
    console.log(`Opening in ${basename(browser)}, from ${url} (web host, ${why}).`)
    const problem = await openWindow(browser, url)
    if (problem === undefined) return server.close()
    console.log(`${basename(browser)} ${problem}: open ${url} in a browser; Ctrl-C ends.`)
  } else {
    const lack = hasDisplay() ? '; no Chromium was found' : ''
    console.log(`Serving at ${url} until Ctrl-C (web host, ${why}${lack}).`)
  }
  await new Promise((done) => {
    for (const signal of signals) process.once(signal, done)
  })
  await server.close()
}

/**
 * Opens an app window with a profile of its own, and stays until it closes.
 * @param {string} browser
 * @param {string} url
 * @returns {Promise<string | undefined>} what went wrong, if the window never opened
 */
async function openWindow(browser, url) {
  const profile = mkdtempSync(join(tmpdir(), 'backprop-canvas-'))
  const started = Date.now()
  const child = spawn(
    browser,
    [
      `--app=${url}`,
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-mode',
      '--disable-sync',
      '--window-size=1440,900',
      ...rootFlags(),
      ...(rootFlags().length > 0 ? ['--test-type'] : []), // no bar about that flag
    ],
    { stdio: 'ignore' },
  )
  let stopped = false
  const onSignal = () => {
    stopped = true
    child.kill()
  }
  for (const signal of signals) process.on(signal, onSignal)
  /** @type {string | undefined} */
  const problem = await new Promise((settle) => {
    child.on('error', (error) => settle(`did not start (${error.message})`))
    child.on('exit', (code, signal) => {
      const early = Date.now() - started < 5_000 && code !== 0
      settle(early && !stopped ? `ended at once (${signal ?? `status ${code}`})` : undefined)
    })
  })
  for (const signal of signals) process.off(signal, onSignal)
  // Its last child processes may still be writing there.
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  return problem
}
