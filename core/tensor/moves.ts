import { type Kernel, offsets } from './kernels.ts'
import { stridesOf } from './shape.ts'
import type { NdArray } from './storage.ts'

/** Where a slice begins along each axis, and how far apart its elements lie. */
export interface Window {
  readonly starts: readonly number[]
  readonly steps: readonly number[]
}

/** Where each element of a slice of shape `part` lies in the array of shape `whole`. */
function places(part: NdArray, whole: NdArray, { starts, steps }: Window): Int32Array {
  const strides = stridesOf(whole.shape)
  const table = offsets(
    part.shape,
    strides.map((stride, axis) => stride * steps[axis]!),
  )
  const first = strides.reduce((at, stride, axis) => at + stride * starts[axis]!, 0)
  for (let i = 0; i < table.length; i++) table[i]! += first
  return table
}

/** The elements of `a` at the places of a window. */
export function slice(out: NdArray, a: NdArray, window: Window): Kernel {
  const table = places(out, a, window)
  return () => {
    for (let i = 0; i < table.length; i++) out.data[i] = a.data[table[i]!]!
  }
}

/** The elements of `a` put at the places of a window, zeros elsewhere: the transpose of `slice`. */
export function pad(out: NdArray, a: NdArray, window: Window): Kernel {
  const table = places(a, out, window)
  return () => {
    out.data.fill(0)
    for (let i = 0; i < table.length; i++) out.data[table[i]!] = a.data[i]!
  }
}

/** The parts end to end along `axis`. */
export function concat(out: NdArray, parts: readonly NdArray[], axis: number): Kernel {
  let start = 0
  const tables = parts.map((part) => {
    const starts = part.shape.map((_, at) => (at === axis ? start : 0))
    start += part.shape[axis]!
    return places(part, out, { starts, steps: part.shape.map(() => 1) })
  })
  return () => {
    parts.forEach(({ data }, at) => {
      const table = tables[at]!
      for (let i = 0; i < table.length; i++) out.data[table[i]!] = data[i]!
    })
  }
}

/** Where row-major element `i` of an index lies in `whole`, less its place along `axis`; and that axis's stride. */
function lines(index: NdArray, whole: NdArray, axis: number) {
  const strides = stridesOf(whole.shape)
  const beside = strides.map((stride, at) => (at === axis ? 0 : stride))
  return { table: offsets(index.shape, beside), stride: strides[axis]!, size: whole.shape[axis]! }
}

/** `out[i][j] = a[index[i][j]][j]` for axis 0; NaN where the index lies outside. */
export function gather(out: NdArray, a: NdArray, index: NdArray, axis: number): Kernel {
  const { table, stride, size } = lines(index, a, axis)
  return () => {
    for (let i = 0; i < table.length; i++) {
      const at = index.data[i]!
      out.data[i] = at >= 0 && at < size ? a.data[table[i]! + at * stride]! : Number.NaN
    }
  }
}

/** `out[index[i][j]][j] += a[i][j]` for axis 0, row-major, from zeros; what lies outside is dropped. */
export function scatterAdd(out: NdArray, a: NdArray, index: NdArray, axis: number): Kernel {
  const { table, stride, size } = lines(index, out, axis)
  return () => {
    out.data.fill(0)
    for (let i = 0; i < table.length; i++) {
      const at = index.data[i]!
      if (at >= 0 && at < size) out.data[table[i]! + at * stride]! += a.data[i]!
    }
  }
}
