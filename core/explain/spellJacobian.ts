import type { GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { applyOp, reverseOp } from '../ops/apply.ts'
import { builderOver } from '../ops/verbs.ts'
import type { NdArray } from '../tensor/storage.ts'
import { withOutput } from './formula.ts'
import { type Jacobian, jacobianLimit } from './jacobian.ts'
import type { Agreement } from './product.ts'
import {
  computedAt,
  elementTex,
  inNumbers,
  inSymbols,
  isVast,
  longest,
  visibleLength,
} from './spell.ts'
import { gradNumber, leafOf, oneHot, spelling, valueNumber } from './spelled.ts'
import { coloured, held, write } from './tex.ts'

type Computed = NonNullable<ReturnType<typeof computedAt>>

/** What a line of an inspector holds without being made small. */
const lineLength = 30

/** Pieces of an equation on as few lines as hold them. */
function wrap(pieces: readonly string[]): string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const joined = lines.length === 0 ? piece : `${lines.at(-1)} ${piece}`
    if (lines.length > 0 && visibleLength(joined) <= lineLength) lines[lines.length - 1] = joined
    else lines.push(piece)
  }
  // A sign between two lines is still one between two terms.
  return lines.map((line) => (line.startsWith('+') ? `{} ${line}` : line))
}

/** ∂ of one element by another, as one thing. */
const slopeTex = (of: string, by: string): string =>
  coloured('darkorange', `\\partial ${of} / \\partial ${by}`)

/** An element's name where a derivative is taken of it or by it. */
const heldElement = (name: string, shape: readonly number[], index: number): string =>
  shape.length === 0 ? held(name) : elementTex(name, shape, index)

/** One entry's reverse rule, read with numbers in, or with names. */
function entryText(found: Computed, port: number, row: number, column: number, named: boolean) {
  const { op, attrs, inputs, output } = found
  const manner = named ? inSymbols(found) : inNumbers
  // The same array at two ports is one value, and so one name.
  const leaves = inputs.map((input) => {
    const first = inputs.indexOf(input)
    return leafOf(input, `input ${first}`, manner.input(first))
  })
  const reading = spelling(manner.times)
  const applied = withOutput(
    applyOp(reading, op, leaves, attrs),
    leafOf(output, 'output', manner.output),
  )
  const wanted = inputs.map((_, at) => at === port)
  const owed = reverseOp(builderOver(reading), applied, oneHot(output, row), wanted)[port]
  return owed?.at(column).text ?? ''
}

/**
 * One entry of a Jacobian in symbols and with the numbers in, as lines of LaTeX:
 * `∂Y₃/∂X₃ = 1 − Y₃²`, `= 1 − 0.7616² = 0.4200`. The result is the entry itself, passed in as `slope`.
 *
 * Parts that say no more than the result, or are too long to follow, are left out. None on a leaf.
 *
 * @param port which of the node's inputs; `row` an element of its output, `column` one of that input's.
 */
export function spellEntry(
  doc: GraphDocument,
  results: Results,
  node: string,
  { port, row, column }: { readonly port: number; readonly row: number; readonly column: number },
  slope: number,
): readonly string[] {
  const found = computedAt(doc, results, node)
  const input = found?.inputs[port]
  if (found === null || input === undefined) return []
  const { names, output } = found
  const shown = gradNumber(slope).text
  const plain = valueNumber(slope).text
  const isLarge = [output, ...found.inputs].some(({ data }) => data.length > jacobianLimit)
  const texts =
    slope === 0 || isLarge || isVast(found)
      ? []
      : [true, false].map((named) => entryText(found, port, row, column, named))
  const says = (text: string) => ![shown, plain, String(slope), ''].includes(text)
  const [symbols = '', numbers = ''] = texts
  // What names nothing is no formula: it is told once, by its numbers.
  const told = symbols.includes('\\textcolor') ? [symbols, numbers] : [numbers]
  const parts = told.filter((text) => says(text) && visibleLength(text) <= longest)
  const left = slopeTex(
    heldElement(names.output, output.shape, row),
    heldElement(names.inputs[port] ?? '?', input.shape, column),
  )
  return wrap([left, ...[...parts, shown].map((text) => `= ${text}`)])
}

/** The terms of a product that are written out; of more, the first of them and dots. */
const termLimit = 6

/** The terms of one column that a slope makes more than nothing of, as text. */
function columnTerms({ rows, columns, cells }: Jacobian, cotangent: NdArray, column: number) {
  const at = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => cells[row * columns + column] !== 0,
  )
  const terms = at.slice(0, termLimit).map((row) => {
    // Two numbers that happen to be equal are no square.
    const arriving = { ...gradNumber(cotangent.data[row]!), key: 'arriving' }
    const slope = { ...gradNumber(cells[row * columns + column]!), key: 'slope' }
    return write('mul', [arriving, slope], '\\times').text
  })
  return at.length > termLimit ? [...terms, '\\dots'] : terms
}

/**
 * What one element of an input gets back, as a column of the vector–Jacobian product, in lines of
 * LaTeX: `∂L/∂X₃ = Σᵢ ∂L/∂Yᵢ · ∂Yᵢ/∂X₃`, and with the numbers in, `= 1 × 0.4200 = 0.4200`.
 *
 * @param sent what arrives and what the engine sends back; `isPart` where that is but one of the
 *   contributions to its source, which is then said by `+=`.
 */
export function spellColumn(
  doc: GraphDocument,
  results: Results,
  node: string,
  { port, column, jacobian }: { port: number; column: number; jacobian: Jacobian },
  sent: {
    readonly cotangent: NdArray
    readonly contribution: NdArray
    readonly agreement: Agreement['kind']
    readonly isPart: boolean
  },
): readonly string[] {
  const found = computedAt(doc, results, node)
  if (found === null) return []
  const { names, output, inputs } = found
  const by = heldElement(names.inputs[port] ?? '?', inputs[port]?.shape ?? [], column)
  const of = output.shape.length === 0 ? held(names.output) : `{${held(names.output)}}_{i}`
  const factors = `${coloured('darkorange', `\\partial ${held(names.root)} / \\partial ${of}`)} \\cdot ${slopeTex(of, by)}`
  const left = coloured('darkorange', `\\partial ${held(names.root)} / \\partial ${by}`)
  const sum = output.shape.length === 0 ? factors : `\\sum_i ${factors}`
  const terms = columnTerms(jacobian, sent.cotangent, column)
  const shown = gradNumber(sent.contribution.data[column]!).text
  const sign = sent.agreement === 'exact' ? '=' : '\\approx'
  const numbers = terms.map((term, at) => (at === 0 ? `= ${term}` : `+ ${term}`))
  const result = `${terms.length === 0 ? '=' : sign} ${shown}`
  return [`${left} ${sent.isPart ? '\\text{ += }' : '='} ${sum}`, ...wrap([...numbers, result])]
}
