import type { DType } from '../tensor/storage.ts'

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const raised = (exponent: number): string =>
  String(exponent)
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => superscripts[Number(digit)] ?? digit)

/** The words for what has no digits; `null` for a finite number other than −0. */
function word(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  return Object.is(value, -0) ? '−0' : null
}

/** How many significant digits a decimal text has; zeros at a whole number's end only hold places. */
function significant(text: string): number {
  const digits = text.replace(/e.*$/, '')
  const told = digits.includes('.') ? digits : digits.replace(/0+$/, '')
  return told.replace(/[-.]/g, '').replace(/^0+/, '').length
}

/** The shortest decimal that reads back as the same number of its dtype: what one would type. */
export function shortestDigits(value: number, dtype: DType): string {
  if (dtype !== 'float32' || !Number.isFinite(value))
    return Object.is(value, -0) ? '-0' : String(value)
  for (let digits = 1; digits <= 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value)
      return Object.is(value, -0) ? '-0' : String(Number(text))
  }
  return String(value)
}

/** All digits of a number, as `run --json` prints them: what it is in binary64, exactly. */
export function allDigits(value: number, _dtype: DType): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/**
 * A number as cards show it: 4 significant digits, fewer where fewer say it exactly.
 *
 * `0.4200` was rounded and says so; `0.5` was not. Nothing is rounded into a lie: what is not 0 never
 * shows as 0, and 0.99996 shows as 1.000.
 */
export function showNumber(value: number, digits = 4): string {
  const special = word(value)
  if (special !== null) return special
  const size = Math.abs(value)
  const short = Math.fround(value) === value ? shortestDigits(value, 'float32') : String(value)
  const plain = size === 0 || (size >= 1e-4 && size < 1e6)
  const exact = significant(short) <= digits || (Number.isInteger(value) && plain)
  if (plain && exact) return short.replace('-', '−')
  const rounded = value.toPrecision(digits)
  if (plain && !rounded.includes('e')) return rounded.replace('-', '−')
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e')
  const shown = exact ? String(Number(mantissa)) : mantissa
  return `${shown.replace('-', '−')}×10${raised(Number(exponent))}`
}
