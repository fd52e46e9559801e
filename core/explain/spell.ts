import type { GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { applyOp, reverseOp } from '../ops/apply.ts'
import { specs } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import { builderOver } from '../ops/verbs.ts'
import { type Shape, sizeOf, stridesOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import { type Names, subject, withOutput } from './formula.ts'
import { gradNumber, hasElement, leafOf, looksThrough, spelled, valueNumber } from './spelled.ts'
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

/** `X₃`, `A₁,₂`: an element's name, indices from 0; a scalar's is its own. */
export function elementTex(name: string, shape: Shape, index: number): string {
  if (shape.length === 0) return symbol(name)
  const strides = stridesOf(shape)
  const place = shape.map((size, axis) => Math.floor(index / strides[axis]!) % size).join(',')
  const base = held(name)
  return `${symbol(name).includes('_{') ? `{${base}}` : base}_{${place}}`
}

/** What a formula takes up, about: its signs without the commands around them. */
export const visibleLength = (text: string): number =>
  text
    .replaceAll(/\\textcolor\{\w+\}|\\(?:operatorname|text)|[{}\s]/g, '')
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

function applySpelled({ op, attrs, inputs }: Computed) {
  // The same array at two ports is one value, and so one name.
  const leaves = inputs.map((input) => leafOf(input, `input ${inputs.indexOf(input)}`, valueNumber))
  return applyOp(spelled, op, leaves, attrs)
}

/** The row's own LaTeX with one element's numbers in, where it works element by element. */
function ownLatex({ op, attrs, inputs }: Computed, element: number): string | null {
  const text = op.plot === 'curve' ? op.latex?.(attrs) : undefined
  // With its numbers known, a choice is made: the reading writes the branch that is taken.
  if (text === undefined || text.includes('\\begin{cases}')) return null
  return text.replaceAll(/\{(\w+)\}/g, (whole, port: string, from: number) => {
    if (!op.ports.includes(port)) return whole
    const number = valueNumber(inputs[op.ports.indexOf(port)]!.data[element]!)
    const [before, after] = [text.slice(0, from).trimEnd(), text.slice(from + whole.length)]
    // Alone between brackets a sign needs none of its own; before a power, after a factor it does.
    const alone = /(^|[({[]|[^\\],|\\[lr]vert)$/.test(before) && !after.startsWith('^')
    return number.signed && !alone ? `(${number.text})` : number.text
  })
}

/**
 * One element of an op's output with the numbers in: `Y₃ = tanh(1) = 0.7616`.
 *
 * The result is the engine's own, passed in as `output`. `null` where there is no such element.
 */
export function writeSpelledValue(computed: Computed, element: number): string | null {
  const { output, names } = computed
  if (!hasElement(output, element)) return null
  const text = isVast(computed)
    ? ''
    : (ownLatex(computed, element) ?? applySpelled(computed).output.at(element).text)
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
  const { inputs, output, names } = computed
  if (!hasElement(contribution, element)) return null
  const applied = withOutput(applySpelled(computed), leafOf(output, 'output', valueNumber))
  const wanted = inputs.map((_, i) => i === port)
  const arriving = leafOf(cotangent, 'cotangent', gradNumber)
  const owed = reverseOp(builderOver(spelled), applied, arriving, wanted)[port]
  if (owed === null || owed === undefined) return null
  const { shape } = contribution
  const by = names.inputs[port] ?? '?'
  const name = shape.length === 0 ? held(by) : elementTex(by, shape, element)
  const left = coloured('darkorange', `\\partial ${held(names.root)} / \\partial ${name}`)
  const number = contribution.data[element]!
  const text = isVast(computed) ? '' : owed.at(element).text
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
