import { showNumber } from '#core/index.ts'

/** How a Jacobian is drawn: with numbers in its cells, or as a heat map alone; in px. */
export interface Look {
  readonly numbers: boolean
  readonly cell: { readonly width: number; readonly height: number }
  /** The names of the rows, and what arrives at each; 0 where nothing arrives. */
  readonly head: number
  readonly arriving: number
  /** Every how-manieth row and column is named. */
  readonly every: { readonly row: number; readonly column: number }
  /** The height of the columns' names. */
  readonly top: number
}

/** More cells than this are not read as numbers any more. */
const numbersLimit = 120

const sizes = { least: 36, most: 64, row: 26, heatLeast: 12, heatMost: 22 } as const

/** How wide figures are at 11 px, by letter. */
const widthOf = (letter: string): number => {
  if (letter === '.' || letter === ',') return 3.2
  return '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.includes(letter) ? 4.5 : 6.75
}

/** About how wide a text of figures is, in px at 11 px. */
export const textWidth = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + widthOf(letter), 0)

/** A number as its cell has room for it: fewer digits before none. */
export function fitNumber(number: number, width: number): string {
  if (number === 0) return ''
  const fits = (digits: number, spare: number) =>
    textWidth(showNumber(number, digits)) <= width - spare
  const digits =
    [4, 3, 2].find((some) => fits(some, 7)) ?? [2, 1].find((some) => fits(some, 2)) ?? null
  if (digits !== null) return showNumber(number, digits)
  return number < 0 ? '−' : '+'
}

/** Lays a Jacobian of so many rows and columns out within a width. */
export function lookOf(
  rows: number,
  columns: number,
  width: number,
  longest: { readonly row: string; readonly column: string },
  flows: boolean,
): Look {
  const head = Math.min(64, Math.max(22, Math.ceil(textWidth(longest.row)) + 6))
  const room = (arriving: number, strips = 0) =>
    Math.floor((width - head - arriving) / (columns + strips))
  const wide = flows ? 38 : 0
  if (rows * columns <= numbersLimit && room(wide) >= sizes.least) {
    const cell = { width: Math.min(sizes.most, room(wide)), height: sizes.row }
    return { numbers: true, cell, head, arriving: wide, every: { row: 1, column: 1 }, top: 20 }
  }
  // What arrives is a strip of the matrix's own cells, a little apart from it.
  const [apart, strips] = flows ? [4, 1] : [0, 0]
  const size = Math.max(sizes.heatLeast, Math.min(sizes.heatMost, room(apart, strips)))
  const label = textWidth(longest.column) + 3
  return {
    numbers: false,
    cell: { width: size, height: size },
    ...{ head, arriving: strips * size + apart },
    every: { row: Math.ceil(14 / size), column: Math.ceil(Math.min(label, 3 * size) / size) },
    top: 18,
  }
}
