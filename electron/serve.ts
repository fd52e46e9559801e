import { clipboard, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { z } from 'zod'
import { type Host, hostMethods } from '#core/host.ts'
import { hostChannel } from './channels.ts'
import { askUnsaved, shorten } from './dialogs.ts'
import { maxDocumentBytes } from './disk.ts'
import type { Files } from './files.ts'
import type { AppWindow } from './window.ts'

/** What the methods of the host act on. */
export interface ServeOptions {
  readonly files: Files
  /** The origin of the one page that may call. */
  readonly origin: string
  current(): AppWindow | null
  /** Hands over, once, the path that the app was started with. */
  takeStartPath(): string | null
}

// Titles are the user's and may be long; what shows them shortens them.
const title = z.string().max(1_000_000)
const fileName = z.string().min(1).max(1_000_000)
const place = z.string().min(1).max(32_768)
const documentText = z.string().max(maxDocumentBytes)
const clipboardText = z.string().max(16 * 1024 * 1024)

/** What each method takes, to the last argument. */
const parameters = {
  openFile: z.tuple([]),
  saveFile: z.tuple([documentText, fileName, place.nullable()]),
  recentFiles: z.tuple([]),
  openRecent: z.tuple([place]),
  startFile: z.tuple([]),
  askUnsaved: z.tuple([title]),
  setState: z.tuple([title, z.boolean()]),
  copyText: z.tuple([clipboardText]),
  painted: z.tuple([]),
} satisfies { readonly [M in keyof Host]: z.ZodType<Parameters<Host[M]>> }

/** Answers the page's calls; a call from elsewhere, or one that is not well formed, does nothing. */
export function setupHost(options: ServeOptions): void {
  for (const method of hostMethods)
    ipcMain.handle(hostChannel(method), (event, ...args: readonly unknown[]) => {
      const page = assertOurWindow(event, options)
      return call(hostFor(page, options), method, args)
    })
}

function call<M extends keyof Host>(host: Host, method: M, args: readonly unknown[]): unknown {
  const parsed = parameters[method].safeParse(args)
  if (!parsed.success)
    throw new Error(`The host cannot take this ${method}:\n${z.prettifyError(parsed.error)}`)
  // The table's type ties each method to its arguments; the compiler loses that in the union.
  const run = host[method] as (...args: readonly unknown[]) => unknown
  return run(...parsed.data)
}

/** The window a call comes from: its main frame, showing our page, or else nobody. */
function assertOurWindow(
  { sender, senderFrame }: IpcMainInvokeEvent,
  { current, origin }: ServeOptions,
): AppWindow {
  const page = current()
  const ours =
    page !== null &&
    senderFrame !== null && // it has gone elsewhere since
    sender === page.window.webContents &&
    senderFrame.parent === null &&
    senderFrame.origin === origin
  if (!ours) throw new Error('The host answers its own page only.')
  return page
}

/** The host as one window's page sees it. */
function hostFor({ window, guard }: AppWindow, { files, takeStartPath }: ServeOptions): Host {
  return {
    openFile: () => files.open(window),
    saveFile: (text, name, place) => guard.follow(files.save(window, text, name, place)),
    recentFiles: async () => files.recent(),
    openRecent: (place) => files.openRecent(place),
    async startFile() {
      const path = takeStartPath()
      return path === null ? null : files.read(path)
    },
    askUnsaved: (title) => askUnsaved(window, title),
    async setState(title, unsaved) {
      window.setTitle(`${unsaved ? '• ' : ''}${shorten(title)} – Backprop Canvas`)
      window.setDocumentEdited(unsaved)
      guard.setState(title, unsaved)
    },
    copyText: (text) => clipboard.writeText(text),
    async painted() {
      console.log('backprop-canvas: painted') // scripts/start.mjs waits for this line
    },
  }
}
