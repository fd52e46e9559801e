import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp, log, numbers, pow, sigmoid, tanh } from '#core/scalar/index.ts'

const unary = {
  exp: (x: number) => exp(numbers, x),
  log: (x: number) => log(numbers, x),
  tanh: (x: number) => tanh(numbers, x),
  sigmoid: (x: number) => sigmoid(numbers, x),
}

type Point = [number, number | string]
const file = join(import.meta.dirname, 'fixtures/scalar.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as Record<keyof typeof unary, Point[]> & {
  pow: [number, number, number | string][]
}

/** The place of a float32 among all float32s, so that neighbours differ by 1. */
function ordinal32(x: number): number {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0]!
  return bits < 0 ? -(bits & 0x7fffffff) : bits
}

/** The same for a double. */
function ordinal64(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits
}

const ulps64 = (a: number, b: number) => Number(ordinal64(a) - ordinal64(b))

describe.each(Object.entries(unary))('%s', (name, f) => {
  const points = cases[name as keyof typeof unary]

  it('is the correctly rounded float32 at every sampled input', () => {
    const wrong = points.filter(([x, want]) => ordinal32(f(x)) !== ordinal32(Number(want)))
    expect(wrong).toEqual([])
  })

  it('is within 3 units in the last place of the nearest double', () => {
    const worst = Math.max(...points.map(([x, want]) => Math.abs(ulps64(f(x), Number(want)))))
    expect(worst).toBeLessThanOrEqual(3)
  })

  it('never falls where the function rises', () => {
    const sorted = points.map(([x]) => x).sort((a, b) => a - b)
    for (let i = 1; i < sorted.length; i++)
      expect(f(sorted[i]!)).toBeGreaterThanOrEqual(f(sorted[i - 1]!))
  })

  it('gives NaN for NaN', () => {
    expect(f(Number.NaN)).toBeNaN()
  })
})

describe('limits', () => {
  const [inf, none] = [Number.POSITIVE_INFINITY, -0]

  it('are those of the functions', () => {
    expect([-inf, none, 0, inf, 710, -746].map(unary.exp)).toEqual([0, 1, 1, inf, inf, 0])
    expect([inf, 1, 0, none].map(unary.log)).toEqual([inf, 0, -inf, -inf])
    expect(unary.log(-1)).toBeNaN()
    expect(unary.log(-inf)).toBeNaN()
    expect([-inf, none, inf, 25, -25].map(unary.tanh)).toEqual([-1, -0, 1, 1, -1])
    expect([-inf, 0, inf].map(unary.sigmoid)).toEqual([0, 0.5, 1])
  })

  it('keep the digits of the smallest numbers', () => {
    expect(unary.tanh(5e-324)).toBe(5e-324)
    expect(unary.exp(-745)).toBe(5e-324)
    expect(unary.log(5e-324)).toBe(-744.4400719213812)
    expect(unary.sigmoid(-740)).toBeCloseTo(0, 300)
    expect(unary.sigmoid(-740)).toBeGreaterThan(0)
  })
})

describe('tanh', () => {
  it('is odd to the bit and never leaves [−1, 1]', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(Object.is(unary.tanh(-x), -unary.tanh(x))).toBe(true)
        expect(Math.abs(unary.tanh(x))).toBeLessThanOrEqual(1)
      }),
      { seed: 3 },
    )
  })

  it('has the digits of the seed page', () => {
    expect([1, 3].map((x) => Math.fround(unary.tanh(x)))).toEqual([
      0.7615941762924194, 0.9950547814369202,
    ])
  })
})

describe('pow', () => {
  const p = (x: number, y: number) => pow(numbers, x, y)

  it('is within one unit in the last place of the nearest double', () => {
    const worst = Math.max(
      ...cases.pow.map(([x, y, want]) => Math.abs(ulps64(p(x, y), Number(want)))),
    )
    expect(worst).toBeLessThanOrEqual(1)
  })

  it('is exact where the result is', () => {
    expect([p(3, 2), p(-2, 3), p(2, 10), p(10, 3), p(4, 0.5), p(2, -1), p(2, -1074)]).toEqual([
      9, -8, 1024, 1000, 2, 0.5, 5e-324,
    ])
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (x) => p(x, 2) === x * x && p(x, 1) === x),
    )
  })

  it('has the special cases of C99', () => {
    const inf = Number.POSITIVE_INFINITY
    expect([p(Number.NaN, 0), p(1, Number.NaN), p(-1, inf), p(1, -inf)]).toEqual([1, 1, 1, 1])
    expect([p(0, -1), p(-0, -1), p(-0, -2), p(0, 2), p(-0, 3)]).toEqual([inf, -inf, inf, 0, -0])
    expect([p(2, inf), p(0.5, inf), p(-inf, 3), p(-inf, -3), p(-inf, 0.5)]).toEqual([
      inf,
      0,
      -inf,
      -0,
      inf,
    ])
    expect(p(-2, 0.5)).toBeNaN()
    expect(p(2, Number.NaN)).toBeNaN()
  })
})
