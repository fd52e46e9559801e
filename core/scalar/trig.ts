import { orNaN, type ScalarBuilder } from './builder.ts'
import { multiply, type Pair, quickSum, twoProduct, twoSum } from './pair.ts'
import { halfPi, rowBits, twoOverPi } from './pi.ts'
import { horner, inverseFactorial } from './series.ts'

const signed = (n: number) => (n % 4 < 2 ? 1 : -1) * inverseFactorial(n)
/** −1/3!, 1/5!, …: sin r = r + r³·(−1/3! + r²/5! − …); cut at r¹⁷, |r| ≤ π/4, that errs by 2⁻⁶³. */
const sines = Array.from({ length: 8 }, (_, i) => signed(2 * i + 3))
/** 1/4!, −1/6!, …: cos r = 1 − r²/2 + r⁴·(1/4! − r²/6! + …); cut at r¹⁸, that errs by 2⁻⁶⁸. */
const cosines = Array.from({ length: 8 }, (_, i) => signed(2 * i + 4))

const [first = [], second = [], third = [], fourth = []] = twoOverPi

/** An angle as whole quarter turns, and the rest of it in [−π/4, π/4], give or take 2⁻¹⁹. */
interface Turned<T> {
  readonly quarters: T
  readonly rest: Pair<T>
}

/**
 * A finite angle, not negative, with its quarter turns taken out.
 *
 * The angle is x · 2^(32·row), where x is below 2⁸⁴ in the first row and a whole number in [2⁵², 2⁸⁴)
 * in the others. A row says what 2^(32·row) is in quarter turns, less whole turns, to 210 bits; its
 * product with x is right to 2⁻¹²⁵, and no double but 0 comes nearer to a quarter turn than 2⁻⁶².
 *
 * @source Payne and Hanek, "Radian reduction for trigonometric functions", 1983; the nearest double:
 *   Muller, "Elementary Functions", 3rd ed., §11.
 */
function turn<T, B>(s: ScalarBuilder<T, B>, angle: T): Turned<T> {
  const e = s.exponent(angle)
  const block = s.roundEven(s.mul(s.sub(e, s.constant(67.5)), s.constant(1 / rowBits)))
  const row = s.select(s.lt(e, s.constant(84)), s.constant(0), block)
  const x = s.mul(angle, s.pow2(s.mul(row, s.constant(-rowBits))))
  const p = twoProduct(s, x, s.at(first, row))
  const q = twoProduct(s, x, s.at(second, row))
  const r = twoProduct(s, x, s.at(third, row))
  const last = s.mul(x, s.at(fourth, row))
  const turns = s.roundEven(s.mul(p.high, s.constant(0.25)))
  // From the largest part to the smallest; each sum keeps what its rounding lost.
  const a = twoSum(s, s.sub(p.high, s.mul(turns, s.constant(4))), p.low)
  const b = twoSum(s, a.high, q.high)
  const c = twoSum(s, a.low, b.low)
  const d = twoSum(s, c.high, q.low)
  const f = twoSum(s, d.high, r.high)
  const low = s.add(f.low, s.add(d.low, s.add(c.low, s.add(r.low, last))))
  const quarters = s.roundEven(b.high)
  // The difference is exact, and may be 0: all digits are then in the lower parts.
  const g = twoSum(s, s.sub(b.high, quarters), f.high)
  const quarter = { high: s.constant(halfPi[0] ?? 0), low: s.constant(halfPi[1] ?? 0) }
  const part = quickSum(s, g.high, s.add(g.low, low))
  return { quarters, rest: multiply(s, part, quarter) }
}

/** sin(|x| + shift·π/2). */
function wave<T, B>(s: ScalarBuilder<T, B>, x: T, shift: number): T {
  const zero = s.constant(0)
  const one = s.constant(1)
  const half = s.constant(0.5)
  const size = s.abs(x)
  const finite = s.select(s.lt(size, s.constant(Number.POSITIVE_INFINITY)), size, zero)
  const { quarters, rest } = turn(s, finite)
  // An angle that is small by itself keeps its own digits.
  const own = s.lt(size, s.constant(0.75))
  const high = s.select(own, size, rest.high)
  const low = s.select(own, zero, rest.low)
  const r2 = s.mul(high, high)
  const bend = s.mul(r2, half)
  const flat = s.sub(one, bend)
  const lost = s.sub(s.sub(one, flat), bend)
  const cube = s.mul(s.mul(high, r2), horner(s, r2, sines))
  const sine = s.add(high, s.add(s.mul(low, flat), cube))
  const quartic = s.mul(s.mul(r2, r2), horner(s, r2, cosines))
  const cosine = s.add(flat, s.add(lost, s.sub(quartic, s.mul(high, low))))
  const steps = s.add(quarters, s.constant(shift))
  const whole = s.mul(s.constant(4), s.roundEven(s.mul(steps, s.constant(0.25))))
  // 0 is the sine, 1 the cosine, −1 and ±2 their opposites.
  const quadrant = s.sub(steps, whole)
  const value = s.select(s.eq(s.abs(quadrant), one), cosine, sine)
  const below = s.or(s.lt(quadrant, zero), s.eq(quadrant, s.constant(2)))
  // ∞ − ∞ is NaN, which is what an infinite angle gives.
  return orNaN(s, s.sub(x, x), s.select(below, s.neg(value), value))
}

/**
 * The sine, of an angle in radians, in binary64.
 *
 * It is computed from |x| and given x's sign, so that it is odd to the bit. Large angles are reduced
 * with all the digits of π that they need.
 *
 * @units x in radians; y dimensionless, in [−1, 1]; ±0 at ±0.
 * @errors None. NaN for ±∞ and for NaN.
 */
export function sin<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  return s.mul(s.copySign(s.constant(1), x), wave(s, x, 0))
}

/**
 * The cosine, of an angle in radians, in binary64: the sine a quarter turn on.
 *
 * @units x in radians; y dimensionless, in [−1, 1]; 1 at ±0.
 * @errors None. NaN for ±∞ and for NaN.
 */
export function cos<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  return wave(s, x, 1)
}
