import type { Point } from '../route.ts'
import { type Polyline, pointAlong } from '../trace.ts'
import { broadOnScreen, gradientLine, type View } from './course.ts'
import { partsOf } from './lanes.ts'
import type { RiverWire } from './wires.ts'

/** A lane along which beads run: from its end, at the wire's target, back to its start. */
interface Stream {
  readonly line: Polyline
  readonly sign: 'positive' | 'negative'
  /** How broad it is on screen, in CSS px. */
  readonly broad: number
  /** Where in their spacing its beads are when the clock is at 0: from 0 to 1. */
  readonly phase: number
}

/** All lanes along which beads run, and how far apart on screen these are, in CSS px. */
export interface Streams {
  readonly list: readonly Stream[]
  readonly spacing: number
}

/** Beads run equally fast in every lane, at every zoom: width tells the size, speed tells nothing. */
const speed = 36
const leastSpacing = 64
/** The most beads at once. */
export const beadLimit = 600

/** Spreads lanes' beads evenly: the fraction of n golden ratios falls in the largest gap left. */
const phaseOf = (nth: number) => (nth * 0.6180339887498949) % 1

/**
 * The lanes of wires along which beads run: those with a sign. What is dried up, unknown or not a
 * number has none. Beads are so far apart that at most some `beadLimit` are on screen.
 */
export function streamsOf(wires: readonly RiverWire[], { zoom }: View): Streams {
  const list: Stream[] = []
  let length = 0
  for (const { way, lanes } of wires)
    for (const lane of lanes)
      for (const { sign, offset, width } of partsOf(lane)) {
        if (sign !== 'positive' && sign !== 'negative') continue
        const line = gradientLine(way, offset)
        length += line.length * zoom
        list.push({ line, sign, broad: broadOnScreen(width, zoom), phase: phaseOf(list.length) })
      }
  // Doubled rather than stretched, so that it changes rarely: beads jump when it does.
  let spacing = leastSpacing
  while (length / spacing > 0.8 * beadLimit) spacing *= 2
  return { list, spacing }
}

/** Where one bead is, on screen in CSS px. */
export interface Bead {
  readonly at: Point
  readonly sign: 'positive' | 'negative'
  readonly broad: number
}

/** Where the beads are at a time, in seconds: at most `beadLimit` within a window of this size. */
export function beadsAt(
  { list, spacing }: Streams,
  seconds: number,
  { left, top, zoom }: View,
  window: { readonly width: number; readonly height: number },
): readonly Bead[] {
  const beads: Bead[] = []
  for (const { line, sign, broad, phase } of list) {
    const first = ((seconds * speed) / spacing + phase) % 1
    for (let walked = (first * spacing) / zoom; walked < line.length; walked += spacing / zoom) {
      const [x, y] = pointAlong(line, line.length - walked)
      const at = [x * zoom + left, y * zoom + top] as const
      if (at[0] < 0 || at[1] < 0 || at[0] > window.width || at[1] > window.height) continue
      if (beads.length === beadLimit) return beads
      beads.push({ at, sign, broad })
    }
  }
  return beads
}
