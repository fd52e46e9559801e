import type { ScalarBuilder } from './builder.ts'

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Where the sign and the exponent of a double lie on this machine. */
const high = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0

/** 2⁻¹⁰⁷⁴ … 2¹⁰²³: reading one is faster than putting its bits together. */
const powers = new Float64Array(2098)
for (let i = 0, power = 5e-324; i < powers.length; i++, power *= 2) powers[i] = power

/** 1.5 · 2⁵²: adding it leaves no room for a fraction, so the sum is rounded to a whole number. */
const shift = 6755399441055744

function exponent(a: number): number {
  double[0] = a
  return (((words[high] as number) >>> 20) & 0x7ff) - 1023
}

/** The nearest whole number, ties to even, of a number whose fraction is 0 or ½. */
function roundHalf(a: number): number {
  const below = Math.floor(a)
  return below === a || below % 2 === 0 ? below : below + 1
}

/** The reading in plain JavaScript numbers. */
export const numbers: ScalarBuilder<number, boolean> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  // IEEE 754 says the square root to the last bit, as it does the four operations.
  sqrt: (a) => Math.sqrt(a),
  copySign: (a, from) => (from < 0 || (from === 0 && 1 / from < 0) ? -Math.abs(a) : Math.abs(a)),
  lt: (a, b) => a < b,
  eq: (a, b) => a === b,
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  not: (a) => !a,
  select: (condition, yes, no) => (condition ? yes : no),
  // Beyond 2⁵¹ only the half is left as a fraction; from 2⁵² on every double is whole.
  roundEven: (a) => (Math.abs(a) < 2251799813685248 ? a + shift - shift : roundHalf(a)),
  pow2: (n) => powers[(n + 1074) | 0] as number,
  exponent,
  mantissa: (a) => a * (powers[1074 - exponent(a)] as number),
  at: (table, index) => table[index] as number,
}
