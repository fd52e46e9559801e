import type { DType } from './storage.ts'

const double = new Float64Array(1)
const doubleBits = new BigInt64Array(double.buffer)
const single = new Float32Array(1)
const singleBits = new Int32Array(single.buffer)

/** The float next to `at` on the way to `toward`: in float32 or, for any other dtype, float64. */
export function nextFloat(at: number, toward: number, dtype: DType): number {
  if (at === toward) return at
  const least = dtype === 'float32' ? 2 ** -149 : 5e-324
  if (at === 0) return toward > 0 ? least : -least
  const away = toward > at === at > 0 ? 1 : -1
  if (dtype !== 'float32') {
    double[0] = at
    doubleBits[0]! += BigInt(away)
    return double[0]
  }
  single[0] = at
  singleBits[0]! += away
  return single[0]
}
