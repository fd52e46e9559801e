import { GraphError } from '../errors.ts'
import { applyOp, carriesTo } from '../ops/apply.ts'
import { arrays } from '../ops/arrays.ts'
import { type Attrs, readAttrs } from '../ops/attrs.ts'
import { type OpName, opNames, ops } from '../ops/index.ts'
import type { ComputedDef, LeafDef, OpDef } from '../ops/op.ts'
import { toNumPyText, toTensorText } from '../tensor/print.ts'
import { type Shape, sizeOf } from '../tensor/shape.ts'
import {
  allocate,
  type DType,
  flatten,
  fromValues,
  isFloat,
  type NdArray,
  type Nested,
} from '../tensor/storage.ts'
import { backward, isRecording, record, type TapeRecord, type Tracked } from './tape.ts'

/** Parameters of an op as a caller writes them: those left out have their defaults. */
export type AttrsInput = Readonly<Record<string, Attrs[string] | undefined>>

/** What a tensor's op takes: the other operands, then its parameters. */
export type OpMethod = (...rest: readonly (Tensor | number | AttrsInput)[]) => Tensor

/** Every op of the table as a method, under its own name. */
type OpMethods = { readonly [Name in OpName]: OpMethod }

/** A tensor that knows how it was made. */
export type Tensor = TensorCore & OpMethods

/** Options of the functions that make leaves. */
export interface LeafOptions {
  readonly requiresGrad?: boolean
  readonly dtype?: DType
}

class TensorCore implements Tracked {
  readonly array: NdArray
  readonly requiresGrad: boolean
  readonly record: TapeRecord | null
  #grad: Tensor | null = null

  constructor(array: NdArray, requiresGrad: boolean, made: TapeRecord | null) {
    this.array = array
    this.requiresGrad = requiresGrad
    this.record = made
  }

  get shape(): Shape {
    return this.array.shape
  }

  get dtype(): DType {
    return this.array.dtype
  }

  /** What backward passes have added up here; `null` before the first, and on inner tensors. */
  get grad(): Tensor | null {
    return this.#grad
  }

  /** Forgets the gradient, as an optimizer does before each step. */
  zeroGrad(): void {
    this.#grad = null
  }

  accumulate(grad: NdArray): void {
    const before = this.#grad?.array
    // A gradient is a tensor of its own: it never shares elements with what flowed.
    const data = grad.data.slice()
    if (before !== undefined)
      data.forEach((value, i) => {
        data[i] = value + before.data[i]!
      })
    this.#grad = wrap({ ...grad, data })
  }

  /**
   * Sends a gradient back to every leaf that asks for one.
   *
   * @param gradient what to start from; one element starts from 1.
   * @errors GraphError `shape` where a gradient is needed and not given, `no-root` where nothing
   *   requires a gradient or the graph was let go.
   * @source PyTorch, `torch.Tensor.backward`.
   */
  backward(gradient?: Tensor, { retainGraph = false } = {}): void {
    if (gradient === undefined && this.array.data.length !== 1)
      throw new GraphError(
        'shape',
        `backward() starts from 1 where there is one element; this tensor has ${sizeOf(this.shape)}. Pass the gradient to start from, or sum first.`,
      )
    const start = gradient?.array ?? fromValues([1], this.shape, this.dtype)
    backward(this, start, retainGraph)
  }

  /** The one element of a tensor that has one. */
  item(): number {
    if (this.array.data.length !== 1)
      throw new GraphError(
        'shape',
        `item() needs one element; this tensor has ${this.array.data.length}.`,
      )
    return this.array.data[0]!
  }

  /** The elements alone, printing as NumPy prints. */
  numpy(): NdArray & { toString(): string } {
    const { array } = this
    return { ...array, toString: () => toNumPyText(array) }
  }

  /** As sorix prints a tensor. */
  toString(): string {
    return toTensorText({ ...this.array, requiresGrad: this.requiresGrad })
  }
}

function wrap(array: NdArray, requiresGrad = false, made: TapeRecord | null = null): Tensor {
  return new TensorCore(array, requiresGrad, made) as Tensor
}

/** A leaf from elements. */
export function fromArray(array: NdArray, requiresGrad = false): Tensor {
  if (requiresGrad && !isFloat(array.dtype))
    throw new GraphError(
      'dtype',
      `Only float tensors can require a gradient; this one is ${array.dtype}.`,
    )
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

/** A leaf whose elements its row makes from parameters. */
function generated(
  op: LeafDef,
  attrs: AttrsInput,
  { requiresGrad = false, dtype }: LeafOptions,
): Tensor {
  const read = readAttrs(op.attrs, attrs)
  const shape = op.generate!.shape(read)
  const data = allocate(dtype ?? op.dtype ?? 'float32', sizeOf(shape))
  for (let i = 0; i < data.length; i++) data[i] = op.generate!.element(read, i, 0)
  return fromArray({ shape, dtype: dtype ?? op.dtype ?? 'float32', data }, requiresGrad)
}

/** `num` evenly spaced numbers from `start` to `stop`, both included; float64, as NumPy's. */
export function linspace(start: number, stop: number, num = 50, options: LeafOptions = {}): Tensor {
  return generated(ops.linspace as LeafDef, { start, stop, num }, options)
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
  const like = operands.find((operand) => typeof operand !== 'number')
  const dtype = like?.dtype === 'float64' ? 'float64' : 'float32'
  const inputs = operands.map((operand) =>
    typeof operand === 'number' ? wrap(fromValues([operand], [], dtype)) : operand,
  )
  const applied = applyOp(
    arrays,
    op,
    inputs.map((input) => input.array),
    readAttrs(op.attrs, attrs),
  )
  const requiresGrad =
    isRecording() && inputs.some((input, port) => input.requiresGrad && carriesTo(applied, port))
  return wrap(applied.output, requiresGrad, requiresGrad ? record(applied, inputs) : null)
}

const isAttrs = (value: unknown): value is AttrsInput =>
  typeof value === 'object' && !(value instanceof TensorCore)

for (const name of opNames) {
  const op: OpDef = ops[name]
  if (op.kind !== 'computed') continue
  const method = function (this: Tensor, ...rest: (Tensor | number | AttrsInput)[]): Tensor {
    const last = rest[rest.length - 1]
    const attrs = isAttrs(last) ? last : {}
    const others = (isAttrs(last) ? rest.slice(0, -1) : rest) as (Tensor | number)[]
    return apply(op, [this, ...others], attrs)
  }
  Object.defineProperty(TensorCore.prototype, name, { value: method })
}
