/**
 * What an elementary function may do: IEEE 754 binary64 operations, and nothing whose result an
 * engine may choose. Every operation is a handful of SIMD instructions; both sides of a `select` are
 * computed, so there are no branches.
 */
export interface ScalarBuilder<T, B> {
  constant(value: number): T
  add(a: T, b: T): T
  sub(a: T, b: T): T
  mul(a: T, b: T): T
  div(a: T, b: T): T
  neg(a: T): T
  abs(a: T): T
  sqrt(a: T): T
  /** `|a|` with the sign of `from`, that of −0 included. */
  copySign(a: T, from: T): T
  lt(a: T, b: T): B
  eq(a: T, b: T): B
  and(a: B, b: B): B
  or(a: B, b: B): B
  not(a: B): B
  select(condition: B, yes: T, no: T): T
  /** The nearest whole number, ties to even; a 0 may have either sign. */
  roundEven(a: T): T
  /** `2^n` for a whole `n` in [−1022, 1023], exactly. */
  pow2(n: T): T
  /** Of a positive normal number `m · 2^e` with `m` in [1, 2): `e`. */
  exponent(a: T): T
  /** Of a positive normal number `m · 2^e` with `m` in [1, 2): `m`. */
  mantissa(a: T): T
  /**
   * The constant at a whole `index` of a table: a load from memory, one for each lane. Only the
   * reduction of large angles asks for it; no polynomial knows the thousandth digit of 2/π.
   */
  at(table: readonly number[], index: T): T
}

/** `yes` where x is a number, NaN where it is not: bit operations would make a number of NaN. */
export function orNaN<T, B>(s: ScalarBuilder<T, B>, x: T, yes: T): T {
  return s.select(s.eq(x, x), yes, s.constant(Number.NaN))
}

/** `x` held within [least, most]. NaN stays NaN. */
export function clamp<T, B>(s: ScalarBuilder<T, B>, x: T, least: number, most: number): T {
  const low = s.constant(least)
  const high = s.constant(most)
  return s.select(s.lt(x, low), low, s.select(s.lt(high, x), high, x))
}
