import type { ScalarBuilder } from './builder.ts'

/**
 * One over the square root, `1 / √x`, in binary64: two IEEE operations.
 *
 * @units Dimensionless. ±∞ at ±0, 0 at ∞.
 * @errors None. NaN for negative x and for NaN.
 */
export function rsqrt<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  return s.div(s.constant(1), s.sqrt(x))
}
