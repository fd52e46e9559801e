import * as scalar from '../../scalar/index.ts'
import * as kernels from '../../tensor/kernels.ts'
import { broadcastShapes } from '../../tensor/shape.ts'
import { type DType, promote } from '../../tensor/storage.ts'
import type { Builder } from '../builder.ts'
import {
  arithmetic,
  binary,
  call,
  comparison,
  infix,
  noVjp,
  noWork,
  type Primitive,
  quotient,
  template,
  unary,
} from '../primitive.ts'

const same = (dtype: DType) => arithmetic(dtype, dtype)
const { numbers } = scalar
/** 2/√π. */
const erfSlope = 1.1283791670955126

/** Functions of one operand. */
export const functions = {
  neg: {
    ...unary(
      (x) => -x,
      { kind: 'prefix', sign: '-', precedence: 2 },
      () => -1,
      same,
    ),
    // Whole numbers have one zero.
    kernel: (out, [x]) =>
      kernels.map(
        out.data,
        x!.data,
        out.dtype === 'int64' ? (value) => 0 - value : (value) => -value,
      ),
  },
  abs: unary(
    (x) => Math.abs(x),
    template('\\lvert #1 \\rvert'),
    (k, _y, x) => k.sign(x!),
    same,
  ),
  /** −1, 0 or 1; 0 for NaN too, so that |x| has the slope 0 there as at 0. */
  sign: unary(
    (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
    call('\\operatorname{sign}'),
    () => 0,
    same,
  ),
  exp: unary(
    (x) => scalar.exp(numbers, x),
    call('\\exp'),
    (_k, y) => y,
  ),
  expm1: unary(
    (x) => scalar.expm1(numbers, x),
    template('e^{#1} - 1', 1),
    (k, _y, x) => k.exp(x!),
  ),
  log: unary(
    (x) => scalar.log(numbers, x),
    call('\\log'),
    (k, _y, x) => k.div(1, x!),
  ),
  log1p: unary(
    (x) => scalar.log1p(numbers, x),
    template('\\log(1 + #1)', 5, 2),
    (k, _y, x) => k.div(1, k.add(1, x!)),
  ),
  sqrt: unary(
    (x) => Math.sqrt(x),
    template('\\sqrt{#1}'),
    (k, y) => k.div(0.5, y),
  ),
  rsqrt: unary(
    (x) => scalar.rsqrt(numbers, x),
    template('\\frac{1}{\\sqrt{#1}}', 4),
    (k, y) => k.mul(-0.5, k.mul(y, k.mul(y, y))),
  ),
  tanh: unary(
    (x) => scalar.tanh(numbers, x),
    call('\\tanh'),
    (k, y) => k.sub(1, k.mul(y, y)),
  ),
  sigmoid: unary(
    (x) => scalar.sigmoid(numbers, x),
    call('\\sigma'),
    (k, y) => k.mul(y, k.sub(1, y)),
  ),
  softplus: unary(
    (x) => scalar.softplus(numbers, x),
    template('\\log(1 + e^{#1})'),
    (k, _y, x) => k.sigmoid(x!),
  ),
  erf: unary(
    (x) => scalar.erf(numbers, x),
    call('\\operatorname{erf}'),
    (k, _y, x) => k.mul(erfSlope, k.exp(k.neg(k.mul(x!, x!)))),
  ),
  sin: unary(
    (x) => scalar.sin(numbers, x),
    call('\\sin'),
    (k, _y, x) => k.cos(x!),
  ),
  cos: unary(
    (x) => scalar.cos(numbers, x),
    call('\\cos'),
    (k, _y, x) => k.neg(k.sin(x!)),
  ),
} as const satisfies Record<string, Primitive>

/** Functions of two operands, which broadcast. */
export const pairs = {
  add: binary((a, b) => a + b, infix('+', 1), [() => 1, () => 1], arithmetic),
  sub: binary((a, b) => a - b, infix('-', 1), [() => 1, () => -1], arithmetic),
  mul: {
    ...binary(
      (a, b) => a * b,
      infix('\\cdot', 3),
      [(_k, _y, _a, b) => b!, (_k, _y, a) => a!],
      arithmetic,
    ),
    // Whole numbers have one zero.
    kernel: (out, [a, b]) =>
      kernels.zip(out, a!, b!, out.dtype === 'int64' ? (x, y) => x * y + 0 : (x, y) => x * y),
  },
  div: {
    ...binary((a, b) => a / b, { kind: 'fraction' }, [noVjp, noVjp], quotient),
    // ȳ / b rather than ȳ · (1/b): the reciprocal of a tiny divisor would be ∞.
    vjp: (k, cotangent, { inputs: [a, b], output }, port) => {
      const flowing = port === 0 ? k.div(cotangent, b!) : k.mul(cotangent, k.neg(k.div(output, b!)))
      return k.unbroadcast(flowing, k.spec(port === 0 ? a! : b!).shape)
    },
  },
  /** At b = 0 the slope along a is 0, also at a = 0; along b it is 0 where a is 0 and b is not negative. */
  pow: binary(
    (a, b) => scalar.pow(numbers, a, b),
    { kind: 'power' },
    [
      (k, y, a, b) =>
        k.select(k.eq(b!, 0), k.constantLike(0, y), k.mul(b!, k.pow(a!, k.sub(b!, 1)))),
      (k, y, a, b) =>
        k.select(k.mul(k.eq(a!, 0), k.le(0, b!)), k.constantLike(0, y), k.mul(y, k.log(a!))),
    ],
    quotient,
  ),
  /** A tie's gradient is halved; NaN on either side gives NaN. */
  maximum: binary(
    Math.max,
    template('\\max(#1, #2)'),
    [
      (k, y, a, b) => share(k, k.lt(b!, a!), k.eq(a!, b!), y),
      (k, y, a, b) => share(k, k.lt(a!, b!), k.eq(a!, b!), y),
    ],
    arithmetic,
  ),
  /** A tie's gradient is halved; NaN on either side gives NaN. */
  minimum: binary(
    Math.min,
    template('\\min(#1, #2)'),
    [
      (k, y, a, b) => share(k, k.lt(a!, b!), k.eq(a!, b!), y),
      (k, y, a, b) => share(k, k.lt(b!, a!), k.eq(a!, b!), y),
    ],
    arithmetic,
  ),
  lt: comparison((a, b) => a < b, '<'),
  le: comparison((a, b) => a <= b, '\\le'),
  eq: comparison((a, b) => a === b, '='),
  ne: comparison((a, b) => a !== b, '\\ne'),
} as const satisfies Record<string, Primitive>

/** 1 where an operand is the one taken, ½ at a tie, 0 elsewhere. */
function share<V>(k: Builder<V>, taken: V, tied: V, like: V): V {
  const whenNot = k.select(tied, k.constantLike(0.5, like), k.constantLike(0, like))
  return k.select(taken, k.constantLike(1, like), whenNot)
}

/** Element by element: `condition ? a : b`, and the same number in another dtype. */
export const choices = {
  select: {
    spec: ([condition, a, b]) => ({
      shape: broadcastShapes(condition!.shape, broadcastShapes(a!.shape, b!.shape)),
      dtype: promote(a!.dtype, b!.dtype),
    }),
    kernel: (out, [condition, a, b]) => kernels.choose(out, condition!, a!, b!),
    notation: { kind: 'cases' },
    flows: [1, 2],
    vjp: (k, cotangent, { inputs }, port) =>
      k.unbroadcast(
        port === 1 ? k.select(inputs[0]!, cotangent, 0) : k.select(inputs[0]!, 0, cotangent),
        k.spec(inputs[port]!).shape,
      ),
  },
  cast: {
    spec: ([x], attrs) => ({ shape: x!.shape, dtype: attrs['dtype'] as DType }),
    kernel: (out, [x]) =>
      out.dtype === 'bool'
        ? kernels.map(out.data, x!.data, (value) => Number(value !== 0))
        : kernels.convert(out.data, x!.data),
    notation: { kind: 'silent' },
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { inputs }) => k.cast(cotangent, k.spec(inputs[0]!).dtype),
  },
  /** The same elements, through which no gradient flows. */
  detach: {
    spec: ([x]) => x!,
    kernel: (out, [x]) => kernels.convert(out.data, x!.data),
    notation: { kind: 'silent' },
    flows: [],
    work: noWork,
    vjp: noVjp,
  },
} as const satisfies Record<string, Primitive>
