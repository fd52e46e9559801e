import { GraphError, ShapeError } from '../../errors.ts'
import * as moves from '../../tensor/moves.ts'
import { type Shape, showShape, sizeOf } from '../../tensor/shape.ts'
import type { NdArray } from '../../tensor/storage.ts'
import type { Spec } from '../builder.ts'
import { noWork, type Primitive, template } from '../primitive.ts'

/** Checks what a gather or a scatter is given: whole numbers, and axes that fit but for one. */
function checkIndex(into: Shape, index: Spec, axis: number): void {
  if (index.dtype !== 'int64')
    throw new GraphError(
      'dtype',
      `An index must be int64, but this one is ${index.dtype}. Set the dtype of its tensor to int64.`,
    )
  const fits =
    index.shape.length === into.length &&
    index.shape.every((size, at) => at === axis || size <= into[at]!)
  if (!fits)
    throw new ShapeError(
      `An index of shape ${showShape(index.shape)} does not fit ${showShape(into)}: it needs as many axes, and none longer but axis ${axis}.`,
    )
}

/** Why an index cannot be taken; `null` where all of it lies within. */
function outside({ data }: NdArray, axis: number, size: number): string | null {
  const at = data.findIndex((value: number) => !(value >= 0 && value < size))
  return at < 0
    ? null
    : `The index has ${data[at]}, but axis ${axis} has ${size} elements: indices run from 0 to ${size - 1}.`
}

/** Elements found by whole numbers. */
export const indexing = {
  /** `out[i][j] = x[index[i][j]][j]` for axis 0; an index outside gives NaN, and a fault. */
  gather: {
    spec: ([x, index], { axis }) => {
      checkIndex(x!.shape, index!, axis as number)
      return { shape: index!.shape, dtype: x!.dtype }
    },
    kernel: (out, [x, index], { axis }) => moves.gather(out, x!, index!, axis as number),
    notation: template('#1_{[#2]}', 5, 5),
    flows: [0],
    work: noWork,
    vjp: (k, cotangent, { inputs: [x, index], attrs }) =>
      k.scatterAdd(cotangent, index!, k.spec(x!).shape, attrs['axis'] as number),
    fault: ([x, index], { axis }) => outside(index!, axis as number, x!.shape[axis as number]!),
  },
  /** The transpose of `gather`: elements added up at their indices, in row-major order. */
  scatterAdd: {
    spec: ([x, index], { shape, axis }) => {
      checkIndex(shape as Shape, index!, axis as number)
      return { shape: shape as Shape, dtype: x!.dtype }
    },
    kernel: (out, [x, index], { axis }) => moves.scatterAdd(out, x!, index!, axis as number),
    notation: template('\\operatorname{scatter}(#1, #2)'),
    flows: [0],
    work: (_output, [x]) => sizeOf(x!.shape),
    vjp: (k, cotangent, { inputs: [, index], attrs }) =>
      k.gather(cotangent, index!, attrs['axis'] as number),
    fault: ([, index], { shape, axis }) =>
      outside(index!, axis as number, (shape as Shape)[axis as number]!),
  },
} as const satisfies Record<string, Primitive>
