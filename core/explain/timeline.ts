import type { Compiled } from '../graph/compile.ts'
import type { Results } from '../graph/session.ts'
import { onArrays } from '../ops/arrays.ts'
import type { NdArray } from '../tensor/storage.ts'

/** One thing that both passes do: make a node's value, start the gradient, or send some back by an edge. */
export type Stage =
  | { readonly kind: 'value'; readonly node: string }
  | { readonly kind: 'seed'; readonly node: string }
  | {
      readonly kind: 'contribution'
      readonly edge: string
      /** The node that gets the contribution, and the one that hands it back. */
      readonly node: string
      readonly from: string
    }

/** The passes as a list of stages, and when each thing on the canvas comes to be known. */
export interface Timeline {
  readonly stages: readonly Stage[]
  /** How many of them are the forward pass; what leaves hold is known before the first. */
  readonly forward: number
  /** The stage at which a node's value is made, by node id; −1 for a leaf. */
  readonly valueAt: ReadonlyMap<string, number>
  /** The stage at which an edge sends its contribution back, by edge id. */
  readonly contributionAt: ReadonlyMap<string, number>
  /** The stages at which something arrives at a node's gradient, in order, by node id. */
  readonly arrivalsAt: ReadonlyMap<string, readonly number[]>
}

/**
 * The stages of a compiled document, in the order of its Program: forward node by node, then the
 * root's seed, then backward edge by edge. A leaf is no stage: nothing is computed there.
 *
 * @errors none; a document without a root, or whose root needs no gradient, has no backward stages.
 */
export function timelineOf(compiled: Compiled): Timeline {
  const known = timelines.get(compiled)
  if (known !== undefined) return known
  const made = makeTimeline(compiled)
  timelines.set(compiled, made)
  return made
}

const timelines = new WeakMap<Compiled, Timeline>()

function makeTimeline(compiled: Compiled): Timeline {
  const { values, applied, grads, contributions, root, wiring } = compiled
  const forward: Stage[] = [...applied.keys()].map((node) => ({ kind: 'value', node }))
  const ends = new Map(wiring.edges.map((edge) => [edge.id, edge]))
  const backward: Stage[] = [...contributions.keys()].flatMap((edge) => {
    const found = ends.get(edge)
    return found === undefined
      ? []
      : [{ kind: 'contribution', edge, node: found.source, from: found.target }]
  })
  const seed: Stage[] = root !== null && grads.has(root) ? [{ kind: 'seed', node: root }] : []
  const stages = [...forward, ...seed, ...backward]
  const valueAt = new Map([...values.keys()].map((node) => [node, -1]))
  const contributionAt = new Map<string, number>()
  const arrivalsAt = new Map<string, number[]>()
  stages.forEach((stage, at) => {
    if (stage.kind === 'value') {
      valueAt.set(stage.node, at)
      return
    }
    if (stage.kind === 'contribution') contributionAt.set(stage.edge, at)
    const arrivals = arrivalsAt.get(stage.node)
    if (arrivals === undefined) arrivalsAt.set(stage.node, [at])
    else arrivals.push(at)
  })
  return { stages, forward: forward.length, valueAt, contributionAt, arrivalsAt }
}

/** Whether something has come to be known by stage `now`; what never does is not. */
export const isKnown = (at: number | undefined, now: number): boolean =>
  at !== undefined && at <= now

/** How far a node's gradient has come. */
export interface SoFar {
  /** The sum of what has arrived; `null` before anything has. */
  readonly grad: NdArray | null
  /** How many contributions have arrived, the root's seed among them, of how many. */
  readonly arrived: number
  readonly of: number
}

/**
 * A node's gradient at stage `now`: what has arrived, added up as the Program adds it. When all has
 * arrived it is the engine's own, to the bit.
 *
 * @shape the node's.
 */
export function gradSoFar(
  { stages, arrivalsAt }: Timeline,
  results: Pick<Results, 'grad' | 'contribution'>,
  node: string,
  now: number,
): SoFar {
  const arrivals = arrivalsAt.get(node) ?? []
  const arrived = arrivals.filter((at) => at <= now)
  const counts = { arrived: arrived.length, of: arrivals.length }
  if (arrived.length === arrivals.length) return { grad: results.grad(node), ...counts }
  const parts = arrived.flatMap((at) => {
    const part = partAt(stages[at], results)
    return part === null ? [] : [part]
  })
  const [first, ...others] = parts
  const grad =
    first === undefined ? null : others.reduce((sum, part) => onArrays.add(sum, part), first)
  return { grad, ...counts }
}

/**
 * The results as they stand at stage `now`: what is not known yet is `null`, a gradient is the sum of
 * what has arrived.
 */
export function resultsAt(results: Results, now: number): Results {
  const timeline = timelineOf(results.compiled)
  const { valueAt, contributionAt } = timeline
  return {
    ...results,
    value: (node) => (isKnown(valueAt.get(node), now) ? results.value(node) : null),
    grad: (node) => gradSoFar(timeline, results, node, now).grad,
    contribution: (edge) =>
      isKnown(contributionAt.get(edge), now) ? results.contribution(edge) : null,
  }
}

/** What one stage brings to a gradient. */
function partAt(
  stage: Stage | undefined,
  { contribution, grad }: Pick<Results, 'contribution' | 'grad'>,
): NdArray | null {
  if (stage?.kind === 'contribution') return contribution(stage.edge)
  // Nothing but its seed arrives at the root.
  return stage?.kind === 'seed' ? grad(stage.node) : null
}
