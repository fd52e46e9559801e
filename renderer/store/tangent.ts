import type { Solved, Spot, Unmoved } from '#core/index.ts'
import type { Slice } from './store.ts'

/** The dot of a curve: an element of a node, along one of its inputs. */
export interface Dot {
  readonly node: string
  readonly port: number
  readonly element: number
  /** The input's own place: the node it comes from, and which element of it. */
  readonly source: Spot
}

/** A dot in hand: where the hand is, and what that moves. */
export interface Hand {
  readonly dot: Dot
  /** What the hand asks the input to be. */
  readonly wanted: number
  /** The leaf element that moves; `null` where none can. */
  readonly lever: Spot | null
  /** What solving came to; `null` where the input is the leaf itself, or nothing moves. */
  readonly solved: Solved | null
  readonly unmoved: Unmoved | null
  /** The axis when it was taken: it stays while the dot is held, whatever else moves. */
  readonly domain: readonly [number, number]
}

/** The dots on curves: which is in hand, and which leaf elements they move. */
export interface TangentSlice {
  readonly hand: Hand | null
  readonly levers: ReadonlyMap<string, Spot>
  hold(hand: Hand | null): void
  /** From here on this dot moves this leaf element. */
  chooseLever(dot: Dot, lever: Spot): void
}

/** A dot's name among the levers; another document may have nodes of the same ids. */
export const dotKey = (loads: number, { node, port, element }: Omit<Dot, 'source'>): string =>
  [loads, port, element, node].join(' ')

/** Nothing in hand, and every dot moves what moves it most. */
export const tangentSlice: Slice<TangentSlice> = (set, get) => ({
  hand: null,
  levers: new Map(),
  hold: (hand) => {
    if (get().hand !== hand) set({ hand })
  },
  chooseLever: (dot, lever) => {
    const levers = new Map(get().levers)
    set({ levers: levers.set(dotKey(get().loads, dot), lever) })
  },
})
