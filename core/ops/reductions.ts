import { type Axes, reducedAxes } from '../tensor/shape.ts'
import type { AttrDefs } from './attrs.ts'
import { computed, defineOps } from './op.ts'

const reduction: AttrDefs = {
  axis: { kind: 'axes', default: null, doc: 'The axis or axes to reduce; null reduces all.' },
  keepdims: { kind: 'flag', default: false, doc: 'Keeps reduced axes with size 1.' },
}

/** Many numbers into fewer. */
export const reductions = defineOps('reduction', {
  sum: computed({
    title: 'sum',
    icon: 'Σ',
    doc: 'Adds the elements up; every term gets the same gradient, that of the total.',
    ports: ['input'],
    plot: 'terms',
    attrs: reduction,
    value: (k, [x], { axis, keepdims }) => k.sum(x!, axis as Axes, keepdims as boolean),
    examples: [
      { inputs: [[1, 2, 3]], output: 6, grads: [[1, 1, 1]] },
      {
        inputs: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        attrs: { axis: 0 },
        output: [4, 6],
      },
    ],
  }),
  mean: computed({
    title: 'mean',
    icon: 'mean',
    doc: 'The average: a sum divided by the count, so each term gets 1/n of the gradient.',
    ports: ['input'],
    plot: 'terms',
    attrs: reduction,
    value: (k, [x], { axis, keepdims }) => {
      const { shape } = k.spec(x!)
      const axes = reducedAxes(axis as Axes, shape.length)
      const count = axes.reduce((n, at) => n * shape[at]!, 1)
      return k.div(k.sum(x!, axes, keepdims as boolean), count)
    },
    latex: () => '\\frac{1}{n} \\sum_i {input}',
    examples: [{ inputs: [[1, 2, 3, 6]], output: 3, grads: [[0.25, 0.25, 0.25, 0.25]] }],
  }),
})
