import type { GraphDocument } from '#core/index.ts'
import type { Slice } from './store.ts'

/** The document, its past and its future. One gesture is one entry in the past. */
export interface DocumentSlice {
  readonly doc: GraphDocument
  readonly past: readonly GraphDocument[]
  readonly future: readonly GraphDocument[]
  /** The document from before the gesture in hand; `null` where there is none. */
  readonly before: GraphDocument | null
  /** The document as it was last opened or saved. */
  readonly saved: GraphDocument
  /** How many documents were loaded in its place so far; saving is no loading. */
  readonly loads: number
  /** Where it was opened from or saved to, as the host knows it. */
  readonly place: string | null
  /** The file's name, where it has one. */
  readonly fileName: string | null

  begin(): void
  change(edit: (doc: GraphDocument) => GraphDocument): void
  commit(): void
  cancel(): void
  /** A whole gesture in one call. */
  edit(edit: (doc: GraphDocument) => GraphDocument): void
  undo(): void
  redo(): void
  load(doc: GraphDocument, place: string | null, fileName: string | null): void
  markSaved(place: string | null, fileName: string): void
  /** Keeps the viewport with the document, but out of its history. */
  setViewport(viewport: GraphDocument['viewport']): void
}

const historyLimit = 500

/** Whether two versions say the same, wherever the viewport is. */
export function sameContent(a: GraphDocument, b: GraphDocument): boolean {
  if (a === b) return true
  return (Object.keys(a) as (keyof GraphDocument)[]).every(
    (key) => key === 'viewport' || a[key] === b[key],
  )
}

/** Whether there is something to save. */
export function isUnsaved({ doc, saved }: Pick<DocumentSlice, 'doc' | 'saved'>): boolean {
  return !sameContent(doc, saved)
}

/** The document slice, starting from `doc`. */
export const documentSlice =
  (doc: GraphDocument): Slice<DocumentSlice> =>
  (set, get) => ({
    doc,
    past: [],
    future: [],
    before: null,
    saved: doc,
    loads: 0,
    place: null,
    fileName: null,

    begin: () => {
      // One whose end was never heard of, such as a drag of what left the page, ends here.
      get().commit()
      set({ before: get().doc })
    },
    change: (edit) => {
      const doc = edit(get().doc)
      if (doc !== get().doc) set({ doc })
    },
    commit: () => {
      const { before, doc, past } = get()
      if (before === null) return
      if (sameContent(before, doc)) set({ before: null })
      else set({ before: null, past: [...past.slice(-historyLimit + 1), before], future: [] })
    },
    cancel: () => {
      const { before } = get()
      if (before !== null) set({ doc: before, before: null })
    },
    edit: (edit) => {
      // Beginning ends a gesture in hand first, so that each stays one entry.
      get().begin()
      try {
        get().change(edit)
      } finally {
        get().commit()
      }
    },
    undo: () => {
      const { before } = get()
      get().commit()
      const { doc, past, future } = get()
      // A gesture in hand that has changed nothing yet is all there is to take back.
      if (before !== null && sameContent(before, doc)) return
      const older = past[past.length - 1]
      if (older === undefined) return
      const { viewport } = doc
      set({ doc: { ...older, viewport }, past: past.slice(0, -1), future: [doc, ...future] })
    },
    redo: () => {
      get().commit()
      const { doc, past, future } = get()
      const [newer, ...rest] = future
      if (newer === undefined) return
      const { viewport } = doc
      set({ doc: { ...newer, viewport }, past: [...past, doc], future: rest })
    },
    load: (doc, place, fileName) => {
      const loads = get().loads + 1
      set({
        target: null,
        lit: null,
        formulaDraft: null,
        doc,
        saved: doc,
        loads,
        place,
        fileName,
        past: [],
        future: [],
        before: null,
      })
      // At once: nodes of the two documents may share ids, and must not show each other’s numbers.
      get().run()
    },
    markSaved: (place, fileName) => set({ saved: get().doc, place, fileName }),
    setViewport: (viewport) => {
      const { doc } = get()
      set({ doc: { ...doc, viewport: { ...doc.viewport, ...viewport } } })
    },
  })
