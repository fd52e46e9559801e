import { onArrays } from '../ops/arrays.ts'
import type { ComputedDef } from '../ops/op.ts'
import { broadcastShapes, sizeOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import { broadcastIndex } from './spelled.ts'

/** Which elements of two arrays meet when an op takes them element by element. */
export interface Pairs {
  readonly pairs: readonly (readonly [number, number])[]
  /** How many there are in all; the first of them are given. */
  readonly count: number
}

/** A loss's input as it reads on its target's scale: the sigmoid of logits, say. */
export const predictionOf = ({ predicts }: ComputedDef, input: NdArray): NdArray =>
  predicts === null ? input : predicts(onArrays, input)

/**
 * The pairs of elements that meet when `a` and `b` are broadcast, row-major, at most `limit` of them.
 *
 * @shape a: S, b: T → as many pairs as the broadcast of S and T has elements.
 * @errors ShapeError where the shapes do not broadcast.
 */
export function pairsOf(a: NdArray, b: NdArray, limit: number): Pairs {
  const shape = broadcastShapes(a.shape, b.shape)
  const count = sizeOf(shape)
  const at = ({ data, shape: own }: NdArray, index: number) =>
    data[broadcastIndex(index, own, shape)]!
  const pairs = Array.from(
    { length: Math.min(count, limit) },
    (_, index) => [at(a, index), at(b, index)] as const,
  )
  return { pairs, count }
}
