/**
 * A number as the sum of two doubles: twice the digits.
 *
 * @source Dekker, "A floating-point technique for extending the available precision", 1971; Knuth,
 *   "The Art of Computer Programming", volume 2, §4.2.2.
 */

import type { ScalarBuilder } from './builder.ts'

export interface Pair<T> {
  readonly high: T
  readonly low: T
}

/** 2²⁷ + 1. */
const splitter = 134217729

/** `a + b` and what rounding it lost. */
export function twoSum<T, B>(s: ScalarBuilder<T, B>, a: T, b: T): Pair<T> {
  const high = s.add(a, b)
  const part = s.sub(high, a)
  return { high, low: s.add(s.sub(a, s.sub(high, part)), s.sub(b, part)) }
}

/** The same where a is 0 or the larger. */
export function quickSum<T, B>(s: ScalarBuilder<T, B>, a: T, b: T): Pair<T> {
  const high = s.add(a, b)
  return { high, low: s.sub(b, s.sub(high, a)) }
}

/** The upper 26 bits of a double. */
function upper<T, B>(s: ScalarBuilder<T, B>, a: T): T {
  const wide = s.mul(s.constant(splitter), a)
  return s.sub(wide, s.sub(wide, a))
}

/** `a · b` and what rounding it lost. */
export function twoProduct<T, B>(s: ScalarBuilder<T, B>, a: T, b: T): Pair<T> {
  const high = s.mul(a, b)
  const a1 = upper(s, a)
  const b1 = upper(s, b)
  const a2 = s.sub(a, a1)
  const b2 = s.sub(b, b1)
  const cross = s.add(s.sub(s.mul(a1, b1), high), s.add(s.mul(a1, b2), s.mul(a2, b1)))
  return { high, low: s.add(cross, s.mul(a2, b2)) }
}

/** The product of two pairs. */
export function multiply<T, B>(s: ScalarBuilder<T, B>, a: Pair<T>, b: Pair<T>): Pair<T> {
  const { high, low } = twoProduct(s, a.high, b.high)
  return twoSum(s, high, s.add(low, s.add(s.mul(a.high, b.low), s.mul(a.low, b.high))))
}

/** The sum of two pairs, the first the larger. */
export function addPairs<T, B>(s: ScalarBuilder<T, B>, a: Pair<T>, b: Pair<T>): Pair<T> {
  const { high, low } = twoSum(s, a.high, b.high)
  return twoSum(s, high, s.add(low, s.add(a.low, b.low)))
}

/** The quotient of two pairs, rounded to one double: what the first division left is divided again. */
export function quotient<T, B>(s: ScalarBuilder<T, B>, a: Pair<T>, b: Pair<T>): T {
  const first = s.div(a.high, b.high)
  const product = twoProduct(s, first, b.high)
  const left = s.sub(s.sub(a.high, product.high), product.low)
  const lows = s.sub(a.low, s.mul(first, b.low))
  return s.add(first, s.div(s.add(left, lows), b.high))
}
