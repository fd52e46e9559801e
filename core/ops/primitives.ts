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

/** The name of a primitive. */
export type PrimitiveName = keyof typeof primitives
