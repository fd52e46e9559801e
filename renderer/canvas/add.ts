import {
  addNode,
  type GraphDocument,
  type GraphNode,
  isOpName,
  nextNodeId,
  type OpDef,
  ops,
  type Position,
} from '#core/index.ts'
import type { App } from '../app.ts'
import { layoutCard } from './layout.ts'
import { portsShown } from './ports.ts'
import { meet, rectsOf } from './room.ts'

/** A seed that no node of the document has, so that two draws are not the same by accident. */
function freshSeed({ nodes }: GraphDocument): number {
  const taken = new Set(nodes.map(({ data }) => data['seed']))
  let seed = 0
  while (taken.has(seed)) seed++
  return seed
}

/** What a new node of this type is told at first. */
function firstData(doc: GraphDocument, type: string): GraphNode['data'] {
  if (type === 'note') return { text: 'A note' }
  if (!isOpName(type)) return {}
  const op: OpDef = ops[type]
  if (op.kind !== 'leaf') return {}
  if (op.generate === null) return { shape: [], values: [1], requiresGrad: true }
  const drawn = Object.hasOwn(op.attrs, 'seed')
  return drawn ? { seed: freshSeed(doc), requiresGrad: true } : { requiresGrad: true }
}

/** Where a card of this size covers no other: as near to the middle of what is seen as can be. */
function freePlace(app: App, { width, height }: { width: number; height: number }): Position {
  const { doc } = app.store.getState()
  const seen = app.canvas.current?.seen() ?? { x: 0, y: 0, width: 0, height: 0 }
  const cards = [...rectsOf(doc).values()]
  const wanted = { x: seen.x + (seen.width - width) / 2, y: seen.y + (seen.height - height) / 2 }
  const isFree = (place: Position) =>
    cards.every((card) => !meet(card, { ...place, width, height }))
  const isSeen = ({ x, y }: Position) =>
    x >= seen.x &&
    y >= seen.y &&
    x + width <= seen.x + seen.width &&
    y + height <= seen.y + seen.height
  const step = Math.max(24, seen.width / 60)
  let outside: Position | undefined
  for (let ring = 0; ring < 60; ring++) {
    // Below and to the right first: graphs grow that way.
    const offsets = Array.from({ length: 2 * ring + 1 }, (_, i) => (i - ring) * step)
    const free = offsets
      .flatMap((offset) => [
        { x: wanted.x + offset, y: wanted.y + ring * step },
        { x: wanted.x + ring * step, y: wanted.y + offset },
        { x: wanted.x + offset, y: wanted.y - ring * step },
        { x: wanted.x - ring * step, y: wanted.y + offset },
      ])
      .filter(isFree)
    const best = free.find(isSeen)
    if (best !== undefined) return best
    outside ??= free[0]
    const beyond = ring * step > Math.max(seen.width, seen.height) / 2
    if (beyond && outside !== undefined) return outside
  }
  return outside ?? wanted
}

/**
 * Adds a node, selects it and gives it the keyboard; `at` is its top left corner, else the middle of
 * what is seen.
 */
export function addOp(app: App, type: string, at?: Position): string {
  const { store, canvas } = app
  const { doc } = store.getState()
  const id = nextNodeId(doc, type)
  const node: GraphNode = { id, type, position: { x: 0, y: 0 }, data: firstData(doc, type) }
  const shape = isOpName(type) && ops[type].kind === 'leaf' ? [] : null
  // Where a hand dropped it is where it belongs; else it goes where it covers nothing.
  const { x, y } = at ?? freePlace(app, layoutCard(node, shape, true, portsShown(doc, node)))
  const placed = { ...node, position: { x: Math.round(x), y: Math.round(y) } }
  store.getState().edit((before) => addNode(before, placed))
  store.getState().select([id])
  canvas.current?.focusNode(id, at === undefined ? 'bring' : 'stay')
  return id
}
