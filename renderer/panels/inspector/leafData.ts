import {
  compile,
  emptyDocument,
  type GraphDocument,
  type GraphNode,
  type NodeData,
  type Shape,
  setData,
} from '#core/index.ts'
import type { DocumentSlice } from '../../store/document.ts'

/** What the core would say of a leaf alone. */
function complaint(doc: GraphDocument, node: GraphNode): string | null {
  const alone = { ...emptyDocument, settings: doc.settings, nodes: [node] }
  return compile(alone).problems.find(({ severity }) => severity === 'error')?.message ?? null
}

/** Why the core would not take a leaf so changed; what was wrong before is no reason. */
function refuseData(doc: GraphDocument, node: GraphNode, data: NodeData): string | null {
  const next = setData({ ...doc, nodes: [node] }, node.id, data).nodes[0]
  if (next === undefined) return null
  const refusal = complaint(doc, next)
  return refusal !== null && refusal === complaint(doc, node) ? null : refusal
}

/** Changes what a leaf holds, as one gesture; or says why the core would not take it. */
export function changeLeaf(
  { doc, edit }: Pick<DocumentSlice, 'doc' | 'edit'>,
  id: string,
  data: NodeData,
): string | null {
  const node = doc.nodes.find((other) => other.id === id)
  const refusal = node === undefined ? null : refuseData(doc, node, data)
  if (refusal === null) edit((before) => setData(before, id, data))
  return refusal
}

const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0

/** A leaf's stored shape, as it is now; that of a list where the file's is no shape. */
export function storedShape(node: GraphNode): Shape {
  const { shape, values } = node.data
  if (Array.isArray(shape) && shape.every(isSize)) return shape as number[]
  return [Array.isArray(values) ? values.length : 0]
}
