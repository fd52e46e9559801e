import type { ScalarBuilder } from './builder.ts'
import { ln2High, ln2Low } from './exp.ts'
import { type Pair, quickSum, twoSum } from './pair.ts'
import { horner } from './series.ts'

// biome-ignore lint/suspicious/noApproximativeNumericConstant: the digits are the contract; Math.SQRT2 is said to be approximate
const sqrt2 = 1.4142135623730951
/** The least normal number, and the scale that brings subnormals among them. */
const leastNormal = 2.2250738585072014e-308
const lift = 18014398509481984

/** 2/3, 2/5, 2/7, …: log((1 + t)/(1 − t)) = 2t + t³·(2/3 + 2/5·t² + …); |t| ≤ 0.1716 needs 12 of them. */
export const series = Array.from({ length: 12 }, (_, i) => 2 / (2 * i + 3))

/** A positive finite x as m · 2ᵉ with m between √½ and √2. */
export function split<T, B>(s: ScalarBuilder<T, B>, x: T): { readonly m: T; readonly e: T } {
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
 * log u + c as a pair, for a positive finite u and a tiny `c`.
 *
 * With f = m − 1, which is exact, log m = f − f²/2 + t·(f²/2 + t²·(2/3 + …)): what follows f is small
 * beside it, and enters the low part.
 */
export function logSum<T, B>(s: ScalarBuilder<T, B>, u: T, c: T): Pair<T> {
  const { m, e } = split(s, u)
  const f = s.sub(m, s.constant(1))
  const t = s.div(f, s.add(f, s.constant(2)))
  const t2 = s.mul(t, t)
  const bend = s.mul(s.mul(f, f), s.constant(0.5))
  const rest = s.mul(t, s.add(bend, s.mul(t2, horner(s, t2, series))))
  const small = s.add(s.sub(rest, bend), s.add(s.mul(e, s.constant(ln2Low)), c))
  const { high, low } = quickSum(s, s.mul(e, s.constant(ln2High)), f)
  return { high, low: s.add(low, small) }
}

/**
 * The natural logarithm in binary64.
 *
 * @units Dimensionless. −∞ at ±0, exactly 0 at 1.
 * @errors None. NaN for negative x and for NaN.
 * @source The series in (m − 1)/(m + 1): Muller, "Elementary Functions", 3rd ed., §4.
 */
export function log<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const { high, low } = logSum(s, x, s.constant(0))
  return withLimits(s, x, s.add(high, low))
}

/**
 * The natural logarithm of one more, `log(1 + x)`, in binary64: small x loses no digit.
 *
 * What rounding 1 + x to u loses is given back as log(u + lost) = log u + lost/u.
 *
 * @units Dimensionless. −∞ at −1, ±0 at ±0.
 * @errors None. NaN for x below −1 and for NaN.
 */
export function log1p<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const u = twoSum(s, s.constant(1), x)
  const { high, low } = logSum(s, u.high, s.div(u.low, u.high))
  return s.copySign(withLimits(s, u.high, s.add(high, low)), x)
}
