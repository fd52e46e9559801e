import { fromNumber, type GraphNode, type NodeData, parseNumber } from '#core/index.ts'
import { changeLeaf, storedShape } from '../panels/inspector/leafData.ts'
import { type Read, readValues } from '../panels/inspector/leafText.ts'
import { type AppState, type AppStore, useAppStore } from '../store/store.ts'
import type { ScrubHandlers } from '../ui/useNumberHold.ts'
import { nodeOf } from './names.ts'
import { elementOf, setElement } from './values.ts'

/** What pasted text makes of a leaf: one number is an element’s, as if typed; more are all of it. */
function readPasted(node: GraphNode, at: number, text: string): Read<NodeData> {
  const { values } = node.data
  const number = parseNumber(text)
  if (number !== null && Array.isArray(values) && at < values.length)
    return { ok: { values: values.with(at, fromNumber(number)) } }
  const read = readValues(text, storedShape(node))
  if ('refused' in read) return read
  return { ok: { shape: read.ok.shape, values: read.ok.values.map(fromNumber) } }
}

/** Takes what was pasted onto an element; what the core would not take is said and changes nothing. */
function paste(state: AppState, id: string, at: number, text: string): void {
  const node = nodeOf(state.doc, id)
  if (node === undefined) return
  const read = readPasted(node, at, text)
  const refusal = 'refused' in read ? read.refused : changeLeaf(state, id, read.ok)
  if (refusal !== null) state.say(refusal, 'error')
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
    onPaste: (text) => paste(state(), id, at, text),
  }
}

/** `elementGestures` for a component. */
export function useElementGestures(id: string, at: number): ScrubHandlers {
  return elementGestures(useAppStore(), id, at)
}
