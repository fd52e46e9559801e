import {
  type Compiled,
  type GraphDocument,
  type GraphEdge,
  type GraphNode,
  isOpName,
  ops,
  partialName,
  rootName,
} from '#core/index.ts'

/** What a node is called on its card and in formulas: its label, or else its id. */
export function labelOf(node: GraphNode): string {
  const label = node.data['label']
  return typeof label === 'string' && label !== '' ? label : node.id
}

/** What a note says; nothing where the file has no text there. */
export function noteText({ data }: GraphNode): string {
  return typeof data['text'] === 'string' ? data['text'] : ''
}

const indices = new WeakMap<GraphDocument['nodes'], ReadonlyMap<string, GraphNode>>()

/** A node by its id; every card asks on every change, so each list of nodes is indexed once. */
export function nodeOf({ nodes }: GraphDocument, id: string): GraphNode | undefined {
  let index = indices.get(nodes)
  if (index === undefined) {
    index = new Map(nodes.map((node) => [node.id, node]))
    indices.set(nodes, index)
  }
  return index.get(id)
}

/** What a node is called, by its id. */
export function nameOf(doc: GraphDocument, id: string | null): string {
  const node = id === null ? undefined : nodeOf(doc, id)
  return node === undefined ? 'L' : labelOf(node)
}

/** What the gradient is of, as formulas call it: `L`, or an element, `Y₃`. */
export const targetName = (doc: GraphDocument, compiled: Compiled): string =>
  rootName(nameOf(doc, compiled.root), compiled)

/** What its op is called; the type itself where there is no such op. */
export function titleOf(node: GraphNode): string {
  return isOpName(node.type) ? ops[node.type].title : node.type
}

type Arrival = Pick<GraphEdge, 'id' | 'source' | 'target' | 'targetHandle'>

const arrivals = new WeakMap<Compiled, ReadonlyMap<string, readonly Arrival[]>>()

/** The wires by which a gradient arrives at a node; every wire asks, so each graph is sorted once. */
function arrivalsAt(compiled: Compiled, id: string): readonly Arrival[] {
  let bySource = arrivals.get(compiled)
  if (bySource === undefined) {
    const flowing = compiled.wiring.edges.filter((edge) => compiled.contributions.has(edge.id))
    bySource = Map.groupBy(flowing, ({ source }) => source)
    arrivals.set(compiled, bySource)
  }
  return bySource.get(id) ?? []
}

/**
 * Through which node a contribution comes, and by which port where that takes the source twice;
 * `null` where it is all of the source's gradient.
 */
export function throughOf(doc: GraphDocument, compiled: Compiled, edge: Arrival): string | null {
  const others = arrivalsAt(compiled, edge.source).filter(({ id }) => id !== edge.id)
  if (others.length === 0) return null
  const name = nameOf(doc, edge.target)
  return others.some(({ target }) => target === edge.target)
    ? `${name}, ${edge.targetHandle}`
    : name
}

/** How what arrives by a wire is called: `∂L/∂X`, or `∂L/∂X by T` where that is but a part. */
export function contributionName(doc: GraphDocument, compiled: Compiled, edge: Arrival): string {
  const through = throughOf(doc, compiled, edge)
  const partial = partialName(targetName(doc, compiled), nameOf(doc, edge.source))
  return through === null ? partial : `${partial} by ${through}`
}
