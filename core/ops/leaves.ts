import { GraphError } from '../errors.ts'
import { normal, uniform } from '../tensor/random.ts'
import type { Shape } from '../tensor/shape.ts'
import type { AttrDef, Attrs } from './attrs.ts'
import { defineOps, leaf } from './op.ts'

const shape: AttrDef = { kind: 'ints', default: [3], min: 0, doc: 'The sizes of the axes.' }
const shapeOf = (attrs: Attrs): Shape => attrs['shape'] as Shape
const seed: AttrDef = {
  kind: 'int',
  default: 0,
  min: 0,
  max: 2 ** 32 - 1,
  doc: 'Another seed, other numbers; the document’s own is mixed in.',
}

/** Where numbers enter a graph. */
export const leaves = defineOps('leaf', {
  tensor: leaf({
    title: 'tensor',
    icon: 'M1.5 4.5h17v7h-17zM7.2 4.5v7M12.8 4.5v7',
    doc: 'Numbers you can touch: a scalar, a list or a grid. With requiresGrad the gradient is kept here.',
    attrs: {},
    examples: [{ inputs: [], attrs: { shape: [2], values: [1, 2] }, output: [1, 2] }],
  }),
  linspace: leaf({
    title: 'linspace',
    icon: 'M1 11.5h18M3 8v5M6.5 9.5v3.5M10 8v5M13.5 9.5v3.5M17 8v5',
    doc: 'Evenly spaced numbers from start to stop, both included.',
    dtype: 'float64',
    attrs: {
      start: { kind: 'number', default: -5, doc: 'The first number.' },
      stop: { kind: 'number', default: 5, doc: 'The last number.' },
      num: { kind: 'int', default: 100, min: 0, max: 2 ** 24, doc: 'How many numbers.' },
    },
    generate: {
      shape: ({ num }) => [num as number],
      // NumPy multiplies by the step and sets the last number to `stop` itself.
      element: (attrs, i) => {
        const [start, stop, num] = [attrs['start'], attrs['stop'], attrs['num']] as number[]
        if (i === num! - 1 && num! > 1) return stop!
        return i * ((stop! - start!) / Math.max(1, num! - 1)) + start!
      },
    },
    examples: [
      { inputs: [], attrs: { start: 0, stop: 1, num: 5 }, output: [0, 0.25, 0.5, 0.75, 1] },
      { inputs: [], attrs: { start: 2, stop: 3, num: 1 }, output: [2] },
    ],
  }),
  arange: leaf({
    title: 'arange',
    icon: 'M2 11.5h16M3 8v5M8 8v5M13 8v5',
    doc: 'Numbers from start on, a step apart, up to but without stop.',
    attrs: {
      start: { kind: 'number', default: 0, doc: 'The first number.' },
      stop: { kind: 'number', default: 5, doc: 'Where to stop; itself left out.' },
      step: { kind: 'number', default: 1, doc: 'The distance between neighbours; not 0.' },
    },
    generate: {
      shape: (attrs) => {
        const [start, stop, step] = [attrs['start'], attrs['stop'], attrs['step']] as number[]
        if (step === 0)
          throw new GraphError('bad-attr', 'step is 0, but must lead from start to stop.')
        return [Math.max(0, Math.ceil((stop! - start!) / step!))]
      },
      element: ({ start, step }, i) => (start as number) + i * (step as number),
    },
    examples: [
      { inputs: [], attrs: { start: 1, stop: 2, step: 0.25 }, output: [1, 1.25, 1.5, 1.75] },
      { inputs: [], attrs: { start: 3, stop: 0, step: -1 }, output: [3, 2, 1] },
    ],
  }),
  zeros: leaf({
    title: 'zeros',
    icon: '0',
    doc: 'Nothing but zeros.',
    attrs: { shape },
    generate: { shape: shapeOf, element: () => 0 },
    examples: [{ inputs: [], attrs: { shape: [2] }, output: [0, 0] }],
  }),
  ones: leaf({
    title: 'ones',
    icon: '1',
    doc: 'Nothing but ones.',
    attrs: { shape },
    generate: { shape: shapeOf, element: () => 1 },
    examples: [{ inputs: [], attrs: { shape: [2] }, output: [1, 1] }],
  }),
  randn: leaf({
    title: 'randn',
    icon: 'M1 13c6 0 6-10 9-10s3 10 9 10',
    doc: 'Numbers drawn from a normal distribution, the same ones for the same seed.',
    attrs: {
      shape,
      mean: { kind: 'number', default: 0, doc: 'Where they gather.' },
      std: { kind: 'number', default: 1, doc: 'How far they scatter: the standard deviation.' },
      seed,
    },
    generate: {
      shape: shapeOf,
      element: (attrs, i, document) =>
        (attrs['mean'] as number) +
        (attrs['std'] as number) * normal(attrs['seed'] as number, document, i),
    },
    examples: [{ inputs: [], attrs: { shape: [2], std: 0, mean: 3 }, output: [3, 3] }],
  }),
  uniform: leaf({
    title: 'uniform',
    icon: 'M2 13V5h16v8',
    doc: 'Numbers drawn evenly between two bounds, the same ones for the same seed.',
    attrs: {
      shape,
      low: { kind: 'number', default: 0, doc: 'The lower bound, included.' },
      high: { kind: 'number', default: 1, doc: 'The upper bound, left out.' },
      seed,
    },
    generate: {
      shape: shapeOf,
      element: (attrs, i, document, round) => {
        const [low, high] = [attrs['low'], attrs['high']] as number[]
        const share = uniform(attrs['seed'] as number, document, i)
        const drawn = round(low! * (1 - share) + high! * share)
        // Rounded up to the bound that is left out, it goes round to the other.
        return drawn < high! ? drawn : low!
      },
    },
    examples: [{ inputs: [], attrs: { shape: [2], low: 3, high: 3 }, output: [3, 3] }],
  }),
  eye: leaf({
    title: 'eye',
    icon: 'M3 2.5l14 11M3 2.5h14v11H3z',
    doc: 'The identity matrix: ones on the diagonal, zeros elsewhere.',
    attrs: {
      n: { kind: 'int', default: 3, min: 0, max: 2 ** 24, doc: 'How many rows.' },
      m: {
        kind: 'int',
        default: null,
        min: 0,
        max: 2 ** 24,
        open: 'as many as rows',
        doc: 'How many columns.',
      },
    },
    generate: {
      shape: ({ n, m }) => [n as number, (m ?? n) as number],
      element: ({ n, m }, i) => {
        const columns = (m ?? n) as number
        return Math.floor(i / columns) === i % columns ? 1 : 0
      },
    },
    examples: [
      {
        inputs: [],
        attrs: { n: 2 },
        output: [
          [1, 0],
          [0, 1],
        ],
      },
      { inputs: [], attrs: { n: 1, m: 2 }, output: [[1, 0]] },
    ],
  }),
  one_hot: leaf({
    title: 'one-hot',
    icon: 'M2.5 6h4v4h-4zM8 6h4v4H8zM13.5 6h4v4h-4zM9 7l2 2M11 7L9 9',
    doc: 'A row for each class number, with 1 at that place and 0 elsewhere: shares for a cross-entropy.',
    attrs: {
      indices: { kind: 'ints', default: [0, 1, 2], min: 0, doc: 'The class numbers, from 0.' },
      num_classes: { kind: 'int', default: 3, min: 1, max: 2 ** 24, doc: 'How many classes.' },
    },
    generate: {
      shape: ({ indices, num_classes }) => {
        const [list, classes] = [indices as number[], num_classes as number]
        const beyond = list.find((index) => index >= classes)
        if (beyond !== undefined)
          throw new GraphError(
            'index',
            `Class ${beyond} is not among ${classes}: classes run from 0 to ${classes - 1}.`,
          )
        return [list.length, classes]
      },
      element: ({ indices, num_classes }, i) => {
        const classes = num_classes as number
        return (indices as number[])[Math.floor(i / classes)] === i % classes ? 1 : 0
      },
    },
    examples: [
      {
        inputs: [],
        attrs: { indices: [1, 0], num_classes: 2 },
        output: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
  }),
})
