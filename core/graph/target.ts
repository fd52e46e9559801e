import { sizeOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import type { Compiled } from './compile.ts'

/**
 * What the gradient is of: a node, and one element of it by its flat index, or `null` for the whole,
 * which starts from ones.
 *
 * It is a way to look at a document and no part of it: the document's own root is what is saved.
 */
export interface Target {
  readonly node: string
  readonly element: number | null
}

/** Whether a value of this shape has what a target asks for. */
export function hasElement(shape: readonly number[], element: number | null): boolean {
  return element === null || (Number.isInteger(element) && element >= 0 && element < sizeOf(shape))
}

/** Whether two targets are the same. */
export const sameTarget = (a: Target | null, b: Target | null): boolean =>
  a === b || (a !== null && b !== null && a.node === b.node && a.element === b.element)

/** What a compiled document's gradient is of; `null` where it has none. */
export function targetOf({ root, rootElement }: Compiled): Target | null {
  return root === null ? null : { node: root, element: rootElement }
}

/** Writes a seed: 1 at `element`, elsewhere 0; all ones for the whole. */
export function fillSeed({ data }: NdArray, element: number | null): void {
  data.fill(element === null ? 1 : 0)
  if (element !== null) data[element] = 1
}

/** L, the number that gradients are of: Σ seed ⊙ value(root), added up in order. */
export function totalOf({ data }: Pick<NdArray, 'data'>, element: number | null): number {
  if (element !== null) return data[element] ?? Number.NaN
  let total = 0
  for (const value of data) total += value
  return total
}
