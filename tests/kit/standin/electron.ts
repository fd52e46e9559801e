import { EventEmitter } from 'node:events'
import type { BrowserContext } from 'playwright-core'
import {
  createClipboard,
  createDialogs,
  createIpc,
  createMenu,
  createProtocol,
  createSession,
} from './services.ts'
import { preventable, StandinWindow, type WindowHost } from './window.ts'

/** Every running stand-in, by its folder of user data: what the single instance lock looks at. */
const running = new Map<string, { app: EventEmitter }>()

interface StandinOptions {
  readonly context: BrowserContext
  readonly userData: string
  /** What main is started with: the binary, the app's folder, further arguments. */
  readonly argv: readonly string[]
}

/** What the parts of one stand-in share. */
interface Shared {
  readonly life: { isReady: boolean; isOver: boolean; quitting: boolean }
  readonly windows: Set<StandinWindow>
  readonly ready: PromiseWithResolvers<void>
  readonly exited: PromiseWithResolvers<void>
}

function createApp({ context, userData, argv }: StandinOptions, shared: Shared) {
  const { life, windows, ready, exited } = shared
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
      else app.exit()
    },
    exit() {
      if (life.isOver) return
      life.isOver = true
      if (running.get(userData)?.app === app) running.delete(userData)
      for (const window of windows) window.destroy()
      void context.close().finally(() => exited.resolve())
    },
  })
  return app
}

/**
 * Electron as far as the shell uses it, over a context of Chromium.
 *
 * It is stricter than Electron where that finds mistakes: insecure windows, a second handler on a
 * channel, anything used before the app is ready, and dialogs that no test has answered all throw.
 */
export function createElectron(options: StandinOptions) {
  const { context } = options
  const ready = Promise.withResolvers<void>()
  const exited = Promise.withResolvers<void>()
  const life = { isReady: false, isOver: false, quitting: false }
  const windows = new Set<StandinWindow>()
  const ipc = createIpc()
  const schemes = createProtocol(assertReady, () => life.isReady)
  const session = createSession()

  function assertReady(what: string): void {
    if (!life.isReady) throw new Error(`${what} cannot be used before the app is ready.`)
  }

  const app = createApp(options, { life, windows, ready, exited })

  const host: WindowHost = {
    context,
    windows,
    app,
    assertReady,
    assertScheme: schemes.assertScheme,
    invoke: ipc.invoke,
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
    ipcMain: ipc.ipcMain,
    nativeTheme: { shouldUseDarkColors: false },
    protocol: schemes.protocol,
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

  return {
    module,
    windows,
    exited: exited.promise,
    hasExited: () => life.isOver,
    /** Routes what pages ask for; before that no window can load. */
    connect: () =>
      context.route('**/*', (route) =>
        [...windows].some((window) => window.isKept(route))
          ? route.abort('aborted')
          : schemes.fulfil(route),
      ),
    /** To be called when main has been evaluated: not before is the app ready. */
    becomeReady() {
      life.isReady = true
      app.emit('ready')
      ready.resolve()
    },
  }
}
