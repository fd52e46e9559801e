import type { Window } from '../tensor/moves.ts'
import type { Axes, Shape } from '../tensor/shape.ts'
import type { DType } from '../tensor/storage.ts'
import type { PrimitiveName } from './primitives.ts'

/** What is known of a value before it is computed. */
export interface Spec {
  readonly shape: Shape
  readonly dtype: DType
}

/** Parameters of a primitive, by name. */
export type PrimitiveAttrs = Readonly<Record<string, unknown>>

/**
 * What a reading must supply: how it describes a value, a constant, and one primitive applied.
 *
 * Run now, append to a Program, write LaTeX, check shapes: each is one of these.
 */
export interface Reading<V> {
  /** What a result that is no whole number is, where no operand is a float. */
  readonly float: 'float32' | 'float64'
  spec(value: V): Spec
  constant(value: number, dtype: DType): V
  apply(name: PrimitiveName, inputs: readonly V[], attrs: PrimitiveAttrs): V
}

/** A value, or a plain number that takes the dtype of the operand beside it. */
export type Operand<V> = V | number

/**
 * The verbs in which rows are written: every primitive by name, and the few compositions that
 * reverse rules share. A row written over it can be read by any `Reading`.
 */
export interface Builder<V> extends Reading<V> {
  add(a: Operand<V>, b: Operand<V>): V
  sub(a: Operand<V>, b: Operand<V>): V
  mul(a: Operand<V>, b: Operand<V>): V
  div(a: Operand<V>, b: Operand<V>): V
  pow(a: Operand<V>, b: Operand<V>): V
  maximum(a: Operand<V>, b: Operand<V>): V
  minimum(a: Operand<V>, b: Operand<V>): V
  lt(a: Operand<V>, b: Operand<V>): V
  le(a: Operand<V>, b: Operand<V>): V
  eq(a: Operand<V>, b: Operand<V>): V
  ne(a: Operand<V>, b: Operand<V>): V
  neg(a: V): V
  abs(a: V): V
  sign(a: V): V
  exp(a: V): V
  expm1(a: V): V
  log(a: V): V
  log1p(a: V): V
  sqrt(a: V): V
  rsqrt(a: V): V
  tanh(a: V): V
  sigmoid(a: V): V
  softplus(a: V): V
  erf(a: V): V
  sin(a: V): V
  cos(a: V): V
  /** Where `condition` holds the element of `a`, elsewhere that of `b`. */
  select(condition: V, a: Operand<V>, b: Operand<V>): V
  cast(a: V, dtype: DType): V
  /** The same elements, through which no gradient flows. */
  detach(a: V): V
  /** A constant of the dtype of `like`. */
  constantLike(value: number, like: V): V
  sum(a: V, axes: Axes, keepdims: boolean): V
  max(a: V, axes: Axes, keepdims: boolean): V
  matmul(a: V, b: V): V
  reshape(a: V, shape: Shape): V
  permute(a: V, axes: readonly number[]): V
  broadcastTo(a: V, shape: Shape): V
  slice(a: V, shape: Shape, window: Window): V
  pad(a: V, shape: Shape, window: Window): V
  concat(parts: readonly V[], axis: number): V
  gather(a: V, index: V, axis: number): V
  scatterAdd(a: V, index: V, shape: Shape, axis: number): V
  /** The last two axes swapped. */
  transpose(a: V): V
  /** Sums a cotangent back to the shape its primal had before broadcasting: the transpose of broadcast. */
  unbroadcast(cotangent: V, shape: Shape): V
}
