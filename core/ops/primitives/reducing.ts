import { ShapeError } from '../../errors.ts'
import * as kernels from '../../tensor/kernels.ts'
import {
  type Axes,
  reducedAxes,
  reducedShape,
  type Shape,
  showShape,
  sizeOf,
} from '../../tensor/shape.ts'
import type { DType } from '../../tensor/storage.ts'
import type { Builder, PrimitiveAttrs, Spec } from '../builder.ts'
import type { Call, Primitive } from '../primitive.ts'

const axesOf = ({ axes }: PrimitiveAttrs, shape: Shape) => reducedAxes(axes as Axes, shape.length)

const reduced = ({ shape, dtype }: Spec, attrs: PrimitiveAttrs): Spec => ({
  shape: reducedShape(shape, axesOf(attrs, shape), attrs['keepdims'] as boolean),
  dtype: dtype === 'bool' ? 'int64' : (dtype as DType),
})

/** What a reduction gave or got, with its reduced axes kept as 1. */
function standing<V>(k: Builder<V>, value: V, { inputs, attrs }: Call<V>): V {
  if (attrs['keepdims'] === true) return value
  const { shape } = k.spec(inputs[0]!)
  return k.reshape(value, reducedShape(shape, axesOf(attrs, shape), true))
}

/** Of n numbers, n − 1 are added to or compared with what there is. */
const joins = (output: Spec, [x]: readonly Spec[]): number =>
  Math.max(0, sizeOf(x!.shape) - sizeOf(output.shape))

/** Many elements into one, along axes. */
export const reducing = {
  sum: {
    spec: ([x], attrs) => reduced(x!, attrs),
    kernel: (out, [x], attrs) => kernels.sum(out.data, x!, axesOf(attrs, x!.shape)),
    notation: { kind: 'gathered', sign: '\\sum_i' },
    flows: 'all',
    work: joins,
    vjp: (k, cotangent, call) =>
      k.broadcastTo(standing(k, cotangent, call), k.spec(call.inputs[0]!).shape),
  },
  /** Tied elements share the gradient equally. */
  max: {
    spec: ([x], attrs) => {
      const spec = reduced(x!, attrs)
      if (!spec.shape.includes(0) && x!.shape.includes(0))
        throw new ShapeError(
          `${showShape(x!.shape)} has no elements along a reduced axis, so there is none to choose.`,
        )
      return spec
    },
    kernel: (out, [x], attrs) => kernels.max(out.data, x!, axesOf(attrs, x!.shape)),
    notation: { kind: 'gathered', sign: '\\max_i' },
    flows: 'all',
    work: joins,
    vjp: (k, cotangent, call) => {
      const [x] = call.inputs
      const largest = k.cast(k.eq(x!, standing(k, call.output, call)), k.spec(cotangent).dtype)
      const ties = k.sum(largest, axesOf(call.attrs, k.spec(x!).shape), true)
      return k.mul(k.div(standing(k, cotangent, call), ties), largest)
    },
  },
} as const satisfies Record<string, Primitive>
