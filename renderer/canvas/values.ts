import {
  fromNumber,
  type GraphDocument,
  type GraphNode,
  isOpName,
  type NdArray,
  type OpDef,
  ops,
  type Results,
  setData,
  type Target,
  toNumber,
} from '#core/index.ts'

/** Whether a hand may change a node's elements. */
export function isStoredLeaf(node: GraphNode | undefined): node is GraphNode {
  if (node === undefined || !isOpName(node.type)) return false
  const op: OpDef = ops[node.type]
  return op.kind === 'leaf' && op.generate === null
}

/** One element of a stored leaf, as the document has it; NaN where there is none. */
export function elementOf(doc: GraphDocument, id: string, at: number): number {
  const values = doc.nodes.find((node) => node.id === id)?.data['values']
  return (Array.isArray(values) ? toNumber(values[at]) : null) ?? Number.NaN
}

/** The element that is looked at in an array: the chosen one, or its last where it is shorter. */
export function elementIn({ data }: NdArray, element: number): number {
  return Math.max(0, Math.min(element, data.length - 1))
}

/** A node with its chosen element, as a target; of a single number, the node. `null` where it has no value. */
export function targetAt(results: Results, node: string, element: number): Target | null {
  const value = results.value(node)
  if (value === null) return null
  return { node, element: value.data.length < 2 ? null : elementIn(value, element) }
}

/** Some of an array's elements, as a list. */
export function partOf(array: NdArray, from: number, to: number): NdArray {
  const data = array.data.slice(from, to)
  return { ...array, shape: [data.length], data }
}

/** Returns `doc` with one element of a stored leaf set. */
export function setElement(
  doc: GraphDocument,
  id: string,
  at: number,
  value: number,
): GraphDocument {
  const node = doc.nodes.find((other) => other.id === id)
  const values = node?.data['values']
  if (!Array.isArray(values) || at >= values.length) return doc
  // A drag passes between the whole numbers that int64 holds.
  const whole = node?.data['dtype'] === 'int64' && Number.isFinite(value)
  const number = fromNumber(whole ? Math.round(value) : value)
  if (values[at] === number) return doc
  return setData(doc, id, { values: values.with(at, number) })
}

/** The step of one pixel of dragging, over a range: a round number near 1/200 of it. */
export function stepOf([from, to]: readonly [number, number]): number {
  const rough = (to - from) / 200
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= rough * 0.999) ?? power
}

/** `value` on the grid of `step`, without the digits that binary fractions add. */
export function snap(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)))
  return Number((Math.round(value / step) * step).toFixed(Math.min(100, digits))) + 0
}
