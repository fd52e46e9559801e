import { broadcastStrides, type Shape, sizeOf, stridesOf } from './shape.ts'
import type { NdArray, Storage } from './storage.ts'

/** A kernel with its operands bound: calling it fills the output once more, allocating nothing. */
export type Kernel = () => void

/** Visits the elements of `shape` row-major and writes where each lies under `strides` into `at`. */
export function offsets(shape: Shape, strides: readonly number[]): Int32Array {
  const size = sizeOf(shape)
  const at = new Int32Array(size)
  const index = new Int32Array(shape.length)
  let offset = 0
  for (let i = 0; i < size; i++) {
    at[i] = offset
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      offset += strides[axis]!
      if (index[axis]! < shape[axis]!) break
      offset -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return at
}

/** `out[i] = f(a[i])`; storing into `out` is what rounds to its dtype. */
export function map(out: Storage, a: Storage, f: (a: number) => number): Kernel {
  const n = out.length
  return () => {
    for (let i = 0; i < n; i++) out[i] = f(a[i]!)
  }
}

/** How a broadcast operand is walked: as it lies, one element for all, or by a table of offsets. */
function walker(operand: NdArray, out: NdArray): Int32Array | 'same' | 'scalar' {
  if (operand.data.length === 1) return 'scalar'
  if (operand.data.length === out.data.length) return 'same'
  return offsets(out.shape, broadcastStrides(operand.shape, out.shape))
}

/** `out[i] = f(a[i], b[i])` with NumPy's broadcasting. */
export function zip(
  out: NdArray,
  a: NdArray,
  b: NdArray,
  f: (a: number, b: number) => number,
): Kernel {
  const [y, x, z] = [out.data, a.data, b.data]
  const n = y.length
  const atA = walker(a, out)
  const atB = walker(b, out)
  if (n === 1)
    return () => {
      y[0] = f(x[0]!, z[0]!)
    }
  if (atA === 'same' && atB === 'same')
    return () => {
      for (let i = 0; i < n; i++) y[i] = f(x[i]!, z[i]!)
    }
  if (atA === 'same' && atB === 'scalar')
    return () => {
      for (let i = 0; i < n; i++) y[i] = f(x[i]!, z[0]!)
    }
  if (atA === 'scalar' && atB === 'same')
    return () => {
      for (let i = 0; i < n; i++) y[i] = f(x[0]!, z[i]!)
    }
  const tableA = offsets(out.shape, broadcastStrides(a.shape, out.shape))
  const tableB = offsets(out.shape, broadcastStrides(b.shape, out.shape))
  return () => {
    for (let i = 0; i < n; i++) y[i] = f(x[tableA[i]!]!, z[tableB[i]!]!)
  }
}

/** `out[i] = condition[i] ? a[i] : b[i]` with NumPy's broadcasting. */
export function choose(out: NdArray, condition: NdArray, a: NdArray, b: NdArray): Kernel {
  const [atC, atA, atB] = [condition, a, b].map((operand) =>
    offsets(out.shape, broadcastStrides(operand.shape, out.shape)),
  ) as [Int32Array, Int32Array, Int32Array]
  const y = out.data
  return () => {
    for (let i = 0; i < y.length; i++)
      y[i] = condition.data[atC[i]!] ? a.data[atA[i]!]! : b.data[atB[i]!]!
  }
}

/** Copies elements by a table: broadcasting, permuting and casting are this. */
function copyBy(out: Storage, a: Storage, table: Int32Array): Kernel {
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = a[table[i]!]!
  }
}

/** Copies with a conversion of dtype. */
export function convert(out: Storage, a: Storage): Kernel {
  return () => out.set(a)
}

/** Repeats `a` along its stretched axes. */
export function broadcast(out: NdArray, a: NdArray): Kernel {
  if (a.data.length === 1) return () => out.data.fill(a.data[0]!)
  return copyBy(out.data, a.data, offsets(out.shape, broadcastStrides(a.shape, out.shape)))
}

/** `out` has axis `axes[i]` of `a` as its axis `i`. */
export function permute(out: NdArray, a: NdArray, axes: readonly number[]): Kernel {
  const strides = stridesOf(a.shape)
  return copyBy(
    out.data,
    a.data,
    offsets(
      out.shape,
      axes.map((axis) => strides[axis]!),
    ),
  )
}

/** Where the elements of each reduction over `axes` lie: the first of every one, and the steps from it. */
function reductionOffsets(a: NdArray, axes: readonly number[]) {
  const strides = stridesOf(a.shape)
  const kept = a.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const pick = (list: readonly number[], of: readonly number[]) => list.map((axis) => of[axis]!)
  return {
    starts: offsets(pick(kept, a.shape), pick(kept, strides)),
    steps: offsets(pick(axes, a.shape), pick(axes, strides)),
  }
}

const lanes = 16
const block = 4096

/**
 * Sums over `axes` (normalized, ascending), in the canonical order.
 *
 * The elements of one sum, row-major, are cut into blocks of 4,096; in a block, lane `i mod 16` adds
 * every sixteenth element in turn and the lanes meet in a tree; the blocks' sums meet in a pairwise
 * tree. Every addition rounds to the output's dtype. The order is a contract: it is what SIMD and
 * several threads can follow, so all readings give the same bits.
 *
 * @shape out: the shape without `axes`, or with them as 1; row-major either way.
 * @errors none.
 */
export function sum(out: Storage, a: NdArray, axes: readonly number[]): Kernel {
  const { starts, steps } = reductionOffsets(a, axes)
  // The scratch arrays have the output's dtype, so that every store rounds.
  const lane = new (out.constructor as new (n: number) => Storage)(lanes)
  const blocks = new (out.constructor as new (n: number) => Storage)(
    Math.max(1, Math.ceil(steps.length / block)),
  )
  return () => {
    for (let o = 0; o < out.length; o++) {
      for (let b = 0; b < blocks.length; b++) {
        lane.fill(0)
        const end = Math.min(steps.length, (b + 1) * block)
        for (let i = b * block; i < end; i++) lane[i % lanes]! += a.data[starts[o]! + steps[i]!]!
        for (let half = lanes / 2; half >= 1; half /= 2)
          for (let i = 0; i < half; i++) lane[i]! += lane[i + half]!
        blocks[b] = lane[0]!
      }
      for (let width = 1; width < blocks.length; width *= 2)
        for (let i = 0; i + width < blocks.length; i += 2 * width) blocks[i]! += blocks[i + width]!
      out[o] = blocks[0]!
    }
  }
}

/**
 * The largest element over `axes` (normalized, ascending); NaN where one of them is NaN.
 *
 * @shape out: the shape without `axes`, or with them as 1; none of `axes` is empty.
 * @errors none.
 */
export function max(out: Storage, a: NdArray, axes: readonly number[]): Kernel {
  const { starts, steps } = reductionOffsets(a, axes)
  return () => {
    for (let o = 0; o < out.length; o++) {
      let most = Number.NEGATIVE_INFINITY
      for (let i = 0; i < steps.length; i++) most = Math.max(most, a.data[starts[o]! + steps[i]!]!)
      out[o] = most
    }
  }
}

/**
 * Matrix product with `k` ascending; product and sum each round to the output's dtype.
 *
 * @shape a: [batch…, m, k], b: [batch…, k, n], out: [batch…, m, n]; a vector counts as one row (left)
 *   or one column (right); batch axes broadcast.
 * @errors none; the shapes were checked by `matmulShape`.
 */
export function matmul(out: NdArray, a: NdArray, b: NdArray): Kernel {
  const m = a.shape.length > 1 ? a.shape[a.shape.length - 2]! : 1
  const k = a.shape[a.shape.length - 1]!
  const n = b.shape.length > 1 ? b.shape[b.shape.length - 1]! : 1
  const batch = out.shape.slice(
    0,
    out.shape.length - (a.shape.length > 1 ? 1 : 0) - (b.shape.length > 1 ? 1 : 0),
  )
  const startsOf = (operand: NdArray, matrix: number): Int32Array => {
    const own = operand.shape.slice(0, -2)
    return offsets(
      batch,
      broadcastStrides(own, batch).map((stride) => stride * matrix),
    )
  }
  const startA = startsOf(a, m * k)
  const startB = startsOf(b, k * n)
  const [y, x, z] = [out.data, a.data, b.data]
  const round = y instanceof Float32Array ? Math.fround : (value: number) => value
  return () => {
    for (let p = 0; p < startA.length; p++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let total = 0
          for (let l = 0; l < k; l++)
            total = round(total + round(x[startA[p]! + i * k + l]! * z[startB[p]! + l * n + j]!))
          y[(p * m + i) * n + j] = total
        }
  }
}
