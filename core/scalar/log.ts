import type { ScalarBuilder } from './builder.ts'
import { clampExponent, expPieces, horner, ln2High, ln2Low, orNaN, scale } from './exp.ts'

// biome-ignore lint/suspicious/noApproximativeNumericConstant: the digits are the contract; Math.SQRT2 is said to be approximate
const sqrt2 = 1.4142135623730951
/** The least normal number, and the scale that brings subnormals among them. */
const leastNormal = 2.2250738585072014e-308
const lift = 18014398509481984

/** 2/3, 2/5, 2/7, …: log((1 + t)/(1 − t)) = 2t + t³·(2/3 + 2/5·t² + …); |t| ≤ 0.1716 needs 12 of them. */
const series = Array.from({ length: 12 }, (_, i) => 2 / (2 * i + 3))

/** A positive finite x as m · 2ᵉ with m between √½ and √2. */
function split<T, B>(s: ScalarBuilder<T, B>, x: T): { readonly m: T; readonly e: T } {
  const small = s.lt(x, s.constant(leastNormal))
  const normal = s.select(small, s.mul(x, s.constant(lift)), x)
  const mantissa = s.mantissa(normal)
  const above = s.lt(s.constant(sqrt2), mantissa)
  const e = s.add(
    s.sub(s.exponent(normal), s.select(small, s.constant(54), s.constant(0))),
    s.select(above, s.constant(1), s.constant(0)),
  )
  return { m: s.select(above, s.mul(mantissa, s.constant(0.5)), mantissa), e }
}

/** The limits of a logarithm: −∞ at ±0, NaN below, ∞ at ∞; `yes` elsewhere. */
function withLimits<T, B>(s: ScalarBuilder<T, B>, x: T, yes: T): T {
  const zero = s.constant(0)
  const infinite = s.constant(Number.POSITIVE_INFINITY)
  const upper = s.select(s.lt(x, infinite), yes, x)
  const lower = s.select(s.lt(x, zero), s.constant(Number.NaN), s.neg(infinite))
  return s.select(s.lt(zero, x), upper, s.select(s.eq(x, x), lower, s.constant(Number.NaN)))
}

/**
 * The natural logarithm in binary64.
 *
 * @units Dimensionless. −∞ at ±0, exactly 0 at 1.
 * @errors None. NaN for negative x and for NaN.
 * @source The series in (m − 1)/(m + 1): Muller, "Elementary Functions", 3rd ed., §4.
 */
export function log<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const { m, e } = split(s, x)
  const f = s.sub(m, s.constant(1))
  const t = s.div(f, s.add(f, s.constant(2)))
  const t2 = s.mul(t, t)
  // log m = f − f²/2 + t·(f²/2 + t²·(2/3 + …)): f is exact, and what follows is small beside it.
  const bend = s.mul(s.mul(f, f), s.constant(0.5))
  const rest = s.mul(t, s.add(bend, s.mul(t2, horner(s, t2, series))))
  const low = s.add(rest, s.mul(e, s.constant(ln2Low)))
  const sum = s.sub(s.mul(e, s.constant(ln2High)), s.sub(s.sub(bend, low), f))
  return withLimits(s, x, sum)
}

/** A number as the sum of two doubles: twice the digits. */
interface Pair<T> {
  readonly high: T
  readonly low: T
}

const splitter = 134217729

/** `a + b` and what rounding it lost. */
function twoSum<T, B>(s: ScalarBuilder<T, B>, a: T, b: T): Pair<T> {
  const high = s.add(a, b)
  const part = s.sub(high, a)
  return { high, low: s.add(s.sub(a, s.sub(high, part)), s.sub(b, part)) }
}

/** The upper 26 bits of a double. */
function upper<T, B>(s: ScalarBuilder<T, B>, a: T): T {
  const wide = s.mul(s.constant(splitter), a)
  return s.sub(wide, s.sub(wide, a))
}

/** `a · b` and what rounding it lost. */
function twoProduct<T, B>(s: ScalarBuilder<T, B>, a: T, b: T): Pair<T> {
  const high = s.mul(a, b)
  const [a1, b1] = [upper(s, a), upper(s, b)]
  const [a2, b2] = [s.sub(a, a1), s.sub(b, b1)]
  const cross = s.add(s.sub(s.mul(a1, b1), high), s.add(s.mul(a1, b2), s.mul(a2, b1)))
  return { high, low: s.add(cross, s.mul(a2, b2)) }
}

/** The product of two pairs. */
function multiply<T, B>(s: ScalarBuilder<T, B>, a: Pair<T>, b: Pair<T>): Pair<T> {
  const { high, low } = twoProduct(s, a.high, b.high)
  return twoSum(s, high, s.add(low, s.add(s.mul(a.high, b.low), s.mul(a.low, b.high))))
}

/** The sum of two pairs, the first the larger. */
function addPairs<T, B>(s: ScalarBuilder<T, B>, a: Pair<T>, b: Pair<T>): Pair<T> {
  const { high, low } = twoSum(s, a.high, b.high)
  return twoSum(s, high, s.add(low, s.add(a.low, b.low)))
}

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
 * @source Special cases: ISO C99, Annex F.9.4.4. Double-double arithmetic: Dekker, 1971.
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
  const { n, tail } = expPieces(s, clamped, s.select(s.eq(clamped, product.high), low, zero))
  const finite = scale(s, s.add(one, tail), n)
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
