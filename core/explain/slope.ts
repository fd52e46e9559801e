import { applyOp, reverseOp } from '../ops/apply.ts'
import { arrays, onArrays } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import type { NdArray } from '../tensor/storage.ts'

/**
 * The slopes of an elementwise row along one input, as its own reverse rule gives them: what comes
 * back to `port` when 1 arrives at every element; NaN where the row has no number, 0 where nothing
 * flows back.
 *
 * @shape input `port`: S, the others scalars or S → S.
 * @errors none where the row takes these inputs.
 */
export function portSlopes(
  op: ComputedDef,
  attrs: Attrs,
  inputs: readonly NdArray[],
  port: number,
): NdArray {
  const applied = applyOp(arrays, op, inputs, attrs)
  const ones = onArrays.broadcastTo(onArrays.constantLike(1, applied.output), applied.output.shape)
  const wanted = inputs.map((_, at) => at === port)
  const slopes = reverseOp(onArrays, applied, ones, wanted)[port]
  const { data } = applied.output
  const at = (slope: number, i: number) => (Number.isNaN(data[i]) ? Number.NaN : slope)
  const input = inputs[port]!
  if (slopes === undefined || slopes === null) return { ...input, data: input.data.map(() => 0) }
  return { ...slopes, data: slopes.data.map(at) }
}

/** The slopes of an elementwise row of one input; see `portSlopes`. */
export function localSlopes(op: ComputedDef, attrs: Attrs, input: NdArray): NdArray {
  return portSlopes(op, attrs, [input], 0)
}
