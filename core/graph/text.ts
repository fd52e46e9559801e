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

/** Refuses `0,5 1,5`: where spaces part the numbers, a comma within one may stand for a point. */
function refuseDecimalCommas(line: string): void {
  if (!/\s/.test(line) || /,\s|\s,/.test(line)) return
  const word = line.split(/\s+/).find((word) => /^[+−-]?\d+,\d+$/.test(word))
  if (word === undefined) return
  throw new GraphError(
    'bad-attr',
    `“${word}” may be ${word.replace(',', '.')} or two numbers. Write a decimal point, and a space after a comma that parts.`,
  )
}

/** The rows of a pasted list or grid: one a line, or one between semicolons. */
function parseRows(text: string): Nested {
  const lines = text
    .trim()
    .split(/[\n;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  for (const line of lines) refuseDecimalCommas(line)
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

/** Nested lists in brackets, as JSON, Python, NumPy or PyTorch write them: commas are optional, `1.` is a number. */
function parseLists(text: string): Nested {
  const broken = () =>
    new GraphError('bad-attr', 'The brackets do not close, or something follows them.')
  const open: Nested[][] = []
  let done: Nested[] | null = null
  for (const [token] of text.matchAll(/[[\]]|[^\s,[\]]+/g)) {
    if (done !== null) throw broken()
    if (token === '[') open.push([])
    else if (token === ']') {
      const list = open.pop()
      if (list === undefined) throw broken()
      if (open.length === 0) done = list
      else open.at(-1)!.push(list)
    } else {
      const word = token.replaceAll(/["']/g, '')
      const value = toNumber(word) ?? parseNumber(word)
      if (value === null) throw new GraphError('bad-attr', `“${token}” is not a number.`)
      open.at(-1)!.push(value)
    }
  }
  if (done === null) throw broken()
  return done
}

/** What stands in the call, where a list comes as a library prints or takes it: `tensor([1., 2.])`. */
function unwrap(text: string): string {
  return /^[\w.]+\(\s*(\[[\s\S]*\])\s*(?:,[^[\]]*)?\)$/.exec(text)?.[1] ?? text
}

/**
 * Shape and values of a list or matrix as a person types or pastes it: numbers between spaces,
 * commas or tabs; rows between lines or semicolons; or nested brackets, also within `tensor(…)` or
 * `np.array(…)`.
 *
 * @errors GraphError `bad-attr` naming what is not a number, or may be two; `shape` where rows differ in length.
 */
export function parseTensor(text: string): { readonly shape: Shape; readonly values: number[] } {
  const trimmed = unwrap(text.trim())
  return flatten(trimmed.startsWith('[') ? parseLists(trimmed) : parseRows(trimmed))
}
