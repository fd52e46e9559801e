import { fromNumber, GraphError, parseTensor, setData } from '#core/index.ts'
import { type AppStore, useAppStore } from '../store/store.ts'
import type { ScrubHandlers } from '../ui/NumberScrub.tsx'
import { elementOf, setElement } from './values.ts'

/** Replaces a leaf's shape and values by pasted ones; what is no number is said and nothing changes. */
export function pasteValues(store: AppStore, id: string, text: string): void {
  const { edit, say } = store.getState()
  try {
    const { shape, values } = parseTensor(text)
    edit((doc) => setData(doc, id, { shape, values: values.map(fromNumber) }))
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    say(error.message, 'error')
  }
}

/** The gestures that change one element of a stored leaf; a ghost stays while one lasts. */
export function elementGestures(store: AppStore, id: string, at: number): ScrubHandlers {
  const state = () => store.getState()
  const finish = (end: 'commit' | 'cancel') => {
    state()[end]()
    state().dropGhost()
  }
  return {
    current: () => elementOf(state().doc, id, at),
    onBegin: () => {
      state().setElement(at)
      state().keepGhost()
      state().begin()
    },
    // What has ended the gesture meanwhile (Escape, undo, another document) has the last word.
    onChange: (value) => {
      if (state().before !== null) state().change((doc) => setElement(doc, id, at, value))
    },
    onCommit: () => finish('commit'),
    onCancel: () => finish('cancel'),
    onPaste: (text) => pasteValues(store, id, text),
  }
}

/** `elementGestures` for a component. */
export function useElementGestures(id: string, at: number): ScrubHandlers {
  return elementGestures(useAppStore(), id, at)
}
