import { isFloat } from '../tensor/storage.ts'
import type { PrimitiveAttrs, Spec } from './builder.ts'
import type { Primitive } from './primitive.ts'
import { choices, functions, pairs } from './primitives/elementwise.ts'
import { indexing } from './primitives/indexing.ts'
import { linear } from './primitives/linear.ts'
import { moving } from './primitives/moving.ts'
import { reducing } from './primitives/reducing.ts'

/**
 * Everything a machine must be able to do, one record each; every op is composed of these.
 *
 * Elementwise ones broadcast as NumPy does. In float32 each rounds its result once, so a chain of
 * primitives rounds after every operation.
 */
export const primitives = {
  ...functions,
  ...pairs,
  ...choices,
  ...reducing,
  ...linear,
  ...moving,
  ...indexing,
} as const satisfies Record<string, Primitive>

/**
 * What a primitive makes of its operands; a float made of none is what the reading says.
 *
 * @errors ShapeError or GraphError as the primitive's rule throws.
 */
export function specOf(
  name: PrimitiveName,
  inputs: readonly Spec[],
  attrs: PrimitiveAttrs,
  float: 'float32' | 'float64',
): Spec {
  const spec = primitives[name].spec(inputs, attrs)
  const made = name !== 'cast' && spec.dtype === 'float32' && !inputs.some((x) => isFloat(x.dtype))
  return made ? { ...spec, dtype: float } : spec
}

/** The name of a primitive. */
export type PrimitiveName = keyof typeof primitives
