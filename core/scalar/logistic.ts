import { clamp, orNaN, type ScalarBuilder } from './builder.ts'
import { expPair, growth } from './exp.ts'
import { logSum } from './log.ts'
import { type Pair, quickSum, quotient, twoSum } from './pair.ts'

/** e^−|x| as a pair. */
function decay<T, B>(s: ScalarBuilder<T, B>, x: T): Pair<T> {
  return expPair(s, clamp(s, s.neg(s.abs(x)), -750, 0))
}

/** `1 + a` as a pair, for a in [0, 1]. */
function onePlus<T, B>(s: ScalarBuilder<T, B>, a: Pair<T>): Pair<T> {
  const { high, low } = quickSum(s, s.constant(1), a.high)
  return { high, low: s.add(low, a.low) }
}

/**
 * The logistic function `1 / (1 + e⁻ˣ)` in binary64, without overflow on either side.
 *
 * @units Dimensionless; [0, 1], 0.5 at 0; eˣ far to the left.
 * @errors None. NaN gives NaN.
 */
export function sigmoid<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const zero = s.constant(0)
  const one = s.constant(1)
  const fall = decay(s, x)
  const left = s.lt(x, zero)
  const top = { high: s.select(left, fall.high, one), low: s.select(left, fall.low, zero) }
  return orNaN(s, x, quotient(s, top, onePlus(s, fall)))
}

/**
 * The softplus function `log(1 + eˣ)` in binary64, computed as `max(x, 0) + log(1 + e^−|x|)`.
 *
 * @units Dimensionless; [0, ∞]; eˣ far to the left, exactly x from 40 on.
 * @errors None. NaN gives NaN.
 */
export function softplus<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const zero = s.constant(0)
  const far = s.constant(40)
  const { high, low } = onePlus(s, decay(s, x))
  const bend = logSum(s, high, s.div(low, high))
  const sum = twoSum(s, s.select(s.lt(zero, x), x, zero), bend.high)
  const y = s.add(sum.high, s.add(sum.low, bend.low))
  return orNaN(s, x, s.select(s.lt(far, x), x, y))
}

/**
 * The hyperbolic tangent `(e²ˣ − 1) / (e²ˣ + 1)` in binary64.
 *
 * It is computed from |x| and given x's sign, so that it is odd to the bit; e²ˣ − 1 is put together
 * from its pieces, so that small x loses no digit, and divided as a pair.
 *
 * @units Dimensionless; [−1, 1], exactly ±1 from |x| = 19.07 on.
 * @errors None. NaN gives NaN, ±∞ gives ±1.
 */
export function tanh<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const size = s.abs(x)
  const flat = s.constant(22)
  const held = s.select(s.lt(size, flat), size, flat)
  const top = growth(s, s.add(held, held))
  const { high, low } = twoSum(s, s.add(top.unit, top.unit), top.high)
  const y = quotient(s, top, { high, low: s.add(low, top.low) })
  return orNaN(s, x, s.copySign(y, x))
}
