import { shortestDigits, showNumber } from '#core/index.ts'

/** The most decimals that tell a double anything. */
const most = 15

/** How many decimals a number takes written out in full. */
function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = shortestDigits(value, 'float64').split('e')
  const decimals = (mantissa.split('.')[1] ?? '').length
  return Math.max(0, decimals - Number(exponent))
}

const biggest = (values: readonly number[]) =>
  Math.max(...values.map(Math.abs).filter(Number.isFinite), 0)

/** Numbers of very different sizes from one another's decimals are written each by itself. */
const isPlain = (size: number) => size === 0 || (size >= 1e-7 && size < 1e9)

/**
 * Numbers under one another, point under point, with as many decimals as show a difference of
 * `apart`; fewer where fewer say all of them in full.
 */
export function aligned(values: readonly number[], apart: number): string[] {
  const size = biggest(values)
  if (!isPlain(size)) return values.map((value) => showNumber(value, 8))
  const wanted = apart > 0 ? Math.ceil(-Math.log10(apart)) + 3 : 8
  const room = most - Math.max(0, Math.ceil(Math.log10(Math.max(1, size))))
  const full = Math.max(...values.filter(Number.isFinite).map(decimalsOf), 0)
  const decimals = Math.max(0, Math.min(wanted, room, full))
  return values.map((value) =>
    Number.isFinite(value) ? value.toFixed(decimals).replace('-', '−') : showNumber(value),
  )
}
