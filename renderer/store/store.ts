import { createContext, use } from 'react'
import { createStore, type StateCreator, type StoreApi, useStore } from 'zustand'
import { emptyDocument, type GraphDocument } from '#core/index.ts'
import { type DocumentSlice, documentSlice, sameContent } from './document.ts'
import { type ForwardSlice, forwardSlice, isStale } from './forward.ts'
import { followRuns, type NudgeSlice, nudgeSlice } from './nudges.ts'
import { type RunSlice, runSlice } from './run.ts'
import { lastStep, type StepSlice, stepSlice } from './step.ts'
import { type TangentSlice, tangentSlice } from './tangent.ts'
import { type ViewSlice, viewSlice } from './view.ts'

/** The whole state of one window. */
export type AppState = DocumentSlice &
  RunSlice &
  ForwardSlice &
  ViewSlice &
  StepSlice &
  TangentSlice &
  NudgeSlice

/** One part of the state, written against the whole. */
export type Slice<T> = StateCreator<AppState, [], [], T>

/** A window's store. */
export type AppStore = StoreApi<AppState>

/** When to compute after a change: at the next frame in a window, at once in a test. */
export type Schedule = (run: () => void) => void

/** Computes at most once a frame, before it is painted. */
export const everyFrame = (): Schedule => {
  let waiting = false
  return (run) => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      run()
    })
  }
}

/**
 * Creates a window's store; every change of the document is computed when `schedule` says.
 *
 * Moving, panning and selecting change nothing that is computed: the session sees that.
 */
export function createAppStore(
  doc: GraphDocument = emptyDocument,
  schedule = everyFrame(),
): AppStore {
  const store = createStore<AppState>((...args) => ({
    ...documentSlice(doc)(...args),
    ...runSlice(doc)(...args),
    ...forwardSlice(...args),
    ...viewSlice(...args),
    ...stepSlice(...args),
    ...tangentSlice(...args),
    ...nudgeSlice(...args),
  }))
  followRuns(store)
  store.subscribe((state, before) => {
    if (isStale(state, before)) state.pushForward()
    if (state.saved !== before.saved) state.forgetError(before.message)
    if (state.step !== null && (state.loads !== before.loads || lastStep(state) < 0))
      state.goToStep(null)
    if (sameContent(state.doc, before.doc)) return
    state.forgetError(before.message)
    state.forgetRemoved()
    schedule(() => store.getState().run())
  })
  return store
}

const StoreContext = createContext<AppStore | null>(null)

/** Gives a window's components their store. */
export const StoreProvider = StoreContext.Provider

/** The store itself, for handlers that read and act without rendering. */
export function useAppStore(): AppStore {
  const store = use(StoreContext)
  if (store === null) throw new Error('No store: wrap the window in StoreProvider.')
  return store
}

/** A part of the state; the selector must return what is already there, not build it. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useAppStore(), selector)
}
