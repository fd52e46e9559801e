import { ShapeError } from '../errors.ts'
import {
  normalizeAxis,
  reducedAxes,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
} from '../tensor/shape.ts'
import type { AttrDef, Attrs } from './attrs.ts'
import { computed, defineOps } from './op.ts'
import { texList } from './tex.ts'

const sizes = (value: readonly number[], doc: string): AttrDef => ({
  kind: 'ints',
  default: value,
  min: 0,
  doc,
})

const axis = (value: number, doc: string): AttrDef => ({
  kind: 'int',
  default: value,
  min: -32,
  max: 31,
  doc,
})

/** The shape that is meant where one size is −1: what the others leave. */
function inferred(from: Shape, wanted: readonly number[]): Shape {
  const open = wanted.indexOf(-1)
  if (open < 0) return wanted
  const others = wanted.filter((_, at) => at !== open)
  const rest = sizeOf(from) / sizeOf(others)
  if (others.includes(-1) || !Number.isInteger(rest))
    throw new ShapeError(
      `Cannot reshape ${showShape(from)} to [${wanted.join('×')}]: ${others.includes(-1) ? 'only one size may be −1' : `${sizeOf(from)} elements do not divide into the other axes`}.`,
    )
  return wanted.map((size) => (size === -1 ? rest : size))
}

/** The shape with axes `from` to `to`, both included, made one. */
function flattened(shape: Shape, { start_axis, end_axis }: Attrs): Shape {
  if (shape.length === 0) return [1]
  const [from, to] = [start_axis, end_axis].map((at) => normalizeAxis(at as number, shape.length))
  if (from! > to!)
    throw new ShapeError(`start_axis ${from} lies behind end_axis ${to}; nothing is between them.`)
  const middle = shape.slice(from, to! + 1)
  return [...shape.slice(0, from), sizeOf(middle), ...shape.slice(to! + 1)]
}

/** The shape without its axes of size 1: those named, or all. */
function squeezed(shape: Shape, { axis: axes }: Attrs): Shape {
  const named = reducedAxes(axes as number | null, shape.length)
  return shape.filter((size, at) => size !== 1 || !named.includes(at))
}

/** Axis order with two axes swapped. */
function swapped(rank: number, [a, b]: readonly number[]): number[] {
  const [from, to] = [normalizeAxis(a!, rank), normalizeAxis(b!, rank)]
  return Array.from({ length: rank }, (_, at) => (at === from ? to : at === to ? from : at))
}

/** A whole order of the axes, each counted from the front. */
function checkedOrder(axes: readonly number[], shape: Shape): number[] {
  const order = axes.map((at) => normalizeAxis(at, shape.length))
  if (order.length !== shape.length || new Set(order).size !== shape.length)
    throw new ShapeError(
      `The order [${axes.join(', ')}] does not name each of the ${shape.length} axes of ${showShape(shape)} once.`,
    )
  return order
}

/** ᵀ, with the axes it swaps where they are not the last two. */
const swapSign = (axes: readonly number[]): string =>
  axes.every((axis) => axis === -1 || axis === -2) ? '^{\\top}' : `^{\\top_{${texList(axes)}}}`

/** The same elements, arranged otherwise: gradients go back the way the elements came. */
export const shaping = defineOps('shape', {
  reshape: computed({
    title: 'reshape',
    icon: 'M1.5 5.5h8v5h-8zM12 3.5h6.5v9H12zM12 8h6.5',
    doc: 'The same elements in rows of another length; −1 stands for what the other sizes leave.',
    ports: ['input'],
    attrs: {
      shape: { kind: 'ints', default: [-1], min: -1, doc: 'The new sizes; one may be −1.' },
    },
    value: (k, [x], { shape }) =>
      k.reshape(x!, inferred(k.spec(x!).shape, shape as readonly number[])),
    latex: ({ shape }) => `\\operatorname{reshape}_{${texList(shape as number[])}}({input})`,
    examples: [
      {
        inputs: [[1, 2, 3, 4]],
        attrs: { shape: [2, -1] },
        output: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
  }),
  flatten: computed({
    title: 'flatten',
    icon: 'M1.5 3.5h6v9h-6zM1.5 8h6M10 8h9',
    doc: 'Makes several axes one, as between a picture and a layer.',
    ports: ['input'],
    attrs: {
      start_axis: axis(0, 'The first axis to join.'),
      end_axis: axis(-1, 'The last axis to join.'),
    },
    value: (k, [x], attrs) => k.reshape(x!, flattened(k.spec(x!).shape, attrs)),
    latex: () => '\\operatorname{flatten}({input})',
    examples: [
      {
        inputs: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        output: [1, 2, 3, 4],
      },
    ],
  }),
  transpose: computed({
    title: 'transpose',
    icon: 'Aᵀ',
    doc: 'Swaps two axes: rows become columns.',
    ports: ['input'],
    attrs: {
      axes: { kind: 'ints', default: [-1, -2], min: -32, doc: 'The two axes to swap.' },
    },
    value: (k, [x], { axes }) => {
      const list = axes as readonly number[]
      if (list.length !== 2)
        throw new ShapeError(`transpose swaps two axes, but axes names ${list.length}.`)
      return k.permute(x!, swapped(k.spec(x!).shape.length, list))
    },
    latex: ({ axes }) => `{input}${swapSign(axes as number[])}`,
    latexVjp: ({ axes }) => [`({cotangent})${swapSign(axes as number[])}`],
    examples: [{ inputs: [[[1, 2, 3]]], output: [[1], [2], [3]] }],
  }),
  permute: computed({
    title: 'permute',
    icon: 'M2 4h4c6 0 2 8 8 8h4M2 12h4c6 0 2-8 8-8h4',
    doc: 'Puts the axes in another order.',
    ports: ['input'],
    attrs: { axes: { kind: 'ints', default: [1, 0], min: -32, doc: 'The new order of the axes.' } },
    value: (k, [x], { axes }) =>
      k.permute(x!, checkedOrder(axes as readonly number[], k.spec(x!).shape)),
    latex: ({ axes }) => `\\operatorname{permute}_{${texList(axes as number[])}}({input})`,
    latexVjp: ({ axes }) => [
      `\\operatorname{permute}^{-1}_{${texList(axes as number[])}}({cotangent})`,
    ],
    examples: [
      {
        inputs: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        output: [
          [1, 3],
          [2, 4],
        ],
      },
    ],
  }),
  squeeze: computed({
    title: 'squeeze',
    icon: 'M1 8h6M19 8h-6M5 5.5l2.5 2.5L5 10.5M15 5.5L12.5 8l2.5 2.5',
    doc: 'Drops axes of size 1; one of another size is left alone.',
    ports: ['input'],
    attrs: {
      axis: { kind: 'axes', default: null, doc: 'The axis to drop; null drops all of size 1.' },
    },
    value: (k, [x], attrs) => k.reshape(x!, squeezed(k.spec(x!).shape, attrs)),
    latex: () => '\\operatorname{squeeze}({input})',
    examples: [{ inputs: [[[1], [2]]], output: [1, 2] }],
  }),
  unsqueeze: computed({
    title: 'unsqueeze',
    icon: 'M7 8H1M13 8h6M3.5 5.5L1 8l2.5 2.5M16.5 5.5L19 8l-2.5 2.5',
    doc: 'Adds an axis of size 1, so that what follows can broadcast along it.',
    ports: ['input'],
    attrs: { axis: axis(0, 'Where the new axis stands.') },
    value: (k, [x], { axis: at }) => {
      const { shape } = k.spec(x!)
      const place = normalizeAxis(at as number, shape.length + 1)
      return k.reshape(x!, [...shape.slice(0, place), 1, ...shape.slice(place)])
    },
    latex: () => '\\operatorname{unsqueeze}({input})',
    examples: [{ inputs: [[1, 2]], attrs: { axis: -1 }, output: [[1], [2]] }],
  }),
  broadcast_to: computed({
    title: 'broadcast',
    icon: 'M1.5 6h4v4h-4zM8 3h11v10H8zM8 6.3h11M8 9.7h11M11.7 3v10M15.3 3v10',
    doc: 'Repeats elements along new axes and axes of size 1; the gradients of the copies add up.',
    ports: ['input'],
    attrs: { shape: sizes([2, 2], 'The shape to stretch to.') },
    value: (k, [x], { shape }) => k.broadcastTo(x!, shape as Shape),
    latex: ({ shape }) => `\\operatorname{broadcast}_{${texList(shape as number[])}}({input})`,
    examples: [
      {
        inputs: [[1, 2]],
        output: [
          [1, 2],
          [1, 2],
        ],
        grads: [[2, 2]],
      },
    ],
  }),
  repeat: computed({
    title: 'repeat',
    icon: 'M1.5 6h5v4h-5zM8 6h5v4H8zM14.5 6h4v4h-4z',
    doc: 'Sets copies of the whole side by side along each axis; the gradients of the copies add up.',
    ports: ['input'],
    attrs: { repeats: sizes([2], 'How often, one number an axis.') },
    value: (k, [x], { repeats }) => {
      const times = repeats as readonly number[]
      const { shape } = k.spec(x!)
      if (times.length < shape.length)
        throw new ShapeError(
          `repeats names ${times.length} axes, but ${showShape(shape)} has ${shape.length}.`,
        )
      const padded = [...times.slice(shape.length).map(() => 1), ...shape]
      const apart = padded.flatMap((size) => [1, size])
      const stretched = padded.flatMap((size, at) => [times[at]!, size])
      const whole = padded.map((size, at) => size * times[at]!)
      return k.reshape(k.broadcastTo(k.reshape(x!, apart), stretched), whole)
    },
    latex: ({ repeats }) => `\\operatorname{repeat}_{${texList(repeats as number[])}}({input})`,
    examples: [{ inputs: [[1, 2]], output: [1, 2, 1, 2], grads: [[2, 2]] }],
  }),
  concat: computed({
    title: 'concat',
    icon: 'M1.5 5h8v6h-8zM9.5 5h9v6h-9z',
    doc: 'Puts tensors end to end along an axis; each gets back its own part of the gradient.',
    ports: ['tensors'],
    variadic: true,
    attrs: { axis: axis(0, 'The axis along which they are put end to end.') },
    value: (k, parts, { axis: at }) =>
      k.concat(parts, normalizeAxis(at as number, k.spec(parts[0]!).shape.length)),
    latexVjp: () => ['{cotangent} \\text{ at the place of } {tensors}'],
    examples: [{ inputs: [[1, 2], [3]], output: [1, 2, 3], grads: [[1, 1], [1]] }],
  }),
  stack: computed({
    title: 'stack',
    icon: 'M2 3.5h16v4H2zM2 9h16v4H2z',
    doc: 'Puts tensors of one shape side by side along a new axis.',
    ports: ['tensors'],
    variadic: true,
    attrs: { axis: axis(0, 'Where the new axis stands.') },
    value: (k, parts, { axis: at }) => {
      const { shape } = k.spec(parts[0]!)
      const place = normalizeAxis(at as number, shape.length + 1)
      const slabs = parts.map((part, which) => {
        const own = k.spec(part).shape
        if (!sameShape(own, shape))
          throw new ShapeError(
            `Cannot stack ${showShape(shape)} and ${showShape(own)} (tensors.${which}): tensors side by side have one shape.`,
          )
        return k.reshape(part, [...own.slice(0, place), 1, ...own.slice(place)])
      })
      return k.concat(slabs, place)
    },
    latexVjp: () => ['{cotangent} \\text{ at the place of } {tensors}'],
    examples: [
      {
        inputs: [
          [1, 2],
          [3, 4],
        ],
        output: [
          [1, 2],
          [3, 4],
        ],
        grads: [
          [1, 1],
          [1, 1],
        ],
      },
    ],
  }),
})
