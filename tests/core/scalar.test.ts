import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as scalar from '#core/scalar/index.ts'

const { numbers, pow, ...definitions } = scalar
type Name = keyof typeof definitions
const names = Object.keys(definitions) as Name[]
const unary = Object.fromEntries(
  names.map((name) => [name, (x: number) => definitions[name](numbers, x)]),
) as Record<Name, (x: number) => number>

const rising: Name[] = ['exp', 'expm1', 'log', 'log1p', 'tanh', 'sigmoid', 'softplus', 'erf']

type Point = [number, number | string]
const file = join(import.meta.dirname, 'fixtures/scalar.json')
const cases = JSON.parse(readFileSync(file, 'utf8')) as Record<Name, Point[]> & {
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

/** The float32s that follow x, and x. */
function neighbours32(x: number, count: number): number[] {
  const first = new Int32Array(Float32Array.of(x).buffer)[0]!
  const bits = Int32Array.from({ length: count }, (_, i) => (x < 0 ? first - i : first + i))
  return [...new Float32Array(bits.buffer)]
}

describe.each(names)('%s', (name) => {
  const f = unary[name]
  const points = cases[name]

  it('is the correctly rounded float32 at every sampled input', () => {
    const wrong = points.filter(([x, want]) => ordinal32(f(x)) !== ordinal32(Number(want)))
    expect(wrong).toEqual([])
  })

  it('is within one unit in the last place of the nearest double', () => {
    const wrong = points.filter(([x, want]) => !(Math.abs(ulps64(f(x), Number(want))) <= 1))
    expect(wrong).toEqual([])
  })

  it('gives NaN for NaN', () => {
    expect(f(Number.NaN)).toBeNaN()
  })
})

describe.each(rising)('%s', (name) => {
  it('never falls, as the function rises', () => {
    const sorted = cases[name].map(([x]) => x).sort((a, b) => a - b)
    const runs = [
      -20, -1, -0.3465736, -0.001, 0.25, 0.75, 0.8125, 0.99999, 1.0397208, 1.41, 8.5, 20,
    ]
      .filter((x) => x > (name === 'log' ? 0 : name === 'log1p' ? -0.9 : Number.NEGATIVE_INFINITY))
      .map((x) => neighbours32(x, 500))
    for (const run of [sorted, ...runs]) {
      const results = run.map(unary[name])
      expect(results.filter((y, i) => i > 0 && y < results[i - 1]!)).toEqual([])
    }
  })
})

describe.each(['tanh', 'erf', 'sin'] as const)('%s', (name) => {
  it('is odd to the bit and never leaves [−1, 1]', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(Object.is(unary[name](-x), -unary[name](x))).toBe(true)
        expect(Math.abs(unary[name](x))).toBeLessThanOrEqual(1)
      }),
      { seed: 3 },
    )
  })
})

describe('limits', () => {
  const [inf, none] = [Number.POSITIVE_INFINITY, -0]

  it('are those of the functions', () => {
    expect([-inf, none, 0, inf, 710, -746].map(unary.exp)).toEqual([0, 1, 1, inf, inf, 0])
    expect([-inf, none, 0, inf, 710].map(unary.expm1)).toEqual([-1, -0, 0, inf, inf])
    expect([inf, 1, 0, none].map(unary.log)).toEqual([inf, 0, -inf, -inf])
    expect([inf, 0, none, -1].map(unary.log1p)).toEqual([inf, 0, -0, -inf])
    expect([-inf, none, 0, inf, 25, -25].map(unary.tanh)).toEqual([-1, -0, 0, 1, 1, -1])
    expect([-inf, none, 0, inf, 6, -6].map(unary.erf)).toEqual([-1, -0, 0, 1, 1, -1])
    expect([-inf, none, 0, inf].map(unary.sigmoid)).toEqual([0, 0.5, 0.5, 1])
    expect([-inf, inf, 1e300].map(unary.softplus)).toEqual([0, inf, 1e300])
    expect([none, 0].map(unary.sin)).toEqual([-0, 0])
    expect([none, 0].map(unary.cos)).toEqual([1, 1])
    expect([none, 0, inf, 4].map(unary.rsqrt)).toEqual([-inf, inf, 0, 0.5])
  })

  it('are NaN where there is no value', () => {
    expect([-1, -inf].map(unary.log)).toEqual([Number.NaN, Number.NaN])
    expect([-1.5, -inf].map(unary.log1p)).toEqual([Number.NaN, Number.NaN])
    expect([inf, -inf].map(unary.sin)).toEqual([Number.NaN, Number.NaN])
    expect([inf, -inf].map(unary.cos)).toEqual([Number.NaN, Number.NaN])
    expect([-1, -inf].map(unary.rsqrt)).toEqual([Number.NaN, Number.NaN])
  })

  it('keep the digits of the smallest numbers', () => {
    for (const name of ['expm1', 'log1p', 'tanh', 'erf', 'sin'] as const)
      expect([5e-324, -5e-324].map(unary[name])).toEqual([5e-324, -5e-324])
    expect(unary.exp(-745)).toBe(5e-324)
    expect(unary.log(5e-324)).toBe(-744.4400719213812)
    expect(unary.sigmoid(-745)).toBe(5e-324)
    expect(unary.softplus(-745)).toBe(5e-324)
  })
})

describe('tanh', () => {
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

describe('a builder of numbers', () => {
  it('rounds to whole numbers with ties to even, at every size', () => {
    const [x, y] = [2 ** 51 + 0.5, 2 ** 51 + 1.5]
    expect([0.5, 1.5, 2.5, -2.5, x, y, -x, -y, 2 ** 60].map(numbers.roundEven)).toEqual([
      0,
      2,
      2,
      -2,
      2 ** 51,
      2 ** 51 + 2,
      -(2 ** 51),
      -(2 ** 51) - 2,
      2 ** 60,
    ])
  })

  it('takes normal numbers apart and puts them together', () => {
    for (const x of [1, 1.75, 3, 2 ** -1022, 2 ** 1023 * 1.5])
      expect(numbers.mantissa(x) * numbers.pow2(numbers.exponent(x))).toBe(x)
    expect([0, 1023, -1022, -1074].map(numbers.pow2)).toEqual([1, 2 ** 1023, 2 ** -1022, 5e-324])
  })
})
