import { type GraphDocument, type NdArray, openSession, type Results } from '#core/index.ts'
import type { Slice } from './store.ts'

/** What the newest run found. */
export interface RunSlice {
  /** A new object for each run; what it gives are buffers that the next run overwrites. */
  readonly results: Results
  /** The document that they are of: the newest may be a frame ahead. */
  readonly ran: GraphDocument
  /** How long the newest run took, in ms. */
  readonly durationMs: number
  /** Values and gradients from before the gesture in hand, for the ghosts behind the bars. */
  readonly ghost: Ghost | null
  /** Computes the document as it is now. */
  run(): void
  /** Keeps a copy of a node's numbers until the gesture ends. */
  keepGhost(): void
  dropGhost(): void
}

/** A copy of what cards showed, by node id. */
export interface Ghost {
  readonly values: ReadonlyMap<string, Float64Array>
  readonly grads: ReadonlyMap<string, Float64Array>
}

/** Ghosts are for looking at: larger tensors are not drawn element by element. */
const ghostLimit = 256

function copies(ids: Iterable<string>, read: (id: string) => NdArray | null) {
  const kept = new Map<string, Float64Array>()
  for (const id of ids) {
    const array = read(id)
    if (array !== null && array.data.length <= ghostLimit)
      kept.set(id, Float64Array.from(array.data))
  }
  return kept
}

/** The run slice; `doc` is computed at once, so that the first frame shows values. */
export const runSlice =
  (doc: GraphDocument): Slice<RunSlice> =>
  (set, get) => {
    const session = openSession()
    return {
      results: session.update(doc),
      ran: doc,
      durationMs: 0,
      ghost: null,
      run: () => {
        const start = performance.now()
        const { doc: ran } = get()
        const results = session.update(ran)
        set({ results, ran, durationMs: performance.now() - start })
      },
      keepGhost: () => {
        const { results } = get()
        const ids = [...results.compiled.values.keys()]
        set({ ghost: { values: copies(ids, results.value), grads: copies(ids, results.grad) } })
      },
      dropGhost: () => set({ ghost: null }),
    }
  }
