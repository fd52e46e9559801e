import { GraphError } from '../errors.ts'
import { type Shape, showShape, sizeOf } from './shape.ts'

/** What elements are: `int64` holds class targets and indices and never a gradient; `bool` is a comparison's result. */
export type DType = 'float32' | 'float64' | 'int64' | 'bool'

/**
 * Typed arrays that hold each dtype.
 *
 * int64 lives in binary64 and is exact up to 2⁵³, which is every index a tensor here can have.
 */
export type Storage = Float32Array | Float64Array | Uint8Array

/** A shape, a dtype and the row-major elements. */
export interface NdArray {
  readonly shape: Shape
  readonly dtype: DType
  readonly data: Storage
}

/** The kinds of elements that carry gradients. */
export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64'
}

/** Room for `size` elements, all zero. */
export function allocate(dtype: DType, size: number): Storage {
  if (dtype === 'float32') return new Float32Array(size)
  return dtype === 'bool' ? new Uint8Array(size) : new Float64Array(size)
}

const order: readonly DType[] = ['bool', 'int64', 'float32', 'float64']

/**
 * The dtype two operands meet at: bool < int64 < float32 < float64, at any rank.
 *
 * @source FORMAT.md: "float32 with float64 gives float64 at any rank".
 */
export function promote(a: DType, b: DType): DType {
  return order.indexOf(a) < order.indexOf(b) ? b : a
}

/** What storing does to a number: rounds it, cuts its fraction off, or asks whether it is 0. */
export function rounderOf(dtype: DType): (value: number) => number {
  if (dtype === 'float32') return Math.fround
  // Whole numbers have one zero.
  if (dtype === 'int64') return (value) => Math.trunc(value) + 0
  return dtype === 'bool' ? (value) => Number(value !== 0) : (value) => value
}

/** Lists within lists of numbers, as `tensor([[1, 2], [3, 4]])` takes them. */
export type Nested = number | boolean | readonly Nested[]

/**
 * The shape and the flat elements of nested lists.
 *
 * @errors GraphError `shape` where lists side by side differ in length.
 */
export function flatten(nested: Nested): { shape: Shape; values: number[] } {
  const shape: number[] = []
  for (let level: Nested = nested; Array.isArray(level); level = level[0] ?? 0) {
    shape.push(level.length)
    if (level.length === 0) break
  }
  let flat: readonly Nested[] = [nested]
  for (const size of shape) {
    for (const row of flat)
      if (!Array.isArray(row) || row.length !== size)
        throw new GraphError(
          'shape',
          `The lists do not make a rectangle: expected ${size} entries at this depth, got ${Array.isArray(row) ? row.length : 'a number'}.`,
        )
    flat = (flat as readonly (readonly Nested[])[]).flat(1) as readonly Nested[]
  }
  const values = flat.map((value) => {
    if (Array.isArray(value))
      throw new GraphError('shape', 'The lists do not make a rectangle: some are nested deeper.')
    if (typeof value !== 'number' && typeof value !== 'boolean')
      throw new GraphError(
        'bad-attr',
        `${String(value)} is no number: a tensor holds numbers or truth values.`,
      )
    return Number(value)
  })
  return { shape, values }
}

/** Elements as nested lists, a scalar as itself; truth values as such. */
export function toNested({ data, dtype, shape }: NdArray): Nested {
  let level: Nested[] = Array.from(data, (value) => (dtype === 'bool' ? value !== 0 : value))
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const [rows, size] = [sizeOf(shape.slice(0, axis)), shape[axis]!]
    level = Array.from({ length: rows }, (_, row) => level.slice(row * size, (row + 1) * size))
  }
  return shape.length === 0 ? level[0]! : level
}

/**
 * An array from flat, row-major values, rounded to `dtype`.
 *
 * @errors GraphError `shape` where the count does not fit the shape; `bad-attr` where an int64 is not a whole number.
 */
export function fromValues(values: ArrayLike<number>, shape: Shape, dtype: DType): NdArray {
  const size = sizeOf(shape)
  if (values.length !== size)
    throw new GraphError(
      'shape',
      `${showShape(shape)} holds ${size} ${size === 1 ? 'value' : 'values'}, but ${values.length} ${values.length === 1 ? 'is' : 'are'} given.`,
    )
  const data = allocate(dtype, size)
  for (let i = 0; i < size; i++) {
    const value = values[i] ?? 0
    if (dtype === 'int64' && !Number.isSafeInteger(value))
      throw new GraphError('bad-attr', `Element ${i} is ${value}, but int64 holds whole numbers.`)
    data[i] = dtype === 'bool' ? Number(value !== 0) : value
  }
  return { shape, dtype, data }
}
