import { GraphError } from '../errors.ts'
import type { Shape } from '../tensor/shape.ts'
import { flatten, type Nested } from '../tensor/storage.ts'
import { toNumber } from './leaf.ts'

/** One number as a person types it: `0.5`, `−3`, `1e-3`, `nan`, `-inf`, `∞`. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replace('−', '-').replace('∞', 'Infinity')
  if (plain === '') return null
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(plain)
  if (word)
    return word[2]!.toLowerCase() === 'nan'
      ? Number.NaN
      : word[1] === '-'
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null
  return Number(plain)
}

/** The rows of a pasted list or grid: one a line, or one between semicolons. */
function parseRows(text: string): Nested {
  const lines = text
    .trim()
    .split(/[\n;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const rows = lines.map((line, row) =>
    line
      .split(/[\s,]+/)
      .filter((word) => word !== '')
      .map((word, column) => {
        const value = parseNumber(word)
        if (value === null)
          throw new GraphError(
            'bad-attr',
            lines.length > 1
              ? `“${word}” in row ${row}, column ${column} is not a number.`
              : `“${word}” at place ${column} is not a number.`,
          )
        return value
      }),
  )
  return rows.length === 1 ? rows[0]! : rows
}

/** JSON lists, whose numbers may be FORMAT.md’s words. */
function parseLists(text: string): Nested {
  const convert = (value: unknown): Nested => {
    if (Array.isArray(value)) return value.map(convert)
    const number = toNumber(value)
    if (number === null)
      throw new GraphError('bad-attr', `“${JSON.stringify(value)}” is not a number.`)
    return number
  }
  try {
    return convert(JSON.parse(text))
  } catch (error) {
    if (error instanceof GraphError) throw error
    throw new GraphError(
      'bad-attr',
      'The brackets do not close, or something between them is not a number.',
    )
  }
}

/**
 * Shape and values of a list or matrix as a person types or pastes it: numbers between spaces,
 * commas or tabs; rows between lines or semicolons; or nested brackets.
 *
 * @errors GraphError `bad-attr` naming what is not a number; `shape` where rows differ in length.
 */
export function parseTensor(text: string): { readonly shape: Shape; readonly values: number[] } {
  const trimmed = text.trim()
  return flatten(trimmed.startsWith('[') ? parseLists(trimmed) : parseRows(trimmed))
}
