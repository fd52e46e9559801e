import { readAttrs } from '../ops/attrs.ts'
import { leaves } from '../ops/leaves.ts'
import type { LeafDef } from '../ops/op.ts'
import { type Shape, sizeOf } from '../tensor/shape.ts'
import { allocate, rounderOf } from '../tensor/storage.ts'
import type { AttrsInput } from './methods.ts'
import { fromArray, type LeafOptions } from './tensor.ts'
import type { Tensor } from './variable.ts'

/** Options of a leaf that is drawn at random; without a seed of its own it continues `manualSeed`'s. */
export interface RandomOptions extends LeafOptions {
  readonly seed?: number
}

const stream = { seed: 0, draws: 0 }

/** Starts the random leaves that follow, so that a program draws the same numbers in every run. */
export function manualSeed(seed: number): void {
  Object.assign(stream, { seed, draws: 0 })
}

/** A leaf whose elements its row makes from parameters. */
function generated(
  name: keyof typeof leaves,
  given: AttrsInput,
  { requiresGrad = false, dtype: wanted }: LeafOptions,
): Tensor {
  const { attrs, dtype: own, generate } = leaves[name] as LeafDef
  const draws = 'seed' in attrs && given['seed'] === undefined
  const read = readAttrs(attrs, draws ? { ...given, seed: stream.seed } : given)
  const shape = generate!.shape(read)
  const dtype = wanted ?? own ?? 'float32'
  const data = allocate(dtype, sizeOf(shape))
  const turn = draws ? stream.draws++ : 0
  const round = rounderOf(dtype)
  for (let i = 0; i < data.length; i++) data[i] = round(generate!.element(read, i, turn, round))
  return fromArray({ shape, dtype, data }, requiresGrad)
}

/** `num` evenly spaced numbers from `start` to `stop`, both included; float64, as NumPy's. */
export function linspace(start: number, stop: number, num = 50, options: LeafOptions = {}): Tensor {
  return generated('linspace', { start, stop, num }, options)
}

/** Numbers from `start` on, `step` apart, up to but without `stop`. */
export function arange(start: number, stop: number, step = 1, options: LeafOptions = {}): Tensor {
  return generated('arange', { start, stop, step }, options)
}

/** Zeros. */
export function zeros(shape: Shape, options: LeafOptions = {}): Tensor {
  return generated('zeros', { shape }, options)
}

/** Ones. */
export function ones(shape: Shape, options: LeafOptions = {}): Tensor {
  return generated('ones', { shape }, options)
}

/** Zeros of the shape and dtype of `like`. */
export function zerosLike({ shape, dtype }: Tensor, options: LeafOptions = {}): Tensor {
  return zeros(shape, { dtype, ...options })
}

/** Ones of the shape and dtype of `like`. */
export function onesLike({ shape, dtype }: Tensor, options: LeafOptions = {}): Tensor {
  return ones(shape, { dtype, ...options })
}

/** One number everywhere. */
export function full(shape: Shape, value: number, options: LeafOptions = {}): Tensor {
  const { requiresGrad = false, ...plain } = options
  return zeros(shape, plain).fill_(value).requiresGrad_(requiresGrad)
}

/** Ones on the diagonal of `n` rows, and of `m` columns where there are not as many. */
export function eye(n: number, m: number | null = null, options: LeafOptions = {}): Tensor {
  return generated('eye', { n, m }, options)
}

/** A row an index: 1 there and 0 elsewhere. */
export function oneHot(
  indices: readonly number[],
  numClasses: number,
  options: LeafOptions = {},
): Tensor {
  return generated('one_hot', { indices, num_classes: numClasses }, options)
}

/** Numbers drawn from a normal distribution. */
export function randn(
  shape: Shape,
  { mean, std, seed, ...options }: RandomOptions & { mean?: number; std?: number } = {},
): Tensor {
  return generated('randn', { shape, mean, std, seed }, options)
}

/** Numbers drawn evenly from `low` up to, and without, `high`. */
export function uniform(
  shape: Shape,
  { low, high, seed, ...options }: RandomOptions & { low?: number; high?: number } = {},
): Tensor {
  return generated('uniform', { shape, low, high, seed }, options)
}
