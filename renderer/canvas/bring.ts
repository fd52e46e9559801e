import type { GraphDocument } from '#core/index.ts'
import type { Rect } from './room.ts'

/** Where the canvas is looked at from: a canvas unit is `zoom` px, its origin lies at `x`, `y`. */
export type Viewport = Pick<GraphDocument['viewport'], 'x' | 'y' | 'zoom'>

interface Size {
  readonly width: number
  readonly height: number
}

/** How far from the edge of what is seen a card is kept, in px. */
const margin = 16

/** What part of the canvas is seen in a window of this size. */
export function seenFrom({ x, y, zoom }: Viewport, { width, height }: Size): Rect {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

/** How far an interval has to go to lie within `room`. */
function shift(from: number, length: number, room: number): number {
  if (from < margin) return margin - from
  return Math.min(0, room - margin - (from + length))
}

/**
 * The viewport from which a place is seen whole: the given one moved as little as need be, and
 * farther away only where the place would not fit.
 */
export function bring(place: Rect, view: Viewport, window: Size): Viewport {
  const fits = Math.min(
    (window.width - 2 * margin) / place.width,
    (window.height - 2 * margin) / place.height,
  )
  const zoom = Math.min(view.zoom, Math.max(fits, 0.05))
  // Around the place's own corner, so that it stays where it is while the rest draws nearer.
  const [left, top] = [place.x * view.zoom + view.x, place.y * view.zoom + view.y]
  const dx = shift(left, place.width * zoom, window.width)
  const dy = shift(top, place.height * zoom, window.height)
  if (zoom === view.zoom && dx === 0 && dy === 0) return view
  return { x: left - place.x * zoom + dx, y: top - place.y * zoom + dy, zoom }
}
