import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { BrowserContext, Frame, Page, Request, Route } from 'playwright-core'
import { bridge, type Channel, channelName } from './bridge.ts'

/** An event whose default can be prevented, as Electron's are. */
export function preventable<T extends object>(details: T) {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}

/** `app://bundle/x` for a page, which knows it as `https://bundle.app.invalid/x`, and back. */
export function toWebAddress(address: string): string {
  return address.replace(/^app:\/\/([^/]+)/, 'https://$1.app.invalid')
}

export function toAppAddress(address: string): string {
  return address.replace(/^https:\/\/([^/]+)\.app\.invalid/, 'app://$1')
}

/** A frame as main sees it. */
export interface SenderFrame {
  readonly url: string
  readonly origin: string
  readonly parent: SenderFrame | null
}

function senderFrame(frame: Frame): SenderFrame {
  const url = toAppAddress(frame.url())
  const above = frame.parentFrame()
  const parent = above ? senderFrame(above) : null
  // A frame without an address of its own has the origin of the page that made it.
  const inherited = /^(about:.*)?$/.test(url) ? parent?.origin : undefined
  return { url, origin: inherited ?? /^[a-z]+:\/\/[^/]*/.exec(url)?.[0] ?? 'null', parent }
}

/** The frame a navigation is for; a window that is only now being opened has none yet. */
function frameOf(request: Request): Frame | undefined {
  try {
    return request.frame()
  } catch {
    return undefined
  }
}

/** What a window needs of the app around it. */
export interface WindowHost {
  readonly context: BrowserContext
  readonly windows: Set<StandinWindow>
  readonly app: EventEmitter
  assertReady(what: string): void
  assertScheme(url: string): void
  invoke(channel: string, event: object, args: readonly unknown[]): Promise<unknown>
  permitted(contents: StandinContents, permission: string): Promise<boolean>
  closed(): void
}

/** What of `webContents` the shell uses. */
export class StandinContents extends EventEmitter {
  readonly window: StandinWindow
  #openHandler: ((details: { url: string }) => { action: string }) | undefined
  /** Whether main itself is loading a page, which is no navigation to ask about. */
  loading = false

  constructor(window: StandinWindow) {
    super()
    this.window = window
  }

  send(channel: string, ...args: readonly unknown[]): void {
    const message = structuredClone(args)
    void this.window.page.then(
      (page) =>
        page
          .evaluate(([to, detail]) => Reflect.get(window, Symbol.for('standin'))?.(to, detail), [
            channel,
            message,
          ] as const)
          .catch(() => undefined), // the page has gone
    )
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.window.page).evaluate(code)
  }

  getURL(): string {
    return toAppAddress(this.window.shown?.url() ?? '')
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler
  }

  openWindow(url: string): void {
    if (this.#openHandler?.({ url }).action !== 'deny') this.window.openChild()
  }
}

interface WebPreferences {
  readonly preload?: string
  readonly [name: string]: unknown
}

function assertSafe(preferences: WebPreferences): void {
  const must = { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true }
  const mustNot = ['nodeIntegrationInSubFrames', 'nodeIntegrationInWorker', 'webviewTag']
  mustNot.push('allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures')
  for (const [name, value] of Object.entries(must))
    if (preferences[name] !== value) throw new Error(`webPreferences.${name} must be ${value}.`)
  for (const name of mustNot)
    if (preferences[name]) throw new Error(`webPreferences.${name} must not be set.`)
  if (preferences.preload !== undefined && !isAbsolute(preferences.preload))
    throw new Error('webPreferences.preload must be an absolute path.')
}

interface WindowOptions {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly webPreferences?: WebPreferences
}

/** A `BrowserWindow` that is a page of Chromium. */
export class StandinWindow extends EventEmitter {
  readonly webContents: StandinContents
  readonly page: Promise<Page>
  /** The same page, once it is there. */
  shown: Page | undefined
  #host: WindowHost
  #state = { title: '', maximized: false, edited: false, visible: false, destroyed: false }
  #bounds: { x: number; y: number; width: number; height: number }

  constructor(host: WindowHost, options: WindowOptions = {}) {
    super()
    host.assertReady('BrowserWindow')
    assertSafe(options.webPreferences ?? {})
    this.#host = host
    const { x = 240, y = 90, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.webContents = new StandinContents(this)
    host.windows.add(this)
    this.page = this.#open(options.webPreferences?.preload)
    host.app.emit('web-contents-created', {}, this.webContents)
  }

  async #open(preload: string | undefined): Promise<Page> {
    const page = await this.#host.context.newPage()
    const channel = ({ frame }: { frame: Frame }, ...call: Parameters<Channel>) =>
      this.#answer(frame, ...call)
    await page.exposeBinding(channelName, channel)
    if (preload !== undefined)
      await page.addInitScript(bridge, {
        preload: readFileSync(preload, 'utf8'),
        name: channelName,
      })
    page.on('popup', (popup) => {
      void popup.close()
      this.webContents.openWindow(popup.url())
    })
    this.shown = page
    return page
  }

  async #answer(frame: Frame, ...[kind, name, args]: Parameters<Channel>): ReturnType<Channel> {
    const { webContents } = this
    try {
      if (kind === 'window') return { value: webContents.openWindow(name) }
      if (kind === 'permission') return { value: await this.#host.permitted(webContents, name) }
      const event = { sender: webContents, senderFrame: senderFrame(frame) }
      return { value: structuredClone(await this.#host.invoke(name, event, args)) }
    } catch (error) {
      return { error: String(error) }
    }
  }

  /** Whether a page's request would take the window elsewhere, and main prevents it. */
  isKept(route: Route): boolean {
    const request = route.request()
    const frame = request.isNavigationRequest() ? frameOf(request) : undefined
    if (!frame || frame !== this.shown?.mainFrame() || this.webContents.loading) return false
    const event = preventable({ url: toAppAddress(request.url()), isMainFrame: true })
    this.webContents.emit('will-navigate', event, event.url)
    return event.defaultPrevented
  }

  /** A window of the page's own: here only to be seen and counted. */
  openChild(): void {
    const sandbox = { sandbox: true, contextIsolation: true }
    const webPreferences = { ...sandbox, nodeIntegration: false, webSecurity: true }
    new StandinWindow(this.#host, { webPreferences })
  }

  async loadURL(url: string): Promise<void> {
    this.#host.assertScheme(url)
    const page = await this.page
    this.webContents.loading = true
    await page.goto(toWebAddress(url)).finally(() => {
      this.webContents.loading = false
    })
    this.emit('ready-to-show')
  }

  close(): void {
    if (this.#state.destroyed) return
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.#state.destroyed) return
    this.#state.destroyed = true
    this.#host.windows.delete(this)
    void this.page.then((page) => page.close()).catch(() => undefined)
    this.emit('closed')
    this.#host.closed()
  }

  isDestroyed = () => this.#state.destroyed
  isVisible = () => this.#state.visible
  isMinimized = () => false
  isMaximized = () => this.#state.maximized
  isDocumentEdited = () => this.#state.edited
  getTitle = () => this.#state.title
  getBounds = () => this.#bounds
  getNormalBounds = () => this.#bounds
  restore(): void {}
  focus(): void {
    this.emit('focus')
  }
  show(): void {
    this.#state.visible = true
  }
  maximize(): void {
    this.#state.maximized = true
  }
  setTitle(title: string): void {
    this.#state.title = title
  }
  setDocumentEdited(edited: boolean): void {
    this.#state.edited = edited
  }
  setBounds(bounds: object): void {
    this.#bounds = { ...this.#bounds, ...bounds }
  }
}
