import type { Route } from 'playwright-core'
import { StandinMenu } from './menu.ts'
import { type StandinContents, toAppAddress } from './window.ts'

type AssertReady = (what: string) => void
type Handler = (event: object, ...args: readonly unknown[]) => unknown
type Answer = (request: Request) => Promise<Response> | Response

export function createMenu() {
  let application: StandinMenu | null = null
  return class Menu extends StandinMenu {
    static setApplicationMenu(menu: StandinMenu | null) {
      application = menu
    }
    static getApplicationMenu = () => application
  }
}

export function createIpc() {
  const handlers = new Map<string, Handler>()
  return {
    ipcMain: {
      handle(channel: string, handler: Handler) {
        if (handlers.has(channel)) throw new Error(`A second handler for '${channel}'.`)
        handlers.set(channel, handler)
      },
    },
    async invoke(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
      const handler = handlers.get(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return handler(event, ...args)
    },
  }
}

export function createProtocol(assertReady: AssertReady, isReady: () => boolean) {
  const schemes = new Map<string, Answer | null>()
  return {
    protocol: {
      registerSchemesAsPrivileged(list: readonly { scheme: string }[]) {
        if (isReady()) throw new Error('Schemes must be registered before the app is ready.')
        for (const { scheme } of list) schemes.set(scheme, null)
      },
      handle(scheme: string, answer: Answer) {
        assertReady('protocol.handle')
        if (schemes.get(scheme)) throw new Error(`A second handler for the scheme ${scheme}.`)
        schemes.set(scheme, answer)
      },
    },
    assertScheme(url: string): void {
      const scheme = new URL(url).protocol.slice(0, -1)
      if (!['https', 'http', 'data', 'about'].includes(scheme) && !schemes.has(scheme))
        throw new Error(`The scheme ${scheme} was not registered as privileged.`)
    },
    async fulfil(route: Route): Promise<void> {
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
    },
  }
}

export function createClipboard() {
  let content = ''
  return {
    async writeText(text: string) {
      content = text
    },
    readText: async () => content,
  }
}

export function createDialogs() {
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
export function createSession() {
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
