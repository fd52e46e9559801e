import * as kernels from '../tensor/kernels.ts'
import { broadcastShapes } from '../tensor/shape.ts'
import { type DType, isFloat, type NdArray, promote } from '../tensor/storage.ts'
import type { Builder, Operand, PrimitiveAttrs, Spec } from './builder.ts'

/** One primitive applied: what a reverse rule may read. */
export interface Call<V> {
  readonly inputs: readonly V[]
  readonly output: V
  readonly attrs: PrimitiveAttrs
}

/** How a primitive is written in a formula: an infix sign, a function's name, or words of its own. */
export type Notation =
  | { readonly kind: 'infix'; readonly sign: string; readonly precedence: number }
  | { readonly kind: 'prefix'; readonly sign: string; readonly precedence: number }
  | { readonly kind: 'function'; readonly name: string }
  /** LaTeX with `#1`, `#2` for the operands; where one needs brackets, `least` is the precedence that needs none. */
  | {
      readonly kind: 'template'
      readonly text: string
      readonly precedence: number
      readonly least: number
    }
  /** One element from many: `sign` stands before what is gathered. */
  | { readonly kind: 'gathered'; readonly sign: string }
  | { readonly kind: 'fraction' | 'power' | 'cases' | 'product' | 'silent' | 'transpose' }

/** One thing a machine can do: its shape rule, its kernel, how it is written, and its reverse rule. */
export interface Primitive {
  /** @errors ShapeError or GraphError `dtype` where the operands do not fit. */
  readonly spec: (inputs: readonly Spec[], attrs: PrimitiveAttrs) => Spec
  /** Binds the reference loop to its operands. */
  readonly kernel: (
    out: NdArray,
    inputs: readonly NdArray[],
    attrs: PrimitiveAttrs,
  ) => kernels.Kernel
  readonly notation: Notation
  /** The inputs through which a gradient flows; `all` where it does through each. */
  readonly flows: 'all' | readonly number[]
  /** What the output's cotangent owes to input `port`, one that `flows` names. */
  readonly vjp: <V>(k: Builder<V>, cotangent: V, call: Call<V>, port: number) => V
  /** Why the elements of the operands cannot be taken, as an index past the end; `null` where they can. */
  readonly fault?: (inputs: readonly NdArray[], attrs: PrimitiveAttrs) => string | null
  /** How many terms each element of the output adds up, where that is not told by an operand's size. */
  readonly terms?: (inputs: readonly Spec[]) => number
}

/** Whether a gradient can flow from a primitive's output to its input `port`. */
export const flowsTo = ({ flows }: Primitive, port: number): boolean =>
  flows === 'all' || flows.includes(port)

/** A reverse rule of what no gradient flows through; `flows` keeps it from being asked. */
export function noVjp(): never {
  throw new Error('No gradient flows through this primitive.')
}

/** A partial derivative of an elementwise rule: a value, or a constant such as 1 or −1. */
export type Partial = <V>(k: Builder<V>, y: V, ...inputs: V[]) => Operand<V>

/**
 * What flows to one input of an elementwise rule: cotangent × partial, summed back to its shape.
 *
 * A partial of 1 or −1 costs no multiplication, which changes no bit; a partial of 0 sends zeros,
 * whatever arrives.
 */
export function elementwiseVjp<V>(k: Builder<V>, cotangent: V, partial: Operand<V>, input: V): V {
  const { shape } = k.spec(input)
  if (partial === 0) return k.broadcastTo(k.constantLike(0, cotangent), shape)
  const flowing =
    partial === 1 ? cotangent : partial === -1 ? k.neg(cotangent) : k.mul(cotangent, partial)
  return k.unbroadcast(flowing, shape)
}

const floating = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float32')

/** The dtype of arithmetic: truth values count as whole numbers. */
export const arithmetic = (a: DType, b: DType): DType => {
  const dtype = promote(a, b)
  return dtype === 'bool' ? 'int64' : dtype
}

/** The dtype of what is no whole number even from whole numbers, as a quotient. */
export const quotient = (a: DType, b: DType): DType => floating(promote(a, b))

const truth = (): DType => 'bool'

/** An elementwise primitive of one operand. */
export function unary(
  f: (x: number) => number,
  notation: Notation,
  partial: Partial,
  dtypeOf: (dtype: DType) => DType = floating,
): Primitive {
  return {
    spec: ([x]) => ({ shape: x!.shape, dtype: dtypeOf(x!.dtype) }),
    kernel: (out, [x]) => kernels.map(out.data, x!.data, f),
    notation,
    flows: 'all',
    vjp: (k, cotangent, { inputs, output }) =>
      elementwiseVjp(k, cotangent, partial(k, output, ...inputs), inputs[0]!),
  }
}

/** An elementwise primitive of two operands that broadcast. */
export function binary(
  f: (a: number, b: number) => number,
  notation: Notation,
  partials: readonly [Partial, Partial],
  dtypeOf: (a: DType, b: DType) => DType = promote,
): Primitive {
  return {
    spec: ([a, b]) => ({
      shape: broadcastShapes(a!.shape, b!.shape),
      dtype: dtypeOf(a!.dtype, b!.dtype),
    }),
    kernel: (out, [a, b]) => kernels.zip(out, a!, b!, f),
    notation,
    flows: 'all',
    vjp: (k, cotangent, { inputs, output }, port) =>
      elementwiseVjp(k, cotangent, partials[port]!(k, output, ...inputs), inputs[port]!),
  }
}

/** A comparison of two operands that broadcast: 1 where it holds, elsewhere 0. */
export function comparison(f: (a: number, b: number) => boolean, sign: string): Primitive {
  return {
    ...binary((a, b) => (f(a, b) ? 1 : 0), infix(sign, 0), [noVjp, noVjp], truth),
    flows: [],
  }
}

/** `name(x)`. */
export const call = (name: string): Notation => ({ kind: 'function', name })

/** `a sign b`. */
export const infix = (sign: string, precedence: number): Notation => ({
  kind: 'infix',
  sign,
  precedence,
})

/** LaTeX around the operands; see `Notation`. */
export const template = (text: string, precedence = 5, least = 0): Notation => ({
  kind: 'template',
  text,
  precedence,
  least,
})
