import type { Applied, Slot } from '../ops/apply.ts'
import type { PrimitiveAttrs, Spec } from '../ops/builder.ts'
import { flowsTo, type Primitive } from '../ops/primitive.ts'
import { choices, functions, pairs } from '../ops/primitives/elementwise.ts'
import { type PrimitiveName, primitives } from '../ops/primitives.ts'
import { type Axes, reducedAxes, type Shape, sizeOf, stridesOf } from '../tensor/shape.ts'

/** Where an element goes: to one place, to `none` of the output's, or to `several` of them. */
type Place = number | 'none' | 'several'

const placesAlong = (index: number, shape: Shape): number[] => {
  const strides = stridesOf(shape)
  return shape.map((size, axis) => Math.floor(index / strides[axis]!) % size)
}

const flatIndex = (place: readonly number[], shape: Shape): number =>
  stridesOf(shape).reduce((at, stride, axis) => at + stride * place[axis]!, 0)

type Move = (
  index: number,
  inputs: readonly Shape[],
  port: number,
  output: Shape,
  attrs: PrimitiveAttrs,
) => Place

/** Where nothing but axes of size 1 is stretched, an element keeps its place. */
const kept: Move = (index, inputs, port, output) =>
  sizeOf(inputs[port]!) === sizeOf(output) ? index : 'several'

const reduced: Move = (index, inputs, port, output, attrs) => {
  const shape = inputs[port]!
  const axes = reducedAxes(attrs['axes'] as Axes, shape.length)
  const sizes = shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const place = placesAlong(index, shape).map((at, axis) => (axes.includes(axis) ? 0 : at))
  // With or without the axes that are reduced, elements lie in the same order.
  return sizeOf(sizes) === sizeOf(output) ? flatIndex(place, sizes) : 'several'
}

const window = (attrs: PrimitiveAttrs) => attrs as { starts: number[]; steps: number[] }

/** A place, or none where a window leaves it out. */
const within = (place: readonly number[], shape: Shape): Place =>
  place.every((at, axis) => Number.isInteger(at) && at >= 0 && at < shape[axis]!)
    ? flatIndex(place, shape)
    : 'none'

/** How the primitives that move or gather elements do it; those that scatter them move several. */
const moves: Partial<Record<PrimitiveName, Move>> = {
  sum: reduced,
  max: reduced,
  reshape: kept,
  broadcastTo: kept,
  permute: (index, [shape], _port, output, { axes }) => {
    const place = placesAlong(index, shape!)
    return flatIndex(
      (axes as number[]).map((axis) => place[axis]!),
      output,
    )
  },
  slice: (index, [shape], _port, output, attrs) => {
    const { starts, steps } = window(attrs)
    const place = placesAlong(index, shape!)
    return within(
      place.map((at, axis) => (at - starts[axis]!) / steps[axis]!),
      output,
    )
  },
  pad: (index, [shape], _port, output, attrs) => {
    const { starts, steps } = window(attrs)
    const place = placesAlong(index, shape!)
    return within(
      place.map((at, axis) => starts[axis]! + at * steps[axis]!),
      output,
    )
  },
  concat: (index, inputs, port, output, attrs) => {
    const axis = attrs['axis'] as number
    const before = inputs.slice(0, port).reduce((at, shape) => at + shape[axis]!, 0)
    const place = placesAlong(index, inputs[port]!)
    place[axis]! += before
    return flatIndex(place, output)
  },
  // Of a product with a vector, or with a single row or column, an element is in one sum only.
  matmul: (index, inputs, port, output) => {
    const shape = inputs[port]!
    const matrix = shape.length > 1
    const inner = matrix && port === 1 ? shape.at(-2)! : shape.at(-1)!
    if (sizeOf(shape) !== sizeOf(output) * inner) return 'several'
    if (!matrix || port === 0) return Math.floor(index / inner)
    const columns = shape.at(-1)!
    return Math.floor(index / (inner * columns)) * columns + (index % columns)
  },
}

const elementwise: Readonly<Record<string, unknown>> = { ...functions, ...pairs, ...choices }

const moveOf = (name: PrimitiveName): Move =>
  name in elementwise ? kept : (moves[name] ?? (() => 'several'))

/**
 * The one element of an op's output that element `index` of its input `port` moves; `null` where it
 * moves several, or none. It is told from the shapes alone, whatever the numbers are.
 *
 * @shape an element of the port's shape → an element of the output's.
 */
export function followElement(applied: Applied<Spec>, port: number, index: number): number | null {
  const { op, inputs, output, ports, result, calls } = applied
  const known = (place: Place | undefined) => (typeof place === 'number' ? place : null)
  if (op.partials !== null) return known(kept(index, [inputs[port]!.shape], 0, output.shape, {}))
  const places = new Map<Slot<Spec>, Place>([[ports[port]!, index]])
  for (const { name, inputs: slots, output: made, attrs } of calls) {
    const primitive: Primitive = primitives[name]
    const shapes = slots.map(({ value }) => value.shape)
    slots.forEach((slot, at) => {
      const from = places.get(slot)
      if (from === undefined || from === 'none' || !flowsTo(primitive, at)) return
      const to: Place =
        from === 'several' ? 'several' : moveOf(name)(from, shapes, at, made.value.shape, attrs)
      if (to === 'none') return
      const before = places.get(made) ?? to
      places.set(made, before === to ? to : 'several')
    })
  }
  return known(places.get(result))
}
