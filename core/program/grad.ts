import type { Call, Primitive } from '../ops/primitive.ts'
import { flowsTo } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import type { Id, Step, Writer } from './program.ts'

/** Which steps up to `last` depend on one of `sources` by ways that a gradient can take back. */
function reachedFrom(steps: readonly Step[], sources: readonly Step[], last: Id): ReadonlySet<Id> {
  const reached = new Set(sources.map(({ id }) => id))
  for (let id = 0; id <= last; id++) {
    const { op, inputs } = steps[id]!
    if (op === 'leaf' || op === 'constant') continue
    const primitive: Primitive = primitives[op]
    if (inputs.some((input, at) => reached.has(input) && flowsTo(primitive, at))) reached.add(id)
  }
  return reached
}

/**
 * Appends the reverse rules of a Program, newest step first: what `cotangent` at `root` owes to each
 * wanted step; `null` where nothing flows.
 *
 * The gradient of a Program is a Program: what is appended are steps like any other, so the gradient
 * of a gradient is this function once more, with a root among the steps it wrote before.
 *
 * @param cotangent what arrives at the root, of the root's shape and dtype.
 * @shape  each wanted step: S → S, and its dtype.
 * @errors GraphError `budget` as the writer throws.
 */
export function writeGradient(
  writer: Writer,
  root: Step,
  cotangent: Step,
  wanted: readonly Step[],
): (Step | null)[] {
  const { steps } = writer
  const k = builderOver(writer)
  const reached = reachedFrom(steps, wanted, root.id)
  const cotangents = new Map<Id, Step>()
  if (reached.has(root.id)) cotangents.set(root.id, cotangent)
  for (let id = root.id; id >= 0; id--) {
    const output = steps[id]!
    const arriving = cotangents.get(id)
    if (arriving === undefined || output.op === 'leaf' || output.op === 'constant') continue
    const primitive: Primitive = primitives[output.op]
    const inputs = output.inputs.map((input) => steps[input]!)
    const call: Call<Step> = { inputs, output, attrs: output.attrs }
    inputs.forEach((input, port) => {
      if (!reached.has(input.id) || !flowsTo(primitive, port)) return
      const flowing = k.cast(primitive.vjp(k, arriving, call, port), input.dtype)
      const before = cotangents.get(input.id)
      // Fan-out: cotangents add.
      cotangents.set(input.id, before === undefined ? flowing : k.add(before, flowing))
    })
  }
  return wanted.map(({ id }) => cotangents.get(id) ?? null)
}
