import type { Host, HostEvents, OpenedFile, SavedFile } from '#core/index.ts'
import type { ConnectedHost } from './app.ts'
import { ask } from './ui/ask.tsx'

declare global {
  interface Window {
    /** What the desktop shell’s preload offers; absent in a browser. */
    readonly host?: ConnectedHost
    showOpenFilePicker?: (options: object) => Promise<FileSystemFileHandle[]>
    showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle>
  }
}

const types = [
  { description: 'Backprop Canvas graph', accept: { 'application/json': ['.backprop', '.json'] } },
]

/** Handles of files opened or saved in this window; a place is a key of it. */
const handles = new Map<string, FileSystemFileHandle>()

function keep(handle: FileSystemFileHandle): string {
  const place = `handle-${handles.size + 1}`
  handles.set(place, handle)
  return place
}

/** `null` where the user closed the picker. */
async function unlessAborted<T>(picking: Promise<T>): Promise<T | null> {
  try {
    return await picking
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

async function openWithPicker(): Promise<OpenedFile | null> {
  const picked = await unlessAborted(window.showOpenFilePicker?.({ types }) ?? Promise.resolve([]))
  const handle = picked?.[0]
  if (handle === undefined) return null
  const file = await handle.getFile()
  return { name: file.name, text: await file.text(), place: keep(handle) }
}

/** Where there is no picker, an input of the page asks for the file. */
function openWithInput(): Promise<OpenedFile | null> {
  return new Promise((done, fail) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = '.backprop,.json'
    input.hidden = true
    // In the page while it is asked: one that nothing holds may be collected before it answers.
    document.body.append(input)
    input.addEventListener('cancel', () => {
      input.remove()
      done(null)
    })
    input.addEventListener('change', () => {
      input.remove()
      const file = input.files?.[0]
      if (file === undefined) done(null)
      else file.text().then((text) => done({ name: file.name, text, place: null }), fail)
    })
    input.click()
  })
}

async function write(handle: FileSystemFileHandle, text: string): Promise<void> {
  const stream = await handle.createWritable()
  await stream.write(text)
  await stream.close()
}

function download(text: string, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

async function saveFile(
  text: string,
  name: string,
  place: string | null,
): Promise<SavedFile | null> {
  const known = place === null ? undefined : handles.get(place)
  if (known === undefined && window.showSaveFilePicker === undefined) {
    download(text, name)
    return { name, place: null }
  }
  const handle =
    known ??
    (await unlessAborted(
      window.showSaveFilePicker?.({ types, suggestedName: name }) ?? Promise.resolve(null),
    ))
  if (handle === null) return null
  await write(handle, text)
  return { name: handle.name, place: place ?? keep(handle) }
}

/** Whether a path leads to the page's own server, and not elsewhere as `//host` does. */
function isOwnPath(path: string): boolean {
  if (!path.startsWith('/') || !URL.canParse(path, location.origin)) return false
  return new URL(path, location.origin).origin === location.origin
}

/** The document that the page's own address names, as `npm start -- FILE` does. */
async function startFile(): Promise<OpenedFile | null> {
  const query = new URLSearchParams(location.search)
  const from = query.get('open')
  if (from === null || !isOwnPath(from)) return null
  const response = await fetch(from)
  if (!response.ok) throw new Error(`${query.get('name') ?? from} cannot be read.`)
  return { name: query.get('name') ?? 'graph.backprop', text: await response.text(), place: null }
}

/** Where the page may not write to the clipboard, a selection copied as by the user can. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    const focused = document.activeElement
    document.body.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
    if (!copied) throw new Error('The browser does not let this page use the clipboard.')
  }
}

let unsaved = false

const browser: Host = {
  openFile: () => (window.showOpenFilePicker ? openWithPicker() : openWithInput()),
  saveFile,
  // A browser cannot reopen a file it was shown in an earlier visit without asking again.
  recentFiles: () => Promise.resolve([]),
  openRecent: () => Promise.resolve(null),
  startFile,
  askUnsaved: (title) => ask(title),
  setState: (title, isUnsaved) => {
    document.title = `${isUnsaved ? '• ' : ''}${title} · Backprop Canvas`
    unsaved = isUnsaved
    return Promise.resolve()
  },
  copyText,
  painted: () => Promise.resolve(),
}

/** The shell this window runs in: the desktop's, or the browser. */
export function connectHost(): ConnectedHost {
  if (window.host !== undefined) return window.host
  window.addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault()
  })
  // A browser says nothing unasked.
  const on =
    <E extends keyof HostEvents>(_event: E, _listener: (detail: HostEvents[E]) => void) =>
    () => {}
  return { ...browser, on }
}
