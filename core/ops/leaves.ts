import { defineOps, leaf } from './op.ts'

/** Where numbers enter a graph. */
export const leaves = defineOps('leaf', {
  tensor: leaf({
    title: 'tensor',
    icon: 'tensor',
    doc: 'Numbers you can touch: a scalar, a list or a grid. With requires_grad the gradient is kept here.',
    attrs: {},
    examples: [{ inputs: [], attrs: { shape: [2], values: [1, 2] }, output: [1, 2] }],
  }),
  linspace: leaf({
    title: 'linspace',
    icon: 'linspace',
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
})
