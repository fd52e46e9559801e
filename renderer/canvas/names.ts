import { type GraphDocument, type GraphNode, isOpName, ops } from '#core/index.ts'

/** What a node is called on its card and in formulas: its label, or else its id. */
export function labelOf(node: GraphNode): string {
  const label = node.data['label']
  return typeof label === 'string' && label !== '' ? label : node.id
}

/** What a node is called, by its id. */
export function nameOf(doc: GraphDocument, id: string | null): string {
  const node = doc.nodes.find((other) => other.id === id)
  return node === undefined ? 'L' : labelOf(node)
}

/** What its op is called; the type itself where there is no such op. */
export function titleOf(node: GraphNode): string {
  return isOpName(node.type) ? ops[node.type].title : node.type
}
