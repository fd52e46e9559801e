import { laneOffset } from './edge.ts'
import { meet, type Rect } from './room.ts'
import { stretches } from './trace.ts'

/** A point on the canvas. */
export type Point = readonly [number, number]

/** How a wire runs: the corners of its middle line, all right angles, and where its words stand. */
export interface Route {
  readonly points: readonly Point[]
  /** Beside its longest stretch where no card is, on the value's side; `null` where there is no room. */
  readonly label: { readonly at: Point; readonly side: 'above' | 'right' | 'left' } | null
}

/** How far a wire goes straight out of a pill before it turns. */
const stub = 36
/** How close to a card a wire may pass: its lanes lie on both sides of its middle. */
const clearance = laneOffset + 5
/** What strands take on their side: below where a wire runs right, above where it runs back. */
const strands = 30
/** In less room a wire is a curve: it cannot turn twice. */
const hop = 40

/** Whether a stretch between two corners comes too close to a card. */
function crosses([x1, y1]: Point, [x2, y2]: Point, card: Rect): boolean {
  return (
    Math.min(x1, x2) < card.x + card.width + clearance &&
    Math.max(x1, x2) > card.x - clearance &&
    Math.min(y1, y2) - (x2 < x1 ? strands : clearance) < card.y + card.height &&
    Math.max(y1, y2) + (x2 > x1 ? strands : clearance) > card.y
  )
}

interface Wire {
  readonly start: Point
  readonly end: Point
  /** The cards at its two ends, and all others. */
  readonly source: Rect
  readonly target: Rect
  readonly others: readonly Rect[]
}

/** How often a way comes too close to a card: to its own two only where it is neither's first or last stretch. */
function crossings(points: readonly Point[], { source, target, others }: Wire): number {
  const list = stretches(points)
  return list.reduce((sum, [from, to], at) => {
    const own = [...(at > 0 ? [source] : []), ...(at < list.length - 1 ? [target] : [])]
    return sum + [...others, ...own].filter((card) => crosses(from, to, card)).length
  }, 0)
}

const lengthOf = (points: readonly Point[]) =>
  stretches(points).reduce(
    (sum, [[x1, y1], [x2, y2]]) => sum + Math.abs(x2 - x1) + Math.abs(y2 - y1),
    0,
  )

/** Out of the source, along a level, and into the target. */
function detour([x1, y1]: Point, [x2, y2]: Point, level: number): readonly Point[] {
  const [right, left] = [x1 + stub, x2 - stub]
  return [
    [x1, y1],
    [right, y1],
    [right, level],
    [left, level],
    [left, y2],
    [x2, y2],
  ]
}

function elbow([x1, y1]: Point, [x2, y2]: Point, x: number): readonly Point[] {
  return [
    [x1, y1],
    [x, y1],
    [x, y2],
    [x2, y2],
  ]
}

/** The ways a wire may take, the plainest first. */
function* ways(wire: Wire): Generator<readonly Point[]> {
  const { start, end, source, target, others } = wire
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]]
  if (dx > 0 && Math.abs(dy) < 0.5) yield [start, end]
  else if (dx >= hop) {
    yield elbow(start, end, (start[0] + end[0]) / 2)
    if (dx >= 2 * stub) for (const x of [end[0] - stub, start[0] + stub]) yield elbow(start, end, x)
  }
  const [left, right] = [Math.min(start[0], end[0]) - stub, Math.max(start[0], end[0]) + stub]
  const near = others.filter((card) => card.x < right && card.x + card.width > left)
  const levels = [source, target, ...near].flatMap((card) => [
    card.y - stub,
    card.y + card.height + stub,
  ])
  const middle = (start[1] + end[1]) / 2
  const sorted = levels.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
  for (const level of sorted.slice(0, 24)) yield detour(start, end, level)
}

/** What words take beside a stretch. */
const wordsBeside = {
  above: { x: -30, y: -36, width: 60, height: 36 },
  right: { x: 12, y: -10, width: 48, height: 20 },
  left: { x: -60, y: -10, width: 48, height: 20 },
} as const

/** Where a wire's words stand: beside its longest stretch, as near to its middle as no card is there. */
function labelOf(points: readonly Point[], cards: readonly Rect[]): Route['label'] {
  const places = stretches(points)
    // Where a wire runs back its gradient is above: the words would lie on it.
    .filter(([[x1], [x2]]) => x2 >= x1)
    .map(([[x1, y1], [x2, y2]]) => {
      const side = y1 === y2 ? ('above' as const) : y2 > y1 ? ('right' as const) : ('left' as const)
      const length = Math.abs(x2 - x1) + Math.abs(y2 - y1)
      const shares = length > 200 ? [0.5, 0.3, 0.7] : [0.5]
      const at = shares.map((share): Point => [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share])
      return { at, side, length }
    })
    .filter(({ side, length }) => length >= (side === 'above' ? 84 : 48))
    .toSorted((a, b) => b.length - a.length)
    .flatMap(({ at, side }) => at.map((one) => ({ at: one, side })))
  const isFree = ({ at: [x, y], side }: NonNullable<Route['label']>) => {
    const { x: dx, y: dy, width, height } = wordsBeside[side]
    return !cards.some((card) => meet({ x: x + dx, y: y + dy, width, height }, card, 0))
  }
  return places.find(isFree) ?? null
}

/**
 * The way of a wire that passes behind the fewest cards, and among those the shortest; `null` for a
 * hop so short, or so little up or down, that a curve serves it.
 */
export function routeWire(wire: Wire): Route | null {
  const [dx, dy] = [wire.end[0] - wire.start[0], Math.abs(wire.end[1] - wire.start[1])]
  const cards = [wire.source, wire.target, ...wire.others]
  if (dx >= 0 && dx < hop && dy >= 0.5) return null
  const isFlat = dx >= 0 && dy >= 0.5 && dy < 2 * (laneOffset + 8)
  if (isFlat && crossings([wire.start, wire.end], wire) === 0) return null
  let best: readonly Point[] | null = null
  let least = Number.POSITIVE_INFINITY
  for (const points of ways(wire)) {
    const hits = crossings(points, wire)
    const cost = 10_000 * hits + lengthOf(points) + 60 * points.length
    if (cost < least) [best, least] = [points, cost]
    // The plain way is the best one where it is free.
    if (hits === 0 && points.length <= 4) break
  }
  return best === null ? null : { points: best, label: labelOf(best, cards) }
}
