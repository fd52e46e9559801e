import {
  isBehind,
  leversOf,
  openSolver,
  type Solved,
  type Solver,
  type Spot,
  shortestDigits,
  type Unmoved,
} from '#core/index.ts'
import type { AppState, AppStore } from '../store/store.ts'
import { type Dot, dotKey } from '../store/tangent.ts'
import { nodeOf } from './names.ts'
import { whyShort } from './reach.ts'
import { isStoredLeaf, setElement } from './values.ts'

/** The leaf element that a dot moves: the input itself, the one chosen, or the one that moves it most. */
export function leverOf(
  { doc, loads, levers, results }: Pick<AppState, 'doc' | 'loads' | 'levers' | 'results'>,
  dot: Dot,
): Spot | Unmoved {
  const { source } = dot
  if (isStoredLeaf(nodeOf(doc, source.node))) return source
  const chosen = levers.get(dotKey(loads, dot))
  const size = chosen === undefined ? 0 : (results.value(chosen.node)?.data.length ?? 0)
  const isThere = chosen !== undefined && chosen.element < size
  if (isThere && isBehind(results.compiled, chosen.node, source.node)) return chosen
  const found = leversOf(results, source, 1)
  if (typeof found === 'string') return found
  const [strongest] = found.levers
  return strongest ?? 'detached'
}

/** A dot that is held: it goes where it is told, and is let go once. */
export interface Grip {
  readonly domain: readonly [number, number]
  /** Where it was last told to go. */
  readonly wanted: () => number
  readonly moveTo: (wanted: number) => void
  readonly end: (how: 'commit' | 'cancel') => void
}

/** What moves a dot: the leaf element, the solver between them where there is a way to go, or why none. */
interface Mover {
  readonly lever: Spot | null
  readonly solver: Solver | null
  readonly unmoved: Unmoved | null
}

function moverOf(state: AppState, dot: Dot): Mover {
  const lever = leverOf(state, dot)
  if (typeof lever === 'string') return { lever: null, solver: null, unmoved: lever }
  if (lever.node === dot.source.node) return { lever, solver: null, unmoved: null }
  const solver = openSolver(state.results, dot.source, lever)
  if (typeof solver === 'string') return { lever, solver: null, unmoved: solver }
  // It keeps to its leaf, also where another comes to move it more.
  state.chooseLever(dot, lever)
  return { lever, solver, unmoved: null }
}

/** Moves a dot's leaf, as part of the gesture in hand; what came of it. */
function move(state: AppState, { lever, solver, unmoved }: Mover, wanted: number) {
  if (lever === null || unmoved !== null) return { lever, unmoved, solved: null }
  const solved = solver === null ? inWhole(state, lever, wanted) : solver.solve(wanted)
  if (solved?.status !== 'unreachable') {
    const to = solver === null || solved === null ? wanted : readable(state, lever, solved.at)
    state.change((doc) => setElement(doc, lever.node, lever.element, to))
  }
  return { lever, unmoved, solved }
}

/** Takes hold of a dot: until it is let go, all its moves are one gesture. */
export function takeDot(store: AppStore, dot: Dot, domain: readonly [number, number]): Grip {
  const state = () => store.getState()
  state().setElement(dot.element)
  // What the last key changed may not have been computed yet.
  state().run()
  const from = state().results.value(dot.source.node)?.data[dot.source.element] ?? Number.NaN
  // Only what is moved is looked for: a dot may be pressed to choose it.
  let mover: Mover | null = null
  state().keepGhost()
  state().begin()
  state().hold({ dot, domain, wanted: from, lever: null, solved: null, unmoved: null })
  return {
    domain,
    wanted: () => state().hand?.wanted ?? from,
    moveTo: (wanted) => {
      // What has ended the gesture meanwhile (Escape, undo, another document) has the last word.
      if (state().before === null) return
      mover ??= moverOf(state(), dot)
      state().hold({ dot, domain, wanted, ...move(state(), mover, wanted) })
    },
    end: (how) => {
      const { hand: last, doc, before } = state()
      state()[how]()
      state().dropGhost()
      state().hold(null)
      const short =
        last === null || before === null || how === 'cancel' ? null : whyShort(doc, last)
      if (short !== null) state().say(short)
    },
  }
}

/** Where a leaf of whole numbers goes when a hand asks for one in between; `null` where it can follow. */
function inWhole({ results }: AppState, { node }: Spot, wanted: number): Solved | null {
  const value = Math.round(wanted)
  if (results.value(node)?.dtype !== 'int64' || value === wanted) return null
  return { status: 'nearest', end: 'leap', at: value, value, runs: 0 }
}

/** The shortest number that the leaf reads as this one: what a file would say. */
function readable({ results }: AppState, { node }: Spot, at: number): number {
  const dtype = results.value(node)?.dtype ?? 'float64'
  return Number(shortestDigits(at, dtype))
}
