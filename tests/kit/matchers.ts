import { expect } from 'vitest'
import { sameShape, showShape } from '#core/tensor/shape.ts'
import { flatten, type NdArray, type Nested } from '#core/tensor/storage.ts'

interface TensorMatchers<R> {
  /** The shape of nested lists, and their numbers within `tolerance · max(1, |want|)`. */
  toBeCloseToTensor: (want: Nested, tolerance?: number) => R
  /** The same shape, dtype and bits; any NaN equals any other. */
  toHaveBits: (want: NdArray | null) => R
}

declare module 'vitest' {
  // The parameters are those of Vitest's own declaration, which this one merges with.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends TensorMatchers<R> {}
}

const show = (array: NdArray | null): string =>
  array === null
    ? 'none'
    : `${array.dtype}${showShape(array.shape)} ${Array.from(array.data).join(', ')}`

function close(want: number, got: number, tolerance: number): boolean {
  if (!Number.isFinite(want)) return Object.is(want, got)
  return Math.abs(want - got) <= tolerance * Math.max(1, Math.abs(want))
}

function sameBits(a: NdArray | null, b: NdArray | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.dtype === b.dtype &&
    sameShape(a.shape, b.shape) &&
    a.data.length === b.data.length &&
    a.data.every((value, at) => Object.is(value, b.data[at]))
  )
}

expect.extend({
  toBeCloseToTensor: (got: NdArray | null, want: Nested, tolerance = 1e-12) => {
    const { shape, values } = flatten(want)
    const pass =
      got !== null &&
      sameShape(got.shape, shape) &&
      values.every((value, at) => close(value, got.data[at] ?? Number.NaN, tolerance))
    return { pass, message: () => `wanted ${JSON.stringify(want)}, got ${show(got)}` }
  },
  toHaveBits: (got: NdArray | null, want: NdArray | null) => ({
    pass: sameBits(got, want),
    message: () => `wanted ${show(want)}, got ${show(got)}`,
  }),
})
