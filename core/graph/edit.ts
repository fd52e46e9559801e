import { GraphError } from '../errors.ts'
import { isOpName, ops } from '../ops/index.ts'
import { hasPort } from '../ops/ports.ts'
import type { GraphDocument, GraphEdge, GraphNode, NodeData, Position } from './document.ts'
import { groupBy, reachable } from './order.ts'
import { followRoot } from './root.ts'

/** The first of `name`, `name2`, `name3` … that no id in `taken` has. */
export function freshId(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let n = 2; ; n++) if (!taken.has(`${name}${n}`)) return `${name}${n}`
}

const idsOf = (list: readonly { readonly id: string }[]) => new Set(list.map(({ id }) => id))

/** The first of `e1`, `e2`, `e3` … that no edge has. */
export function freshEdgeId(taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) if (!taken.has(`e${n}`)) return `e${n}`
}

/** Returns `doc` with a node added; the caller chose an id that is free. */
export function addNode(doc: GraphDocument, node: GraphNode): GraphDocument {
  return followRoot(doc, { ...doc, nodes: [...doc.nodes, node] })
}

/** An id for a new node of this type. */
export function nextNodeId(doc: GraphDocument, type: string): string {
  return freshId(type, idsOf(doc.nodes))
}

/** Returns `doc` with one node changed by `change`; the same document where it changes nothing. */
export function changeNode(
  doc: GraphDocument,
  id: string,
  change: (node: GraphNode) => GraphNode,
): GraphDocument {
  let changed = false
  const nodes = doc.nodes.map((node) => {
    if (node.id !== id) return node
    const next = change(node)
    changed ||= next !== node
    return next
  })
  return changed ? { ...doc, nodes } : doc
}

/** Returns `doc` with keys of a node's data set; `undefined` removes a key. */
export function setData(doc: GraphDocument, id: string, data: NodeData): GraphDocument {
  return changeNode(doc, id, (node) => {
    const merged = { ...node.data, ...data }
    const entries = Object.entries(merged).filter(([, value]) => value !== undefined)
    return { ...node, data: Object.fromEntries(entries) }
  })
}

/** Returns `doc` with keys of a node's `view` set: how it is shown, never what it computes. */
export function setView(doc: GraphDocument, id: string, view: NodeData): GraphDocument {
  return changeNode(doc, id, (node) => ({
    ...node,
    view: { ...(node['view'] as NodeData | undefined), ...view },
  }))
}

/** Returns `doc` with nodes moved to new places. */
export function moveNodes(
  doc: GraphDocument,
  places: ReadonlyMap<string, Position>,
): GraphDocument {
  const nodes = doc.nodes.map((node) => {
    const position = places.get(node.id)
    if (position === undefined) return node
    const { x, y } = node.position
    return x === position.x && y === position.y
      ? node
      : { ...node, position: { ...node.position, ...position } }
  })
  return nodes.every((node, at) => node === doc.nodes[at]) ? doc : { ...doc, nodes }
}

/** Returns `doc` without these nodes, their edges, and these edges; `doc` itself where none is in it. */
export function remove(
  doc: GraphDocument,
  nodeIds: ReadonlySet<string>,
  edgeIds: ReadonlySet<string>,
): GraphDocument {
  const gone = (edge: GraphEdge) =>
    edgeIds.has(edge.id) || nodeIds.has(edge.source) || nodeIds.has(edge.target)
  const nodes = doc.nodes.filter(({ id }) => !nodeIds.has(id))
  const edges = doc.edges.filter((edge) => !gone(edge))
  if (nodes.length === doc.nodes.length && edges.length === doc.edges.length) return doc
  return followRoot(doc, {
    ...doc,
    nodes,
    edges,
    root: doc.root !== null && nodeIds.has(doc.root) ? null : doc.root,
  })
}

/** One end of a wire to the other: from a node's output to another's port. */
export interface Wire {
  readonly source: string
  readonly target: string
  readonly targetHandle: string
}

/**
 * Why wires from one node cannot be drawn, or `null` for one that can. The graph is walked once,
 * however many ends are then asked about.
 */
export function refuseWiresFrom(
  doc: GraphDocument,
  source: string,
): (end: Omit<Wire, 'source'>) => GraphError | null {
  // Of two nodes with one id the first counts, so it is set last.
  const types = new Map(doc.nodes.toReversed().map(({ id, type }) => [id, type]))
  const into = groupBy(doc.edges, (edge) => edge.target)
  const behind = reachable([source], (id) => (into.get(id) ?? []).map((edge) => edge.source))
  const from = types.get(source)
  return ({ target, targetHandle }) => {
    if (from === undefined || from === 'note')
      return new GraphError('dangling-edge', `${source} has no output.`, [source])
    const to = types.get(target)
    if (to === undefined || !isOpName(to) || !hasPort(ops[to], targetHandle))
      return new GraphError('dangling-edge', `${target} has no input "${targetHandle}".`, [target])
    if (!behind.has(target)) return null
    const message = `Wiring ${source} into ${target} would close a loop.`
    return new GraphError('cycle', message, [source, target])
  }
}

/** Why a wire cannot be drawn, or `null` where it can. */
export function refuseWire(doc: GraphDocument, { source, ...end }: Wire): GraphError | null {
  return refuseWiresFrom(doc, source)(end)
}

/**
 * Returns `doc` with a wire added; a port holds one edge, so an earlier one into it is replaced.
 *
 * @errors GraphError `cycle` where it would close a loop, `dangling-edge` where there is no such port.
 */
export function connect(doc: GraphDocument, wire: Wire): GraphDocument {
  const refusal = refuseWire(doc, wire)
  if (refusal !== null) throw refusal
  const others = doc.edges.filter(
    (edge) => edge.target !== wire.target || edge.targetHandle !== wire.targetHandle,
  )
  const id = freshEdgeId(idsOf(doc.edges))
  const edge = { id, sourceHandle: 'out', ...wire }
  return followRoot(doc, { ...doc, edges: [...others, edge] })
}

/** Returns `doc` with an edge led elsewhere; the edge keeps its id. */
export function reconnect(doc: GraphDocument, id: string, wire: Wire): GraphDocument {
  const led = doc.edges.find((edge) => edge.id === id)
  if (led === undefined) return doc
  const { source, target, targetHandle } = led
  if (source === wire.source && target === wire.target && targetHandle === wire.targetHandle)
    return doc
  const without = { ...doc, edges: doc.edges.filter((edge) => edge.id !== id) }
  const refusal = refuseWire(without, wire)
  if (refusal !== null) throw refusal
  const edges = doc.edges
    .filter(
      (edge) =>
        edge.id === id || edge.target !== wire.target || edge.targetHandle !== wire.targetHandle,
    )
    .map((edge) => (edge.id === id ? { ...edge, ...wire, sourceHandle: 'out' } : edge))
  return followRoot(doc, { ...doc, edges })
}

/**
 * Returns `doc` with copies of nodes, and of the edges among them, set off by `offset`; and the
 * copies' ids.
 */
export function duplicate(
  doc: GraphDocument,
  ids: ReadonlySet<string>,
  offset: Position,
): { readonly doc: GraphDocument; readonly ids: ReadonlySet<string> } {
  const taken = new Set(idsOf(doc.nodes))
  const copies = new Map<string, string>()
  const nodes = doc.nodes
    .filter(({ id }) => ids.has(id))
    .map((node) => {
      const id = freshId(node.type, taken)
      taken.add(id)
      copies.set(node.id, id)
      const { x, y } = node.position
      return { ...node, id, position: { x: x + offset.x, y: y + offset.y } }
    })
  const edgeIds = new Set(idsOf(doc.edges))
  const edges = doc.edges
    .filter(({ source, target }) => copies.has(source) && copies.has(target))
    .map((edge) => {
      const id = freshEdgeId(edgeIds)
      edgeIds.add(id)
      return { ...edge, id, source: copies.get(edge.source)!, target: copies.get(edge.target)! }
    })
  const more = { ...doc, nodes: [...doc.nodes, ...nodes], edges: [...doc.edges, ...edges] }
  return { doc: followRoot(doc, more), ids: new Set(copies.values()) }
}

/** Returns `doc` with the gradient flowing back from another node; `null` finds the only sink. */
export function setRoot(doc: GraphDocument, root: string | null): GraphDocument {
  return doc.root === root ? doc : { ...doc, root }
}

/** Returns `doc` with a setting changed. */
export function setSettings(doc: GraphDocument, settings: NodeData): GraphDocument {
  return { ...doc, settings: { ...doc.settings, ...settings } }
}

/** Returns `doc` with another title. */
export function setTitle(doc: GraphDocument, title: string): GraphDocument {
  return doc.title === title ? doc : { ...doc, title }
}
