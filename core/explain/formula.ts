import type { GraphDocument, GraphNode } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { type Applied, applyOp, reverseOp } from '../ops/apply.ts'
import { type Attrs, readAttrs } from '../ops/attrs.ts'
import type { Reading, Spec } from '../ops/builder.ts'
import { type OpName, ops } from '../ops/index.ts'
import type { ComputedDef, OpDef, PlotKind } from '../ops/op.ts'
import { type PrimitiveName, specOf } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import type { Shape } from '../tensor/shape.ts'
import { flatten, type Nested } from '../tensor/storage.ts'
import { rootName } from './elementName.ts'
import { atom, coloured, held, notationOf, numeral, symbol, type Tex, write } from './tex.ts'

/** A value as a formula has it: its shape decides what is applied, its text is what is read. */
interface Written extends Tex, Spec {
  /** Whether the text says one number, whatever shape it was stretched to. */
  readonly single: boolean
}

/** Whether a primitive makes each element from many. */
const gathers = (name: PrimitiveName) => ['gathered', 'product'].includes(notationOf(name).kind)

/** The reading that writes LaTeX for whole tensors. */
const written: Reading<Written> = {
  float: 'float64',
  spec: (value) => value,
  constant: (value, dtype) => ({ ...numeral(value), shape: [], dtype, single: true }),
  apply: (name, inputs, attrs) => {
    const spec = specOf(name, inputs, attrs, 'float64')
    // ⊙ is between two tensors; a number scales.
    const times = inputs.some(({ single }) => single) ? '\\cdot' : '\\odot'
    const single =
      spec.shape.length === 0 || (!gathers(name) && inputs.every((input) => input.single))
    return { ...write(name, inputs, times), ...spec, single }
  },
}

/** How the values of a formula are called. */
export interface Names {
  readonly root: string
  readonly output: string
  readonly inputs: readonly string[]
}

/** ∂L/∂X, as one thing. */
export const partialTex = (root: string, by: string): string =>
  coloured('darkorange', `\\partial ${held(root)} / \\partial ${held(by)}`)

const valueTex = (name: string): string => coloured('teal', symbol(name))

/** A value by its name; one that reads as an expression, `x·w`, is bracketed like a sum. */
const named = (name: string): Tex => ({
  ...atom(valueTex(name)),
  precedence: held(name) === symbol(name) ? 5 : 1,
})

/** An op applied to names, its result called by its own name. */
function applyNamed(op: ComputedDef, attrs: Attrs, specs: readonly Spec[], names: Names) {
  const inputs = specs.map(({ shape, dtype }, at, all) => {
    const name = names.inputs[at] ?? '?'
    // The same value at two ports is one key; two values of the same name are two.
    const key = `${name} ${all.indexOf(all[at]!)}`
    return { ...named(name), key, shape, dtype, single: shape.length === 0 }
  })
  const applied = applyOp(written, op, inputs, attrs)
  const { shape, dtype, single } = applied.output
  const output = { ...named(names.output), key: 'output', shape, dtype, single }
  return { text: applied.output.text, applied: withOutput(applied, output) }
}

/** An applied op, its output said otherwise: by its name, or by its number. */
export function withOutput<V>(applied: Applied<V>, output: V): Applied<V> {
  const result = { value: output }
  const calls = applied.calls.map((call) =>
    call.output === applied.result ? { ...call, output: result } : call,
  )
  return { ...applied, result, output, calls }
}

/** A row's own LaTeX with names in its slots. */
function fillSlots(text: string, op: ComputedDef, names: Names): string {
  const slots: Readonly<Record<string, string>> = {
    y: valueTex(names.output),
    cotangent: coloured(
      'darkorange',
      `\\frac{\\partial ${held(names.root)}}{\\partial ${held(names.output)}}`,
    ),
    ...Object.fromEntries(op.ports.map((port, at) => [port, valueTex(names.inputs[at] ?? port)])),
  }
  return text.replaceAll(/\{(\w+)\}/g, (whole, slot: string) => slots[slot] ?? whole)
}

/** A row's own LaTeX for what flows to each input; one rule serves all inputs of an op of any number. */
function ownGradients(
  op: ComputedDef,
  rules: readonly (string | null)[],
  names: Names,
): (string | null)[] {
  return names.inputs.map((name, port) => {
    const rule = op.variadic ? rules[0] : rules[port]
    const own = op.variadic ? { ...names, inputs: [name] } : names
    return rule == null ? null : fillSlots(rule, op, own)
  })
}

/** An op's formula over names: its own LaTeX where the row gives one, else its `value`, read. */
export function writeValue(
  op: ComputedDef,
  attrs: Attrs,
  specs: readonly Spec[],
  names: Names,
): string {
  const text =
    op.latex === null
      ? applyNamed(op, attrs, specs, names).text
      : fillSlots(op.latex(attrs), op, names)
  return `${valueTex(names.output)} = ${text}`
}

/** What flows to each input, over names; `null` where nothing does. */
export function writeGradients(
  op: ComputedDef,
  attrs: Attrs,
  specs: readonly Spec[],
  names: Names,
): (string | null)[] {
  const line = (port: number, text: string) =>
    `${partialTex(names.root, names.inputs[port] ?? '?')} = ${text}`
  if (op.latexVjp !== null)
    return ownGradients(op, op.latexVjp(attrs), names).map((text, port) =>
      text === null ? null : line(port, text),
    )
  const { applied } = applyNamed(op, attrs, specs, names)
  const text = partialTex(names.root, names.output)
  // It holds together less than a power does: ∂L/∂y beside another factor would read as one derivative.
  const cotangent = { ...applied.output, ...atom(text), precedence: 3.5, key: text }
  const owed = reverseOp(
    builderOver(written),
    applied,
    cotangent,
    specs.map(() => true),
  )
  return owed.map((flowing, port) => (flowing === null ? null : line(port, flowing.text)))
}

/** What a node is called in formulas: its label, or else its id. */
export function nameIn(doc: GraphDocument, id: string): string {
  const node: GraphNode | undefined = doc.nodes.find((other) => other.id === id)
  const label = node?.data['label']
  return typeof label === 'string' && label !== '' ? label : id
}

/** What a node's formulas are written from; `null` where it has no value. */
export function subject(doc: GraphDocument, results: Results, id: string) {
  const wired = results.compiled.wiring.nodes.get(id)
  if (wired === undefined || wired.op.kind !== 'computed' || results.value(id) === null) return null
  const sources = wired.inputs.map((edge) => edge?.source ?? '')
  const values = sources.map((source) => results.value(source))
  if (!values.every((value) => value !== null)) return null
  const names: Names = {
    root: rootName(nameIn(doc, results.compiled.root ?? id), results.compiled),
    output: nameIn(doc, id),
    inputs: sources.map((source) => nameIn(doc, source)),
  }
  return { op: wired.op, attrs: wired.attrs, values, names, wired }
}

/** A node's formula in symbols, as LaTeX; `null` on a leaf or where there is no value. */
export function valueFormula(doc: GraphDocument, results: Results, id: string): string | null {
  const found = subject(doc, results, id)
  return found === null ? null : writeValue(found.op, found.attrs, found.values, found.names)
}

/** What a node hands back to each of its inputs that carries a gradient, in symbols. */
export function gradientFormulas(doc: GraphDocument, results: Results, id: string): string[] {
  const found = subject(doc, results, id)
  if (found === null || results.grad(id) === null) return []
  const lines = writeGradients(found.op, found.attrs, found.values, found.names)
  return lines.flatMap((line, port) => {
    const edge = found.wired.inputs[port]
    return line === null || edge == null || results.contribution(edge.id) === null ? [] : [line]
  })
}

/** A number of elements that no row has as a constant of its own: in general terms it is n. */
const many = 7919

const plain = (text: string) =>
  text
    .replaceAll(String(many), 'n')
    .replaceAll(/\\textcolor\{\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}/g, '$1')

const generalShapes: Partial<Record<PlotKind, Shape>> = {
  terms: [many],
  loss: [many],
  influence: [many],
  shares: [many],
  product: [many, many],
}

/** Operands that stand for any: a scalar each for what works element by element, else of n elements. */
function generalSpecs(op: ComputedDef): Spec[] {
  const placed = op.family === 'shape' || Object.values(op.takes).includes('class')
  if (!placed)
    return op.ports.map(() => ({ shape: generalShapes[op.plot] ?? [], dtype: 'float64' }))
  // Where it matters how elements lie, as the row's first example has them.
  return (op.examples[0]?.inputs ?? []).map((input, at) => ({
    shape: flatten(input as Nested).shape,
    dtype: op.takes[op.ports[at] ?? ''] === 'index' ? 'int64' : 'float64',
  }))
}

/** An op's formula and derivatives in general terms, without colours: for documentation and the command line. */
export function formulaOf(name: OpName): { formula: string; derivatives: string[] } {
  const op: OpDef = ops[name]
  if (op.kind === 'leaf') return { formula: '', derivatives: [] }
  const specs = generalSpecs(op)
  const letters = specs.length === 1 ? ['x'] : ['a', 'b', 'c'].slice(0, specs.length)
  const names = { root: 'L', output: 'y', inputs: letters }
  const [example] = op.examples
  const attrs = readAttrs(op.attrs, op.family === 'shape' ? (example?.attrs ?? {}) : {})
  return {
    formula: plain(writeValue(op, attrs, specs, names)),
    derivatives: writeGradients(op, attrs, specs, names).flatMap((line) =>
      line === null ? [] : [plain(line)],
    ),
  }
}
