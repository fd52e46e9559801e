import { type Stage, timelineOf } from '#core/index.ts'
import type { AppState, Slice } from './store.ts'

/** How many stages a second are played. */
export const speeds = [0.5, 1, 2, 4] as const

/** Where one stands in the two passes; nothing of it is saved in the document. */
export interface StepSlice {
  /** The stage looked at, −1 before the first; `null` where all is shown, live. */
  readonly step: number | null
  readonly playing: boolean
  readonly speed: (typeof speeds)[number]
  /** Goes to a stage, or back to the live graph; past an end, to that end. */
  goToStep(step: number | null): void
  play(playing: boolean): void
  setSpeed(speed: StepSlice['speed']): void
}

type Stepped = Pick<AppState, 'step' | 'results'>

/** The last stage of the passes. */
export const lastStep = ({ results }: Pick<AppState, 'results'>): number =>
  timelineOf(results.compiled).stages.length - 1

/** The stage looked at; an edit may have left fewer than there were. */
export function stepOf({ step, results }: Stepped): number | null {
  return step === null ? null : Math.min(step, lastStep({ results }))
}

/** The step after or before the one looked at; from the live graph, the first or the last. */
export function stepBy(state: Stepped, by: 1 | -1): number {
  const now = stepOf(state)
  if (now === null) return by === 1 ? 0 : lastStep(state)
  return now + by
}

/** What is done at the stage looked at. */
export function stageOf({ step, results }: Stepped): Stage | null {
  const now = stepOf({ step, results })
  return now === null ? null : (timelineOf(results.compiled).stages[now] ?? null)
}

export const stepSlice: Slice<StepSlice> = (set, get) => ({
  step: null,
  playing: false,
  speed: 1,
  goToStep: (step) => {
    if (step === null) set({ step, playing: false })
    else {
      const last = lastStep(get())
      const next = Math.max(-1, Math.min(last, step))
      set({ step: next, playing: get().playing && next < last })
    }
  },
  play: (playing) => {
    const state = get()
    if (!playing) set({ playing })
    else {
      const now = stepOf(state)
      // From the end, or from the live graph, it plays from the start.
      const atEnd = now === null || now >= lastStep(state)
      set({ playing: lastStep(state) >= 0, ...(atEnd ? { step: -1 } : {}) })
    }
  },
  setSpeed: (speed) => set({ speed }),
})
