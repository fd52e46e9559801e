/** One tone of a heat map: the squares of one sign and strength, as an SVG path. */
export interface Tone {
  readonly sign: 'positive' | 'negative' | 'none'
  /** How strong it is, from just above 0 to 1. */
  readonly strength: number
  readonly path: string
}

/** How many tones there are of either sign: more would not be told apart. */
const tones = 8

/** The least strength of what is not 0, so that it is told from what is. */
const least = 0.16

/** The largest finite size among numbers; 0 where there is none. */
export function largest(numbers: Iterable<number>): number {
  let most = 0
  for (const number of numbers) {
    const size = Math.abs(number)
    if (size > most && size < Number.POSITIVE_INFINITY) most = size
  }
  return most
}

/** How strong a number is among those whose largest is `most`, in one of few tones. */
export function strengthOf(number: number, most: number): number {
  const share = Math.min(1, Math.abs(number) / (most || 1))
  return least + (1 - least) * (Math.ceil(share * tones) / tones)
}

const square = (x: number, y: number, size: number) => `M${x} ${y}h${size}v${size}h${-size}z`
/** The same, walked the other way round: a hole in the first. */
const hole = (x: number, y: number, size: number) => `M${x} ${y}v${size}h${size}v${-size}z`

/**
 * A matrix as a few paths of squares: nothing where it is 0, hollow squares where it is negative, so that
 * the sign is seen without its colour too; `none` is what is no number.
 *
 * @param size of a cell, in px; a hairline is left between two.
 */
export function heatOf(
  numbers: ArrayLike<number>,
  columns: number,
  size: number,
  most: number,
): readonly Tone[] {
  const found = new Map<string, { sign: Tone['sign']; strength: number; parts: string[] }>()
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? Number.NaN
    if (number === 0) continue
    const sign = Number.isNaN(number) ? 'none' : number < 0 ? 'negative' : 'positive'
    const strength = sign === 'none' ? 1 : strengthOf(number, most)
    const key = `${sign} ${strength}`
    const tone = found.get(key) ?? { sign, strength, parts: [] }
    found.set(key, tone)
    const [x, y] = [(at % columns) * size, Math.floor(at / columns) * size]
    const inner = Math.max(2, Math.round(size * 0.3))
    const edge = (size - 1 - inner) / 2
    tone.parts.push(square(x, y, size - 1))
    if (sign === 'negative') tone.parts.push(hole(x + edge, y + edge, inner))
  }
  return [...found.values()].map(({ sign, strength, parts }) => ({
    sign,
    strength,
    path: parts.join(''),
  }))
}
