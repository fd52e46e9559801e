import { GraphError } from '../errors.ts'
import * as scalar from '../scalar/index.ts'
import * as kernels from '../tensor/kernels.ts'
import {
  type Axes,
  broadcastShapes,
  matmulShape,
  reducedAxes,
  reducedShape,
  type Shape,
  showShape,
  sizeOf,
} from '../tensor/shape.ts'
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
  | { readonly kind: 'fraction' | 'power' | 'cases' | 'sum' | 'product' | 'silent' | 'transpose' }

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
  /** What the output's cotangent owes to input `port`; `null` where no gradient flows by nature. */
  readonly vjp: <V>(k: Builder<V>, cotangent: V, call: Call<V>, port: number) => V | null
}

/** A partial derivative of an elementwise rule: a value, or a constant such as 1 or −1. */
export type Partial = <V>(k: Builder<V>, y: V, ...inputs: V[]) => Operand<V>

/**
 * What flows to one input of an elementwise rule: cotangent × partial, summed back to its shape.
 *
 * A partial of 1 or −1 costs no multiplication, which changes no bit.
 */
export function elementwiseVjp<V>(k: Builder<V>, cotangent: V, partial: Operand<V>, input: V): V {
  const flowing =
    partial === 1 ? cotangent : partial === -1 ? k.neg(cotangent) : k.mul(cotangent, partial)
  return k.unbroadcast(flowing, k.spec(input).shape)
}

const floating = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float32')

function unary(
  f: (x: number) => number,
  notation: Notation,
  partial: Partial,
  dtypeOf: (dtype: DType) => DType = floating,
): Primitive {
  return {
    spec: ([x]) => ({ shape: x!.shape, dtype: dtypeOf(x!.dtype) }),
    kernel: (out, [x]) => kernels.map(out.data, x!.data, f),
    notation,
    vjp: (k, cotangent, { inputs, output }) =>
      elementwiseVjp(k, cotangent, partial(k, output, ...inputs), inputs[0]!),
  }
}

function binary(
  f: (a: number, b: number) => number,
  notation: Notation,
  partials: readonly [Partial, Partial] | null,
  dtypeOf: (a: DType, b: DType) => DType = promote,
): Primitive {
  return {
    spec: ([a, b]) => ({
      shape: broadcastShapes(a!.shape, b!.shape),
      dtype: dtypeOf(a!.dtype, b!.dtype),
    }),
    kernel: (out, [a, b]) => kernels.zip(out, a!, b!, f),
    notation,
    vjp: (k, cotangent, { inputs, output }, port) =>
      partials === null
        ? null
        : elementwiseVjp(k, cotangent, partials[port]!(k, output, ...inputs), inputs[port]!),
  }
}

const arithmetic = (a: DType, b: DType): DType => {
  const dtype = promote(a, b)
  return dtype === 'bool' ? 'int64' : dtype
}
const quotient = (a: DType, b: DType): DType => floating(promote(a, b))
const truth = (): DType => 'bool'
const call = (name: string): Notation => ({ kind: 'function', name })
const infix = (sign: string, precedence: number): Notation => ({ kind: 'infix', sign, precedence })

function checkedReshape(from: Spec, shape: Shape): Spec {
  if (sizeOf(from.shape) !== sizeOf(shape))
    throw new GraphError(
      'shape',
      `Cannot reshape ${showShape(from.shape)} to ${showShape(shape)}: ${sizeOf(from.shape)} elements do not fill ${sizeOf(shape)}.`,
    )
  return { shape, dtype: from.dtype }
}

/**
 * Everything a machine must be able to do, one record each; every op is composed of these.
 *
 * Elementwise ones broadcast as NumPy does. In float32 each rounds its result once, so a chain of
 * primitives rounds after every operation.
 */
export const primitives = {
  neg: unary(
    (x) => -x,
    { kind: 'prefix', sign: '-', precedence: 2 },
    () => -1,
    (dtype) => arithmetic(dtype, dtype),
  ),
  exp: unary(
    (x) => scalar.exp(scalar.numbers, x),
    call('\\exp'),
    (_k, y) => y,
  ),
  log: unary(
    (x) => scalar.log(scalar.numbers, x),
    call('\\log'),
    (k, _y, x) => k.div(1, x!),
  ),
  tanh: unary(
    (x) => scalar.tanh(scalar.numbers, x),
    call('\\tanh'),
    (k, y) => k.sub(1, k.mul(y, y)),
  ),
  sigmoid: unary(
    (x) => scalar.sigmoid(scalar.numbers, x),
    call('\\sigma'),
    (k, y) => k.mul(y, k.sub(1, y)),
  ),
  add: binary((a, b) => a + b, infix('+', 1), [() => 1, () => 1], arithmetic),
  sub: binary((a, b) => a - b, infix('-', 1), [() => 1, () => -1], arithmetic),
  mul: binary(
    (a, b) => a * b,
    infix('\\cdot', 3),
    [(_k, _y, _a, b) => b!, (_k, _y, a) => a!],
    arithmetic,
  ),
  div: binary(
    (a, b) => a / b,
    { kind: 'fraction' },
    [(k, _y, _a, b) => k.div(1, b!), (k, y, _a, b) => k.neg(k.div(y, b!))],
    quotient,
  ),
  pow: binary(
    (a, b) => scalar.pow(scalar.numbers, a, b),
    { kind: 'power' },
    [(k, _y, a, b) => k.mul(b!, k.pow(a!, k.sub(b!, 1))), (k, y, a) => k.mul(y, k.log(a!))],
    quotient,
  ),
  lt: binary((a, b) => (a < b ? 1 : 0), infix('<', 0), null, truth),
  le: binary((a, b) => (a <= b ? 1 : 0), infix('\\le', 0), null, truth),
  select: {
    spec: ([condition, a, b]) => ({
      shape: broadcastShapes(condition!.shape, broadcastShapes(a!.shape, b!.shape)),
      dtype: promote(a!.dtype, b!.dtype),
    }),
    kernel: (out, [condition, a, b]) => kernels.choose(out, condition!, a!, b!),
    notation: { kind: 'cases' },
    vjp: (k, cotangent, { inputs }, port) =>
      port === 0
        ? null
        : k.unbroadcast(
            port === 1 ? k.select(inputs[0]!, cotangent, 0) : k.select(inputs[0]!, 0, cotangent),
            k.spec(inputs[port]!).shape,
          ),
  },
  cast: {
    spec: ([x], attrs) => ({ shape: x!.shape, dtype: attrs['dtype'] as DType }),
    kernel: (out, [x]) => kernels.convert(out.data, x!.data),
    notation: { kind: 'silent' },
    vjp: (k, cotangent, { inputs }) => k.cast(cotangent, k.spec(inputs[0]!).dtype),
  },
  sum: {
    spec: ([x], { axes, keepdims }) => ({
      shape: reducedShape(
        x!.shape,
        reducedAxes(axes as Axes, x!.shape.length),
        keepdims as boolean,
      ),
      dtype: x!.dtype === 'bool' ? 'int64' : x!.dtype,
    }),
    kernel: (out, [x], { axes }) =>
      kernels.sum(out.data, x!, reducedAxes(axes as Axes, x!.shape.length)),
    notation: { kind: 'sum' },
    vjp: (k, cotangent, { inputs, attrs }) => {
      const { shape } = k.spec(inputs[0]!)
      const axes = reducedAxes(attrs['axes'] as Axes, shape.length)
      const kept = reducedShape(shape, axes, true)
      const standing = attrs['keepdims'] ? cotangent : k.reshape(cotangent, kept)
      return k.broadcastTo(standing, shape)
    },
  },
  matmul: {
    spec: ([a, b]) => ({
      shape: matmulShape(a!.shape, b!.shape),
      dtype: arithmetic(a!.dtype, b!.dtype),
    }),
    kernel: (out, [a, b]) => kernels.matmul(out, a!, b!),
    notation: { kind: 'product' },
    vjp: (k, cotangent, { inputs: [a, b] }, port) => matmulVjp(k, cotangent, a!, b!, port),
  },
  reshape: {
    spec: ([x], { shape }) => checkedReshape(x!, shape as Shape),
    kernel: (out, [x]) => kernels.convert(out.data, x!.data),
    notation: { kind: 'silent' },
    vjp: (k, cotangent, { inputs }) => k.reshape(cotangent, k.spec(inputs[0]!).shape),
  },
  permute: {
    spec: ([x], { axes }) => ({
      shape: (axes as readonly number[]).map((axis) => x!.shape[axis]!),
      dtype: x!.dtype,
    }),
    kernel: (out, [x], { axes }) => kernels.permute(out, x!, axes as readonly number[]),
    notation: { kind: 'transpose' },
    vjp: (k, cotangent, { attrs }) => {
      const axes = attrs['axes'] as readonly number[]
      return k.permute(
        cotangent,
        axes.map((_, axis) => axes.indexOf(axis)),
      )
    },
  },
  broadcastTo: {
    spec: ([x], { shape }) => {
      broadcastShapes(x!.shape, shape as Shape)
      return { shape: shape as Shape, dtype: x!.dtype }
    },
    kernel: (out, [x]) => kernels.broadcast(out, x!),
    notation: { kind: 'silent' },
    vjp: (k, cotangent, { inputs }) => k.unbroadcast(cotangent, k.spec(inputs[0]!).shape),
  },
} as const satisfies Record<string, Primitive>

/** The name of a primitive. */
export type PrimitiveName = keyof typeof primitives

/**
 * A matrix product's reverse rule: ā = ȳ·bᵀ and b̄ = aᵀ·ȳ, vectors read as a row or a column.
 *
 * @source Giles, "An extended collection of matrix derivative results", 2008, §2.2.
 */
function matmulVjp<V>(k: Builder<V>, cotangent: V, a: V, b: V, port: number): V {
  const [shapeA, shapeB] = [k.spec(a).shape, k.spec(b).shape]
  const row = shapeA.length === 1
  const column = shapeB.length === 1
  const matrixA = row ? k.reshape(a, [1, ...shapeA]) : a
  const matrixB = column ? k.reshape(b, [...shapeB, 1]) : b
  const shapeY = k.spec(cotangent).shape
  const batch = shapeY.slice(0, shapeY.length - (row ? 0 : 1) - (column ? 0 : 1))
  const m = row ? 1 : shapeA[shapeA.length - 2]!
  const n = column ? 1 : shapeB[shapeB.length - 1]!
  const matrixY = row || column ? k.reshape(cotangent, [...batch, m, n]) : cotangent
  const flowing =
    port === 0 ? k.matmul(matrixY, k.transpose(matrixB)) : k.matmul(k.transpose(matrixA), matrixY)
  const matrix = port === 0 ? matrixA : matrixB
  const own = k.unbroadcast(flowing, k.spec(matrix).shape)
  const shape = port === 0 ? shapeA : shapeB
  return shape.length === 1 ? k.reshape(own, shape) : own
}
