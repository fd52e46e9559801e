import {
  addNode,
  type GraphNode,
  isOpName,
  nextNodeId,
  type OpDef,
  ops,
  type Position,
} from '#core/index.ts'
import type { App } from '../app.ts'
import { layoutCard } from './layout.ts'

/** What a new node of this type is told at first. */
function firstData(type: string): GraphNode['data'] {
  if (type === 'note') return { text: 'A note' }
  if (!isOpName(type)) return {}
  const op: OpDef = ops[type]
  if (op.kind !== 'leaf') return {}
  return op.generate === null
    ? { shape: [], values: [1], requiresGrad: true }
    : { requiresGrad: true }
}

/** Room for a card with a value and a plot, so that it still fits once it is wired. */
const room = { width: 272, height: 340 } as const
const gap = 24

/** The place nearest to `wanted` where a card covers no other. */
function freePlace(app: App, wanted: Position): Position {
  const { doc, results } = app.store.getState()
  const cards = doc.nodes.map((node) => {
    const shape = results.value(node.id)?.shape ?? null
    return { ...node.position, ...layoutCard(node, shape, results.grad(node.id) !== null) }
  })
  const isFree = ({ x, y }: Position) =>
    cards.every(
      (card) =>
        x + room.width + gap <= card.x ||
        card.x + card.width + gap <= x ||
        y + room.height + gap <= card.y ||
        card.y + card.height + gap <= y,
    )
  const step = 48
  for (let ring = 0; ring < 60; ring++) {
    const offsets = Array.from({ length: 2 * ring + 1 }, (_, i) => (i - ring) * step)
    // Below and to the right first: graphs grow that way.
    const places = offsets.flatMap((offset) => [
      { x: wanted.x + offset, y: wanted.y + ring * step },
      { x: wanted.x + ring * step, y: wanted.y + offset },
      { x: wanted.x + offset, y: wanted.y - ring * step },
      { x: wanted.x - ring * step, y: wanted.y + offset },
    ])
    const free = places.find(isFree)
    if (free !== undefined) return free
  }
  return wanted
}

/**
 * Adds a node, selects it and gives it the keyboard; `at` is its top left corner, else the middle of
 * what is seen.
 */
export function addOp(app: App, type: string, at?: Position): string {
  const { store, canvas } = app
  const { doc } = store.getState()
  const id = nextNodeId(doc, type)
  const middle = canvas.current?.middle() ?? { x: 0, y: 0 }
  const node: GraphNode = { id, type, position: middle, data: firstData(type) }
  const { width, height } = layoutCard(node, null, false)
  const corner = at ?? { x: Math.round(middle.x - width / 2), y: Math.round(middle.y - height / 2) }
  // Where a hand dropped it is where it belongs; else it goes where it covers nothing.
  const placed = { ...node, position: at ?? freePlace(app, corner) }
  store.getState().edit((before) => addNode(before, placed))
  store.getState().select([id])
  canvas.current?.focusNode(id, at === undefined ? 'bring' : 'stay')
  return id
}
