import fc from 'fast-check'
import { apply, fromArray, type Tensor } from '#core/eager/tensor.ts'
import { GraphError } from '#core/errors.ts'
import type { GraphDocument } from '#core/graph/document.ts'
import { fromNumber } from '#core/graph/leaf.ts'
import type { AttrValue } from '#core/ops/attrs.ts'
import type { ComputedDef } from '#core/ops/op.ts'
import { portName } from '#core/ops/ports.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import { type DType, fromValues } from '#core/tensor/storage.ts'
import { type Entry, graph, leaf, node } from '../core/documents.ts'
import { kinksOf } from './examples.ts'
import { attrChoices, computedRows, takesAt } from './opCases.ts'

/** A leaf of a random graph. */
export interface LeafPlan {
  readonly shape: Shape
  readonly dtype: DType
  readonly requiresGrad: boolean
  readonly values: readonly number[]
}

/** An op of a random graph, by numbers that choose its inputs and parameters; what does not fit is left out. */
export interface StepPlan {
  readonly row: readonly [string, ComputedDef]
  /** Several ways to choose; the first that fits is taken. */
  readonly tries: readonly (readonly number[])[]
}

/** What a random graph is built from. */
export interface GraphPlan {
  readonly leaves: readonly LeafPlan[]
  readonly steps: readonly StepPlan[]
  readonly root: number
}

/** A random graph: its tensors as computed eagerly, and the same as a document. */
export interface RandomGraph {
  readonly tensors: readonly (readonly [id: string, tensor: Tensor])[]
  readonly doc: GraphDocument
  /** The ops it came to use. */
  readonly used: readonly string[]
}

const shapes: readonly Shape[] = [
  [],
  [1],
  [3],
  [2, 3],
  [2, 1],
  [1, 3],
  [3, 3],
  [2, 2, 3],
  [0, 3],
  [1, 2, 1, 3],
  [2, 1, 1, 2, 1, 1],
]

/** Any number, the awkward ones often. */
export const anyNumber = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY),
)

/** Leaves of any shape with numbers like `element`; whole ones count from 0, so that they serve as indices. */
export const leafPlans = (
  element: fc.Arbitrary<number>,
  dtypes: readonly DType[],
): fc.Arbitrary<LeafPlan> =>
  fc
    .record({
      shape: fc.constantFrom(...shapes),
      dtype: fc.constantFrom(...dtypes),
      wants: fc.boolean(),
      floats: fc.array(element, { minLength: 12, maxLength: 12 }),
      wholes: fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
    })
    .map(({ shape, dtype, wants, floats, wholes }) => ({
      shape,
      dtype,
      requiresGrad: wants && dtype !== 'int64',
      values: (dtype === 'int64' ? wholes : floats).slice(0, sizeOf(shape)),
    }))

/** Ops among these rows, with inputs and parameters to try. */
export const stepPlans = (rows: readonly (readonly [string, ComputedDef])[]) =>
  fc.record<StepPlan>({
    row: fc.constantFrom(...rows),
    tries: fc.array(fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), {
      minLength: 8,
      maxLength: 8,
    }),
  })

/** Random graphs over every op. */
export const graphPlans: fc.Arbitrary<GraphPlan> = fc.record({
  leaves: fc.array(leafPlans(anyNumber, ['float32', 'float64', 'int64']), {
    minLength: 1,
    maxLength: 5,
  }),
  steps: fc.array(stepPlans(computedRows), { minLength: 1, maxLength: 16, size: 'max' }),
  root: fc.nat(),
})

/** Whether a row has a slope everywhere, and its gradient is that slope. */
const isSmooth = (op: ComputedDef) =>
  kinksOf(op).length === 0 &&
  op.convention === null &&
  op.definedFor === null &&
  Object.keys(op.takes).length === 0 &&
  op.examples.every(({ grads }) => !grads?.includes(null))

/** Random graphs of such rows, in float64. */
export const smoothPlans: fc.Arbitrary<GraphPlan> = fc.record({
  leaves: fc.array(leafPlans(fc.double({ min: -1, max: 1, noNaN: true }), ['float64']), {
    minLength: 1,
    maxLength: 4,
  }),
  steps: fc.array(stepPlans(computedRows.filter(([, op]) => isSmooth(op))), {
    minLength: 1,
    maxLength: 10,
  }),
  root: fc.nat(),
})

/** What is kept of them: values that differences can be taken of. */
export const smoothValue = ({ shape, dtype, array }: Tensor): boolean =>
  sizeOf(shape) <= 100 && dtype === 'float64' && array.data.every((value) => Math.abs(value) < 10)

/** The inputs of a step among what there is: whole numbers where its row takes places. */
function chooseInputs<T extends { readonly dtype: DType }>(
  op: ComputedDef,
  numbers: readonly number[],
  among: readonly (readonly [string, T])[],
): readonly (readonly [string, T])[] | null {
  const count = op.variadic ? 1 + (numbers[4]! % 4) : op.ports.length
  const whole = among.filter(([, { dtype }]) => dtype === 'int64')
  const chosen = Array.from({ length: count }, (_, at) => {
    const list = takesAt(op, at) === 'index' ? whole : among
    return list[numbers[at]! % list.length]
  })
  return chosen.every((one) => one !== undefined) ? chosen : null
}

/** A value for each of a row's parameters, chosen by numbers. */
export function chooseAttrs(op: ComputedDef, numbers: readonly number[], shape: Shape) {
  const entries = Object.entries(op.attrs).map(([name, def], at): [string, AttrValue] => {
    const choices = attrChoices(def, shape)
    return [name, choices[numbers[at]! % choices.length]!]
  })
  return Object.fromEntries(entries)
}

/** What an op may refuse random inputs for. */
const refusals = new Set(['shape', 'dtype', 'index'])

/** Applies an op, or says that it does not take these. */
function attempt(op: ComputedDef, inputs: readonly Tensor[], attrs: Record<string, AttrValue>) {
  try {
    return apply(op, inputs, attrs)
  } catch (error) {
    if (error instanceof GraphError && refusals.has(error.code)) return null
    throw error
  }
}

/** Builds a plan's graph; a step whose value `keeps` refuses is left out. */
export function buildGraph(
  { leaves, steps, root }: GraphPlan,
  keeps: (tensor: Tensor) => boolean = ({ shape }) => sizeOf(shape) <= 200,
): RandomGraph {
  const tensors: [string, Tensor][] = []
  const entries: Entry[] = []
  for (const { shape, dtype, requiresGrad, values } of leaves) {
    const id = `leaf${tensors.length}`
    tensors.push([id, fromArray(fromValues(values, shape, dtype), requiresGrad)])
    entries.push(leaf(id, values.map(fromNumber), { shape, dtype, requiresGrad }))
  }
  const used: string[] = []
  for (const { row, tries } of steps) {
    const [name, op] = row
    for (const numbers of tries) {
      const sources = chooseInputs(op, numbers, tensors)
      if (sources === null) break
      const attrs = chooseAttrs(op, numbers.slice(5), sources[0]![1].shape)
      const made = attempt(
        op,
        sources.map(([, source]) => source),
        attrs,
      )
      if (made === null || !keeps(made)) continue
      const id = `step${tensors.length}`
      tensors.push([id, made])
      const wires = sources.map(([source], at) => [portName(op, at), source])
      entries.push(node(id, name, Object.fromEntries(wires), attrs))
      used.push(name)
      break
    }
  }
  return { tensors, doc: graph(entries, { root: tensors[root % tensors.length]![0] }), used }
}
