import { applyOp, reverseOp } from '../ops/apply.ts'
import { arrays, onArrays } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import type { NdArray } from '../tensor/storage.ts'

/**
 * The local slopes of an elementwise row of one input, as its own reverse rule gives them: what
 * comes back when 1 arrives at every element; NaN where the row has no number.
 *
 * @shape input: S → S.
 * @errors none where the row takes this input.
 */
export function localSlopes(op: ComputedDef, attrs: Attrs, input: NdArray): NdArray {
  const applied = applyOp(arrays, op, [input], attrs)
  const ones = onArrays.broadcastTo(onArrays.constantLike(1, applied.output), applied.output.shape)
  const [slopes] = reverseOp(onArrays, applied, ones, [true])
  const { data } = applied.output
  const at = (slope: number, i: number) => (Number.isNaN(data[i]) ? Number.NaN : slope)
  if (slopes === undefined || slopes === null) return { ...input, data: input.data.map(() => 0) }
  return { ...slopes, data: slopes.data.map(at) }
}
