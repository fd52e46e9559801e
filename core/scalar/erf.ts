import { orNaN, type ScalarBuilder } from './builder.ts'
import { expSum } from './exp.ts'
import { horner } from './series.ts'

/** Where the formula changes: from here erfc x is no more than ¼, and its errors are as much smaller. */
const turn = 0.8125

/** erf(x)/x − 1 in x², for |x| ≤ 0.8125, to 2⁻⁵⁶. Printed, as are the others, by scripts/erf_coefficients.py. */
const near = [
  0.1283791670955126, -0.37612638903183754, 0.11283791670955123, -0.026866170645130277,
  0.0052239776254252406, -0.0008548327021697212, 0.00012055332865252781, -1.4925645164410572e-5,
  1.6461955677807907e-6, -1.6362507228168375e-7, 1.4759563250776317e-8, -1.1847385708717371e-9,
  6.956594687339283e-11,
]

/** erfc(x)·e^(x²) in (x − 0.8125)/(x + 2), for x up to 6; weighted by e^(−x²), its factor, to 2⁻⁵⁷. */
const far = [
  0.4848108285616202, -0.9578294175455979, 0.68831010813036, -0.2088132516176847,
  -0.04446560775255191, 0.033996291019623766, 0.012037711925402173, -0.004805693118630261,
  -0.0042827084390677905, -0.0003019842516367502, 0.0009394790380480479, 0.0007214652701932434,
  -5.625618091333806e-5, -0.0002714590106768891,
]

/**
 * The error function `erf x = 2/√π · ∫₀ˣ e^(−t²) dt` in binary64.
 *
 * Up to |x| = 0.8125 it is x and a small correction; beyond, 1 less a small e^(−x²)·q(x). It is computed
 * from |x| and given x's sign, so that it is odd to the bit.
 *
 * @units Dimensionless; [−1, 1], exactly ±1 from |x| = 5.93 on.
 * @errors None. NaN gives NaN, ±∞ gives ±1.
 * @source Both polynomials are of least greatest error, by Remez's exchange: Muller, "Elementary
 *   Functions", 3rd ed., §3.
 */
export function erf<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const one = s.constant(1)
  const flat = s.constant(6)
  const whole = s.abs(x)
  const size = s.select(s.lt(whole, flat), whole, flat)
  const square = s.mul(size, size)
  const inner = s.add(size, s.mul(size, horner(s, square, near)))
  const place = s.div(s.sub(size, s.constant(turn)), s.add(size, s.constant(2)))
  const fall = expSum(s, s.neg(square), s.constant(0))
  const outer = s.sub(one, s.mul(fall, horner(s, place, far)))
  return orNaN(s, x, s.copySign(s.select(s.lt(size, s.constant(turn)), inner, outer), x))
}
