import { canSeed, openForward, type Tangents } from '#core/index.ts'
import type { AppState, Slice } from './store.ts'

/** Forward mode beside the graph, while its lens is open. */
export interface ForwardSlice {
  /** How everything moves with what is seeded; `null` where nothing is, or where it is too much for a frame. */
  readonly tangents: Tangents | null
  /** Whether all elements of the node are seeded at once, rather than the chosen one. */
  readonly seedsAll: boolean
  seedAll(all: boolean): void
  /** Computes the tangents as things are now. */
  pushForward(): void
}

/** What the lens seeds: a node, and one of its elements or all; `null` while the lens is not looked through. */
export function seedOf(state: AppState): { source: string; element: number | null } | null {
  const { lens, inspectorOpen, selectedNodes, element, seedsAll, results } = state
  const [source] = selectedNodes
  if (lens !== 'forward' || !inspectorOpen || selectedNodes.size !== 1 || source === undefined)
    return null
  if (!canSeed(results.compiled, source)) return null
  const size = results.value(source)?.data.length ?? 0
  return { source, element: seedsAll || size === 0 ? null : Math.min(element, size - 1) }
}

/** Whether tangents that were right before are right no more. */
export function isStale(state: AppState, before: AppState): boolean {
  if (state.results !== before.results) return true
  const [now, then] = [seedOf(state), seedOf(before)]
  return now?.source !== then?.source || now?.element !== then?.element
}

/** The forward slice. */
export const forwardSlice: Slice<ForwardSlice> = (set, get) => {
  const session = openForward()
  return {
    tangents: null,
    seedsAll: false,
    seedAll: (seedsAll) => set({ seedsAll }),
    pushForward: () => {
      const seed = seedOf(get())
      if (seed === null) {
        if (get().tangents !== null) set({ tangents: null })
        return
      }
      set({ tangents: session.update(get().results, seed.source, seed.element) })
    },
  }
}
