import { orNaN, type ScalarBuilder } from './builder.ts'
import { clampExponent, expSum, ln2High, ln2Low } from './exp.ts'
import { series, split } from './log.ts'
import { addPairs, multiply, type Pair, twoProduct, twoSum } from './pair.ts'
import { horner } from './series.ts'

/** log x to about 65 bits, for positive finite x: enough to be multiplied by a large exponent. */
function logPair<T, B>(s: ScalarBuilder<T, B>, x: T): Pair<T> {
  const { m, e } = split(s, x)
  const f = s.sub(m, s.constant(1))
  const bottom = twoSum(s, m, s.constant(1))
  const t = s.div(f, bottom.high)
  const product = twoProduct(s, t, bottom.high)
  const left = s.sub(s.sub(s.sub(f, product.high), product.low), s.mul(t, bottom.low))
  const ratio = twoSum(s, t, s.div(left, bottom.high))
  const square = multiply(s, ratio, ratio)
  const cube = multiply(s, square, ratio)
  const third = { high: s.constant(2 / 3), low: s.constant(3.700743415417188e-17) }
  const tail = s.mul(s.mul(cube.high, square.high), horner(s, square.high, series.slice(1)))
  const doubled = { high: s.add(ratio.high, ratio.high), low: s.add(ratio.low, ratio.low) }
  const curve = addPairs(s, multiply(s, cube, third), { high: tail, low: s.constant(0) })
  const fraction = addPairs(s, doubled, curve)
  const whole = twoSum(s, s.mul(e, s.constant(ln2High)), s.mul(e, s.constant(ln2Low)))
  // ln2High + ln2Low carry 85 bits of ln 2; what they leave out is below the pair's last bit.
  return addPairs(s, whole, fraction)
}

/** Whether y is a whole number, and whether an odd one. */
function wholeness<T, B>(s: ScalarBuilder<T, B>, y: T): { readonly whole: B; readonly odd: B } {
  const whole = s.eq(s.roundEven(y), y)
  const half = s.mul(y, s.constant(0.5))
  return { whole, odd: s.and(whole, s.not(s.eq(s.roundEven(half), half))) }
}

/**
 * The power `xʸ` in binary64.
 *
 * @units Dimensionless. 1 where y = 0 or x = 1, also beside NaN; negative x takes whole y only.
 * @errors None. NaN for negative x with a fractional y, and for NaN.
 * @source Special cases: ISO C99, Annex F.9.4.4.
 */
export function pow<T, B>(s: ScalarBuilder<T, B>, x: T, y: T): T {
  const [zero, one, infinite] = [s.constant(0), s.constant(1), s.constant(Number.POSITIVE_INFINITY)]
  const size = s.abs(x)
  // Beyond 2⁷⁰ every base but 1 has long left the range, and the splitting would overflow.
  const most = s.constant(2 ** 70)
  const held = s.select(s.lt(s.abs(y), most), y, s.copySign(most, y))
  const inside = s.and(s.lt(zero, size), s.lt(size, infinite))
  const base = logPair(s, s.select(inside, size, one))
  const product = twoProduct(s, held, base.high)
  const low = s.add(product.low, s.mul(held, base.low))
  const clamped = clampExponent(s, product.high)
  const finite = expSum(s, clamped, s.select(s.eq(clamped, product.high), low, zero))
  const rising = s.lt(zero, y)
  const atZero = s.select(rising, zero, infinite)
  const atInfinity = s.select(rising, infinite, zero)
  const magnitude = s.select(inside, finite, s.select(s.eq(size, zero), atZero, atInfinity))
  const { whole, odd } = wholeness(s, y)
  const signed = s.select(odd, s.copySign(magnitude, x), magnitude)
  const broken = s.and(s.and(s.lt(x, zero), s.lt(size, infinite)), s.not(whole))
  const real = s.select(broken, s.constant(Number.NaN), signed)
  const numbersOnly = orNaN(s, x, orNaN(s, y, real))
  const flatOne = s.and(s.eq(size, one), s.eq(s.abs(y), infinite))
  const trivial = s.or(s.or(s.eq(y, zero), s.eq(x, one)), flatOne)
  return s.select(trivial, one, numbersOnly)
}
