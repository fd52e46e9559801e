import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Electron from 'electron'
import { _electron, type Browser, chromium, type Page } from 'playwright-core'
import { findBrowser } from '../../../scripts/lib/browser.mjs'
import { findElectron } from '../../../scripts/lib/electron.mjs'
import { createElectron } from './electron.ts'
import { importWithElectron } from './hooks.ts'

const root = join(import.meta.dirname, '../../..')

/** The binary, if the tests are to run in it. */
const binary = process.env['BACKPROP_REAL_ELECTRON'] === '1' ? findElectron() : null
if (process.env['BACKPROP_REAL_ELECTRON'] === '1' && binary === null)
  throw new Error('BACKPROP_REAL_ELECTRON is set, but Electron’s binary is not installed.')

export interface LaunchOptions {
  readonly args?: readonly string[]
  /** The folder for settings; a new one if not given. */
  readonly userData?: string
  /** Variables to be set for main. */
  readonly env?: Readonly<Record<string, string>>
  /** The page in the window: the app as built, or a small one that only talks to the host. */
  readonly renderer?: 'built' | 'fixture'
}

/** The shell as it runs, from its built scripts, in Electron or in its stand-in. */
export interface RunningShell {
  readonly host: 'electron' | 'stand-in'
  firstWindow(): Promise<Page>
  /** Runs a function in main; it is sent there as text, so that it must stand alone. */
  evaluate<R, A = undefined>(
    run: (electron: typeof Electron, arg: A) => R | Promise<R>,
    arg?: A,
  ): Promise<R>
  /** What main has printed. */
  output(): string
  readonly exited: Promise<void>
  hasExited(): boolean
  close(): Promise<void>
}

const open = new Set<RunningShell>()
const folders = new Set<string>()
let browser: Browser | undefined

/** Starts the shell. */
export async function launch(options: LaunchOptions = {}): Promise<RunningShell> {
  const settled = { ...options, userData: options.userData ?? temporaryFolder() }
  const appFolder = copyOfApp(settled.renderer ?? 'fixture')
  const shell = await (binary === null
    ? launchStandin(appFolder, settled)
    : launchElectron(binary, appFolder, settled))
  open.add(shell)
  return shell
}

/** Starts the shell while it is running already, and waits until the second one has ended. */
export async function launchAgain(options: LaunchOptions & { userData: string }): Promise<void> {
  const appFolder = copyOfApp('fixture')
  if (binary === null) return (await launchStandin(appFolder, options)).exited
  const child = spawn(binary, electronArguments(appFolder, options), { stdio: 'ignore' })
  await new Promise((done) => child.once('exit', done))
}

/** Ends whatever a failed test left running, and removes what was written. */
export async function closeAll(): Promise<void> {
  for (const shell of open) await shell.close()
  await browser?.close()
  browser = undefined
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

/** A new folder, removed by `closeAll`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backprop-canvas-shell-'))
  folders.add(folder)
  return folder
}

/** The app as it would be packaged, with the page that is asked for. */
function copyOfApp(renderer: 'built' | 'fixture'): string {
  const folder = temporaryFolder()
  const page = renderer === 'built' ? 'out/renderer' : 'tests/kit/standin/fixture'
  const parts = { 'out/main': 'out/main', 'out/preload': 'out/preload', [page]: 'out/renderer' }
  for (const [from, to] of Object.entries(parts)) {
    if (!existsSync(join(root, from))) throw new Error(`There is no ${from}: run npm run build.`)
    cpSync(join(root, from), join(folder, to), { recursive: true })
  }
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  return folder
}

function electronArguments(appFolder: string, { args = [], userData }: LaunchOptions): string[] {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  return [...(asRoot ? ['--no-sandbox'] : []), appFolder, `--user-data-dir=${userData}`, ...args]
}

async function launchElectron(
  executablePath: string,
  appFolder: string,
  options: LaunchOptions,
): Promise<RunningShell> {
  const args = electronArguments(appFolder, options)
  const env = { ...process.env, ...options.env } as Record<string, string>
  const electron = await _electron.launch({ executablePath, args, env })
  let output = ''
  electron.process().stdout?.on('data', (text) => {
    output += text
  })
  let over = false
  const exited = new Promise<void>((done) =>
    electron.on('close', () => {
      over = true
      done()
    }),
  )
  const shell: RunningShell = {
    host: 'electron',
    firstWindow: () => electron.firstWindow(),
    // Playwright's types want its own notion of an argument; at run time they agree.
    evaluate: (run, arg) => electron.evaluate(run as never, arg as never),
    output: () => output,
    exited,
    hasExited: () => over,
    async close() {
      open.delete(shell)
      if (!over) await electron.evaluate(({ app }) => app.exit(0)).catch(() => undefined)
      await exited
    },
  }
  return shell
}

async function launchStandin(appFolder: string, options: LaunchOptions): Promise<RunningShell> {
  const context = await (await ensureBrowser()).newContext({ permissions: ['clipboard-write'] })
  const argv = ['electron', appFolder, ...(options.args ?? [])]
  const standin = createElectron({ context, userData: options.userData ?? '', argv })
  await standin.connect()
  Object.assign(process.env, options.env)
  const output = recordOutput()
  await evaluateMain(pathToFileURL(join(appFolder, 'out/main/index.js')), standin.module, argv)
  if (!standin.hasExited()) standin.becomeReady()
  const shell: RunningShell = {
    host: 'stand-in',
    async firstWindow() {
      for (let waited = 0; waited < 5_000 && standin.windows.size === 0; waited += 10)
        await new Promise((done) => setTimeout(done, 10))
      const [window] = standin.windows
      if (!window) throw new Error('Main has opened no window within 5 s.')
      return window.page
    },
    // The one place where the stand-in passes for the real module.
    evaluate: async (run, arg) =>
      run(standin.module as unknown as typeof Electron, arg as Parameters<typeof run>[1]),
    output,
    exited: standin.exited,
    hasExited: standin.hasExited,
    async close() {
      open.delete(shell)
      standin.module.app.exit()
      await standin.exited
      for (const name of Object.keys(options.env ?? {})) delete process.env[name]
    },
  }
  return shell
}

/** Main must end by itself before the app is ready: one that waits for that would wait for ever. */
async function evaluateMain(script: URL, electron: object, argv: readonly string[]): Promise<void> {
  const before = process.argv
  process.argv = [...argv]
  process.stdout.setMaxListeners(0) // each launch listens to it, in this one process
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => limit.reject(new Error('Main waits at top level, so the app would never be ready.')),
    5_000,
  )
  try {
    await Promise.race([importWithElectron(script, electron), limit.promise])
  } finally {
    clearTimeout(timer)
    process.argv = before
  }
}

/** Keeps what main prints from now on: it shares this process, and its console. */
function recordOutput(): () => string {
  const from = printed.length
  return () => printed.slice(from).join('\n')
}

const printed: string[] = []
const { log } = console
console.log = (...args: readonly unknown[]) => {
  const line = args.join(' ')
  if (line.startsWith('backprop-canvas: ')) printed.push(line)
  else log(...args)
}

async function ensureBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? findBrowser()
  if (!executablePath) throw new Error('No Chromium was found; npm test installs one where it can.')
  browser ??= await chromium.launch({ executablePath })
  return browser
}
