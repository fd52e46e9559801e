import type { Stage } from '#core/index.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import type { Rect } from './room.ts'

/** A point of the canvas. */
interface At {
  readonly x: number
  readonly y: number
}

/** Where a stage happens, in canvas units: the middle of its wire, or the top of its card. */
export function anchorOf(
  stage: Stage,
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
): At | null {
  const find = (id: string) => nodes.find((node) => node.id === id)
  if (stage.kind !== 'contribution') {
    const node = find(stage.node)
    return node === undefined
      ? null
      : { x: node.position.x + (node.width ?? 0) / 2, y: node.position.y }
  }
  const edge = edges.find(({ id }) => id === stage.edge)
  const way = edge?.data?.way ?? []
  return way.length > 1 ? middleOfRoute(way) : null
}

/** The middle of a way, along it. */
function middleOfRoute(points: readonly (readonly [number, number])[]): At {
  const lengths = points
    .slice(1)
    .map(
      ([x, y], at) => Math.abs(x - (points[at]?.[0] ?? x)) + Math.abs(y - (points[at]?.[1] ?? y)),
    )
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2
  for (const [at, length] of lengths.entries()) {
    const [from, to] = [points[at], points[at + 1]]
    if (left > length || from === undefined || to === undefined) left -= length
    else {
      const share = length === 0 ? 0 : left / length
      return { x: from[0] + (to[0] - from[0]) * share, y: from[1] + (to[1] - from[1]) * share }
    }
  }
  return { x: points[0]?.[0] ?? 0, y: points[0]?.[1] ?? 0 }
}

const margin = 12
const gap = 28
/** The bar in the upper left corner that says what the gradient is of. */
const barHeight = 48

/** What two rectangles share, in square px. */
function shared(a: Rect, b: Rect): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, across) * Math.max(0, down)
}

/** The nearest number within bounds; where there is no room, the lower bound. */
const within = (value: number, from: number, to: number) => Math.max(from, Math.min(to, value))

/** A card on screen, and how much it matters that it is seen: 1 for any. */
export interface Covered extends Rect {
  readonly weight: number
}

/**
 * Where a card of this size covers the least of the cards on the canvas, near its anchor and wholly
 * in the window; and where its leader ends. All in screen px.
 *
 * @param window with the width of the bar in its upper left corner, which is never covered.
 */
export function placeCard(
  at: At,
  size: { readonly width: number; readonly height: number },
  cards: readonly Covered[],
  window: { readonly width: number; readonly height: number; readonly bar?: number },
): At & { readonly toX: number; readonly toY: number } {
  const { width, height } = size
  const near = [-0.5, -0.85, -0.15].flatMap((share) => [
    { x: at.x + width * share, y: at.y - gap - height },
    { x: at.x + width * share, y: at.y + gap },
  ])
  const beside = [
    { x: at.x + gap, y: at.y - height / 2 },
    { x: at.x - gap - width, y: at.y - height / 2 },
  ]
  const edges = [margin, window.height - height - margin].flatMap((y) =>
    [-0.5, -1, 0]
      .map((share) => at.x + width * share)
      .concat(margin, window.width)
      .map((x) => ({ x, y })),
  )
  const besideBar = (window.bar ?? 0) + 2 * margin
  const corners = [margin, at.y - gap - height].map((y) => ({ x: besideBar, y }))
  let best = { x: margin, y: margin }
  let least = Number.POSITIVE_INFINITY
  for (const wanted of [...near, ...beside, ...edges, ...corners]) {
    const x = within(wanted.x, margin, window.width - width - margin)
    const y = within(wanted.y, margin, window.height - height - margin)
    const rect = { x, y, width, height }
    const covered = cards.reduce((sum, card) => sum + card.weight * shared(rect, card), 0)
    // Where it happens must be seen, and what the gradient is of.
    const bar = { x: 0, y: 0, width: (window.bar ?? 0) + margin, height: barHeight }
    const here = { x: at.x - 16, y: at.y - 16, width: 32, height: 32 }
    const hides = (shared(rect, here) + shared(rect, bar)) * 100
    const away = Math.hypot(x + width / 2 - at.x, y + height / 2 - at.y)
    const cost = covered + hides + away * 8
    if (cost < least) [best, least] = [{ x, y }, cost]
  }
  return {
    ...best,
    toX: within(at.x, best.x + 16, best.x + width - 16),
    toY: at.y < best.y ? best.y : at.y > best.y + height ? best.y + height : at.y,
  }
}
