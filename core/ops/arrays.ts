import { GraphError } from '../errors.ts'
import { checkRank, sizeOf } from '../tensor/shape.ts'
import { allocate, fromValues, type NdArray } from '../tensor/storage.ts'
import type { Reading, Spec } from './builder.ts'
import type { Primitive } from './primitive.ts'
import { primitives, specOf } from './primitives.ts'
import { builderOver } from './verbs.ts'

/**
 * The reading that runs at once: every primitive computes a new array.
 *
 * @errors ShapeError or GraphError as the primitives' shape rules throw, GraphError `index` on an index outside.
 */
export const arrays: Reading<NdArray> = {
  float: 'float32',
  spec: (array) => array,
  constant: (value, dtype) => fromValues([value], [], dtype),
  apply: (name, inputs, attrs) => {
    const primitive: Primitive = primitives[name]
    const { shape, dtype } = specOf(name, inputs, attrs, 'float32')
    checkRank(shape)
    const fault = primitive.fault?.(inputs, attrs) ?? null
    if (fault !== null) throw new GraphError('index', fault)
    const out = { shape, dtype, data: allocate(dtype, sizeOf(shape)) }
    primitive.kernel(out, inputs, attrs)()
    return out
  },
}

/** The verbs of the reading that runs at once. */
export const onArrays = builderOver(arrays)

/** The reading that computes shapes and dtypes alone, and so allocates nothing. */
export const specs: Reading<Spec> = {
  float: 'float32',
  spec: (value) => value,
  constant: (_value, dtype) => ({ shape: [], dtype }),
  apply: (name, inputs, attrs) => specOf(name, inputs, attrs, 'float32'),
}
