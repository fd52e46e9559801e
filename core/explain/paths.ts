import type { Results } from '../graph/session.ts'
import { onArrays } from '../ops/arrays.ts'
import type { NdArray } from '../tensor/storage.ts'
import { type Backward, backwardOf, workOf } from './local.ts'
import { type PathStep, pathSteps } from './pathSteps.ts'
import { type ElementHop, elementRoutesTo, type Hop, type Routes, routesTo } from './routes.ts'
import { affordable, spread, type Trail, wayOf } from './spread.ts'

/** One way of the gradient from the root back to a node, and what it brings. */
export interface Path {
  /** Tells it from the others, as long as the structure is the same. */
  readonly key: string
  /** Its edges, from the root on. */
  readonly edges: readonly string[]
  /** The nodes it passes, the root and the one it ends at among them. */
  readonly nodes: readonly string[]
  /** What it brings; with those of all other paths it adds up to the gradient. */
  readonly share: number
  /** How that came about, from the seed on; of long paths only the ends are told apart. */
  readonly steps: readonly PathStep[]
}

/** The gradient of a node as a sum over paths. */
export interface Paths {
  /** How many there are. */
  readonly count: bigint
  /** All of them; or the largest, by the size of their share or of their gradient on the way. */
  readonly rows: readonly Path[]
  /** What all others bring together; `null` where every path is a row. */
  readonly rest: number | null
  /** Whether the rows are the largest shares for certain, and not only likely. */
  readonly largest: boolean
  /** The gradient that the engine shows: an element, or the norm of the whole. */
  readonly gradient: number
  /** What the gradient would be without these rows, by key; the key of the others together is `rest`. */
  readonly without: (muted: ReadonlySet<string>) => number
}

/** What stands for all paths that are no rows, among the keys of rows. */
export const restKey = 'rest'

/** How much is done to tell paths apart, in products of numbers and in elements of tensors; and at all. */
const workLimit = { numbers: 2 ** 17, tensors: 2 ** 21, all: 2 ** 22 } as const

/**
 * Every path from the root back to a node, as rows whose shares add up to the gradient shown; of more
 * than `most`, the largest.
 *
 * A share is what the seed becomes along the path's edges alone, by the ops' own reverse rules, which
 * are linear: so the shares add up, but for rounding. Where every op on the way hands an element's
 * gradient back from one element, a share is the product of the local derivatives, in float64, and the
 * rows are the largest. Elsewhere tensors are carried back, in the graph's dtype; beyond what there is
 * time for, those of the largest norm on the way. The others are carried back together, by the same
 * rules: no difference to the gradient shown is taken.
 *
 * @param element the element of the node, a flat index; or `null` for the whole: a share is then the
 *   length along the whole gradient of what the path brings, and the shares add up to the norm.
 * @returns `null` where no gradient arrives, `too-large` where the tensors are too large to carry back
 *   once more.
 * @errors none.
 */
export function pathsTo(
  results: Results,
  node: string,
  element: number | null,
  most = 64,
): Paths | 'too-large' | null {
  const routes = routesTo(results.compiled, node)
  const gradient = results.grad(node)
  if (routes === null || gradient === null || results.compiled.root === null) return null
  if (gradient.data.length === 0 || (element !== null && !(element in gradient.data))) return null
  if (routes.hops.reduce((work, hop) => work + workOf(hop), 0) > workLimit.all) return 'too-large'
  const backward = backwardOf(results)
  return (
    alongElements(results, backward, routes, node, element, most) ??
    alongTensors(results, backward, routes, node, element, most)
  )
}

/** Where every element's gradient comes from one element: shares are products of numbers. */
function alongElements(
  results: Results,
  backward: Backward,
  { count }: Routes,
  node: string,
  element: number | null,
  most: number,
): Paths | null {
  const whole = results.grad(node)!
  if (element === null && whole.data.length > 1) return null
  const at = element ?? 0
  const routes = elementRoutesTo(results.compiled, node, at)
  if (routes === null) return null
  const seed = results.grad(results.compiled.root!)!.data
  const arrived = spread<number, ElementHop>(
    routes.places,
    (place) => seed[routes.starts.get(place)!]!,
    {
      push: (hop, value) => value * backward.local(hop).data[hop.element]!,
      add: (a, b) => a + b,
      size: Math.abs,
    },
    affordable(routes.places, () => 1, most, workLimit.numbers),
  )
  return collect(results, {
    count,
    trails: arrived.trails,
    rest: arrived.rest,
    largest: true,
    share: (value) => value,
    without: (values) => values.reduce((total, value) => total + value, 0),
    gradient: whole.data[at]!,
    steps: (trail) => pathSteps(results, backward, wayOf(trail), at, (value) => value),
  })
}

const norm = ({ data }: NdArray): number => {
  let total = 0
  for (const value of data) total += value * value
  return Math.sqrt(total)
}

function alongTensors(
  results: Results,
  backward: Backward,
  routes: Routes,
  node: string,
  element: number | null,
  most: number,
): Paths {
  const seed = results.grad(results.compiled.root!)!
  // A rule may hand the seed on as it is, and the next run writes into the engine's own.
  const start = { ...seed, data: seed.data.slice() }
  const whole = results.grad(node)!
  const keep = affordable(routes.places, workOf, most, workLimit.tensors)
  const arrived = spread<NdArray, Hop>(
    routes.places,
    () => start,
    { push: backward.push, add: (a, b) => onArrays.add(a, b), size: norm },
    keep,
  )
  const length = norm(whole)
  const share = (value: NdArray) => (element === null ? along(value) : value.data[element]!)
  const along = ({ data }: NdArray) => {
    let total = 0
    for (let i = 0; i < data.length; i++) total += data[i]! * whole.data[i]!
    return length === 0 ? 0 : total / length
  }
  const byShare = (a: Trail<NdArray, Hop>, b: Trail<NdArray, Hop>) =>
    Math.abs(share(b.value)) - Math.abs(share(a.value))
  const total = (values: readonly NdArray[]) =>
    values.reduce(
      (sum, value) => sum.map((x, i) => x + value.data[i]!),
      new Float64Array(whole.data.length),
    )
  const without = (values: readonly NdArray[]) =>
    element === null
      ? norm({ ...whole, dtype: 'float64', data: total(values) })
      : values.reduce((sum, value) => sum + share(value), 0)
  return collect(results, {
    count: routes.count,
    trails: arrived.rest === null ? arrived.trails : arrived.trails.toSorted(byShare),
    rest: arrived.rest,
    largest: arrived.rest === null,
    share,
    without,
    gradient: element === null ? length : whole.data[element]!,
    steps: (trail) => pathSteps(results, backward, wayOf(trail), element, norm),
  })
}

interface Found<T, H> {
  readonly count: bigint
  readonly trails: readonly Trail<T, H>[]
  readonly rest: T | null
  readonly largest: boolean
  readonly gradient: number
  readonly share: (value: T) => number
  readonly without: (values: readonly T[]) => number
  readonly steps: (trail: Trail<T, H>) => readonly PathStep[]
}

function collect<T, H extends Hop>({ compiled }: Results, found: Found<T, H>): Paths {
  const { trails, rest, share, without, steps } = found
  const rows = trails.map((trail): Path => {
    const hops = wayOf(trail).flatMap(({ hop }) => hop ?? [])
    const edges = hops.map(({ edge }) => edge)
    return {
      key: edges.join(' '),
      edges,
      nodes: [compiled.root ?? '', ...hops.map(({ source }) => source)],
      share: share(trail.value),
      steps: steps(trail),
    }
  })
  return {
    count: found.count,
    rows,
    rest: rest === null ? null : share(rest),
    largest: found.largest,
    gradient: found.gradient,
    without: (muted) => {
      const heard = trails.flatMap(({ value }, at) => (muted.has(rows[at]!.key) ? [] : [value]))
      return without(rest === null || muted.has(restKey) ? heard : [...heard, rest])
    },
  }
}
