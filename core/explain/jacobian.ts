import { GraphError } from '../errors.ts'
import type { Compiled } from '../graph/compile.ts'
import { dtypeOf, type GraphDocument } from '../graph/document.ts'
import type { Results } from '../graph/session.ts'
import { type Applied, applyOp, carriesTo, reverseOp } from '../ops/apply.ts'
import { portName } from '../ops/ports.ts'
import { workOf } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import { interpret, type Machine } from '../program/interpret.ts'
import { type Program, type Step, writeProgram } from '../program/program.ts'
import { type Shape, sizeOf } from '../tensor/shape.ts'
import { type DType, isFloat, type NdArray } from '../tensor/storage.ts'
import { type Structure, structureOf } from './structure.ts'

/** The most entries of a Jacobian that is worked out as a whole. */
export const jacobianLimit = 4096

/** How many elements may be computed for one look at a Jacobian, and for one row of it. */
const workLimit = { all: 2 ** 20, row: 2 ** 19 } as const

/** How many rows of one that is not worked out as a whole are looked at for its structure. */
const sampled = 5

/** The local Jacobian of a node with respect to one of its inputs, at this run's values. */
export interface Jacobian {
  readonly kind: 'jacobian'
  /** The output's elements, row-major, are the rows; the input's are the columns. */
  readonly output: Shape
  readonly input: Shape
  readonly rows: number
  readonly columns: number
  /** The dtype to which entries are rounded: the input's, as the engine does. */
  readonly dtype: DType
  /** The row that is given alone where the whole is too large; `null` where all rows are. */
  readonly only: number | null
  /** ∂output/∂input of the rows given, row-major. */
  readonly cells: Float64Array
  readonly structure: Structure
}

/** Why a node has no Jacobian with respect to an input. */
export interface NoJacobian {
  readonly kind: 'none'
  /** `index`: no gradient flows through this input; `whole`: it holds whole numbers; `large`: even a row is too much. */
  readonly why: 'no-value' | 'index' | 'whole' | 'large'
}

const none = (why: NoJacobian['why']): NoJacobian => ({ kind: 'none', why })

/** One op as a Program of its own: its value, then what a cotangent at its output owes to one input. */
interface Local {
  readonly machine: Machine
  readonly inputs: readonly Step[]
  readonly cotangent: Step
  readonly owed: Step
  /** How many elements a run computes, and a run of the reverse rule alone. */
  readonly work: { readonly all: number; readonly row: number }
  /** Inputs whose numbers decide which elements meet: indices, truths, classes. */
  readonly deciding: ReadonlySet<number>
  /** What touches what, by row; kept as long as nothing that decides it can change. */
  readonly touched: Map<number, Uint8Array>
}

/** What a step costs: the numbers it reads or makes, or the operations that takes where they are more. */
function costOf(step: Step, { steps }: Program): number {
  const { op, inputs, shape } = step
  const operands = inputs.map((input) => steps[input]!)
  const read = operands.reduce((most, operand) => Math.max(most, sizeOf(operand.shape)), 0)
  const work = op === 'leaf' || op === 'constant' ? 0 : workOf(primitives[op], step, operands)
  return Math.max(read, sizeOf(shape), work)
}

/** Writes one op's value and one of its vector–Jacobian products; `null` where that is too large. */
function openLocal(
  applied: Applied<Step>,
  port: number,
  float: 'float32' | 'float64',
): Local | null {
  const writer = writeProgram(float)
  const k = builderOver(writer)
  const { op, attrs } = applied
  try {
    const inputs = applied.inputs.map(({ shape, dtype }) => writer.leaf(shape, dtype))
    const again = applyOp(writer, op, inputs, attrs)
    const { shape, dtype } = again.output
    const cotangent = writer.leaf(shape, dtype)
    const wanted = inputs.map((_, at) => at === port)
    const flowing = reverseOp(k, again, cotangent, wanted)[port]!
    const owed = k.cast(flowing, inputs[port]!.dtype)
    const program = { steps: writer.steps }
    const costs = program.steps.map((step) => costOf(step, program))
    const total = (from: number) => costs.slice(from).reduce((sum, cost) => sum + cost, 0)
    const work = { all: total(0), row: total(cotangent.id) }
    if (work.all > workLimit.row) return null
    const deciding = inputs.flatMap((input, at) => {
      const takes = op.takes[op.variadic ? op.ports[0]! : portName(op, at)]
      const isNumber = takes === undefined || takes === 'probability'
      return isFloat(input.dtype) && isNumber ? [] : [at]
    })
    const machine = interpret(program)
    return {
      machine,
      inputs,
      cotangent,
      owed,
      work,
      deciding: new Set(deciding),
      touched: new Map(),
    }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    return null
  }
}

/** Each structure keeps the Programs of what was last looked at; they go when it goes. */
const opened = new WeakMap<Compiled, Map<string, Local | null>>()

function localOf(doc: GraphDocument, compiled: Compiled, node: string, port: number): Local | null {
  const known = opened.get(compiled) ?? new Map<string, Local | null>()
  opened.set(compiled, known)
  const key = `${port} ${node}`
  const local = known.get(key)
  if (local !== undefined) return local
  // One at a time is looked at: the others' buffers are let go.
  known.clear()
  const made = openLocal(compiled.applied.get(node)!, port, dtypeOf(doc))
  known.set(key, made)
  return made
}

/** Reads rows off a Program: what comes back when `arriving` arrives at one output and 0 at the others. */
function readRow({ machine, cotangent, owed }: Local, row: number, arriving: number) {
  const { data } = machine.value(cotangent)
  data.fill(0)[row] = arriving
  machine.rerun([cotangent])
  return machine.value(owed).data
}

/** Numbers in general position, in the domain of every row: nothing cancels, saturates or ties by chance. */
const general = (at: number): number => 0.55 + 0.4 * ((at * 0.6180339887498949) % 1)

/**
 * Marks the input elements that each row depends on.
 *
 * A NaN that arrives at one output reaches exactly what depends on it, also through a factor of 0. At
 * the run's own values an infinite slope would make a NaN of every 0 too, so others stand in.
 */
function markTouched(local: Local, values: readonly NdArray[], rows: readonly number[]): void {
  const { machine, inputs, deciding, touched } = local
  if (deciding.size > 0) touched.clear()
  const missing = rows.filter((row) => !touched.has(row))
  if (missing.length === 0) return
  let at = 0
  inputs.forEach((input, port) => {
    const { data } = machine.value(input)
    if (deciding.has(port)) data.set(values[port]!.data)
    else for (let i = 0; i < data.length; i++) data[i] = general(at++)
  })
  machine.run()
  for (const row of missing)
    touched.set(
      row,
      Uint8Array.from(readRow(local, row, Number.NaN), (x) => Number(Number.isNaN(x))),
    )
}

/** The entries of some rows at the run's values, and which of them can be other than 0. */
function readRows(local: Local, values: readonly NdArray[], rows: readonly number[]) {
  markTouched(local, values, rows)
  const { machine, inputs, owed } = local
  inputs.forEach((input, port) => {
    machine.value(input).data.set(values[port]!.data)
  })
  machine.run()
  const columns = sizeOf(owed.shape)
  const cells = new Float64Array(rows.length * columns)
  const touched = new Uint8Array(cells.length)
  rows.forEach((row, nth) => {
    const marks = local.touched.get(row)!
    readRow(local, row, 1).forEach((value: number, column: number) => {
      const at = nth * columns + column
      const apart = marks[column] === 0
      // 0 · ∞ on the way is no slope: what the row does not depend on has none.
      cells[at] = apart && Number.isNaN(value) ? 0 : value + 0
      touched[at] = Number(!apart || cells[at] !== 0)
    })
  })
  return { cells, touched }
}

/** Rows spread evenly, the chosen one among them. */
function sampleRows(rows: number, chosen: number, count: number): number[] {
  const even = Array.from({ length: count }, (_, i) =>
    Math.round((i * (rows - 1)) / Math.max(1, count - 1)),
  )
  return [...new Set([chosen, ...even])].sort((a, b) => a - b)
}

/** Whether a node is computed, and so has a Jacobian with respect to each of its inputs that can move. */
export const hasJacobian = ({ compiled, value }: Results, node: string): boolean =>
  compiled.applied.has(node) && value(node) !== null

/**
 * The local Jacobian of a computed node with respect to its input `port`: ∂outᵢ/∂inⱼ, by the row's own
 * reverse rule, one vector–Jacobian product a row, on the operands of this run and in their dtypes.
 *
 * Worked out as a whole up to 4,096 entries; beyond, only the row of output element `chosen`.
 *
 * @shape output: S, input: T → [size of S, size of T].
 * @errors none; where there is none, it says why.
 */
export function jacobianOf(
  doc: GraphDocument,
  results: Results,
  node: string,
  port: number,
  chosen: number,
): Jacobian | NoJacobian {
  const { compiled } = results
  const applied = compiled.applied.get(node)
  const sources = compiled.wiring.nodes.get(node)?.inputs ?? []
  const values = sources.map((edge) => (edge === null ? null : results.value(edge.source)))
  if (applied === undefined || port >= values.length || !values.every((value) => value !== null))
    return none('no-value')
  if (!isFloat(values[port]!.dtype)) return none('whole')
  if (!isFloat(applied.output.dtype) || !carriesTo(applied, port)) return none('index')
  const local = localOf(doc, compiled, node, port)
  if (local === null) return none('large')
  const [output, input] = [applied.output.shape, values[port]!.shape]
  const [rows, columns] = [sizeOf(output), sizeOf(input)]
  const { row, all } = local.work
  const whole = rows * columns <= jacobianLimit && rows * row + all <= workLimit.all
  const at = Math.max(0, Math.min(chosen, rows - 1))
  const few = Math.max(1, Math.min(sampled, Math.floor(workLimit.row / row)))
  const given = whole ? Array.from({ length: rows }, (_, i) => i) : sampleRows(rows, at, few)
  const { cells, touched } = readRows(local, values, given)
  const first = given.indexOf(at) * columns
  return {
    kind: 'jacobian',
    ...{ output, input, rows, columns },
    dtype: values[port]!.dtype,
    only: whole ? null : at,
    cells: whole ? cells : cells.slice(first, first + columns),
    structure: structureOf({ rows, columns, given, cells, touched }),
  }
}
