import { stretchedAxes } from '../tensor/shape.ts'
import { isFloat } from '../tensor/storage.ts'
import type { Builder, Operand, Reading } from './builder.ts'
import type { PrimitiveName } from './primitives.ts'

/**
 * A builder over a reading: the verbs that rows are written in.
 *
 * Numbers among the operands become constants of the other operand's dtype, as Python's scalars do,
 * so a float64 value stays float64 and a float32 one rounds the constant to float32; a fraction beside
 * whole numbers is the reading's float.
 */
export function builderOver<V>(reading: Reading<V>): Builder<V> {
  const isValue = (operand: Operand<V>): operand is V => typeof operand !== 'number'
  const constantLike = (value: number, like: V): V => {
    const { dtype } = reading.spec(like)
    if (isFloat(dtype)) return reading.constant(value, dtype)
    // Beside whole numbers a whole one is whole; −0 and what has a fraction is a float.
    const whole = Number.isSafeInteger(value) && !Object.is(value, -0)
    return reading.constant(value, whole ? 'int64' : reading.float)
  }
  const lift = (operand: Operand<V>, beside: Operand<V>): V => {
    if (isValue(operand)) return operand
    return isValue(beside) ? constantLike(operand, beside) : reading.constant(operand, 'float64')
  }
  const unary = (name: PrimitiveName) => (a: V) => reading.apply(name, [a], {})
  const binary = (name: PrimitiveName) => (a: Operand<V>, b: Operand<V>) =>
    reading.apply(name, [lift(a, b), lift(b, a)], {})

  const k: Builder<V> = {
    float: reading.float,
    spec: (value) => reading.spec(value),
    constant: (value, dtype) => reading.constant(value, dtype),
    apply: (name, inputs, attrs) => reading.apply(name, inputs, attrs),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    pow: binary('pow'),
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    lt: binary('lt'),
    le: binary('le'),
    eq: binary('eq'),
    ne: binary('ne'),
    neg: unary('neg'),
    abs: unary('abs'),
    sign: unary('sign'),
    exp: unary('exp'),
    expm1: unary('expm1'),
    log: unary('log'),
    log1p: unary('log1p'),
    sqrt: unary('sqrt'),
    rsqrt: unary('rsqrt'),
    tanh: unary('tanh'),
    sigmoid: unary('sigmoid'),
    softplus: unary('softplus'),
    erf: unary('erf'),
    sin: unary('sin'),
    cos: unary('cos'),
    detach: unary('detach'),
    select: (condition, a, b) => reading.apply('select', [condition, lift(a, b), lift(b, a)], {}),
    constantLike,
    cast: (a, dtype) =>
      reading.spec(a).dtype === dtype ? a : reading.apply('cast', [a], { dtype }),
    sum: (a, axes, keepdims) => reading.apply('sum', [a], { axes, keepdims }),
    max: (a, axes, keepdims) => reading.apply('max', [a], { axes, keepdims }),
    matmul: (a, b) => reading.apply('matmul', [a, b], {}),
    reshape: (a, shape) => reading.apply('reshape', [a], { shape }),
    permute: (a, axes) => reading.apply('permute', [a], { axes }),
    broadcastTo: (a, shape) => reading.apply('broadcastTo', [a], { shape }),
    slice: (a, shape, window) => reading.apply('slice', [a], { shape, ...window }),
    pad: (a, shape, window) => reading.apply('pad', [a], { shape, ...window }),
    concat: (parts, axis) => reading.apply('concat', parts, { axis }),
    gather: (a, index, axis) => reading.apply('gather', [a, index], { axis }),
    scatterAdd: (a, index, shape, axis) => reading.apply('scatterAdd', [a, index], { shape, axis }),
    transpose: (a) => {
      const rank = reading.spec(a).shape.length
      const axes = Array.from({ length: rank }, (_, axis) => axis)
      return k.permute(a, [...axes.slice(0, -2), rank - 1, rank - 2])
    },
    unbroadcast: (cotangent, shape) => {
      const from = reading.spec(cotangent).shape
      const axes = stretchedAxes(shape, from)
      if (axes.length === 0) return cotangent
      const summed = k.sum(cotangent, axes, false)
      return reading.spec(summed).shape.length === shape.length ? summed : k.reshape(summed, shape)
    },
  }
  return k
}
