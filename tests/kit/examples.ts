import { readAttrs } from '#core/ops/attrs.ts'
import type { ComputedDef, Example, OpDef } from '#core/ops/op.ts'
import { portName } from '#core/ops/ports.ts'
import { type DType, flatten, type Nested } from '#core/tensor/storage.ts'
import { graph, leaf, node } from '../core/documents.ts'

/** The dtype an example's input has: whole numbers for an index, else float64. */
export const exampleDtype = (op: OpDef, at: number): DType =>
  op.kind === 'computed' && op.takes[op.ports[at] ?? ''] === 'index' ? 'int64' : 'float64'

const toJson = (value: number) => (Number.isFinite(value) ? value : String(value))

/** An op's example over float64 leaves `input0`, `input1` …, as `y`, and `root = sum(y)`. */
export function exampleDocument(name: string, op: OpDef, { inputs, attrs = {} }: Example) {
  const wires = inputs.map((_, at) => [portName(op, at), `input${at}`])
  return graph(
    [
      ...inputs.map((input, at) => {
        const { shape, values } = flatten(input as Nested)
        const dtype = exampleDtype(op, at)
        const rest = { shape, dtype, requiresGrad: dtype !== 'int64' }
        return leaf(`input${at}`, values.map(toJson), rest)
      }),
      node('y', name, Object.fromEntries(wires), attrs),
      node('L', 'sum', { input: 'y' }),
    ],
    { settings: { dtype: 'float64' } },
  )
}

/** Where the slope of a row with its defaults is a convention. */
export const kinksOf = (op: ComputedDef): readonly number[] => op.kinks(readAttrs(op.attrs, {}))
