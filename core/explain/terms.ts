import type { Attrs } from '../ops/attrs.ts'
import { type Axes, reducedAxes } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import { summed } from './spelled.ts'

/** How one element of a reduction comes about: its terms in order, and the total after each. */
export interface Terms {
  /** Where each term lies in the input, row-major. */
  readonly at: readonly number[]
  readonly terms: Float64Array
  /** The sum of the terms so far; for drawing, since the engine adds in lanes. */
  readonly totals: Float64Array
  /** How many terms there are in all; the first of them are given. */
  readonly count: number
}

/**
 * The terms that element `element` of a reduction's output is made of, at most `limit` of them.
 *
 * `attrs.axis` says what is reduced, as every reduction's row spells it; without it, all is. An
 * element past the end is the last; where the output has none, there are no terms.
 *
 * @shape input: S → as many terms as the reduced axes of S have elements.
 * @errors ShapeError where the input has no such axis.
 */
export function termsOf(attrs: Attrs, input: NdArray, element: number, limit = 24): Terms {
  const { shape, data } = input
  const axes = reducedAxes((attrs['axis'] ?? null) as Axes, shape.length)
  const outputs = shape.reduce((n, size, axis) => (axes.includes(axis) ? n : n * size), 1)
  const index = Math.max(0, Math.min(element, outputs - 1))
  const { at, count } = outputs === 0 ? { at: [], count: 0 } : summed(shape, axes, index, limit)
  const terms = Float64Array.from(at, (i) => data[i]!)
  let total = 0
  const totals = terms.map((term) => {
    total += term
    return total
  })
  return { at, terms, totals, count }
}
