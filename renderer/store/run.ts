import {
  type GraphDocument,
  type NdArray,
  openSession,
  type Results,
  sameTarget,
  type Target,
  targetOf,
  toldRoot,
} from '#core/index.ts'
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
  /** What the gradient is of for now; `null` for the document's own root. No part of the document. */
  readonly target: Target | null
  /** Computes the document as it is now. */
  run(): void
  /** Takes the gradient of something else for now, or of the document's root again. */
  aim(target: Target | null): void
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

/** What is said when what the gradient was of has gone. */
const goneText = ({ compiled: { root, wiring } }: Results): string => {
  const { label } = wiring.nodes.get(root ?? '')?.node.data ?? {}
  const name = typeof label === 'string' && label !== '' ? label : root
  return `What the gradient was of is gone: ${root === null ? 'there is none now' : `it is of ${name} again`}.`
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
      target: null,
      ghost: null,
      run: () => {
        const start = performance.now()
        const { doc: ran, target } = get()
        const results = session.update(ran, target)
        const durationMs = performance.now() - start
        const told = target === null ? null : toldRoot(ran, results.compiled.wiring.edges)
        const isOwn = target !== null && target.element === null && target.node === told
        const isGone = target !== null && !sameTarget(targetOf(results.compiled), target)
        set({ results, ran, durationMs, ...(isOwn || isGone ? { target: null } : {}) })
        if (isGone) get().say(goneText(results))
      },
      aim: (target) => {
        set({ target })
        get().run()
      },
      keepGhost: () => {
        const { results } = get()
        const ids = [...results.compiled.values.keys()]
        set({ ghost: { values: copies(ids, results.value), grads: copies(ids, results.grad) } })
      },
      dropGhost: () => set({ ghost: null }),
    }
  }
