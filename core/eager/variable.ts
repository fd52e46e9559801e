import { GraphError, ShapeError } from '../errors.ts'
import { carriesTo } from '../ops/apply.ts'
import { arrays } from '../ops/arrays.ts'
import { builderOver } from '../ops/verbs.ts'
import { toTensorText } from '../tensor/print.ts'
import { normalizeAxis, type Shape, sameShape, showShape } from '../tensor/shape.ts'
import {
  type DType,
  flatten,
  fromValues,
  isFloat,
  type NdArray,
  type Nested,
} from '../tensor/storage.ts'
import { at, type Place } from './at.ts'
import { routeBack, sendBack, startOf } from './backward.ts'
import { Elements } from './elements.ts'
import type { OpMethods } from './methods.ts'
import { isGradEnabled, withRecording } from './recording.ts'
import { edgeTo, type Kept, placeOf, TapeRecord, type Tracked } from './tape.ts'
import { appliedPrimitive, type TapeReading } from './unfold.ts'

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

/** An op applied, and the tensors it was applied to. */
type Made = Pick<Kept<Tensor>, 'applied' | 'inputs'>

/** A tensor's state: its elements, its gradient, how it was made. The ops join it as methods. */
export class Variable extends Elements implements Tracked<Tensor> {
  #requiresGrad: boolean
  #record: TapeRecord<Tensor> | null
  #version = 0
  #grad: Tensor | null = null
  #retainsGrad = false

  constructor(array: NdArray, requiresGrad: boolean, made: Made | null = null) {
    super(array)
    this.#requiresGrad = requiresGrad
    this.#record = made && this.#recorded(made)
  }

  #recorded({ applied, inputs }: Made): TapeRecord<Tensor> {
    const output = this as Variable as Tensor
    return new TapeRecord({ applied, inputs, output, outputVersion: this.#version })
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
      const keeps = ({ kept }: TapeRecord<Tensor>) => kept.output.#retainsGrad
      const arrived = sendBack(tensors, new Map([[root, start]]), route, keeps)
      for (const [place, grad] of arrived) {
        const tensor = place instanceof TapeRecord ? place.kept.output : place
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
    const from = typeof source === 'number' ? constantBeside(source, this.dtype) : source
    if (isFloat(from.dtype) && !isFloat(this.dtype))
      throw new GraphError(
        'dtype',
        `Elements of ${from.dtype} cannot be kept in a tensor of ${this.dtype}.`,
      )
    const written = k.cast(k.select(k.constant(0, 'bool'), self, from), this.dtype)
    if (!sameShape(written.shape, this.shape)) throw new ShapeError(misfit(from.shape, this.shape))
    this.array.data.set(written.array.data)
    this.#version++
    if (!isGradEnabled()) return this
    // From here on, it is what was written: gradients go to the source.
    const { record } = written
    this.#requiresGrad = record !== null
    this.#record = record && this.#recorded(record.kept)
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

  /** The same elements in another dtype; whole numbers and truth values carry no gradient. */
  to(dtype: DType): Tensor {
    const { data, shape } = this.array
    if (dtype === this.dtype) return this as Variable as Tensor
    if (isFloat(dtype)) return k.cast(this as Variable as Tensor, dtype)
    const toElement = dtype === 'bool' ? (value: number) => Number(value !== 0) : Math.trunc
    return wrap(fromValues(Array.from(data, toElement), shape, dtype))
  }

  /**
   * Part of the tensor, one place an axis: `x.at(1)`, `x.at(-1, null)`, `x.at([0, 2], [null, null, 2])`.
   *
   * @errors GraphError `index` where an element is missing or too many axes are named.
   */
  at(...places: readonly Place[]): Tensor {
    return at(this as Variable as Tensor, places)
  }

  /** The parts along an axis, one after the other. */
  unbind(axis = 0): Tensor[] {
    const along = normalizeAxis(axis, this.shape.length)
    const before = this.shape.slice(0, along).map(() => null)
    return Array.from({ length: this.shape[along]! }, (_, i) => this.at(...before, i))
  }

  /** What Node's console shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** As sorix prints a tensor. */
  override toString(): string {
    return toTensorText({ ...this.array, requiresGrad: this.requiresGrad })
  }
}

/** A leaf over elements. */
export function wrap(array: NdArray, requiresGrad = false): Tensor {
  return new Variable(array, requiresGrad) as Tensor
}

/** A plain number as a tensor: it takes the dtype beside it, unless that cannot hold it. */
export function constantBeside(value: number, dtype: DType): Tensor {
  const fits = dtype === 'float64' || (dtype === 'int64' && Number.isSafeInteger(value))
  return wrap(fromValues([value], [], fits ? dtype : 'float32'))
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
  float: 'float32',
  spec: ({ array }) => array,
  constant: (value, dtype) => wrap(fromValues([value], [], dtype)),
  apply: (name, inputs, attrs) => {
    const values = inputs.map(({ array }) => array)
    const output = arrays.apply(name, values, attrs)
    if (!isGradEnabled()) return wrap(output)
    return tensors.made(appliedPrimitive(name, values, attrs, output), inputs.map(edgeTo))
  },
  made: (applied, edges) => {
    const { inputs, output } = applied
    const requiresGrad =
      isGradEnabled() && edges.some(({ to }, port) => to !== null && carriesTo(applied, port))
    // An op may hand on its very input; a tensor's elements are its own.
    const array = inputs.includes(output) ? { ...output, data: output.data.slice() } : output
    return new Variable(
      array,
      requiresGrad,
      requiresGrad ? { applied, inputs: edges } : null,
    ) as Tensor
  },
}

const k = builderOver(tensors)

const copyOf = (tensor: Tensor): Tensor => k.reshape(tensor, tensor.shape)
