import { ShapeError } from '../errors.ts'
import { normalizeAxis, type Shape, sameShape, showShape } from '../tensor/shape.ts'
import type { AttrDef, Attrs } from './attrs.ts'
import { computed, defineOps } from './op.ts'

const alongAxis: AttrDef = {
  kind: 'int',
  default: 0,
  min: -32,
  max: 31,
  doc: 'The axis along which the index counts.',
}

/** Start, step and length of a slice along one axis, by NumPy's rules. */
function range(size: number, start: number | null, stop: number | null, step: number) {
  if (step === 0) throw new ShapeError('A slice cannot step by 0.')
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1]
  const bound = (at: number | null, otherwise: number) =>
    at === null ? otherwise : Math.min(most, Math.max(least, at < 0 ? at + size : at))
  const from = bound(start, step > 0 ? 0 : size - 1)
  const to = bound(stop, step > 0 ? size : -1)
  return { from, step, length: Math.max(0, Math.ceil((to - from) / step)) }
}

/** What a slice takes of a shape; axes it does not name are taken whole. */
function sliced(shape: Shape, { starts, stops, steps }: Attrs) {
  const [from, to, by] = [starts, stops, steps].map((list) => list as readonly (number | null)[])
  const named = Math.max(from!.length, to!.length, by!.length)
  if (named > shape.length)
    throw new ShapeError(
      `The slice names ${named} axes, but ${showShape(shape)} has ${shape.length}.`,
    )
  const ranges = shape.map((size, at) =>
    range(size, from![at] ?? null, to![at] ?? null, by![at] ?? 1),
  )
  return {
    shape: ranges.map(({ length }) => length),
    // An empty slice takes nothing, wherever it begins.
    starts: ranges.map(({ from: first, length }) => (length === 0 ? 0 : first)),
    // A step that is not taken is none: a huge one would lose digits in an offset.
    steps: ranges.map(({ step, length }) => (length > 1 ? step : 1)),
  }
}

const zeros = (value: readonly number[], doc: string): AttrDef => ({
  kind: 'ints',
  default: value,
  min: 0,
  doc,
})

/** How long `size` elements are with so many zeros between neighbours. */
const spread = (size: number, between: number): number => size + Math.max(0, size - 1) * between

/** The shape with its zeros, and where in it the elements go; axes that are not named get none. */
function padded(shape: Shape, { before, after, between }: Attrs) {
  const lists = [before, after, between].map((list) => list as readonly number[])
  const named = Math.max(...lists.map((list) => list.length))
  if (named > shape.length)
    throw new ShapeError(
      `The padding names ${named} axes, but ${showShape(shape)} has ${shape.length}.`,
    )
  const [starts, ends, gaps] = lists.map((list) => shape.map((_, at) => list[at] ?? 0))
  return {
    shape: shape.map((size, at) => starts![at]! + spread(size, gaps![at]!) + ends![at]!),
    starts: starts!,
    // A step that is not taken is none: a huge one would lose digits in an offset.
    steps: shape.map((size, at) => (size > 1 ? gaps![at]! + 1 : 1)),
  }
}

/** Some of the elements, found by their places. */
export const indexing = defineOps('shape', {
  slice: computed({
    title: 'slice',
    icon: 'x[:]',
    doc: 'Takes every so-manieth element of a stretch; what is left out gets no gradient.',
    ports: ['input'],
    attrs: {
      starts: {
        kind: 'ints',
        default: [0],
        min: Number.NEGATIVE_INFINITY,
        open: 'the beginning',
        doc: 'Where to begin, one number an axis; negative ones count from the end.',
      },
      stops: {
        kind: 'ints',
        default: [null],
        min: Number.NEGATIVE_INFINITY,
        open: 'the end',
        doc: 'Where to stop, one number an axis, itself left out.',
      },
      steps: {
        kind: 'ints',
        default: [1],
        min: Number.NEGATIVE_INFINITY,
        doc: 'How far to step, one number an axis; negative ones go backwards.',
      },
    },
    value: (k, [x], attrs) => {
      const { shape, ...window } = sliced(k.spec(x!).shape, attrs)
      return k.slice(x!, shape, window)
    },
    fromPrimitive: ({ starts, steps, shape }) => ({
      starts: starts as readonly number[],
      // A stretch that goes back to the first element stops before it, which is left open.
      stops: (shape as Shape).map((length, at) => {
        const stop = (starts as number[])[at]! + length * (steps as number[])[at]!
        return stop < 0 ? null : stop
      }),
      steps: steps as readonly number[],
    }),
    latex: ({ starts, stops, steps }) => {
      const [from, to, by] = [starts, stops, steps].map((list) => list as (number | null)[])
      const named = Math.max(from!.length, to!.length, by!.length)
      const parts = Array.from({ length: named }, (_, at) => {
        const step = by![at] ?? 1
        return `${from![at] ?? ''}:${to![at] ?? ''}${step === 1 ? '' : `:${step}`}`
      })
      return `{input}[${parts.join(',\\,')}]`
    },
    examples: [
      {
        inputs: [[1, 2, 3, 4, 5]],
        attrs: { starts: [1], stops: [null], steps: [2] },
        output: [2, 4],
        grads: [[0, 1, 0, 1, 0]],
      },
      {
        inputs: [[1, 2, 3]],
        attrs: { starts: [null], stops: [null], steps: [-1] },
        output: [3, 2, 1],
      },
    ],
  }),
  pad: computed({
    title: 'pad',
    icon: 'M1.5 2.5h17v11h-17zM7 6h6v4H7z',
    doc: 'Sets zeros before, after and between the elements; what flows to those goes no further.',
    ports: ['input'],
    attrs: {
      before: zeros([1], 'How many zeros before the first, one number an axis.'),
      after: zeros([1], 'How many zeros after the last, one number an axis.'),
      between: zeros([0], 'How many zeros between neighbours, one number an axis.'),
    },
    value: (k, [x], attrs) => {
      const { shape, ...window } = padded(k.spec(x!).shape, attrs)
      return k.pad(x!, shape, window)
    },
    fromPrimitive: ({ shape, starts, steps }, [x]) => {
      const [first, by] = [starts as readonly number[], steps as readonly number[]]
      const ends = x!.shape.map((size, at) => first[at]! + spread(size, by[at]! - 1))
      return {
        before: first,
        after: (shape as Shape).map((size, at) => size - ends[at]!),
        between: by.map((step) => step - 1),
      }
    },
    latex: () => '\\operatorname{pad}({input})',
    examples: [
      { inputs: [[1, 2]], output: [0, 1, 2, 0], grads: [[1, 1]] },
      {
        inputs: [[1, 2]],
        attrs: { before: [], after: [2], between: [1] },
        output: [1, 0, 2, 0, 0],
      },
    ],
  }),
  gather: computed({
    title: 'gather',
    icon: 'x[i]',
    doc: 'Takes one element for each entry of an index, along one axis; gradients of repeats add up.',
    ports: ['input', 'index'],
    takes: { index: 'index' },
    attrs: { axis: alongAxis },
    value: (k, [x, index], { axis }) =>
      k.gather(x!, index!, normalizeAxis(axis as number, k.spec(x!).shape.length)),
    latexVjp: () => ['\\sum_{j:\\, {index}_j = i} ({cotangent})_j', null],
    examples: [
      {
        inputs: [
          [5, 6, 7],
          [2, 0, 2],
        ],
        output: [7, 5, 7],
        grads: [[1, 0, 2], null],
      },
    ],
  }),
  scatter_add: computed({
    title: 'scatter add',
    icon: 'M4 2.5v5M10 2.5v5M16 2.5v5M4 7.5l6 5.5M10 7.5V13M16 7.5L10 13',
    doc: 'Adds each element up at the place that its index names, from zeros; the gradient of a place goes to all that came there.',
    ports: ['input', 'index'],
    takes: { index: 'index' },
    attrs: {
      shape: { kind: 'ints', default: [3], min: 0, doc: 'The sizes of the result.' },
      axis: alongAxis,
    },
    value: (k, [x, index], { shape, axis }) => {
      const [own, at] = [k.spec(x!).shape, k.spec(index!).shape]
      if (!sameShape(own, at))
        throw new ShapeError(
          `Each element needs a place: the input is ${showShape(own)}, but the index is ${showShape(at)}.`,
        )
      const into = shape as Shape
      return k.scatterAdd(x!, index!, into, normalizeAxis(axis as number, into.length))
    },
    latexVjp: () => ['({cotangent})_{[{index}]}', null],
    examples: [
      {
        inputs: [
          [5, 6, 7],
          [2, 0, 2],
        ],
        output: [6, 0, 12],
        grads: [[1, 1, 1], null],
      },
    ],
  }),
  index_select: computed({
    title: 'index select',
    icon: 'M2 3h5M2 8h5M2 13h5M11 4.5h7v3h-7zM11 10h7v3h-7z',
    doc: 'Takes whole rows, or slabs along another axis, by their numbers; gradients of repeats add up.',
    ports: ['input', 'index'],
    takes: { index: 'index' },
    attrs: { axis: alongAxis },
    value: (k, [x, index], attrs) => {
      const { shape } = k.spec(x!)
      const axis = normalizeAxis(attrs['axis'] as number, shape.length)
      const picked = k.spec(index!).shape
      if (picked.length > 1)
        throw new ShapeError(`index must be one list of places, but it is ${showShape(picked)}.`)
      const standing = shape.map((_, at) => (at === axis ? (picked[0] ?? 1) : 1))
      const whole = shape.map((size, at) => (at === axis ? (picked[0] ?? 1) : size))
      return k.gather(x!, k.broadcastTo(k.reshape(index!, standing), whole), axis)
    },
    latex: () => '{input}_{[{index}]}',
    latexVjp: () => ['\\sum_{j:\\, {index}_j = i} ({cotangent})_j', null],
    examples: [
      {
        inputs: [
          [
            [1, 2],
            [3, 4],
          ],
          [1, 1],
        ],
        output: [
          [3, 4],
          [3, 4],
        ],
        grads: [
          [
            [0, 0],
            [2, 2],
          ],
          null,
        ],
      },
    ],
  }),
})
