import { type GraphDocument, type GraphNode, isOpName, ops } from '#core/index.ts'

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

/** What its op is called; the type itself where there is no such op. */
export function titleOf(node: GraphNode): string {
  return isOpName(node.type) ? ops[node.type].title : node.type
}
