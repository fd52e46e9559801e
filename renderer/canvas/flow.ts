import { type Edge, type Node, Position } from '@xyflow/react'
import type { GraphDocument, GraphEdge, GraphNode, Results, Shape } from '#core/index.ts'
import { type CardLayout, layoutCard } from './layout.ts'
import { labelOf, titleOf } from './names.ts'
import { portsShown } from './ports.ts'
import { type Point, type Route, routeWire } from './route.ts'

/** A node as React Flow sees it: where it is and how large; nothing that is computed. */
export type FlowNode = Node<Record<string, never>, 'op' | 'note' | 'preview'>

/** The way a wire takes between the cards. */
type Laid = {
  readonly route: Route | null
  /** The corners of its middle line: the route's, or its two ends where it has none. */
  readonly way: readonly Point[]
}

/** An edge as React Flow sees it, with the way it takes between the cards. */
export type FlowEdge = Edge<Laid, 'gradient' | 'preview'>

const pill = { width: 10, height: 34 } as const

function handlesOf(
  node: GraphNode,
  ports: readonly string[],
  { width, inputs, output }: CardLayout,
) {
  if (node.type === 'note') return []
  const at = (id: string, type: 'source' | 'target', x: number, y: number) => ({
    id,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: x - pill.width / 2,
    y: y - pill.height / 2,
    ...pill,
  })
  return [
    ...ports.map((port, index) => at(port, 'target', 0, inputs[index] ?? output)),
    at('out', 'source', width, output),
  ]
}

interface Cached {
  readonly node: GraphNode
  readonly shape: Shape | null
  readonly hasGrad: boolean
  readonly ports: readonly string[]
  readonly flow: FlowNode
}

/**
 * Turns the document's nodes into React Flow's, keeping the very objects of those that did not change,
 * and the very list where none did.
 *
 * Sizes and handles are given, so that React Flow never measures and nodes out of sight are never mounted.
 */
export function flowNodes(): (
  doc: GraphDocument,
  results: Results,
  selected: ReadonlySet<string>,
  drag: ReadonlyMap<string, { x: number; y: number }>,
) => FlowNode[] {
  let cache = new Map<string, Cached>()
  let last: FlowNode[] = []
  return (doc, results, selected, drag) => {
    const next = new Map<string, Cached>()
    const list = doc.nodes.map((node) => {
      const shape = results.compiled.values.get(node.id)?.shape ?? null
      const hasGrad = results.compiled.grads.has(node.id)
      const ports = portsShown(doc, node)
      const before = cache.get(node.id)
      const position = drag.get(node.id) ?? node.position
      const isSelected = selected.has(node.id)
      const sound =
        before !== undefined &&
        before.node === node &&
        before.shape === shape &&
        before.hasGrad === hasGrad &&
        before.ports.length === ports.length
      if (sound && before.flow.position === position && before.flow.selected === isSelected) {
        next.set(node.id, before)
        return before.flow
      }
      const layout = layoutCard(node, shape, hasGrad, ports)
      const { width, height } = layout
      const flow: FlowNode = {
        id: node.id,
        type: node.type === 'note' ? 'note' : 'op',
        position,
        selected: isSelected,
        data: {},
        ariaLabel: `${labelOf(node)}, ${titleOf(node)}`,
        width,
        height,
        measured: { width, height },
        handles: handlesOf(node, ports, layout),
      }
      // A leaf whose numbers change looks the same to React Flow.
      const kept = before !== undefined && sameAs(before.flow, flow) ? before.flow : flow
      next.set(node.id, { node, shape, hasGrad, ports, flow: kept })
      return kept
    })
    cache = next
    last = keptList(last, list)
    return last
  }
}

/** More pairs of a wire and a card than these are not looked at: wires take the plain way then. */
const pairLimit = 250_000

/** The ways of all wires between these cards, by edge id. */
function waysOf(
  edges: readonly GraphEdge[],
  nodes: readonly FlowNode[],
  before: ReadonlyMap<string, Laid>,
): ReadonlyMap<string, Laid> {
  const cards = new Map(
    nodes.map((node) => {
      const { position, width = 0, height = 0 } = node
      return [node.id, { rect: { ...position, width, height }, node }]
    }),
  )
  const rects = [...cards.values()].map(({ rect }) => rect)
  const free = edges.length * nodes.length > pairLimit
  const laid = new Map<string, Laid>()
  for (const { id, source, target, targetHandle } of edges) {
    const [from, to] = [cards.get(source), cards.get(target)]
    const out = from?.node.handles?.find((handle) => handle.id === 'out')
    const into = to?.node.handles?.find((handle) => handle.id === targetHandle)
    if (from === undefined || to === undefined || !out || !into) continue
    const middle = pill.height / 2
    const wire = {
      start: [from.rect.x + out.x + pill.width, from.rect.y + out.y + middle] as const,
      end: [to.rect.x + into.x, to.rect.y + into.y + middle] as const,
      source: from.rect,
      target: to.rect,
      others: free ? [] : rects.filter((rect) => rect !== from.rect && rect !== to.rect),
    }
    const route = routeWire(wire)
    const way = { route, way: route?.points ?? [wire.start, wire.end] }
    const had = before.get(id)
    // The very way it had: what is drawn along it is kept.
    laid.set(id, had !== undefined && sameAs(had, way) ? had : way)
  }
  return laid
}

/**
 * Turns the document's edges into React Flow's, keeping the very objects of those that did not change,
 * and the very list where none did.
 *
 * Ways are looked for anew only where a card has moved or changed its size.
 */
export function flowEdges(): (
  edges: readonly GraphEdge[],
  selected: ReadonlySet<string>,
  nodes: readonly FlowNode[],
) => FlowEdge[] {
  let cache = new Map<GraphEdge, FlowEdge>()
  let last: FlowEdge[] = []
  let ways: ReadonlyMap<string, Laid> = new Map()
  let laid: { edges: readonly GraphEdge[]; nodes: readonly FlowNode[] } = { edges: [], nodes: [] }
  return (edges, selected, nodes) => {
    if (laid.edges !== edges || !sameGeometry(laid.nodes, nodes)) ways = waysOf(edges, nodes, ways)
    laid = { edges, nodes }
    const next = new Map<GraphEdge, FlowEdge>()
    const list = edges.map((edge) => {
      const { id, source, sourceHandle, target, targetHandle } = edge
      const before = cache.get(edge)
      const isSelected = selected.has(id)
      const data = ways.get(id) ?? unlaid
      const isSame = before?.selected === isSelected && before.data === data
      const flow: FlowEdge = isSame
        ? before
        : {
            id,
            source,
            sourceHandle,
            target,
            targetHandle,
            type: 'gradient',
            selected: isSelected,
            data,
          }
      next.set(edge, flow)
      return flow
    })
    cache = next
    last = keptList(last, list)
    return last
  }
}

/** Whether every card is where it was, and as large. */
function sameGeometry(a: readonly FlowNode[], b: readonly FlowNode[]): boolean {
  if (a === b) return true
  return (
    a.length === b.length &&
    a.every((one, at) => {
      const other = b[at]
      if (one === other) return true
      return (
        one.id === other?.id &&
        one.position.x === other.position.x &&
        one.position.y === other.position.y &&
        one.width === other.width &&
        one.height === other.height
      )
    })
  )
}

/** Whether two pieces of plain data say the same. */
const sameAs = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The very list from before where all in it is the same: React Flow goes through a new one as a whole. */
function keptList<T>(before: T[], after: T[]): T[] {
  const isSame = before.length === after.length && after.every((one, at) => one === before[at])
  return isSame ? before : after
}

/** A wire one of whose ends is not there. */
const unlaid: Laid = { route: null, way: [] }
