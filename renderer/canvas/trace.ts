import type { Point } from './route.ts'

/**
 * One piece of a lane's line, from where the last one ended: two numbers are the end of a straight
 * piece; before the end stand one control point of a quadratic arc, or two of a cubic one.
 */
type Piece = readonly number[]

/** The line of one lane, from its source to its target. */
export interface Trace {
  readonly start: Point
  readonly pieces: readonly Piece[]
}

/** The radius of the corners of a wire's middle line. */
const corner = 24

/** The stretches between the corners of a way: where each leads, and how long it is. */
export const stretches = (points: readonly Point[]) =>
  points.slice(1).map((to, at): readonly [Point, Point] => [points[at] ?? to, to])

/** A hop's lane: straight, or a curve that leaves and arrives level. */
function traceHop([x1, y1]: Point, [x2, y2]: Point): Trace {
  if (Math.abs(y2 - y1) < 0.5 && x2 > x1) return { start: [x1, y1], pieces: [[x2, y1]] }
  const reach = Math.max(36, Math.abs(x2 - x1) / 2)
  return { start: [x1, y1], pieces: [[x1 + reach, y1, x2 - reach, y2, x2, y2]] }
}

/**
 * The line of one lane along a way, `offset` to its right, begun and ended short by so much.
 *
 * A way of two points is a hop; of more, its corners are concentric arcs, so that lanes never cross.
 */
export function traceLane(way: readonly Point[], offset: number, begun = 0, ended = 0): Trace {
  const last = way.length - 1
  const points = way.map(
    ([x, y], at): Point => [x + (at === 0 ? begun : at === last ? -ended : 0), y],
  )
  const [first, second] = points
  if (first === undefined || second === undefined) return { start: [0, 0], pieces: [] }
  if (last === 1) return traceHop([first[0], first[1] + offset], [second[0], second[1] + offset])
  const sides = stretches(points).map(([[x1, y1], [x2, y2]]) => ({
    x: Math.sign(x2 - x1),
    y: Math.sign(y2 - y1),
    length: Math.abs(x2 - x1) + Math.abs(y2 - y1),
  }))
  const inner = Math.min(...sides.slice(1, -1).map(({ length }) => length))
  const lane = points.map(([x, y], at): Point => {
    const beside = [sides[at - 1], sides[at]].filter((side) => side !== undefined)
    // To the right of a stretch: below one that runs right, left of one that runs down.
    const down = beside.find((side) => side.y !== 0)?.y ?? 0
    const across = beside.find((side) => side.x !== 0)?.x ?? 0
    return [x - down * offset, y + across * offset]
  })
  const pieces: Piece[] = []
  lane.slice(1).forEach(([x, y], at) => {
    const [before, after] = [sides[at], sides[at + 1]]
    if (before === undefined || after === undefined) {
      pieces.push([x, y])
      return
    }
    const turn = before.x * after.y - before.y * after.x
    const ends = [
      ...(at === 0 ? [before.length] : []),
      ...(at === sides.length - 2 ? [after.length] : []),
    ]
    const radius = Math.max(1, Math.min(Math.min(corner, inner / 2) - turn * offset, ...ends))
    pieces.push([x - before.x * radius, y - before.y * radius])
    pieces.push([x, y, x + after.x * radius, y + after.y * radius])
  })
  return { start: lane[0] ?? first, pieces }
}

/** A lane's line as SVG writes it. */
export function svgPath({ start, pieces }: Trace): string {
  const letters = ['L', 'Q', 'C']
  return pieces.reduce(
    (path, piece) => path + letters[piece.length / 2 - 1] + piece.join(' '),
    `M${start.join(' ')}`,
  )
}

/** A lane's line as points so close that it looks round, and how far along it each of them is. */
export interface Polyline {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly at: readonly number[]
  readonly length: number
}

const smoothness = 10

/** A point of a straight, quadratic or cubic piece, by de Casteljau's halvings at `t`. */
function onPiece(from: Point, piece: Piece, t: number): Point {
  let points: Point[] = [from]
  for (let i = 0; i < piece.length; i += 2) points.push([piece[i] ?? 0, piece[i + 1] ?? 0])
  while (points.length > 1)
    points = stretches(points).map(([[x1, y1], [x2, y2]]) => [
      x1 + (x2 - x1) * t,
      y1 + (y2 - y1) * t,
    ])
  return points[0] ?? from
}

/** Cuts a lane's line into straight bits that can be walked along. */
export function flatten({ start, pieces }: Trace): Polyline {
  const [x, y, at] = [[start[0]], [start[1]], [0]]
  let [from, length]: [Point, number] = [start, 0]
  for (const piece of pieces) {
    const bits = piece.length === 2 ? 1 : smoothness
    let last = from
    for (let bit = 1; bit <= bits; bit++) {
      const to = onPiece(from, piece, bit / bits)
      length += Math.hypot(to[0] - last[0], to[1] - last[1])
      x.push(to[0])
      y.push(to[1])
      at.push(length)
      last = to
    }
    from = last
  }
  return { x, y, at, length }
}

/** The point so far along a line; its ends, before and beyond them. */
export function pointAlong({ x, y, at }: Polyline, distance: number): Point {
  let [low, high] = [0, at.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) <= distance) low = middle
    else high = middle
  }
  const [from, to] = [at[low] ?? 0, at[high] ?? 0]
  const share = to > from ? Math.min(1, Math.max(0, (distance - from) / (to - from))) : 0
  const [x1, x2, y1, y2] = [x[low] ?? 0, x[high] ?? 0, y[low] ?? 0, y[high] ?? 0]
  return [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share]
}
