import { GraphError } from '../errors.ts'
import { toNumPyText } from '../tensor/print.ts'
import { type Shape, sizeOf } from '../tensor/shape.ts'
import { type DType, type NdArray, type Nested, toNested } from '../tensor/storage.ts'

/** A tensor's elements, and how they are read. */
export class Elements {
  readonly array: NdArray

  constructor(array: NdArray) {
    this.array = array
  }

  get shape(): Shape {
    return this.array.shape
  }

  get dtype(): DType {
    return this.array.dtype
  }

  /** How many elements there are. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** The one element of a tensor that has one. */
  item(): number {
    if (this.size !== 1)
      throw new GraphError('shape', `item() needs one element; this tensor has ${this.size}.`)
    return this.array.data[0]!
  }

  /** The elements as nested lists; a scalar as a number. */
  tolist(): Nested {
    return toNested(this.array)
  }

  /** The elements alone, printing as NumPy prints. */
  numpy(): NdArray & { toString(): string } {
    const { array } = this
    return { ...array, toString: () => toNumPyText(array) }
  }
}
