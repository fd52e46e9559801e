import type { ScalarBuilder } from './builder.ts'

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Where the sign and the exponent of a double lie on this machine. */
const high = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0
const low = 1 - high

/** 1.5 · 2⁵²: adding it leaves no room for a fraction, so the sum is rounded to a whole number. */
const shift = 6755399441055744

/** The reading in plain JavaScript numbers. */
export const numbers: ScalarBuilder<number, boolean> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  copySign: (a, from) => (from < 0 || (from === 0 && 1 / from < 0) ? -Math.abs(a) : Math.abs(a)),
  lt: (a, b) => a < b,
  eq: (a, b) => a === b,
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  not: (a) => !a,
  select: (condition, yes, no) => (condition ? yes : no),
  // Beyond 2⁵¹ the sum itself would lose digits; from 2⁵² on every double is whole.
  roundEven: (a) => (Math.abs(a) < 2251799813685248 ? a + shift - shift : Math.round(a)),
  pow2: (n) => {
    words[low] = 0
    words[high] = (n + 1023) << 20
    return double[0] as number
  },
  exponent: (a) => {
    double[0] = a
    return (((words[high] as number) >>> 20) & 0x7ff) - 1023
  },
  mantissa: (a) => {
    double[0] = a
    words[high] = ((words[high] as number) & 0xfffff) | 0x3ff00000
    return double[0] as number
  },
}
