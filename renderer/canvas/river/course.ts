import type { Point } from '../route.ts'
import { flatten, type Polyline, svgPath, traceLane } from '../trace.ts'

/** From where the canvas is looked at: canvas point (x, y) is seen at (x·zoom + left, y·zoom + top) in CSS px. */
export interface View {
  readonly left: number
  readonly top: number
  readonly zoom: number
}

/** Lanes grow and shrink with the cards, but far away they stay broad enough to be told apart. */
const leastGauge = 0.25
/** How broad a lane is on screen, in CSS px: never less than 1. */
export const broadOnScreen = (width: number, zoom: number): number =>
  Math.max(1, width * Math.max(zoom, leastGauge))

/** How far from its wire's ends a lane of each side keeps: there the heads and the pills are. */
const gradientRoom = { begun: 10, ended: 0 }
const valueRoom = { begun: 5, ended: 12 }

type Room = typeof gradientRoom

/** Something made of a way, a room and an offset, made once for as long as the way lasts. */
function perLane<T>(make: (way: readonly Point[], offset: number) => T) {
  const known = new WeakMap<readonly Point[], Map<number, T>>()
  return (way: readonly Point[], offset: number): T => {
    const lanes = known.get(way) ?? new Map<number, T>()
    known.set(way, lanes)
    const lane = lanes.get(offset) ?? make(way, offset)
    lanes.set(offset, lane)
    return lane
  }
}

const pathWithin = ({ begun, ended }: Room) =>
  perLane((way, offset) => new Path2D(svgPath(traceLane(way, offset, begun, ended))))
/** A gradient lane's line, to draw. */
export const gradientPath = pathWithin(gradientRoom)
/** A value lane's. */
export const valuePath = pathWithin(valueRoom)
/** The wire's own. */
export const middlePath = pathWithin({ begun: 0, ended: 0 })

/** A gradient lane's line, to walk along. */
export const gradientLine: (way: readonly Point[], offset: number) => Polyline = perLane(
  (way, offset) => flatten(traceLane(way, offset, gradientRoom.begun, gradientRoom.ended)),
)
