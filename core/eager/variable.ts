import { GraphError, ShapeError } from '../errors.ts'
import { carriesTo } from '../ops/apply.ts'
import { arrays } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { OpName } from '../ops/index.ts'
import type { leaves } from '../ops/leaves.ts'
import { builderOver } from '../ops/verbs.ts'
import { toNumPyText, toTensorText } from '../tensor/print.ts'
import { type Shape, sameShape, showShape, sizeOf } from '../tensor/shape.ts'
import {
  type DType,
  flatten,
  fromValues,
  isFloat,
  type NdArray,
  type Nested,
} from '../tensor/storage.ts'
import { routeBack, sendBack, startOf } from './backward.ts'
import { isGradEnabled, withRecording } from './recording.ts'
import { edgeTo, placeOf, TapeRecord, type Tracked } from './tape.ts'
import { appliedPrimitive, type TapeReading } from './unfold.ts'

/** Parameters of an op as a caller writes them: those left out have their defaults. */
export type AttrsInput = Readonly<Record<string, Attrs[string] | undefined>>

/** What a tensor's op takes: the other operands, then its parameters. */
export type OpMethod = (...rest: readonly (Tensor | number | AttrsInput)[]) => Tensor

/** The ops that compute. */
export type ComputedName = Exclude<OpName, keyof typeof leaves>

/** Every op that computes as a method, under its own name; with `_` it writes in place. */
export type OpMethods = { readonly [Name in ComputedName | `${ComputedName}_`]: OpMethod }

/** A tensor that knows how it was made. */
export type Tensor = Variable & OpMethods

/** What a backward pass leaves behind. */
export interface PassOptions {
  /** Keeps the graph for another pass; as `createGraph` unless said otherwise. */
  readonly retainGraph?: boolean
  /** Records the pass itself, so that its gradients can be differentiated again. */
  readonly createGraph?: boolean
}

const misfit = (from: Shape, to: Shape) =>
  `${showShape(from)} cannot be written into ${showShape(to)}: a write in place keeps the shape.`

type MakeRecord = (output: Tensor, version: number) => TapeRecord<Tensor> | null

/** A tensor's state: its elements, its gradient, how it was made. The ops join it as methods. */
export class Variable implements Tracked<Tensor> {
  readonly array: NdArray
  #requiresGrad: boolean
  #record: TapeRecord<Tensor> | null
  #version = 0
  #grad: Tensor | null = null
  #retainsGrad = false

  constructor(array: NdArray, requiresGrad: boolean, makeRecord?: MakeRecord) {
    this.array = array
    this.#requiresGrad = requiresGrad
    this.#record = makeRecord?.(this as Variable as Tensor, this.#version) ?? null
  }

  get shape(): Shape {
    return this.array.shape
  }

  get dtype(): DType {
    return this.array.dtype
  }

  /** How it was made; `null` on a leaf. */
  get record(): TapeRecord<Tensor> | null {
    return this.#record
  }

  /** Whether it was given rather than computed from tensors that ask for a gradient. */
  get isLeaf(): boolean {
    return this.#record === null
  }

  /** Counts the writes in place. */
  get version(): number {
    return this.#version
  }

  /** What backward passes have added up here; `null` before the first, and on inner tensors without `retainGrad`. */
  get grad(): Tensor | null {
    return this.#grad
  }

  get requiresGrad(): boolean {
    return this.#requiresGrad
  }

  /**
   * Asks for a gradient, or no longer.
   *
   * @errors GraphError `dtype` where elements carry no gradient, `no-root` on a computed tensor.
   */
  set requiresGrad(wanted: boolean) {
    if (wanted === this.#requiresGrad) return
    if (!this.isLeaf)
      throw new GraphError(
        'no-root',
        'Only a leaf can stop asking for a gradient; this tensor was computed from one that does. Use detach() for a copy that does not.',
      )
    if (wanted) assertFloat(this.dtype)
    this.#requiresGrad = wanted
  }

  /** Sets `requiresGrad` and gives the tensor back. */
  requiresGrad_(wanted = true): this {
    this.requiresGrad = wanted
    return this
  }

  /**
   * Lets a computed tensor keep the gradient that passes through it.
   *
   * @errors GraphError `no-root` where none does.
   * @source PyTorch, `torch.Tensor.retain_grad`.
   */
  retainGrad(): this {
    if (!this.#requiresGrad)
      throw new GraphError('no-root', 'No gradient reaches this tensor, so it can keep none.')
    this.#retainsGrad = true
    return this
  }

  get retainsGrad(): boolean {
    return this.#retainsGrad && !this.isLeaf
  }

  /** Forgets the gradient, as an optimizer does before each step. */
  zeroGrad(): void {
    this.#grad = null
  }

  /**
   * Sends a gradient back to every leaf that asks for one, where it is added to `grad`.
   *
   * @param gradient what to start from; one element starts from 1.
   * @errors GraphError `shape` where a gradient is needed and not given, or does not fit; `no-root`
   *   where nothing requires a gradient or the graph was let go; `in-place` where what the way back
   *   needs was overwritten.
   * @source PyTorch, `torch.Tensor.backward`.
   */
  backward(
    gradient?: Tensor | null,
    { createGraph = false, retainGraph = createGraph }: PassOptions = {},
  ): void {
    withRecording(createGraph, () => {
      const root = placeOf(this as Variable as Tensor)
      const start = startOf(k, this as Variable as Tensor, gradient ?? null)
      const route = routeBack([root], null)
      const keeps = ({ output }: TapeRecord<Tensor>) => output.#retainsGrad
      const arrived = sendBack(tensors, new Map([[root, start]]), route, keeps)
      for (const [place, grad] of arrived) {
        const tensor = place instanceof TapeRecord ? place.output : place
        // What was written to since is another tensor now.
        if (placeOf(tensor) === place) tensor.#accumulate(grad)
      }
      if (!retainGraph) for (const record of route.records) record.release()
    })
  }

  /** A gradient is a tensor of its own: it shares its elements with no other. */
  #accumulate(grad: Tensor): void {
    if (!this.#requiresGrad) return
    this.#grad = this.#grad === null ? copyOf(grad) : k.add(this.#grad, grad)
  }

  /** A copy that the gradient flows through. */
  clone(): Tensor {
    return copyOf(this as Variable as Tensor)
  }

  /**
   * Writes elements over these, in place; the source broadcasts and takes this dtype.
   *
   * @errors GraphError `in-place` on a leaf that asks for a gradient while recording is on;
   *   ShapeError where the source does not fit.
   * @source PyTorch, "In-place operations with autograd".
   */
  copy_(source: Tensor | number): this {
    if (this.#requiresGrad && this.isLeaf && isGradEnabled())
      throw new GraphError(
        'in-place',
        'This leaf asks for a gradient, so it cannot be written to while recording is on. Write inside noGrad(() => …), or to a clone().',
      )
    const self = this as Variable as Tensor
    const from = typeof source === 'number' ? k.constantLike(source, self) : source
    const written = k.cast(k.select(k.constant(0, 'bool'), self, from), this.dtype)
    if (!sameShape(written.shape, this.shape)) throw new ShapeError(misfit(from.shape, this.shape))
    this.array.data.set(written.array.data)
    this.#version++
    if (!isGradEnabled()) return this
    // From here on, it is what was written: gradients go to the source.
    const { record } = written
    this.#requiresGrad = record !== null
    this.#record = record && new TapeRecord(record.applied!, record.edges, self, this.#version)
    return this
  }

  /**
   * Writes nested lists of the same shape over the elements.
   *
   * @errors as `copy_`; ShapeError where the lists have another shape.
   */
  set_(values: Nested): this {
    const { shape, values: flat } = flatten(values)
    if (!sameShape(shape, this.shape)) throw new ShapeError(misfit(shape, this.shape))
    return this.copy_(wrap(fromValues(flat, shape, this.dtype)))
  }

  /** Writes one number over every element. */
  fill_(value: number): this {
    return this.copy_(value)
  }

  /** Writes zeros. */
  zero_(): this {
    return this.copy_(0)
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

  /** The elements as nested lists; a scalar as a number. */
  tolist(): Nested {
    const { data, dtype, shape } = this.array
    let level: Nested[] = Array.from(data, (value) => (dtype === 'bool' ? value !== 0 : value))
    for (let axis = shape.length - 1; axis > 0; axis--) {
      const [rows, size] = [sizeOf(shape.slice(0, axis)), shape[axis]!]
      level = Array.from({ length: rows }, (_, row) => level.slice(row * size, (row + 1) * size))
    }
    return shape.length === 0 ? level[0]! : level
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

/** A leaf over elements. */
export function wrap(array: NdArray, requiresGrad = false): Tensor {
  return new Variable(array, requiresGrad) as Tensor
}

/** @errors GraphError `dtype` where elements of this kind carry no gradient. */
export function assertFloat(dtype: DType): void {
  if (!isFloat(dtype))
    throw new GraphError(
      'dtype',
      `Only float tensors can require a gradient; this one is ${dtype}.`,
    )
}

/** The reading that runs at once over tensors and records while recording is on. */
export const tensors: TapeReading<Tensor> = {
  spec: ({ array }) => array,
  constant: (value, dtype) => wrap(fromValues([value], [], dtype)),
  apply: (name, inputs, attrs) => {
    const values = inputs.map(({ array }) => array)
    const output = arrays.apply(name, values, attrs)
    return tensors.made(appliedPrimitive(name, values, attrs, output), inputs.map(edgeTo))
  },
  made: (applied, edges) => {
    const { inputs, output } = applied
    const requiresGrad =
      isGradEnabled() && edges.some(({ to }, port) => to !== null && carriesTo(applied, port))
    // An op may hand on its very input; a tensor's elements are its own.
    const array = inputs.includes(output) ? { ...output, data: output.data.slice() } : output
    const makeRecord: MakeRecord = (tensor, version) =>
      requiresGrad ? new TapeRecord(applied, edges, tensor, version) : null
    return new Variable(array, requiresGrad, makeRecord) as Tensor
  },
}

const k = builderOver(tensors)

const copyOf = (tensor: Tensor): Tensor => k.reshape(tensor, tensor.shape)
