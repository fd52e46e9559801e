import { orNaN, type ScalarBuilder } from './builder.ts'
import { expSum } from './exp.ts'
import { horner } from './series.ts'

/** erf(x)/x − 1 in x², for |x| ≤ 1, to 2⁻⁵⁶. Printed, as are the others, by scripts/erf_coefficients.py. */
const near = [
  0.1283791670955126, -0.3761263890318375, 0.11283791670954885, -0.026866170645077875,
  0.005223977624828412, -0.0008548326981424714, 0.00012055331132935454, -1.4925595771951635e-5,
  1.6461008478318745e-6, -1.635039627100512e-7, 1.466032931461326e-8, -1.1374958975020376e-9,
  5.960692276897178e-11,
]

/** erfc(x)·e^(x²) in (x − 1)/(x + 2), for x in [1, 6]; weighted by e^(−x²), with which it is multiplied, to 2⁻⁵⁹. */
const far = [
  0.427583576155807, -0.819636044351694, 0.5697080079951597, -0.18007610104998809,
  -0.025632378975650266, 0.02756099988472639, 0.006425129407881879, -0.004426718778661609,
  -0.0025556807195050743, 0.000301133347408798, 0.0005767086363867923, 0.0005673940611579392,
  -0.0003991555789410528,
]

/**
 * The error function `erf x = 2/√π · ∫₀ˣ e^(−t²) dt` in binary64.
 *
 * Up to |x| = 1 it is x and a small correction; beyond, 1 less a small e^(−x²)·q(x). It is computed
 * from |x| and given x's sign, so that it is odd to the bit.
 *
 * @units Dimensionless; [−1, 1], exactly ±1 from |x| = 5.93 on.
 * @errors None. NaN gives NaN, ±∞ gives ±1.
 * @source Both polynomials are of least greatest error, by Remez's exchange: Muller, "Elementary
 *   Functions", 3rd ed., §3.
 */
export function erf<T, B>(s: ScalarBuilder<T, B>, x: T): T {
  const [one, flat] = [s.constant(1), s.constant(6)]
  const whole = s.abs(x)
  const size = s.select(s.lt(whole, flat), whole, flat)
  const square = s.mul(size, size)
  const inner = s.add(size, s.mul(size, horner(s, square, near)))
  const place = s.div(s.sub(size, one), s.add(size, s.constant(2)))
  const fall = expSum(s, s.neg(square), s.constant(0))
  const outer = s.sub(one, s.mul(fall, horner(s, place, far)))
  return orNaN(s, x, s.copySign(s.select(s.lt(size, one), inner, outer), x))
}
