import type { ScalarBuilder } from './builder.ts'

/** 1/ln 2. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the digits are the contract; Math.LOG2E is said to be approximate
const invLn2 = 1.4426950408889634
/** ln 2 to 32 bits, so that its product with a whole number of 21 bits is exact; and the rest. */
export const ln2High = 0.6931471803691238
export const ln2Low = 1.9082149292705877e-10

/** 1/2!, 1/3!, … 1/14!: eᵗ = 1 + t + t²·(1/2! + t/3! + …); cut at t¹⁴, |t| ≤ ln2/2, that errs by 2⁻⁶⁰. */
const factorials = Array.from({ length: 13 }, (_, i) => {
  let product = 1
  for (let n = 2; n <= i + 2; n++) product *= n
  return 1 / product
})

/** `c[0] + x·(c[1] + x·(…))`. */
export function horner<T, B>(s: ScalarBuilder<T, B>, x: T, coefficients: readonly number[]): T {
  let total = s.constant(coefficients[coefficients.length - 1] ?? 0)
  for (let i = coefficients.length - 2; i >= 0; i--)
    total = s.add(s.constant(coefficients[i] ?? 0), s.mul(x, total))
  return total
}

/** An exponential in pieces: eˣ = 2ⁿ · (1 + tail), with tail = e^(x − n·ln 2) − 1. */
interface Pieces<T> {
  readonly n: T
  readonly tail: T
}

/** eˣ⁺ˡ in pieces, for |x| below about 1,100 and a tiny `l`. */
export function expPieces<T, B>(s: ScalarBuilder<T, B>, x: T, l: T): Pieces<T> {
  const n = s.roundEven(s.mul(x, s.constant(invLn2)))
  const first = s.sub(x, s.mul(n, s.constant(ln2High)))
  const rest = s.sub(l, s.mul(n, s.constant(ln2Low)))
  const t = s.add(first, rest)
  // What the sum above lost.
  const lost = s.add(s.sub(first, t), rest)
  const curve = s.mul(s.mul(t, t), horner(s, t, factorials))
  return { n, tail: s.add(t, s.add(curve, lost)) }
}

/** `a · 2ⁿ` for a whole `n` in [−2044, 2046]: in two steps, of which only the last can round. */
export function scale<T, B>(s: ScalarBuilder<T, B>, a: T, n: T): T {
  const half = s.roundEven(s.mul(n, s.constant(0.5)))
  return s.mul(s.mul(a, s.pow2(half)), s.pow2(s.sub(n, half)))
}

/** `x` held within [−750, 720]: beyond, eˣ is 0 or ∞ in binary64 whatever x is. NaN stays NaN. */
export function clampExponent<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const [least, most] = [s.constant(-750), s.constant(720)]
  return s.select(s.lt(x, least), least, s.select(s.lt(most, x), most, x))
}

/** `yes` where x is a number, NaN where it is not: bit operations would make a number of NaN. */
export function orNaN<T, B>(s: ScalarBuilder<T, B>, x: T, yes: T): T {
  return s.select(s.eq(x, x), yes, s.constant(Number.NaN))
}

/**
 * The exponential `eˣ` in binary64.
 *
 * @units Dimensionless. 0 below −745.2, ∞ above 709.8, 1 at ±0.
 * @errors None. NaN gives NaN.
 * @source Argument reduction by multiples of ln 2: Muller, "Elementary Functions", 3rd ed., §5.
 */
export function exp<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const { n, tail } = expPieces(s, clampExponent(s, x), s.constant(0))
  return orNaN(s, x, scale(s, s.add(s.constant(1), tail), n))
}

/**
 * The logistic function `1 / (1 + e⁻ˣ)` in binary64, without overflow on either side.
 *
 * @units Dimensionless; [0, 1], 0.5 at 0; eˣ far to the left.
 * @errors None. NaN gives NaN.
 */
export function sigmoid<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const decay = exp(s, s.neg(s.abs(x)))
  const top = s.select(s.lt(x, s.constant(0)), decay, s.constant(1))
  return s.div(top, s.add(s.constant(1), decay))
}

/**
 * The hyperbolic tangent `(e²ˣ − 1) / (e²ˣ + 1)` in binary64.
 *
 * It is computed from |x| and given x's sign, so that it is odd to the bit; e²ˣ − 1 is put together
 * from its pieces, so that small x loses no digit.
 *
 * @units Dimensionless; [−1, 1], exactly ±1 from |x| = 19.07 on.
 * @errors None. NaN gives NaN, ±∞ gives ±1.
 */
export function tanh<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const size = s.abs(x)
  const flat = s.constant(22)
  const held = s.select(s.lt(size, flat), size, flat)
  const { n, tail } = expPieces(s, s.add(held, held), s.constant(0))
  const power = s.pow2(n)
  const grown = s.add(s.sub(power, s.constant(1)), s.mul(power, tail))
  const y = s.div(grown, s.add(grown, s.constant(2)))
  return orNaN(s, x, s.copySign(y, x))
}
