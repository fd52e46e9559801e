import { GraphError } from '../errors.ts'
import { type AttrDef, type Attrs, type AttrValue, readAttr } from '../ops/attrs.ts'
import type { Builder } from '../ops/builder.ts'
import { type OpName, opNames, ops } from '../ops/index.ts'
import type { ComputedDef, OpDef } from '../ops/op.ts'
import type { PrimitiveName } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import type { Shape } from '../tensor/shape.ts'
import { flatten, type Nested } from '../tensor/storage.ts'
import { type Call, type Expr, type Expressions, openExpressions } from './expressions.ts'

/** An expression read as a row of the op table, applied to others. */
export interface Recognised {
  readonly type: OpName
  readonly inputs: readonly Expr[]
  /** The parameters that are not the row's defaults. */
  readonly attrs: Attrs
}

type Row = readonly [name: OpName, op: ComputedDef]

const rows: readonly Row[] = opNames.flatMap((name) => {
  const op: OpDef = ops[name]
  return op.kind === 'computed' ? [[name, op] as const] : []
})

/** A row's value over expressions; `null` where it does not take these. */
function madeOf(
  k: Builder<Expr>,
  op: ComputedDef,
  inputs: readonly Expr[],
  attrs: Attrs,
): Expr | null {
  try {
    return op.value(k, inputs, attrs)
  } catch (error) {
    if (error instanceof GraphError) return null
    throw error
  }
}

const defaultsOf = (op: ComputedDef): Attrs =>
  Object.fromEntries(Object.entries(op.attrs).map(([name, def]) => [name, def.default]))

/** Shapes on which rows work with their defaults, where their examples show but one way. */
const probes: readonly Shape[] = [[2, 2], [2], []]

/** Inputs and parameters on which a row shows what it is made of. */
function trialsOf(op: ComputedDef) {
  const count = op.variadic ? 2 : op.ports.length
  const plain = probes.map((shape) => ({ shapes: new Array<Shape>(count).fill(shape), attrs: {} }))
  const shown = op.examples.map(({ inputs, attrs = {} }) => ({
    shapes: inputs.map((input): Shape => flatten(input as Nested).shape),
    attrs,
  }))
  return [...shown, ...plain]
}

interface Table {
  /** The rows whose value ends in a primitive. */
  readonly endingIn: ReadonlyMap<PrimitiveName, readonly Row[]>
  /** Rows of one input that take several primitives, and those that the input itself goes into. */
  readonly composed: readonly Composed[]
}

interface Composed {
  readonly row: Row
  readonly into: ReadonlySet<PrimitiveName>
}

/** Reads every row once, on small inputs: what its value is made of. */
function readRows(): Table {
  const endingIn = new Map<PrimitiveName, Row[]>()
  const composed: Composed[] = []
  for (const row of rows) {
    const [, op] = row
    const e = openExpressions('float32')
    const k = builderOver(e)
    const ends = new Set<PrimitiveName>()
    let deepest: readonly Call[] = []
    let into = new Set<PrimitiveName>()
    for (const { shapes, attrs } of trialsOf(op)) {
      const inputs = shapes.map((shape, at) => {
        const whole = op.takes[op.ports[at] ?? ''] === 'index'
        return e.end(`${at} ${shape.join('×')}`, { shape, dtype: whole ? 'int64' : 'float32' })
      })
      const value = madeOf(k, op, inputs, { ...defaultsOf(op), ...(attrs as Attrs) })
      if (value?.kind !== 'call') continue
      ends.add(value.name)
      const calls = callsIn(value)
      if (calls.length <= deepest.length) continue
      deepest = calls
      into = new Set(calls.flatMap((call) => (call.inputs.includes(inputs[0]!) ? call.name : [])))
    }
    for (const end of ends) endingIn.set(end, [...(endingIn.get(end) ?? []), row])
    if (op.ports.length === 1 && !op.variadic && deepest.length > 2) composed.push({ row, into })
  }
  return { endingIn, composed }
}

/** The primitives of which an expression is made. */
function callsIn(expr: Expr): readonly Call[] {
  const seen = new Set<Expr>([expr])
  for (const one of seen) if (one.kind === 'call') for (const input of one.inputs) seen.add(input)
  return [...seen].filter((one) => one.kind === 'call')
}

/** The values of a parameter among these, its default first. */
function accepted(name: string, def: AttrDef, values: readonly unknown[]): readonly AttrValue[] {
  const found = new Map([[JSON.stringify(def.default), def.default as AttrValue]])
  for (const value of values)
    try {
      found.set(JSON.stringify(value), readAttr(name, def, value))
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
    }
  return [...found.values()]
}

/** Rows have few parameters; more combinations than these are not looked at. */
const combinationLimit = 64

/** Every choice of parameters among these values; those that say least first. */
function choicesOf(op: ComputedDef, values: (name: string) => readonly unknown[]): Attrs[] {
  let all: Attrs[] = [{}]
  for (const [name, def] of Object.entries(op.attrs)) {
    const own = accepted(name, def, values(name))
    all = all.flatMap((attrs) => own.map((value) => ({ ...attrs, [name]: value })))
    if (all.length > combinationLimit) all = all.slice(0, combinationLimit)
  }
  return all.toSorted((a, b) => said(op, a).length - said(op, b).length)
}

/** The parameters that differ from their defaults. */
const said = (op: ComputedDef, attrs: Attrs) =>
  Object.entries(attrs).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(op.attrs[name]!.default),
  )

/** The inputs a row may have been given: all operands, or those that are no constants, each once. */
function inputsFor({ inputs }: Call, op: ComputedDef): readonly (readonly Expr[])[] {
  const moving = [...new Set(inputs.filter(({ kind }) => kind !== 'filled'))]
  return [inputs, moving].filter((list) => op.variadic || list.length === op.ports.length)
}

/** The parameters a row may have been given, from its primitive's own and the constants beside it. */
function attrsFor(call: Call, op: ComputedDef): readonly Attrs[] {
  if (op.fromPrimitive !== null) return [op.fromPrimitive(call.attrs, call.inputs)]
  const numbers = call.inputs.flatMap((input) => (input.kind === 'filled' ? [input.value] : []))
  const values = [...Object.values(call.attrs), ...numbers]
  return choicesOf(op, (name) => (Object.hasOwn(call.attrs, name) ? [call.attrs[name]] : values))
}

/** The ways to read one primitive, with what is at hand, as a row; the fewest wires first. */
function readAs(k: Builder<Expr>, call: Call, [type, op]: Row): Recognised[] {
  for (const inputs of inputsFor(call, op).toReversed())
    for (const attrs of attrsFor(call, op))
      if (madeOf(k, op, inputs, attrs) === call)
        return [{ type, inputs, attrs: Object.fromEntries(said(op, attrs)) }]
  return []
}

/** The rows of one input that make, of `x`, one of the expressions that are needed. */
function composedOf(
  composed: readonly Composed[],
  k: Builder<Expr>,
  x: Expr,
  isNeeded: (made: Expr) => boolean,
) {
  const places = x.shape.map((_, axis) => axis)
  return composed.flatMap(({ row: [type, op] }) =>
    choicesOf(op, (name) => (name === 'axis' ? places : [])).flatMap((attrs) => {
      const made = madeOf(k, op, [x], attrs)
      return made !== null && isNeeded(made)
        ? [[made, { type, inputs: [x], attrs: Object.fromEntries(said(op, attrs)) }] as const]
        : []
    }),
  )
}

/** What nodes have already, and into which of the needed primitives it goes. */
function knownInputs(needed: ReadonlySet<Expr>) {
  const known = new Map<Expr, Set<PrimitiveName>>()
  for (const expr of needed)
    for (const input of expr.kind === 'call' ? expr.inputs : []) {
      if (input.node === null || expr.kind !== 'call') continue
      const into = known.get(input)
      if (into === undefined) known.set(input, new Set([expr.name]))
      else into.add(expr.name)
    }
  return known
}

/** The op table as it reads in expressions: it never changes, and is read when it is first asked for. */
let table: ReturnType<typeof readRows> | null = null

/**
 * Reads needed expressions as rows of the op table: which row is found from the rows' own values,
 * evaluated as expressions, so that a row fits only where it makes the very same bits.
 *
 * @param needed all the expressions that are to be read.
 * @returns a reading of one of them; `null` where no row makes it.
 */
export function recogniser(
  e: Expressions,
  needed: ReadonlySet<Expr>,
): (call: Call) => Recognised | null {
  table ??= readRows()
  const { endingIn, composed } = table
  const k = builderOver(e)
  const whole = new Map<Expr, Recognised>()
  for (const [x, goes] of knownInputs(needed)) {
    const likely = composed.filter(({ into }) => [...into].every((name) => goes.has(name)))
    for (const [made, as] of composedOf(likely, k, x, (expr) => needed.has(expr)))
      if (!whole.has(made)) whole.set(made, as)
  }
  return (call) => {
    const one = whole.get(call)
    if (one !== undefined) return one
    const found = (endingIn.get(call.name) ?? []).flatMap((row) => readAs(k, call, row))
    const cost = ({ inputs, attrs }: Recognised) => inputs.length * 8 + Object.keys(attrs).length
    return found.toSorted((a, b) => cost(a) - cost(b))[0] ?? null
  }
}
