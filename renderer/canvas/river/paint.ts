import { laneOffset } from '../edge.ts'
import type { Point } from '../route.ts'
import { broadOnScreen, gradientPath, middlePath, type View, valuePath } from './course.ts'
import type { Ink } from './ink.ts'
import { type Lane, type Part, partsOf } from './lanes.ts'
import type { RiverWire } from './wires.ts'

/** Far away dashes stay this long at least, of what they are at 100 %, so that they do not blur into a lighter line. */
const leastDash = 0.5

/** What draws: on the page, or on a picture that is kept. */
export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Draws wires as they are seen from `view`; `context` draws in CSS px. */
export function paintRiver(
  context: Context,
  wires: readonly RiverWire[],
  { left, top, zoom }: View,
  ink: Ink,
): void {
  context.save()
  context.translate(left, top)
  context.scale(zoom, zoom)
  for (const wire of wires) if (wire.halo !== null) paintHalo(context, wire, ink)
  for (const wire of wires) if (wire.hasValueLane) paintValue(context, wire, zoom, ink)
  for (const wire of wires) {
    const [start] = wire.way
    for (const lane of wire.lanes) {
      for (const part of partsOf(lane)) paintPart(context, wire.way, part, zoom, ink)
      // Far away a head is smaller than a px.
      if (start !== undefined && wire.hasValueLane) paintHead(context, start, lane, ink)
    }
  }
  context.restore()
}

function paintHalo(context: Context, { way, halo, lanes }: RiverWire, ink: Ink) {
  const [lane] = lanes
  const isCurrent = halo === 'current' && lane !== undefined
  context.setLineDash([])
  context.lineCap = 'round'
  context.strokeStyle = isCurrent ? colourOf(lane.sign, ink) : ink.ink
  context.globalAlpha = halo === 'selected' ? 0.08 : isCurrent ? 0.25 : 0.2
  // The current lane alone, or the whole wire.
  const broad = isCurrent ? Math.max(...lanes.map(({ width }) => width)) + 15 : 28
  context.lineWidth = broad + (isCurrent ? spread(lanes) : 0)
  context.stroke(isCurrent ? gradientPath(way, middleOf(lanes)) : middlePath(way, 0))
  context.globalAlpha = 1
  context.lineCap = 'butt'
}

const offsets = (lanes: readonly Lane[]) => lanes.map(({ offset }) => offset)
const spread = (lanes: readonly Lane[]) => Math.max(...offsets(lanes)) - Math.min(...offsets(lanes))
const middleOf = (lanes: readonly Lane[]) =>
  (Math.max(...offsets(lanes)) + Math.min(...offsets(lanes))) / 2

function paintValue(context: Context, { way, state }: RiverWire, zoom: number, ink: Ink) {
  context.strokeStyle = state === 'failed' ? ink.error : state === 'live' ? ink.value : ink.unknown
  context.setLineDash(state === 'waiting' ? scaled([3, 4], zoom) : [])
  context.lineWidth = broadOnScreen(state === 'failed' ? 2 : ink.valueWidth, zoom) / zoom
  context.stroke(valuePath(way, -laneOffset))
  const end = way[way.length - 1]
  if (state !== 'live' || end === undefined) return
  const [x, y] = [end[0] - 5, end[1] - laneOffset]
  fill(context, ink.value, [x, y], [x - 8, y - 4], [x - 8, y + 4])
}

/** A dash as it is on the canvas, so that on screen it is never less than half of what it should be. */
const scaled = (dash: readonly number[], zoom: number) =>
  dash.map((length) => (length * Math.max(zoom, leastDash)) / zoom)

const colourOf = (sign: Lane['sign'], ink: Ink) =>
  sign === 'positive' || sign === 'mixed'
    ? ink.positive
    : sign === 'negative'
      ? ink.negative
      : ink.unknown

function paintPart(
  context: Context,
  way: readonly Point[],
  { offset, width, sign }: Part,
  zoom: number,
  ink: Ink,
) {
  const isThin = sign === 'zero' || sign === 'unknown'
  const dash = isThin ? ink.dashUnknown : sign === 'negative' ? ink.dashNegative : []
  context.strokeStyle = colourOf(sign, ink)
  context.setLineDash(scaled(dash, zoom))
  context.lineWidth = broadOnScreen(isThin ? 1 : width, zoom) / zoom
  context.stroke(gradientPath(way, offset))
}

/** The arrow head with which a gradient arrives at the source; of a mixed one, in both colours. */
function paintHead(context: Context, [startX, startY]: Point, lane: Lane, ink: Ink) {
  const { sign, width, positive } = lane
  if (sign === 'zero' || sign === 'unknown') return
  const half = Math.max(1.6, width * 0.72 + 0.6)
  const [x, y, back] = [startX + 5, startY + lane.offset, startX + 9 + half]
  const isMixed = sign === 'mixed'
  const isMostlyNegative = isMixed && positive < 0.5
  fill(
    context,
    isMostlyNegative ? ink.negative : colourOf(sign, ink),
    [x, y],
    [back, y - half],
    [back, y + half],
  )
  if (!isMixed) return
  // The smaller share is a corner of the head: the positive one above, the negative one below.
  const share = 1 - 2 * Math.min(positive, 1 - positive)
  const side = isMostlyNegative ? -half : half
  fill(
    context,
    isMostlyNegative ? ink.positive : ink.negative,
    [x + (back - x) * share, y + side * share],
    [back, y + side * share],
    [back, y + side],
  )
}

function fill(context: Context, colour: string, ...corners: readonly Point[]) {
  context.fillStyle = colour
  context.beginPath()
  for (const [x, y] of corners) context.lineTo(x, y)
  context.fill()
}
