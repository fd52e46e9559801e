import type { Rect } from '../room.ts'
import type { View } from './course.ts'
import { type RiverWire, reach } from './wires.ts'

/** What is to be seen: wires, from where, and in a window of what size, in CSS px. */
export interface Scene {
  readonly wires: readonly RiverWire[]
  readonly view: View
  readonly width: number
  readonly height: number
}

/** Sizes go in steps of so many px: a canvas that keeps its size keeps its memory. */
const step = 128

/**
 * The part of the window that the wires are in: what a canvas must cover, and no more, since each
 * picture costs by its px. Its corner lies on a whole px of the screen; no wires, no size.
 */
export function coverOf({ wires, view, width, height }: Scene, ratio: number): Rect {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { way } of wires)
    for (const [x, y] of way) {
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  const [x, across] = span(left, right, view.left, view.zoom, width, ratio)
  const [y, down] = span(top, bottom, view.top, view.zoom, height, ratio)
  return across * down === 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x, y, width: across, height: down }
}

/** Where what reaches from one point of the canvas to another begins in a window, and how long it is there. */
function span(
  from: number,
  to: number,
  shift: number,
  zoom: number,
  room: number,
  ratio: number,
): readonly [number, number] {
  // Far away heads and beads do not shrink with the rest.
  const around = reach * zoom + 8
  const start = Math.max(0, from * zoom + shift - around)
  const end = Math.min(room, to * zoom + shift + around)
  if (!(end > start)) return [0, 0]
  const length = Math.min(room, step * Math.ceil((end - start) / step))
  return [Math.floor(Math.min(start, room - length) * ratio) / ratio, length]
}
