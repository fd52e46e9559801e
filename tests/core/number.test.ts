import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allDigits, shortestDigits, showNumber } from '#core/explain/index.ts'

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** The number that a shown text says. */
function read(shown: string): number {
  const plain = shown
    .replace('−', '-')
    .replace('×10', 'e')
    .replace('⁻', '-')
    .replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String(superscripts.indexOf(digit)))
  return Number(plain.replace('∞', 'Infinity'))
}

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -2e6, max: 2e6 }),
  fc.integer(),
)

describe('showNumber', () => {
  it.each([
    [0.41997432708740234, '0.4200'],
    [0.009865999221801758, '0.009866'],
    [-0.9950547218322754, '−0.9951'],
    [1, '1'],
    [-3, '−3'],
    [0.5, '0.5'],
    [0, '0'],
    [-0, '−0'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '−∞'],
    [12345, '12345'],
    [12345.6, '1.235×10⁴'],
    [123400000, '1.234×10⁸'],
    [-2.5e-7, '−2.5×10⁻⁷'],
    [1e6, '1×10⁶'],
  ])('shows %d as %s', (value, shown) => {
    expect(showNumber(value)).toBe(shown)
  })

  it('keeps a float32 short that was typed short', () => {
    expect([0.1, 0.3, 6.881, -2.05].map((value) => showNumber(Math.fround(value)))).toEqual([
      '0.1',
      '0.3',
      '6.881',
      '−2.05',
    ])
  })

  it('says that it rounded, even up to a whole number', () => {
    expect([0.99999, 999.96, 0.1 + 0.2].map((value) => showNumber(value))).toEqual([
      '1.000',
      '1000',
      '0.3000',
    ])
  })

  it('is the number within half a unit of its fourth digit', () => {
    fc.assert(
      fc.property(finite, (value) => {
        // Beyond, four digits may round to what binary64 cannot hold.
        fc.pre(value !== 0 && Math.abs(value) < 1.797e308)
        const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3)
        const room = Math.max(unit * 0.5 * (1 + 1e-9), Number.MIN_VALUE)
        expect(Math.abs(read(showNumber(value)) - value)).toBeLessThanOrEqual(room)
      }),
    )
  })

  it('never shows another sign, and never 0 for what is not 0', () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(Math.sign(read(showNumber(value)))).toBe(Math.sign(value))
        expect(showNumber(value).startsWith('−')).toBe(value < 0 || Object.is(value, -0))
      }),
    )
  })

  it('shows the digits asked for', () => {
    expect(showNumber(Math.PI, 3)).toBe('3.14')
  })
})

describe('shortestDigits', () => {
  it('gives what one would type, in its dtype', () => {
    expect(shortestDigits(0.41997432708740234, 'float32')).toBe('0.41997433')
    expect(shortestDigits(Math.fround(0.1), 'float32')).toBe('0.1')
    expect(shortestDigits(0.1, 'float64')).toBe('0.1')
    expect(shortestDigits(-0, 'float32')).toBe('-0')
  })

  it('reads back as the same float32', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(Number(shortestDigits(value, 'float32')))).toBe(value)
      }),
    )
  })
})

describe('allDigits', () => {
  it('gives the binary64 expansion', () => {
    expect(allDigits(Math.fround(0.41997432708740234), 'float32')).toBe('0.41997432708740234')
    expect(allDigits(-0, 'float64')).toBe('-0')
  })
})
