import { EventEmitter } from 'node:events'
import type { BrowserContext, Route } from 'playwright-core'
import { StandinMenu } from './menu.ts'
import {
  preventable,
  type StandinContents,
  StandinWindow,
  toAppAddress,
  type WindowHost,
} from './window.ts'

/** Every running stand-in, by its folder of user data: what the single instance lock looks at. */
const running = new Map<string, { app: EventEmitter }>()

interface StandinOptions {
  readonly context: BrowserContext
  readonly userData: string
  /** What main is started with: the binary, the app's folder, further arguments. */
  readonly argv: readonly string[]
}

type Handler = (event: object, ...args: readonly unknown[]) => unknown
type Answer = (request: Request) => Promise<Response> | Response

/**
 * Electron as far as the shell uses it, over a context of Chromium.
 *
 * It is stricter than Electron where that finds mistakes: insecure windows, a second handler on a
 * channel, anything used before the app is ready, and dialogs that no test has answered all throw.
 */
export function createElectron({ context, userData, argv }: StandinOptions) {
  const ready = Promise.withResolvers<void>()
  const exited = Promise.withResolvers<void>()
  const life = { isReady: false, isOver: false, quitting: false }
  const windows = new Set<StandinWindow>()
  const handlers = new Map<string, Handler>()
  const schemes = new Map<string, Answer | null>()
  const session = createSession()

  function assertReady(what: string): void {
    if (!life.isReady) throw new Error(`${what} cannot be used before the app is ready.`)
  }

  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    name: 'backprop-canvas',
    isReady: () => life.isReady,
    whenReady: () => ready.promise,
    getPath: (name: string) => (name === 'userData' ? userData : `${userData}/${name}`),
    getAppPath: () => argv[1],
    addRecentDocument: () => undefined,
    requestSingleInstanceLock(data: unknown) {
      const first = running.get(userData)
      first?.app.emit('second-instance', {}, argv, process.cwd(), structuredClone(data))
      if (!first) running.set(userData, { app })
      return !first
    },
    quit() {
      life.quitting = true
      app.emit('before-quit', preventable({}))
      for (const window of windows) window.close()
      if (windows.size > 0) life.quitting = false
      else exit()
    },
    exit,
  })

  function exit(): void {
    if (life.isOver) return
    life.isOver = true
    if (running.get(userData)?.app === app) running.delete(userData)
    for (const window of windows) window.destroy()
    void context.close().finally(() => exited.resolve())
  }

  const host: WindowHost = {
    context,
    windows,
    app,
    assertReady,
    assertScheme(url) {
      const scheme = new URL(url).protocol.slice(0, -1)
      if (!['https', 'http', 'data', 'about'].includes(scheme) && !schemes.has(scheme))
        throw new Error(`The scheme ${scheme} was not registered as privileged.`)
    },
    async invoke(channel, event, args) {
      const handler = handlers.get(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return handler(event, ...args)
    },
    permitted: (contents, permission) => session.permitted(contents, permission),
    closed() {
      if (windows.size > 0 || life.isOver || life.quitting) return
      if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
      else app.quit()
    },
  }

  class BrowserWindow extends StandinWindow {
    constructor(options?: ConstructorParameters<typeof StandinWindow>[1]) {
      super(host, options)
    }
    static getAllWindows = () => [...windows]
  }

  const module = {
    app,
    BrowserWindow,
    Menu: createMenu(),
    clipboard: createClipboard(),
    dialog: createDialogs(),
    ipcMain: {
      handle(channel: string, handler: Handler) {
        if (handlers.has(channel)) throw new Error(`A second handler for '${channel}'.`)
        handlers.set(channel, handler)
      },
    },
    nativeTheme: { shouldUseDarkColors: false },
    protocol: {
      registerSchemesAsPrivileged(list: readonly { scheme: string }[]) {
        if (life.isReady) throw new Error('Schemes must be registered before the app is ready.')
        for (const { scheme } of list) schemes.set(scheme, null)
      },
      handle(scheme: string, answer: Answer) {
        assertReady('protocol.handle')
        if (schemes.get(scheme)) throw new Error(`A second handler for the scheme ${scheme}.`)
        schemes.set(scheme, answer)
      },
    },
    screen: {
      getAllDisplays() {
        assertReady('screen')
        return [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]
      },
    },
    session: {
      get defaultSession() {
        assertReady('session')
        return session
      },
    },
  }

  async function fulfil(route: Route): Promise<void> {
    if ([...windows].some((window) => window.isKept(route))) return route.abort('aborted')
    const url = toAppAddress(route.request().url())
    const answer = schemes.get(new URL(url).protocol.slice(0, -1))
    // Nothing here reaches a network; a page that may go elsewhere is seen to have gone.
    if (!answer)
      return route.request().isNavigationRequest()
        ? route.fulfill({ contentType: 'text/html', body: '<title>Elsewhere</title>' })
        : route.abort('internetdisconnected')
    const response = await answer(new Request(url, { method: route.request().method() }))
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  return {
    module,
    windows,
    exited: exited.promise,
    hasExited: () => life.isOver,
    /** Routes what pages ask for; before that no window can load. */
    connect: () => context.route('**/*', fulfil),
    /** To be called when main has been evaluated: not before is the app ready. */
    becomeReady() {
      life.isReady = true
      app.emit('ready')
      ready.resolve()
    },
  }
}

function createMenu() {
  let application: StandinMenu | null = null
  return Object.assign(StandinMenu, {
    setApplicationMenu(menu: StandinMenu | null) {
      application = menu
    },
    getApplicationMenu: () => application,
  })
}

function createClipboard() {
  let content = ''
  return {
    async writeText(text: string) {
      content = text
    },
    readText: async () => content,
  }
}

function createDialogs() {
  const unanswered = (name: string) => async () => {
    throw new Error(`dialog.${name} was opened and no test has answered it.`)
  }
  return {
    showOpenDialog: unanswered('showOpenDialog'),
    showSaveDialog: unanswered('showSaveDialog'),
    showMessageBox: unanswered('showMessageBox'),
  }
}

type PermissionCheck = (contents: StandinContents, permission: string, origin: string) => boolean
type PermissionRequest = (
  contents: StandinContents,
  permission: string,
  callback: (granted: boolean) => void,
) => void

/** Grants everything until it is told otherwise, as Electron does. */
function createSession() {
  let check: PermissionCheck = () => true
  let request: PermissionRequest = (_contents, _permission, callback) => callback(true)
  const names: Readonly<Record<string, string>> = { 'clipboard-write': 'clipboard-sanitized-write' }
  return {
    setPermissionCheckHandler(handler: PermissionCheck) {
      check = handler
    },
    setPermissionRequestHandler(handler: PermissionRequest) {
      request = handler
    },
    async permitted(contents: StandinContents, name: string) {
      const permission = names[name] ?? name
      const asked = await new Promise<boolean>((done) => request(contents, permission, done))
      return asked && check(contents, permission, contents.getURL())
    },
  }
}
