import { type GraphNode, isOpName, type OpDef, ops } from '#core/index.ts'

/** A node's op, or `null` where its type names none. */
export function opOf(node: GraphNode): OpDef | null {
  return isOpName(node.type) ? ops[node.type] : null
}

/** A node's label, or `null` where it has none. */
export function ownLabel(node: GraphNode): string | null {
  const { label } = node.data
  return typeof label === 'string' && label !== '' ? label : null
}

/** Where a flat index lies in a shape: `3` in a list, `1, 2` in a matrix. */
export function placeOf(flat: number, shape: readonly number[]): string {
  const place: number[] = []
  let rest = flat
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = Math.max(1, shape[axis] ?? 1)
    place.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return place.join(', ')
}
