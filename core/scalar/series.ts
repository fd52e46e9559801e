import type { ScalarBuilder } from './builder.ts'

/** `c[0] + x·(c[1] + x·(…))`. */
export function horner<T, B>(s: ScalarBuilder<T, B>, x: T, coefficients: readonly number[]): T {
  let total = s.constant(coefficients[coefficients.length - 1] ?? 0)
  for (let i = coefficients.length - 2; i >= 0; i--)
    total = s.add(s.constant(coefficients[i] ?? 0), s.mul(x, total))
  return total
}

/** 1/n!. */
export function inverseFactorial(n: number): number {
  let product = 1
  for (let i = 2; i <= n; i++) product *= i
  return 1 / product
}
