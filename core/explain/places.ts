import type { PrimitiveAttrs } from '../ops/builder.ts'
import { type Shape, stridesOf } from '../tensor/shape.ts'

/** An element's place along each axis. */
export function unravel(index: number, shape: Shape): number[] {
  const strides = stridesOf(shape)
  return shape.map((size, axis) => Math.floor(index / strides[axis]!) % size)
}

/** The element at a place. */
export const ravel = (place: readonly number[], shape: Shape): number =>
  stridesOf(shape).reduce((at, stride, axis) => at + stride * place[axis]!, 0)

/** Where a place of a slice lies in what it was taken from. */
export function placeIn(shape: Shape, attrs: PrimitiveAttrs, place: readonly number[]): number {
  const { starts, steps } = attrs as { starts: number[]; steps: number[] }
  return ravel(
    place.map((at, axis) => starts[axis]! + at * steps[axis]!),
    shape,
  )
}
