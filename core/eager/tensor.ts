import { GraphError } from '../errors.ts'
import { applyOp } from '../ops/apply.ts'
import { arrays } from '../ops/arrays.ts'
import { readAttrs } from '../ops/attrs.ts'
import { type OpName, opNames, ops } from '../ops/index.ts'
import type { ComputedDef, OpDef } from '../ops/op.ts'
import {
  type DType,
  flatten,
  fromValues,
  type NdArray,
  type Nested,
  promote,
} from '../tensor/storage.ts'
import type { AttrsInput, ComputedName, OpMethod } from './methods.ts'
import { edgeTo } from './tape.ts'
import { assertFloat, constantBeside, type Tensor, tensors, Variable, wrap } from './variable.ts'

export type { Tensor } from './variable.ts'

/** Options of the functions that make leaves. */
export interface LeafOptions {
  readonly requiresGrad?: boolean
  readonly dtype?: DType
}

/** A leaf from elements. */
export function fromArray(array: NdArray, requiresGrad = false): Tensor {
  if (requiresGrad) assertFloat(array.dtype)
  return wrap(array, requiresGrad)
}

/**
 * A leaf from nested lists, float32 unless said otherwise.
 *
 * @errors GraphError `shape` where the lists make no rectangle, `dtype` where an int64 asks for a gradient.
 */
export function tensor(
  data: Nested,
  { requiresGrad = false, dtype = 'float32' }: LeafOptions = {},
): Tensor {
  const { shape, values } = flatten(data)
  return fromArray(fromValues(values, shape, dtype), requiresGrad)
}

/** Applies a computed op of the table to tensors; numbers become constants beside a tensor. */
export function apply(
  op: ComputedDef,
  operands: readonly (Tensor | number)[],
  attrs: AttrsInput,
): Tensor {
  if (op.variadic ? operands.length === 0 : operands.length !== op.ports.length)
    throw new GraphError(
      'missing-input',
      `${op.title} takes ${op.variadic ? 'one input or more' : `${op.ports.length} ${op.ports.length === 1 ? 'input' : 'inputs'} (${op.ports.join(', ')})`}, but got ${operands.length}.`,
    )
  const unknown = Object.keys(attrs).find((name) => !Object.hasOwn(op.attrs, name))
  if (unknown !== undefined)
    throw new GraphError(
      'bad-attr',
      `${op.title} has no parameter "${unknown}"; it has ${Object.keys(op.attrs).join(', ') || 'none'}.`,
    )
  const wrong = operands.find((it) => typeof it !== 'number' && !(it instanceof Variable))
  if (wrong !== undefined || operands.includes(undefined as never))
    throw new GraphError(
      'bad-attr',
      `${op.title} takes tensors and numbers, then its parameters by name, as in { axis: 1 }; ${String(wrong)} is none of these.`,
    )
  const dtypes = operands.flatMap((operand) => (typeof operand === 'number' ? [] : operand.dtype))
  const beside = dtypes.length === 0 ? 'float32' : dtypes.reduce(promote)
  const inputs = operands.map((operand) =>
    typeof operand === 'number' ? constantBeside(operand, beside) : operand,
  )
  const values = inputs.map(({ array }) => array)
  const applied = applyOp(arrays, op, values, readAttrs(op.attrs, attrs))
  return tensors.made(applied, inputs.map(edgeTo))
}

const isAttrs = (value: unknown): value is AttrsInput =>
  typeof value === 'object' && !(value instanceof Variable)

/** An op as a function of its operands and, last, its parameters. */
function functionOf(op: ComputedDef): OpMethod {
  return (...given) => {
    const last = given[given.length - 1]
    const operands = isAttrs(last) ? given.slice(0, -1) : given
    return apply(op, operands as readonly (Tensor | number)[], isAttrs(last) ? last : {})
  }
}

const computed: Partial<Record<OpName, OpMethod>> = {}
for (const name of opNames) {
  const op: OpDef = ops[name]
  if (op.kind !== 'computed') continue
  const run = functionOf(op)
  computed[name] = run
  const method: OpMethod = function (this: Tensor, ...rest) {
    return run(this, ...rest)
  }
  const inPlace: OpMethod = function (this: Tensor, ...rest) {
    return this.copy_(run(this, ...rest))
  }
  Object.defineProperty(Variable.prototype, name, { value: method })
  Object.defineProperty(Variable.prototype, `${name}_`, { value: inPlace })
}

/** Every computed op as a function, so that a number can stand first: `functional.sub(1, x)`. */
export const functional = computed as { readonly [Name in ComputedName]: OpMethod }
