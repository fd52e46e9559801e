import type { Results } from '#core/index.ts'
import type { FlowEdge } from '../flow.ts'
import { failureOf } from '../problems.ts'
import type { Rect } from '../room.ts'
import type { Point } from '../route.ts'
import { type Lane, lanesOf, unknownLane } from './lanes.ts'

/**
 * How much of a wire can be made out: `near` its strands; `middle` one lane beside the value's; `far`
 * one line in all, the gradient's where it has one.
 */
export type Detail = 'near' | 'middle' | 'far'

/** What can be made out at a zoom: strands are 4.6 px apart, and the two lanes 18, at 100 %. */
export function detailAt(zoom: number): Detail {
  return zoom < 0.2 ? 'far' : zoom < 0.4 ? 'middle' : 'near'
}

/** What is known at the moment that is shown: at rest all of it, during a pass only what it has reached. */
export interface Moment {
  /** Whether a node's value has been made. */
  readonly isValueKnown: (node: string) => boolean
  /** Whether a wire has handed its contribution back. */
  readonly isGradientKnown: (edge: string) => boolean
  /** The wire that is handing its contribution back right now: it is lit. */
  readonly current: string | null
}

/** Both passes are over: all is known, and nothing is on its way. */
export const atRest: Moment = {
  isValueKnown: () => true,
  isGradientKnown: () => true,
  current: null,
}

/** One wire as the overlay draws it. */
export interface RiverWire {
  readonly id: string
  /** The corners of its middle line, from source to target, in canvas units; two are a hop. */
  readonly way: readonly Point[]
  /** `waiting` for a value, `failed` with an error of its own, or `live`. */
  readonly state: 'live' | 'waiting' | 'failed'
  /** Whether the value's lane is drawn: far away it gives way to the gradient's. */
  readonly hasValueLane: boolean
  /** The gradient's lanes; none where no gradient is asked for. */
  readonly lanes: readonly Lane[]
  /** What lies around it: it is selected, pointed at elsewhere, or handing its contribution back. */
  readonly halo: 'selected' | 'lit' | 'current' | null
}

/** What the overlay's picture is made of. */
export interface RiverInput {
  readonly edges: readonly FlowEdge[]
  readonly results: Pick<Results, 'value' | 'contribution' | 'problems' | 'compiled'>
  /** Wires that are pointed at elsewhere. */
  readonly lit: ReadonlySet<string> | null
  readonly moment: Moment
  /** What is seen of the canvas, in canvas units: wires wholly outside are left out. */
  readonly seen: Rect
  readonly detail: Detail
}

/** How far a wire's lanes, heads and halo, and the bulge of a hop, reach beyond its corners. */
export const reach = 44

function isSeen(way: readonly Point[], { x, y, width, height }: Rect): boolean {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [px, py] of way) {
    left = Math.min(left, px)
    right = Math.max(right, px)
    top = Math.min(top, py)
    bottom = Math.max(bottom, py)
  }
  return (
    right + reach > x && left - reach < x + width && bottom + reach > y && top - reach < y + height
  )
}

/**
 * The gradient's lanes of a wire at a moment: those of what arrives, one dashed grey one with no hint
 * of a sign while that is unknown, none where nothing ever arrives.
 */
function gradientLanes(id: string, { results, moment, detail }: RiverInput): readonly Lane[] {
  // Whether something will arrive is told by the graph, what it is by the numbers.
  if (!results.compiled.contributions.has(id)) return []
  if (!moment.isGradientKnown(id)) return [unknownLane]
  const contribution = results.contribution(id)
  if (contribution === null || contribution.data.length === 0) return []
  return lanesOf(contribution, detail !== 'near')
}

/**
 * The picture of the gradient river, as plain data: one entry a wire that is seen, in the graph's order.
 *
 * This is the one place that decides what a wire shows; painting only follows it. A step-by-step pass
 * gives another `moment`, and nothing else: its unknown gradients turn into dashed grey lanes, values
 * that are not made yet into waiting ones, and the current wire is lit. Reads `results` at once and
 * keeps none of its buffers. Time goes with the wires, and with the elements of those that are seen.
 */
export function riverOf(input: RiverInput): readonly RiverWire[] {
  const { edges, results, lit, moment, seen, detail } = input
  return edges.flatMap((edge): readonly RiverWire[] => {
    const { id, source, data, selected } = edge
    const way = data?.way ?? []
    if (way.length < 2 || !isSeen(way, seen)) return []
    const failed = failureOf(results.problems, id) !== undefined
    const isReady = moment.isValueKnown(source) && results.value(source) !== null
    const lanes = gradientLanes(id, input)
    const isPointed = lit?.has(id) === true
    const wire: RiverWire = {
      id,
      way,
      state: failed ? 'failed' : isReady ? 'live' : 'waiting',
      hasValueLane: detail !== 'far' || lanes.length === 0 || failed,
      lanes: detail === 'far' ? lanes.map((lane) => ({ ...lane, offset: 0 })) : lanes,
      halo:
        moment.current === id
          ? 'current'
          : isPointed
            ? 'lit'
            : selected === true
              ? 'selected'
              : null,
    }
    return [wire]
  })
}
