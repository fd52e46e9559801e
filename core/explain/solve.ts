import type { Compiled } from '../graph/compile.ts'
import { reachable } from '../graph/order.ts'
import type { Results } from '../graph/session.ts'
import { carriesTo } from '../ops/apply.ts'
import { writeGradient } from '../program/grad.ts'
import { interpret, type Machine } from '../program/interpret.ts'
import type { Step } from '../program/program.ts'
import { trafficOf, writeUpstream } from '../program/upstream.ts'
import { isFloat } from '../tensor/storage.ts'
import { type End, type Found, seek } from './seek.ts'

/** One number of a graph: an element of a node. */
export interface Spot {
  readonly node: string
  readonly element: number
}

/** An element of a stored leaf, and how far it moves another number: ∂(that number)/∂(this element). */
export interface Lever extends Spot {
  readonly slope: number
}

/**
 * Why no leaf moves a number: none is stored upstream; those that are hold whole numbers; no gradient
 * flows back to one, as through `detach`; or it would be too much to compute between two frames.
 */
export type Unmoved = 'none' | 'whole' | 'detached' | 'large'

/** The leaf elements that move a number. */
export interface Levers {
  /** The strongest first, whether or not their leaf asks for a gradient. */
  readonly levers: readonly Lever[]
  /** How many there are in all. */
  readonly count: number
}

/** What a leaf element must be for a number to take a wanted value, and how near that comes. */
export interface Solved {
  /** `unreachable`: moving the leaf changes nothing, so it stays. */
  readonly status: 'reached' | 'nearest' | 'unreachable'
  readonly end: End
  /** What the leaf element is to hold. */
  readonly at: number
  /** What the number is then, to the bit. */
  readonly value: number
  /** How often the leaf's cone was run. */
  readonly runs: number
}

/** Moves one leaf element so that one number takes the values wanted of it, one after another. */
export interface Solver {
  readonly lever: Spot
  readonly solve: (wanted: number) => Solved
}

/** What may be read and written in one solving: about 5 ms of work; and in one run, for the levers. */
const trafficLimit = { solving: 4e5, run: 5e4 } as const
/** The runs of one solving; with fewer than the fewest it would be a guess. */
const runs = { most: 96, fewest: 16 } as const

/** A part of the graph with a gradient of its own, from one element back to leaves. */
interface Engine {
  readonly machine: Machine
  readonly target: Step
  /** Where the gradient starts: 1 at the element that is asked about. */
  readonly seed: Step
  /** All leaves that the target depends on, by node. */
  readonly leaves: ReadonlyMap<string, Step>
  /** What comes back to each leaf that moves it. */
  readonly owed: ReadonlyMap<string, Step>
  readonly traffic: number
}

/** Whether a leaf's elements are stored in the document, so that they can be moved. */
const isStored = ({ wiring }: Compiled, node: string) =>
  (wiring.nodes.get(node)?.leaf?.stored ?? 0) > 0

/** Whether what a leaf holds can make a difference at a node. */
export function isBehind({ wiring }: Compiled, leaf: string, node: string): boolean {
  const sources = (id: string) =>
    (wiring.nodes.get(id)?.inputs ?? []).flatMap((edge) => (edge === null ? [] : [edge.source]))
  return reachable([node], sources).has(leaf)
}

const movers = new WeakMap<Compiled, ReadonlySet<string>>()

/** The nodes that a stored float leaf moves by ways that a gradient can take back; itself among them. */
export function movedNodes(compiled: Compiled): ReadonlySet<string> {
  const known = movers.get(compiled)
  if (known !== undefined) return known
  const moved = new Set<string>()
  for (const [node, { dtype }] of compiled.values) {
    const applied = compiled.applied.get(node)
    const inputs = compiled.wiring.nodes.get(node)?.inputs ?? []
    const isMoved =
      applied === undefined
        ? isFloat(dtype) && isStored(compiled, node)
        : inputs.some(
            (edge, port) => edge !== null && moved.has(edge.source) && carriesTo(applied, port),
          )
    if (isMoved) moved.add(node)
  }
  movers.set(compiled, moved)
  return moved
}

/** Writes what makes `node` and its gradient at `wanted` leaves, or at all that can have one. */
function buildEngine(compiled: Compiled, node: string, wanted: string | null): Engine | Unmoved {
  const whole = compiled.values.get(node)
  if (whole === undefined) return 'none'
  const { writer, taken } = writeUpstream(compiled.program, whole)
  // The way back is longer than the way there: this need not be tried.
  if (trafficOf({ steps: writer.steps }) > trafficLimit.run) return 'large'
  const leaves = new Map<string, Step>()
  for (const step of taken.values())
    if (step.op === 'leaf' && step.origin.kind === 'value') leaves.set(step.origin.node, step)
  const stored = [...leaves].filter(([name]) => isStored(compiled, name))
  if (stored.length === 0) return 'none'
  const movable = stored.filter(
    ([name, { dtype }]) => isFloat(dtype) && (wanted === null || name === wanted),
  )
  if (movable.length === 0) return 'whole'
  const target = taken.get(whole.id)!
  if (!isFloat(target.dtype)) return 'detached'
  const { shape, dtype } = target
  writer.origin = { kind: 'gradient', node }
  const seed = writer.leaf(shape, dtype)
  const found = writeGradient(
    writer,
    target,
    seed,
    movable.map(([, step]) => step),
  )
  const owed = new Map(
    movable.flatMap(([name], at) => (found[at] == null ? [] : [[name, found[at]] as const])),
  )
  if (owed.size === 0) return 'detached'
  const program = { steps: writer.steps }
  const traffic = trafficOf(program)
  // Before anything is allocated.
  if (traffic > trafficLimit.run) return 'large'
  return { machine: interpret(program), target, seed, leaves, owed, traffic }
}

/** Gives an engine the numbers of a run, and the element to start its gradient from. */
function fill({ machine, leaves, seed }: Engine, results: Results, element: number): void {
  for (const [node, step] of leaves) {
    const array = results.value(node)
    if (array !== null) machine.value(step).data.set(array.data)
  }
  machine.value(seed).data.fill(0)
  machine.value(seed).data[element] = 1
  machine.run()
}

/** Engines that were built for the inspector, which asks again at every frame. */
const engines = new WeakMap<Compiled, Map<string, Engine | Unmoved>>()
const engineLimit = 4

function engineAt(compiled: Compiled, node: string): Engine | Unmoved {
  let known = engines.get(compiled)
  if (known === undefined) {
    known = new Map()
    engines.set(compiled, known)
  }
  let engine = known.get(node)
  if (engine === undefined) {
    if (known.size >= engineLimit) known.clear()
    engine = buildEngine(compiled, node, null)
    known.set(node, engine)
  }
  return engine
}

const strength = ({ slope }: Lever) => (Number.isNaN(slope) ? 0 : Math.abs(slope))

/** Puts a lever where it belongs among the strongest; of equals the earlier stays first. */
function insert(levers: Lever[], lever: Lever, limit: number): void {
  let at = levers.length
  while (at > 0 && strength(levers[at - 1]!) < strength(lever)) at--
  if (at >= limit) return
  levers.splice(at, 0, lever)
  if (levers.length > limit) levers.pop()
}

/**
 * The elements of stored float leaves that move an element of a node, by the slope at the present
 * numbers; where all slopes are 0, as behind a ReLU at rest, the first of those that a gradient could
 * reach.
 *
 * @shape  at most `limit` levers.
 * @errors none; a reason where there are none.
 */
export function leversOf(results: Results, { node, element }: Spot, limit = 24): Levers | Unmoved {
  const engine = engineAt(results.compiled, node)
  if (typeof engine === 'string') return engine
  fill(engine, results, element)
  const levers: Lever[] = []
  const still: Lever[] = []
  let count = 0
  for (const [leaf, step] of engine.owed)
    engine.machine.value(step).data.forEach((slope, at) => {
      const lever = { node: leaf, element: at, slope }
      if (strength(lever) > 0) {
        count++
        insert(levers, lever, limit)
      } else if (still.length < limit) still.push(lever)
    })
  return count > 0 ? { levers, count } : { levers: still, count: still.length }
}

const statuses = {
  reached: 'reached',
  grain: 'nearest',
  leap: 'nearest',
  bound: 'nearest',
  spent: 'nearest',
  flat: 'unreachable',
} as const satisfies Record<End, Solved['status']>

/** How many short numbers are tried in place of one with all digits. */
const tidyRuns = 4

/** Of the places where the value is as near, one with few digits: often several floats do as well. */
function tidy(
  run: (at: number) => { readonly at: number; readonly value: number },
  wanted: number,
  found: Found,
): Found {
  if (found.end !== 'reached' && found.end !== 'grain') return found
  for (let tried = 0; tried < tidyRuns; tried++) {
    const { at, value } = run(Number(found.at.toPrecision(3 + 4 * tried)))
    if (Math.abs(value - wanted) <= Math.abs(found.value - wanted))
      return { ...found, at, value, runs: found.runs + tried + 1 }
  }
  return { ...found, runs: found.runs + tidyRuns }
}

/**
 * Opens a solver at the numbers of a run: it moves `lever`, an element of a stored float leaf, all
 * else held, until `target` is what is wanted, by runs of the leaf's cone alone.
 *
 * Each answer is where the next search starts, so that it follows a hand along one branch of what may
 * be several.
 *
 * @errors none; a reason where the leaf cannot move the target.
 */
export function openSolver(results: Results, target: Spot, lever: Spot): Solver | Unmoved {
  const engine = buildEngine(results.compiled, target.node, lever.node)
  if (typeof engine === 'string') return engine
  const limit = Math.min(runs.most, Math.floor(trafficLimit.solving / engine.traffic))
  if (limit < runs.fewest) return 'large'
  fill(engine, results, target.element)
  const { machine } = engine
  const leaf = engine.leaves.get(lever.node)!
  const moved = machine.value(leaf).data
  const reached = machine.value(engine.target).data
  const slopes = machine.value(engine.owed.get(lever.node)!).data
  const run = (at: number) => {
    moved[lever.element] = at
    machine.rerun([leaf])
    // As the leaf holds it, which may be rounded.
    const held = moved[lever.element]!
    return { at: held, value: reached[target.element]!, slope: slopes[lever.element]! }
  }
  let start = moved[lever.element]!
  return {
    lever: { node: lever.node, element: lever.element },
    solve: (wanted) => {
      const rounded = engine.target.dtype === 'float32' ? Math.fround(wanted) : wanted
      if (!Number.isFinite(rounded)) {
        const { value } = run(start)
        return { at: start, value, runs: 1, end: 'bound', status: statuses.bound }
      }
      const sought = { run, dtype: leaf.dtype, start, wanted: rounded, limit: limit - tidyRuns }
      const found = tidy(run, rounded, seek(sought))
      start = found.at
      return { ...found, status: statuses[found.end] }
    },
  }
}
