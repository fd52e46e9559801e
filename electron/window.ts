import {
  type App,
  BrowserWindow,
  nativeTheme,
  type Rectangle,
  type Session,
  screen,
} from 'electron'
import type { HostEvents } from '#core/host.ts'
import { eventChannel } from './channels.ts'
import { type CloseGuard, setupCloseGuard } from './closing.ts'
import type { Settings } from './settings.ts'

/** The app's window and what the shell knows of it. */
export interface AppWindow {
  readonly window: BrowserWindow
  readonly guard: CloseGuard
  /** Tells the page of an event. */
  send<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void
}

/** Where a window comes from. */
export interface WindowOptions {
  readonly url: string
  readonly preload: string
  readonly settings: Settings
  /** The window stays though it, or the app, was to close. */
  stay(): void
}

/** Opens the window where it was when it was last closed. */
export function openWindow({ url, preload, settings, stay }: WindowOptions): AppWindow {
  const { bounds, maximized } = settings.get()
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...(bounds && isOnScreen(bounds) ? bounds : {}),
    minWidth: 640,
    minHeight: 480,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0e1114' : '#f7f8f9',
    title: 'Backprop Canvas',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false, // its dictionaries would come from the network
    },
  })
  const send: AppWindow['send'] = (event, detail) => {
    if (!window.isDestroyed()) window.webContents.send(eventChannel(event), detail)
  }
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  const guard = setupCloseGuard(window, { save: () => send('command', 'save'), stay })
  // After the guard, which may keep the window open: then there is nothing to remember yet.
  window.on('close', (event) => {
    if (event.defaultPrevented) return
    settings.update({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  })
  window.loadURL(url).catch((error: unknown) => console.error('The page did not load:', error))
  return { window, guard, send }
}

/** Whether enough of a window would lie on a screen for the user to take hold of it. */
function isOnScreen({ x, y, width, height }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const right = Math.min(x + width, workArea.x + workArea.width)
    const bottom = Math.min(y + height, workArea.y + workArea.height)
    const top = Math.max(y, workArea.y)
    return right - Math.max(x, workArea.x) >= 100 && bottom - top >= 40 && y >= workArea.y - 10
  })
}

/**
 * Keeps every page that ever comes to be where it is: no other address, no window, no guest.
 *
 * Vite reloads its page by itself while developing; its address is the only one that may.
 */
export function setupNavigationGuards(app: App, reloading: string | null): void {
  app.on('web-contents-created', (_event, contents) => {
    const keep = (event: { readonly url: string; preventDefault(): void }) => {
      if (event.url !== reloading) event.preventDefault()
    }
    contents.on('will-navigate', keep)
    contents.on('will-frame-navigate', keep)
    contents.on('will-redirect', keep)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    // The close guard asks about unsaved changes; a page cannot hold its window open by itself.
    contents.on('will-prevent-unload', (event) => event.preventDefault())
  })
}

const grantedPermission = 'clipboard-sanitized-write'

/** Refuses every permission but that of writing text to the clipboard, and that to our page only. */
export function setupPermissions(session: Session, origin: string): void {
  session.setPermissionRequestHandler((contents, permission, callback) =>
    callback(permission === grantedPermission && originOf(contents.getURL()) === origin),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) =>
      permission === grantedPermission && originOf(requestingOrigin) === origin,
  )
}

/** An address's origin; unlike `URL.origin`, also that of a scheme of our own. */
function originOf(address: string): string | null {
  const url = URL.parse(address)
  return url === null ? null : `${url.protocol}//${url.host}`
}
