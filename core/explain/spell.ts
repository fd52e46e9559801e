import type { GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { type Applied, applyOp, reverseOp } from '../ops/apply.ts'
import type { PrimitiveAttrs, Reading, Spec } from '../ops/builder.ts'
import { type PrimitiveName, primitives } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import {
  type Axes,
  broadcastStrides,
  reducedAxes,
  type Shape,
  sizeOf,
  stridesOf,
} from '../tensor/shape.ts'
import { fromValues, type NdArray } from '../tensor/storage.ts'
import { subject } from './formula.ts'
import { showNumber } from './number.ts'
import { coloured, symbol, type Tex, write } from './tex.ts'

/** One element with its number in: how it is written, and what it is. */
interface Element extends Tex {
  readonly number: number
}

/** A value whose elements are written one at a time, when they are asked for. */
interface Spelled extends Spec {
  readonly at: (index: number) => Element
}

/** The terms of a sum that are written out; of more, the first of them and dots. */
const termLimit = 6

const numberTex = (value: number): Tex => {
  const text = showNumber(value)
    .replace('−', '-')
    .replace('∞', '\\infty')
    .replace('NaN', '\\text{NaN}')
    .replace(/×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power: string) => `\\times 10^{${lowered(power)}}`)
  return { text, precedence: value < 0 || Object.is(value, -0) ? 2 : 5 }
}

const lowered = (power: string): string =>
  power.replace('⁻', '-').replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c)))

const inColour = (color: Parameters<typeof coloured>[0], value: number): Element => {
  const { text, precedence } = numberTex(value)
  return { text: coloured(color, text), precedence, number: value }
}

const valueNumber = (value: number) => inColour('teal', value)
const gradNumber = (value: number) => inColour(value < 0 ? 'rebeccapurple' : 'darkorange', value)

/** Where element `index` of `to` lies in `from`, which broadcasts to it. */
function broadcastIndex(index: number, from: Shape, to: Shape): number {
  const strides = broadcastStrides(from, to)
  const steps = stridesOf(to)
  return to.reduce(
    (at, size, axis) => at + (Math.floor(index / steps[axis]!) % size) * strides[axis]!,
    0,
  )
}

/** A primitive's number for operands of one element each. */
function compute(
  name: PrimitiveName,
  operands: readonly Element[],
  spec: Spec,
  attrs: PrimitiveAttrs,
): number {
  const out = fromValues([0], [], spec.dtype)
  const inputs = operands.map(({ number }) => fromValues([number], [], 'float64'))
  primitives[name].kernel(out, inputs, attrs)()
  return out.data[0]!
}

function joined(terms: readonly Element[], more: boolean): Element {
  const number = terms.reduce((total, term) => total + term.number, 0)
  const text = terms.reduce((line, term, at) => {
    if (at === 0) return term.text
    return term.precedence === 2 ? `${line} + (${term.text})` : `${line} + ${term.text}`
  }, '')
  return {
    text: `${text}${more ? ' + \\dots' : ''}`,
    precedence: terms.length > 1 ? 1 : (terms[0]?.precedence ?? 5),
    number,
  }
}

/** The flat indices that a sum's element `index` adds up, as many as are written. */
function summed(
  shape: Shape,
  axes: readonly number[],
  index: number,
): { at: number[]; more: boolean } {
  const strides = stridesOf(shape)
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const walk = (list: readonly number[], n: number) => {
    let rest = n
    let at = 0
    for (const axis of list.toReversed()) {
      at += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return at
  }
  const count = axes.reduce((n, axis) => n * shape[axis]!, 1)
  const start = walk(kept, index)
  const at = Array.from({ length: Math.min(count, termLimit) }, (_, n) => start + walk(axes, n))
  return { at, more: count > termLimit }
}

/** How a primitive that moves or gathers elements is spelled; the rest go element by element. */
const gathering: Partial<
  Record<
    PrimitiveName,
    (inputs: readonly Spelled[], attrs: PrimitiveAttrs, spec: Spec, index: number) => Element
  >
> = {
  sum: ([x], { axes }, _spec, index) => {
    const { at, more } = summed(x!.shape, reducedAxes(axes as Axes, x!.shape.length), index)
    return joined(
      at.map((i) => x!.at(i)),
      more,
    )
  },
  matmul: ([a, b], _attrs, _spec, index) => {
    const inner = a!.shape[a!.shape.length - 1]!
    const columns = b!.shape.length > 1 ? b!.shape[b!.shape.length - 1]! : 1
    const row = Math.floor(index / columns)
    const terms = Array.from({ length: Math.min(inner, termLimit) }, (_, k) => {
      const pair = [a!.at(row * inner + k), b!.at(k * columns + (index % columns))]
      return { ...write('mul', pair, '\\times'), number: pair[0]!.number * pair[1]!.number }
    })
    return joined(terms, inner > termLimit)
  },
  permute: ([x], { axes }, spec, index) => {
    const [from, to] = [stridesOf(x!.shape), stridesOf(spec.shape)]
    const at = (axes as number[]).reduce(
      (sum, axis, i) => sum + (Math.floor(index / to[i]!) % spec.shape[i]!) * from[axis]!,
      0,
    )
    return x!.at(at)
  },
  reshape: ([x], _attrs, _spec, index) => x!.at(index),
  cast: ([x], _attrs, _spec, index) => x!.at(index),
  broadcastTo: ([x], _attrs, spec, index) => x!.at(broadcastIndex(index, x!.shape, spec.shape)),
  // With its numbers known, a choice is made: only the branch taken is written.
  select: ([condition, a, b], _attrs, spec, index) => {
    const of = (x: Spelled) => x.at(broadcastIndex(index, x.shape, spec.shape))
    return of(condition!).number ? of(a!) : of(b!)
  },
}

/** The reading that puts numbers in, for one element at a time. */
const spelled: Reading<Spelled> = {
  spec: (value) => value,
  constant: (value, dtype) => ({
    shape: [],
    dtype,
    at: () => ({ ...numberTex(value), number: value }),
  }),
  apply: (name, inputs, attrs) => {
    const spec = primitives[name].spec(inputs, attrs)
    const gather = gathering[name]
    const at = (index: number): Element => {
      if (gather !== undefined) return gather(inputs, attrs, spec, index)
      const operands = inputs.map((x) => x.at(broadcastIndex(index, x.shape, spec.shape)))
      return { ...write(name, operands, '\\times'), number: compute(name, operands, spec, attrs) }
    }
    return { ...spec, at }
  },
}

const leafOf = (array: NdArray, show: (value: number) => Element): Spelled => ({
  shape: array.shape,
  dtype: array.dtype,
  at: (index) => show(array.data[index]!),
})

/** `X₃`, `X₁,₂`: an element's name. */
function elementTex(name: string, shape: Shape, index: number): string {
  if (shape.length === 0) return symbol(name)
  const strides = stridesOf(shape)
  const place = shape.map((size, axis) => Math.floor(index / strides[axis]!) % size).join(',')
  const base = symbol(name)
  return `${base.includes('_') ? `{${base}}` : base}_{${place}}`
}

/** The op of a node applied to its numbers, its result written as its number. */
function applySpelled(found: NonNullable<ReturnType<typeof subject>>, output: NdArray) {
  const inputs = found.values.map((value) => leafOf(value, valueNumber))
  const applied = applyOp(spelled, found.op, inputs, found.attrs)
  const result = { value: leafOf(output, valueNumber) }
  const calls = applied.calls.map((call) =>
    call.output === applied.result ? { ...call, output: result } : call,
  )
  const named: Applied<Spelled> = { ...applied, result, output: result.value, calls }
  return { applied, named }
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
  const found = subject(doc, results, id)
  const value = results.value(id)
  if (found === null || value === null || element >= value.data.length) return null
  const { op, attrs, names, values } = found
  const { applied } = applySpelled(found, value)
  const text =
    op.latex !== null && op.plot === 'curve'
      ? op.latex(attrs).replace('{input}', valueNumber(values[0]!.data[element]!).text)
      : applied.output.at(element).text
  const left = coloured('teal', elementTex(names.output, value.shape, element))
  return `${left} = ${text} = ${valueNumber(value.data[element]!).text}`
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
  const found = subject(doc, results, wire.target)
  const [output, cotangent] = [results.value(wire.target), results.grad(wire.target)]
  if (found === null || output === null || cotangent === null) return null
  const size = sizeOf(contribution.shape)
  if (size === 0) return null
  const at = Math.min(element, size - 1)
  const port = found.wired.inputs.findIndex((input) => input?.id === edge)
  const { named } = applySpelled(found, output)
  const wanted = found.values.map((_, i) => i === port)
  const owed = reverseOp(builderOver(spelled), named, leafOf(cotangent, gradNumber), wanted)[port]
  if (owed === null || owed === undefined) return null
  const name = elementTex(found.names.inputs[port] ?? '?', contribution.shape, at)
  const left = coloured('darkorange', `\\partial ${symbol(found.names.root)} / \\partial ${name}`)
  const [text, number] = [owed.at(at).text, gradNumber(contribution.data[at]!).text]
  return text === number ? `${left} = ${number}` : `${left} = ${text} = ${number}`
}
