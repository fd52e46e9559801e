import { join } from 'node:path'
import { env } from 'node:process'
import { app, Menu, protocol, session } from 'electron'
import { z } from 'zod'
import type { CommandName } from '#core/commands.ts'
import { showProblem } from './dialogs.ts'
import { createFiles, type Files, fileArgument } from './files.ts'
import { menuTemplate } from './menu.ts'
import { bundleOrigin, bundleScheme, setupProtocol } from './protocol.ts'
import { setupHost } from './serve.ts'
import { readSettings } from './settings.ts'
import { type AppWindow, openWindow, setupNavigationGuards, setupPermissions } from './window.ts'

const out = join(import.meta.dirname, '..')
const isMac = process.platform === 'darwin'

let page: AppWindow | null = null
/** Whether the page has asked for its first document, and so listens for further ones. */
let listening = false
/** A document that waits for a page to ask for it. */
let startPath = fileArgument(process.argv, {
  workingFolder: process.cwd(),
  isPackaged: app.isPackaged,
})
let quitting = false
/** Opens the window, and reads documents: there once the app is ready. */
let ready: { readonly show: () => void; readonly files: Files } | null = null

// Before the app is ready, and at top level: Electron waits for this module to end first.
protocol.registerSchemesAsPrivileged([bundleScheme])
// Whoever started the app may have stopped listening to it.
process.stdout.on('error', () => undefined)

if (app.requestSingleInstanceLock({ path: startPath })) {
  setupLifecycle()
  setupHandOver()
  setupNavigationGuards(app, devServer()?.href ?? null)
  void app.whenReady().then(start)
} else app.quit()

function start(): void {
  const { url, origin } = pageAddress()
  const settings = readSettings(app.getPath('userData'))
  const files = createFiles(settings)
  const preload = join(out, 'preload/index.cjs')
  ready = {
    files,
    show() {
      if (page) return focus(page)
      listening = false
      page = openWindow({ url, preload, settings, stay })
      page.window.on('closed', closed)
    },
  }
  setupProtocol(protocol, join(out, 'renderer'))
  setupPermissions(session.defaultSession, origin)
  setupHost({ files, origin, current: () => page, takeStartPath })
  setupMenu()
  ready.show()
}

/** Our own bundle, or Vite's server while developing. */
function pageAddress(): { readonly url: string; readonly origin: string } {
  const server = devServer()
  return server === null
    ? { url: `${bundleOrigin}/index.html`, origin: bundleOrigin }
    : { url: server.href, origin: server.origin }
}

/** Vite's server, where `npm run dev` has named one on this machine. */
function devServer(): URL | null {
  const named = env['BACKPROP_DEV_URL']
  const server = named === undefined || app.isPackaged ? null : URL.parse(named)
  const local = server?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(server.hostname)
  return local ? server : null
}

function setupMenu(): void {
  const choose = (command: CommandName) => (page ? page.send('command', command) : ready?.show())
  const options = { platform: process.platform, development: !app.isPackaged, choose }
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)))
}

function setupLifecycle(): void {
  app.on('before-quit', () => {
    quitting = true
  })
  app.on('window-all-closed', () => {
    if (!isMac || quitting) app.quit()
  })
  app.on('activate', () => ready?.show())
}

function stay(): void {
  quitting = false
}

function closed(): void {
  page = null
}

const handedOver = z.object({ path: z.string().nullable() })

/** Documents that come later: from a second start, or from a Mac's Finder. */
function setupHandOver(): void {
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const { success, data: second } = handedOver.safeParse(data)
    if (success && second.path !== null) handOver(second.path)
    ready?.show()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    handOver(path)
    ready?.show()
  })
}

function handOver(path: string): void {
  if (page && listening && ready) void sendDocument(page, ready.files, path)
  else startPath = path
}

async function sendDocument(to: AppWindow, files: Files, path: string): Promise<void> {
  try {
    to.send('open', await files.read(path))
  } catch (error) {
    if (!to.window.isDestroyed()) await showProblem(to.window, error)
  }
}

function takeStartPath(): string | null {
  listening = true
  const path = startPath
  startPath = null
  return path
}

function focus({ window }: AppWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
