import { compile, type GraphDocument, moveNodes, type Position, setView } from '#core/index.ts'
import type { App } from '../app.ts'
import { layoutCard } from './layout.ts'
import { portsShown } from './ports.ts'

/** A place on the canvas, in canvas units. */
export interface Rect extends Position {
  readonly width: number
  readonly height: number
}

/** How far apart cards are kept that the app places. */
export const cardGap = 24

/** Whether two places come closer than `gap`. */
export function meet(a: Rect, b: Rect, gap = cardGap): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  )
}

/** Where every card of a document lies, by node id. */
export function rectsOf(doc: GraphDocument): Map<string, Rect> {
  const { values, grads } = compile(doc)
  return new Map(
    doc.nodes.map((node) => {
      const shape = values.get(node.id)?.shape ?? null
      const { width, height } = layoutCard(node, shape, grads.has(node.id), portsShown(doc, node))
      return [node.id, { ...node.position, width, height }]
    }),
  )
}

/** Room in which wires between two cards can turn; less only where there was less. */
const wireGap = 72

/**
 * Where `other` goes to be clear of a card that grew: right or down of it, as it was before, whichever
 * is nearer; `null` where it is clear already, or lay over the card.
 */
function aside(card: Rect, cardBefore: Rect, other: Rect, otherBefore: Rect): Position | null {
  const free = otherBefore.x - (cardBefore.x + cardBefore.width)
  const wasBelow = otherBefore.y >= cardBefore.y + cardBefore.height
  const right = card.x + card.width + Math.min(wireGap, Math.max(cardGap, free))
  const below = card.y + card.height + cardGap
  const overlapsAcross = other.x < right && card.x < other.x + other.width + cardGap
  const overlapsDown = other.y < below && card.y < other.y + other.height + cardGap
  if (!overlapsAcross || !overlapsDown) return null
  const goesRight = free >= 0 && (!wasBelow || right - other.x < below - other.y)
  if (goesRight) return { x: right, y: other.y }
  return wasBelow ? { x: other.x, y: below } : null
}

/**
 * Returns `after`, an edit of `before`, with cards moved right or down out of the way of those that
 * grew by it. What lay over one another before is left as it was.
 */
export function makeRoom(before: GraphDocument, after: GraphDocument): GraphDocument {
  const [was, is] = [rectsOf(before), rectsOf(after)]
  const queue = [...is.keys()].filter((id) => {
    const [old, now] = [was.get(id), is.get(id)]
    if (old === undefined || now === undefined) return false
    return now.width > old.width || now.height > old.height
  })
  const moved = new Map<string, Position>()
  // Cards only ever go right and down; the bound is for those that would chase each other.
  for (const [turn, id] of queue.entries()) {
    const card = is.get(id)
    if (card === undefined || turn > 8 * is.size) break
    for (const [otherId, other] of is) {
      if (otherId === id) continue
      const place = aside(card, was.get(id) ?? card, other, was.get(otherId) ?? other)
      if (place === null) continue
      is.set(otherId, { ...other, ...place })
      moved.set(otherId, place)
      queue.push(otherId)
    }
  }
  return moveNodes(after, moved)
}

/** Opens or closes the chart that hangs under a card; what it would cover makes room, and the view follows. */
export function showChart({ store, canvas }: App, id: string, chart: boolean): void {
  store.getState().edit((doc) => makeRoom(doc, setView(doc, id, { chart })))
  if (chart) canvas.current?.reveal(id)
}
