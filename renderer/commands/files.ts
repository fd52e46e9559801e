import {
  type GraphDocument,
  GraphError,
  type OpenedFile,
  parseDocument,
  printDocument,
} from '#core/index.ts'
import type { App } from '../app.ts'
import { isUnsaved } from '../store/document.ts'
import { settleTyping } from './typing.ts'

/** A document that ships with the app. */
export interface Example {
  readonly name: string
  readonly title: string
  /** Its first note, as one sentence; empty where it has none. */
  readonly about: string
  readonly text: string
}

function aboutOf({ nodes }: GraphDocument): string {
  const text = nodes.find(({ type }) => type === 'note')?.data['text']
  return typeof text === 'string' ? text.replaceAll('**', '').replaceAll(/\s+/g, ' ') : ''
}

function toExample(path: string, text: string): Example {
  const doc = parseDocument(text)
  return { name: path.split('/').pop() ?? path, title: doc.title, about: aboutOf(doc), text }
}

const sources = import.meta.glob<string>('../../examples/*.backprop', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The documents that ship with the app; the seed's graph first. */
export const examples: readonly Example[] = Object.entries(sources)
  .map(([path, text]) => toExample(path, text))
  .sort(
    (a, b) =>
      Number(b.name === 'tanh.backprop') - Number(a.name === 'tanh.backprop') ||
      a.title.localeCompare(b.title),
  )

/** Puts another document in the window; nothing of the one before stays chosen. */
export function replaceDocument(
  app: App,
  doc: GraphDocument,
  place: string | null,
  fileName: string | null,
): void {
  const { load, select, show } = app.store.getState()
  select([])
  show({ overlaid: [], wireInHand: null })
  app.canvas.current?.dropWire()
  load(doc, place, fileName)
}

/** Opens a document's text; one that is refused leaves the open document as it was. */
function openText(app: App, { name, text, place }: OpenedFile): void {
  const state = app.store.getState()
  try {
    replaceDocument(app, parseDocument(text), place, name)
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    state.say(`${name} was not opened. ${error.message}`, 'error')
  }
}

/** What a file of this title is called. */
function fileNameOf(title: string): string {
  const name = title
    .trim()
    .replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .trim()
  return `${name || 'graph'}.backprop`
}

/** Saves to a place, or asks for one; whether it was saved. */
async function saveTo(app: App, place: string | null): Promise<boolean> {
  settleTyping()
  const { doc, fileName, loads, markSaved, say } = app.store.getState()
  try {
    const saved = await app.host.saveFile(
      printDocument(doc),
      fileName ?? fileNameOf(doc.title),
      place,
    )
    if (saved === null) return false
    // Another document may have been opened meanwhile: what was saved is not where it lives.
    if (app.store.getState().loads !== loads) return true
    markSaved(saved.place, saved.name)
    // What was edited while the file was written is not saved yet.
    app.store.setState({ saved: doc })
    return true
  } catch (error) {
    say(`It was not saved: ${error instanceof Error ? error.message : String(error)}`, 'error')
    return false
  }
}

/** Saves to a place, or asks for one where it is `null`. */
export async function save(app: App, place: string | null): Promise<void> {
  if (await saveTo(app, place)) app.store.getState().say('Saved.')
}

/** Asks about unsaved changes; whether to go on. */
export async function confirmUnsaved(app: App): Promise<boolean> {
  settleTyping()
  const state = app.store.getState()
  if (!isUnsaved(state)) return true
  const answer = await app.host.askUnsaved(state.doc.title)
  if (answer === 'cancel') return false
  return answer === 'discard' || saveTo(app, state.place)
}

/** Opens what the user chooses. */
export async function openFromHost(app: App): Promise<void> {
  if (!(await confirmUnsaved(app))) return
  const file = await app.host.openFile()
  if (file !== null) openText(app, file)
}

/** Opens a document, after asking about unsaved changes. */
export async function openInstead(app: App, file: OpenedFile): Promise<void> {
  if (await confirmUnsaved(app)) openText(app, file)
}

/** Opens an example; it has no place of its own, so saving asks for one. */
export function openExample(app: App, { name, text }: Example): void {
  void openInstead(app, { name, text, place: null })
}
