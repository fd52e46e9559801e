import {
  type GraphDocument,
  type GraphNode,
  moveNodes,
  type Position,
  type Results,
  setView,
} from '#core/index.ts'
import { layoutCard } from './layout.ts'
import { nodeOf } from './names.ts'
import { portsShown } from './ports.ts'

const gap = 24

interface Box extends Position {
  readonly width: number
  readonly height: number
}

function boxOf(doc: GraphDocument, node: GraphNode, results: Results): Box {
  const shape = results.value(node.id)?.shape ?? null
  const { width, height } = layoutCard(
    node,
    shape,
    results.grad(node.id) !== null,
    portsShown(doc, node),
  )
  return { ...node.position, width, height }
}

/** Whether two boxes come nearer to each other than a gap. */
const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + gap &&
  b.x < a.x + a.width + gap &&
  a.y < b.y + b.height + gap &&
  b.y < a.y + a.height + gap

/**
 * Returns `doc` with a node's chart docked to its card or put away. Cards that it would cover are
 * moved to the right or down with all that stands beyond them, so that their order stays.
 */
export function dockChart(
  doc: GraphDocument,
  results: Results,
  id: string,
  chart: boolean,
): GraphDocument {
  const docked = setView(doc, id, { chart })
  const [small, large] = [nodeOf(doc, id), nodeOf(docked, id)]
  if (!chart || small === undefined || large === undefined) return docked
  const [before, after] = [boxOf(doc, small, results), boxOf(doc, large, results)]
  const others = doc.nodes
    .filter((node) => node.id !== id)
    .map((node) => ({ id: node.id, box: boxOf(doc, node, results) }))
  const covered = others.filter(({ box }) => meet(after, box) && !meet(before, box))
  const isRight = ({ x }: Box) => x >= before.x + before.width
  const right = covered.some(({ box }) => isRight(box)) ? after.width - before.width : 0
  const isBelow = ({ x, y, width }: Box) =>
    y >= before.y + before.height && x < after.x + after.width + gap && after.x < x + width + gap
  const below = covered.some(({ box }) => !isRight(box)) ? after.height - before.height : 0
  const places = others.flatMap(({ id: other, box }): [string, Position][] => {
    if (isRight(box)) return right > 0 ? [[other, { x: box.x + right, y: box.y }]] : []
    return below > 0 && isBelow(box) ? [[other, { x: box.x, y: box.y + below }]] : []
  })
  return moveNodes(docked, new Map(places))
}
