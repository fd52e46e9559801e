import { onArrays } from '../ops/arrays.ts'
import { logSoftmax } from '../ops/softmax.ts'
import { normalizeAxis, stridesOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'

/** One line of scores as shares of a whole, and the shares or the class wanted of it. */
export interface Shares {
  /** softmax of the scores, in float64. */
  readonly shares: Float64Array
  /** What is wanted of each, where there is a target: a class's number counts as all of it. */
  readonly wanted: Float64Array | null
  /** Which of the line's entries is the chosen element; −1 where it is none of them. */
  readonly chosen: number
}

/** Along which axis scores compete: the one a parameter names, or classes as PyTorch has them. */
const axisOf = (axis: unknown, rank: number): number =>
  typeof axis === 'number' ? normalizeAxis(axis, rank) : rank === 1 ? 0 : 1

/**
 * The line of scores to which element `element` of an op's output belongs, as shares of 1.
 *
 * @param axis the parameter that names the axis; a loss has none, and its output one element a line.
 * @shape input: […, n, …] → n. `null` where there is no line.
 */
export function sharesOf(
  input: NdArray,
  axis: unknown,
  target: NdArray | null,
  element: number,
): Shares | null {
  const { shape } = input
  if (shape.length === 0 || input.data.length === 0) return null
  const along = axisOf(axis, shape.length)
  const [size, stride] = [shape[along]!, stridesOf(shape)[along]!]
  const lines = input.data.length / size
  // A loss has one element a line, or one in all: past the end, the last line stands for it.
  const line =
    typeof axis === 'number'
      ? Math.floor(element / (size * stride)) * stride + (element % stride)
      : element
  const row = Math.min(Math.max(0, line), lines - 1)
  const start = Math.floor(row / stride) * stride * size + (row % stride)
  const scores = Float64Array.from({ length: size }, (_, i) => input.data[start + i * stride]!)
  const own = { shape: [size], dtype: 'float64' as const, data: scores }
  const shares = Float64Array.from(onArrays.exp(logSoftmax(onArrays, own, 0)).data)
  const wanted =
    target === null
      ? null
      : Float64Array.from({ length: size }, (_, i) =>
          target.dtype === 'int64'
            ? Number(target.data[row] === i)
            : (target.data[start + i * stride] ?? 0),
        )
  const place = Math.floor((element - start) / stride)
  const chosen = typeof axis === 'number' && place >= 0 && place < size ? place : -1
  return { shares, wanted, chosen }
}
