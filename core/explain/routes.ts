import type { Compiled } from '../graph/compile.ts'
import { groupBy } from '../graph/order.ts'
import type { Applied } from '../ops/apply.ts'
import type { Step } from '../program/program.ts'
import { followElement } from './follow.ts'
import { countPaths, type Place } from './spread.ts'

/** An edge that carries gradient, with the op that hands it back. */
export interface Hop {
  readonly edge: string
  readonly source: string
  readonly target: string
  /** The input of the target's op at which the edge ends. */
  readonly port: number
  readonly applied: Applied<Step>
}

/** All that lies between the root and a node, the root first and the node last. */
export interface Routes {
  readonly places: readonly Place<Hop>[]
  readonly hops: readonly Hop[]
  /** How many paths there are. */
  readonly count: bigint
}

const onwards = new WeakMap<Applied<Step>, Map<string, number | null>>()

/** The one element of a hop's target from which an element of its source gets its gradient by it; else `null`. */
export function onward({ applied, port }: Hop, element: number): number | null {
  const found = onwards.get(applied) ?? new Map<string, number | null>()
  onwards.set(applied, found)
  const key = `${port} ${element}`
  const before = found.get(key)
  if (before !== undefined) return before
  const to = followElement(applied, port, element)
  found.set(key, to)
  return to
}

const known = new WeakMap<Compiled, ReadonlyMap<string, readonly Hop[]>>()

/** The edges that carry gradient, by the node they bring it to; each compiled graph is sorted once. */
function hopsOf(compiled: Compiled): ReadonlyMap<string, readonly Hop[]> {
  const before = known.get(compiled)
  if (before !== undefined) return before
  const { wiring, contributions, applied } = compiled
  const hops = [...wiring.nodes].flatMap(([target, { inputs }]) =>
    inputs.flatMap((edge, port): Hop[] => {
      const op = applied.get(target)
      if (edge === null || op === undefined || !contributions.has(edge.id)) return []
      return [{ edge: edge.id, source: edge.source, target, port, applied: op }]
    }),
  )
  const bySource = groupBy(hops, ({ source }) => source)
  known.set(compiled, bySource)
  return bySource
}

/** Keeps what was found last in each compiled graph: while something is dragged, the same is asked again. */
function keepingLast<T>(find: (compiled: Compiled, node: string, element: number) => T) {
  const last = new WeakMap<Compiled, { node: string; element: number; found: T }>()
  return (compiled: Compiled, node: string, element: number): T => {
    const before = last.get(compiled)
    if (before?.node === node && before.element === element) return before.found
    const found = find(compiled, node, element)
    last.set(compiled, { node, element, found })
    return found
  }
}

const findRoutes = keepingLast((compiled, node): Routes | null => {
  const bySource = hopsOf(compiled)
  if (!compiled.grads.has(node)) return null
  const reached = new Set([node])
  for (const id of reached) for (const { target } of bySource.get(id) ?? []) reached.add(target)
  const ids = [...compiled.values.keys()].filter((id) => reached.has(id)).toReversed()
  const index = new Map(ids.map((id, at) => [id, at]))
  const places = ids.map((id) => ({
    hops: (bySource.get(id) ?? []).map((hop) => ({ hop, to: index.get(hop.target)! })),
  }))
  const hops = places.flatMap((place) => place.hops.map(({ hop }) => hop))
  return { places, hops, count: countPaths(places) }
})

/** The part of a graph that lies on a path from the root to a node; `null` where no gradient arrives. */
export const routesTo = (compiled: Compiled, node: string): Routes | null =>
  findRoutes(compiled, node, 0)

/** A hop of one element to one other. */
export interface ElementHop extends Hop {
  /** The element of the source to which the gradient comes. */
  readonly element: number
}

/** The same part of a graph, followed element by element. */
export interface ElementRoutes {
  readonly places: readonly Place<ElementHop>[]
  /** The element of the root at each place that is the root's. */
  readonly starts: ReadonlyMap<number, number>
}

/** More places than this are not followed one by one. */
const placeLimit = 2 ** 14

/**
 * The places through which one element's gradient comes, where every op on the way hands it back from
 * one element to one: as between scalars, or element by element, or out of a sum; `null` where on some
 * path it comes from several elements, as through a matrix.
 */
export const elementRoutesTo = keepingLast((compiled, node, element): ElementRoutes | null => {
  const bySource = hopsOf(compiled)
  const found = new Map<string, { id: string; element: number; next: [ElementHop, string][] }>()
  const keyOf = (id: string, at: number) => `${at} ${id}`
  const queue = [{ id: node, element }]
  for (const { id, element: at } of queue) {
    const key = keyOf(id, at)
    if (found.has(key)) continue
    if (found.size >= placeLimit) return null
    const next: [ElementHop, string][] = []
    for (const hop of bySource.get(id) ?? []) {
      const to = onward(hop, at)
      if (to === null) return null
      next.push([{ ...hop, element: at }, keyOf(hop.target, to)])
      queue.push({ id: hop.target, element: to })
    }
    found.set(key, { id, element: at, next })
  }
  const rank = new Map([...compiled.values.keys()].map((id, at) => [id, -at]))
  const ordered = [...found].sort(([, a], [, b]) => rank.get(a.id)! - rank.get(b.id)!)
  const index = new Map(ordered.map(([key], at) => [key, at]))
  return {
    places: ordered.map(([, { next }]) => ({
      hops: next.map(([hop, to]) => ({ hop, to: index.get(to)! })),
    })),
    starts: new Map(
      ordered.flatMap(([, { id, element: at }], place) =>
        id === compiled.root ? [[place, at] as const] : [],
      ),
    ),
  }
})
