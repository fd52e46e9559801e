import type { GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { applyOp, reverseOp } from '../ops/apply.ts'
import { specs } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import { builderOver } from '../ops/verbs.ts'
import { type Shape, sizeOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import { elementName } from './elementName.ts'
import { type Names, subject, withOutput } from './formula.ts'
import {
  gradNumber,
  hasElement,
  leafOf,
  looksThrough,
  type Show,
  spelling,
  valueNumber,
} from './spelled.ts'
import { coloured, held, numeral, symbol } from './tex.ts'

/** An op with the numbers that went into it and came out of it. */
export interface Computed {
  readonly op: ComputedDef
  readonly attrs: Attrs
  readonly inputs: readonly NdArray[]
  readonly output: NdArray
  readonly names: Names
}

/** What came back to one input of an op, and from what. */
export interface Returned {
  readonly port: number
  readonly cotangent: NdArray
  /** What the engine found for this port. */
  readonly contribution: NdArray
}

/** An element's name as a symbol. */
export const elementTex = (name: string, shape: Shape, index: number): string =>
  symbol(elementName(name, shape, index))

/** What a formula takes up, about: its signs without the commands around them. */
export const visibleLength = (text: string): number =>
  text
    .replaceAll(/\\href\{[^}]*\}|\\textcolor\{\w+\}|\\(?:operatorname|text)|[{}\s]/g, '')
    .replaceAll(/\\\w+/g, 'f').length

/** More than this is no line any more that a reader puts together. */
export const longest = 48

/** `left = text = number`, without the middle where it says no more than the number does, or too much. */
function equation(left: string, text: string, shown: string, number: number): string {
  const repeats =
    text === '' || text === shown || text === numeral(number).text || visibleLength(text) > longest
  return repeats ? `${left} = ${shown}` : `${left} = ${text} = ${shown}`
}

/** More elements than this are not looked through for the largest of them, frame by frame. */
const lookLimit = 1024

/** Whether writing an op out would mean looking through more elements than a frame has time for. */
export function isVast({ op, attrs, inputs }: Computed): boolean {
  if (inputs.every(({ data }) => data.length <= lookLimit)) return false
  return applyOp(specs, op, inputs, attrs).calls.some(({ name }) => looksThrough(name))
}

/** How what goes into a formula is written: by number, or by name. */
export interface Manner {
  readonly times: Parameters<typeof spelling>[0]
  readonly input: (port: number) => Show
  readonly output: Show
  readonly cotangent: Show
}

/** With the numbers in. */
export const inNumbers: Manner = {
  times: '\\times',
  input: () => valueNumber,
  output: valueNumber,
  cotangent: gradNumber,
}

/** A name that stands for a number, in the colour of what it is. */
const nameShow =
  (tex: (index: number) => string, precedence: number): Show =>
  (number, index) => ({ text: tex(index), precedence, signed: false, number })

/** In symbols, an element at a time: `∂L/∂y₃ · (1 − y₃²)`. */
export function inSymbols({ names, inputs, output }: Computed): Manner {
  const value = (name: string, shape: Shape) =>
    nameShow(
      (index) => coloured('teal', elementTex(name, shape, index)),
      // A name that reads as an expression, `x·w`, is bracketed like a sum.
      held(name) === symbol(name) ? 5 : 1,
    )
  return {
    times: '\\cdot',
    input: (port) => value(names.inputs[port] ?? '?', inputs[port]!.shape),
    output: value(names.output, output.shape),
    // ∂L/∂y beside another factor would read as one derivative.
    cotangent: nameShow((index) => partialOf(names.root, names.output, output.shape, index), 3.5),
  }
}

/** `∂L/∂y₃`. */
export const partialOf = (root: string, by: string, shape: Shape, index: number): string => {
  const name = shape.length === 0 ? held(by) : elementTex(by, shape, index)
  return coloured('darkorange', `\\partial ${held(root)} / \\partial ${name}`)
}

function applySpelled({ op, attrs, inputs }: Computed, { times, input }: Manner) {
  // The same array at two ports is one value, and so one name.
  const leaves = inputs.map((array) => {
    const first = inputs.indexOf(array)
    return leafOf(array, `input ${first}`, input(first))
  })
  return applyOp(spelling(times), op, leaves, attrs)
}

/** The row's own LaTeX with one element's numbers or names in, where it works element by element. */
function ownLatex({ op, attrs, inputs }: Computed, element: number, manner: Manner) {
  const text = op.plot === 'curve' ? op.latex?.(attrs) : undefined
  // With its numbers known, a choice is made: the reading writes the branch that is taken.
  if (text === undefined || text.includes('\\begin{cases}')) return null
  return text.replaceAll(/\{(\w+)\}/g, (whole, port: string, from: number) => {
    const at = op.ports.indexOf(port)
    if (at < 0) return whole
    const shown = manner.input(at)(inputs[at]!.data[element]!, element)
    const [before, after] = [text.slice(0, from).trimEnd(), text.slice(from + whole.length)]
    // Alone between brackets a sign needs none of its own; before a power, after a factor it does.
    const alone = /(^|[({[]|[^\\],|\\[lr]vert)$/.test(before) && !after.startsWith('^')
    return (shown.signed || shown.precedence < 2) && !alone ? `(${shown.text})` : shown.text
  })
}

/** What makes one element of an op's output; `''` where that cannot be looked through in time. */
export function writtenValue(computed: Computed, element: number, manner: Manner): string {
  if (isVast(computed)) return ''
  return (
    ownLatex(computed, element, manner) ?? applySpelled(computed, manner).output.at(element).text
  )
}

/** What makes one element of what an op hands back; `''` where it cannot be looked through in time, `null` where nothing flows. */
export function writtenGradient(
  computed: Computed,
  { port, cotangent }: Pick<Returned, 'port' | 'cotangent'>,
  element: number,
  manner: Manner,
): string | null {
  const { inputs, output } = computed
  const applied = withOutput(
    applySpelled(computed, manner),
    leafOf(output, 'output', manner.output),
  )
  const wanted = inputs.map((_, i) => i === port)
  const arriving = leafOf(cotangent, 'cotangent', manner.cotangent)
  const owed = reverseOp(builderOver(spelling(manner.times)), applied, arriving, wanted)[port]
  if (owed === null || owed === undefined) return null
  return isVast(computed) ? '' : owed.at(element).text
}

/**
 * One element of an op's output with the numbers in: `Y₃ = tanh(1) = 0.7616`.
 *
 * The result is the engine's own, passed in as `output`. `null` where there is no such element.
 */
export function writeSpelledValue(computed: Computed, element: number): string | null {
  const { output, names } = computed
  if (!hasElement(output, element)) return null
  const text = writtenValue(computed, element, inNumbers)
  const left = coloured('teal', elementTex(names.output, output.shape, element))
  const number = output.data[element]!
  return equation(left, text, valueNumber(number).text, number)
}

/**
 * What one element of an input gets back, with the numbers in: `∂L/∂X₃ = 1 × (1 − 0.7616²) = 0.4200`.
 *
 * `null` where nothing flows to the port or there is no such element.
 */
export function writeSpelledGradient(
  computed: Computed,
  { port, cotangent, contribution }: Returned,
  element: number,
): string | null {
  if (!hasElement(contribution, element)) return null
  const text = writtenGradient(computed, { port, cotangent }, element, inNumbers)
  if (text === null) return null
  const { names } = computed
  const left = partialOf(names.root, names.inputs[port] ?? '?', contribution.shape, element)
  const number = contribution.data[element]!
  return equation(left, text, gradNumber(number).text, number)
}

/** A node's op with its numbers; `null` on a leaf or where there is no value. */
export function computedAt(doc: GraphDocument, results: Results, id: string) {
  const found = subject(doc, results, id)
  const output = results.value(id)
  if (found === null || output === null) return null
  const { op, attrs, values, names, wired } = found
  return { op, attrs, inputs: values, output, names, wired }
}

/**
 * A node's element with the numbers in, as LaTeX: `Y₃ = tanh(1) = 0.7616`; the result is the
 * engine's own. `null` on a leaf or where there is no such element.
 */
export function spellValue(
  doc: GraphDocument,
  results: Results,
  id: string,
  element: number,
): string | null {
  const found = computedAt(doc, results, id)
  return found === null ? null : writeSpelledValue(found, element)
}

/**
 * What arrives by an edge at one element of its source, with the numbers in:
 * `∂L/∂X₃ = 1 × (1 − 0.7616²) = 0.4200`. `null` where no gradient flows by it.
 */
export function spellGradient(
  doc: GraphDocument,
  results: Results,
  edge: string,
  element: number,
): string | null {
  const wire = results.compiled.wiring.edges.find(({ id }) => id === edge)
  const contribution = results.contribution(edge)
  if (wire === undefined || contribution === null) return null
  const found = computedAt(doc, results, wire.target)
  const cotangent = results.grad(wire.target)
  if (found === null || cotangent === null) return null
  const port = found.wired.inputs.findIndex((input) => input?.id === edge)
  // One choice serves all shapes on screen: past the end, the last element stands for it.
  const at = Math.min(element, sizeOf(contribution.shape) - 1)
  return writeSpelledGradient(found, { port, cotangent, contribution }, at)
}
