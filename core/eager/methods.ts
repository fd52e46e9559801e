import type { Attrs } from '../ops/attrs.ts'
import type { OpName } from '../ops/index.ts'
import type { leaves } from '../ops/leaves.ts'
import type { Tensor } from './variable.ts'

/** Parameters of an op as a caller writes them: those left out have their defaults. */
export type AttrsInput = Readonly<Record<string, Attrs[string] | undefined>>

/** What a tensor's op takes: the other operands, then its parameters. */
export type OpMethod = (...rest: readonly (Tensor | number | AttrsInput)[]) => Tensor

/** The ops that compute. */
export type ComputedName = Exclude<OpName, keyof typeof leaves>

/** Every op that computes as a method, under its own name; with `_` it writes in place. */
export type OpMethods = { readonly [Name in ComputedName | `${ComputedName}_`]: OpMethod }
