import { emptyDocument, type GraphDocument, type Position } from '#core/index.ts'

type Viewport = GraphDocument['viewport']

/** How near and how far the canvas can be looked at. */
export const zoomLimits = { minZoom: 0.05, maxZoom: 4 } as const

/** How the whole graph is brought into view. */
export const fitOptions = { padding: '20px', maxZoom: 1 } as const

/** Whether two views are the same, but for what a number rounds. */
export const sameView = (a: Viewport, b: Viewport): boolean =>
  Math.abs(a.x - b.x) < 1e-3 && Math.abs(a.y - b.y) < 1e-3 && Math.abs(a.zoom - b.zoom) < 1e-6

/** Whether a document says from where it was looked at: a new one has been seen from nowhere yet. */
export function isSeen({ viewport }: GraphDocument): boolean {
  const { x, y, zoom } = emptyDocument.viewport
  return viewport.x !== x || viewport.y !== y || viewport.zoom !== zoom
}

/** A viewport with a zoom that the canvas has. */
export function withinLimits({ x, y, zoom }: Viewport): Viewport {
  return { x, y, zoom: Math.min(zoomLimits.maxZoom, Math.max(zoomLimits.minZoom, zoom)) }
}

/** Where a card stands, and how large it is, in canvas units. */
interface Box {
  readonly position: Position
  readonly width?: number
  readonly height?: number
}

/** Whether any card is to be seen in a window of this size. */
export function showsAny(
  { x, y, zoom }: Viewport,
  cards: readonly Box[],
  window: { readonly width: number; readonly height: number },
): boolean {
  return cards.some(({ position, width = 0, height = 0 }) => {
    const [left, top] = [position.x * zoom + x, position.y * zoom + y]
    const [right, bottom] = [left + width * zoom, top + height * zoom]
    return right > 0 && bottom > 0 && left < window.width && top < window.height
  })
}
