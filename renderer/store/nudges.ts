import { type NudgeCheck, openNudgeChecks, plannedWork, targetOf } from '#core/index.ts'
import type { AppState, AppStore, Slice } from './store.ts'

/** What checking every leaf has found so far, of one run. */
export interface Nudges {
  readonly revision: number
  readonly leaves: readonly string[]
  /** By leaf; one that is not there has not been checked since the numbers changed. */
  readonly checks: ReadonlyMap<string, NudgeCheck>
}

/** Gradients checked by nudging, while they are; and how far the inspector nudges. */
export interface NudgeSlice {
  /** `null` while leaves are not checked. */
  readonly nudges: Nudges | null
  /** Which of its places ε stands at. */
  readonly epsilon: number
  setEpsilon(place: number): void
  /** Checks every leaf from now on, or no more. */
  toggleNudges(): void
  /** Checks the newest run: at once what a frame has room for, the rest while nothing else is to do. */
  checkNudges(): void
}

/** How much is checked in one go, in planned work: a millisecond or two. */
const frameWork = 1e5

/** The longest that checking waits for a pause. */
const patienceMs = 300

function whenIdle(run: () => void): void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: patienceMs })
  else setTimeout(run, 16)
}

/** ε = 0.001 for an element of size 1: L can be seen to answer, and the curve hardly bends. */
const usualEpsilon = 36

export const nudgeSlice: Slice<NudgeSlice> = (set, get) => {
  const checks = openNudgeChecks()
  /** Whose turn it is: a newer run, or none, puts an older one off. */
  let turn = 0
  const proceed = (own: number) => {
    const { ran, results, nudges } = get()
    if (own !== turn || nudges === null) return
    checks.update(ran, targetOf(results.compiled))
    const more = checks.proceed(frameWork)
    const { revision } = results
    set({ nudges: { revision, leaves: checks.leaves(), checks: new Map(checks.known) } })
    if (more) whenIdle(() => proceed(own))
  }
  return {
    nudges: null,
    epsilon: usualEpsilon,
    setEpsilon: (epsilon) => set({ epsilon }),
    toggleNudges: () => {
      turn++
      if (get().nudges !== null) return set({ nudges: null })
      set({ nudges: { revision: -1, leaves: [], checks: new Map() } })
      get().checkNudges()
    },
    checkNudges: () => {
      const own = ++turn
      // The check runs the graph once more: where that alone is long, it waits for a pause.
      if (plannedWork(get().results.compiled.program) <= frameWork) proceed(own)
      else whenIdle(() => proceed(own))
    },
  }
}

/** A leaf's check, if it is of the newest run. */
export const nudgeOf =
  (id: string) =>
  ({ nudges, results }: AppState): NudgeCheck | undefined =>
    nudges?.revision === results.revision ? nudges.checks.get(id) : undefined

/** While leaves are checked, checks each run in the frame that shows it. */
export function followRuns(store: AppStore): void {
  store.subscribe((state, before) => {
    if (state.nudges !== null && state.results !== before.results) state.checkNudges()
  })
}
