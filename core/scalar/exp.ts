import { clamp, orNaN, type ScalarBuilder } from './builder.ts'
import { type Pair, quickSum, twoSum } from './pair.ts'
import { horner, inverseFactorial } from './series.ts'

/** 1/ln 2. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the digits are the contract; Math.LOG2E is said to be approximate
const invLn2 = 1.4426950408889634
/** ln 2 to 32 bits, so that its product with a whole number of 21 bits is exact; and the rest. */
export const ln2High = 0.6931471803691238
export const ln2Low = 1.9082149292705877e-10

/** 1/2!, 1/3!, … 1/14!: eᵗ = 1 + t + t²·(1/2! + t/3! + …); cut at t¹⁴, |t| ≤ ln2/2, that errs by 2⁻⁶⁰. */
const factorials = Array.from({ length: 13 }, (_, i) => inverseFactorial(i + 2))

/** An exponential in pieces: eˣ = 2ⁿ · (1 + t + rest), with |t| ≤ ln2/2 and `rest` about t²/2. */
interface Pieces<T> {
  readonly n: T
  readonly t: T
  readonly rest: T
}

/** eˣ⁺ˡ in pieces, for |x| below about 1,100 and a tiny `l`. */
function expPieces<T, B>(s: ScalarBuilder<T, B>, x: T, l: T): Pieces<T> {
  const n = s.roundEven(s.mul(x, s.constant(invLn2)))
  const first = s.sub(x, s.mul(n, s.constant(ln2High)))
  const rest = s.sub(l, s.mul(n, s.constant(ln2Low)))
  const t = s.add(first, rest)
  // What the sum above lost.
  const lost = s.add(s.sub(first, t), rest)
  const curve = s.mul(s.mul(t, t), horner(s, t, factorials))
  return { n, t, rest: s.add(curve, lost) }
}

/** `a · 2ⁿ` for a whole `n` in [−2044, 2046]: in two steps, of which only the last can round. */
function scale<T, B>(s: ScalarBuilder<T, B>, a: T, n: T): T {
  const half = s.roundEven(s.mul(n, s.constant(0.5)))
  return s.mul(s.mul(a, s.pow2(half)), s.pow2(s.sub(n, half)))
}

/** `x` held within [−750, 720]: beyond, eˣ is 0 or ∞ in binary64 whatever x is. NaN stays NaN. */
export function clampExponent<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  return clamp(s, x, -750, 720)
}

/** eˣ⁺ˡ rounded to one double, for x within the limits of `clampExponent` and a tiny `l`. */
export function expSum<T, B>(s: ScalarBuilder<T, B>, x: T, l: T): T {
  const { n, t, rest } = expPieces(s, x, l)
  const { high, low } = quickSum(s, s.constant(1), t)
  return scale(s, s.add(high, s.add(low, rest)), n)
}

/** eˣ as a pair, for x in [−750, 700]. */
export function expPair<T, B>(s: ScalarBuilder<T, B>, x: T): Pair<T> {
  const { n, t, rest } = expPieces(s, x, s.constant(0))
  const { high, low } = quickSum(s, s.constant(1), t)
  const sum = quickSum(s, high, s.add(low, rest))
  return { high: scale(s, sum.high, n), low: scale(s, sum.low, n) }
}

/** What an exponential adds to 1: eˣ − 1 = 2ⁿ · (high + low), and `unit`, which is 2⁻ⁿ. */
interface Growth<T> extends Pair<T> {
  readonly n: T
  readonly unit: T
}

/** eˣ − 1 in pieces, for x in [−60, 720]. */
export function growth<T, B>(s: ScalarBuilder<T, B>, x: T): Growth<T> {
  const { n, t, rest } = expPieces(s, x, s.constant(0))
  // From 2⁻⁶⁴ down the unit is nothing beside 1.
  const most = s.constant(64)
  const unit = s.pow2(s.neg(s.select(s.lt(n, most), n, most)))
  const { high, low } = twoSum(s, s.sub(s.constant(1), unit), t)
  const sum = quickSum(s, high, s.add(low, rest))
  return { n, unit, high: sum.high, low: sum.low }
}

/**
 * The exponential `eˣ` in binary64.
 *
 * @units Dimensionless. 0 below −745.2, ∞ above 709.8, 1 at ±0.
 * @errors None. NaN gives NaN.
 * @source Argument reduction by multiples of ln 2: Muller, "Elementary Functions", 3rd ed., §5.
 */
export function exp<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  return orNaN(s, x, expSum(s, clampExponent(s, x), s.constant(0)))
}

/**
 * The exponential less one, `eˣ − 1`, in binary64: small x loses no digit.
 *
 * @units Dimensionless. −1 far to the left, ∞ above 709.8, ±0 at ±0.
 * @errors None. NaN gives NaN.
 */
export function expm1<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const { n, high } = growth(s, clamp(s, x, -60, 720))
  return orNaN(s, x, s.copySign(scale(s, high, n), x))
}
