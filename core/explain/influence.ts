import { applyOp, reverseOp } from '../ops/apply.ts'
import { arrays, onArrays } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import { fromValues, type NdArray } from '../tensor/storage.ts'
import { type Terms, termsOf } from './terms.ts'

/** The elements that one element of a reduction's output is made of, and how far each moves it. */
export interface Influence extends Pick<Terms, 'at' | 'terms' | 'count'> {
  /** ∂(that element)/∂(term), as the row's own reverse rule gives it. */
  readonly slopes: Float64Array
}

/** The most elements for which slopes are worked out while something is dragged. */
const sizeLimit = 2 ** 15

/**
 * How much each term of one element of a reduction counts, at most `limit` terms; `null` where there
 * are too many to work it out at once.
 *
 * @shape input: S → as many terms as the reduced axes of S have elements.
 * @errors ShapeError where the input has no such axis.
 */
export function influence(
  op: ComputedDef,
  attrs: Attrs,
  input: NdArray,
  element: number,
  limit = 24,
): Influence | null {
  if (input.data.length > sizeLimit || input.data.length === 0) return null
  const { at, terms, count } = termsOf(attrs, input, element, limit)
  const applied = applyOp(arrays, op, [input], attrs)
  const { shape, dtype, data } = applied.output
  const chosen = Math.min(element, data.length - 1)
  const only = fromValues(
    Array.from(data, (_, i) => (i === chosen ? 1 : 0)),
    shape,
    dtype,
  )
  const [owed] = reverseOp(onArrays, applied, only, [true])
  return { at, terms, count, slopes: Float64Array.from(at, (i) => owed?.data[i] ?? 0) }
}
