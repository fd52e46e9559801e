import { type Axes, reducedAxes, reducedShape } from '../tensor/shape.ts'
import type { AttrDefs, Attrs } from './attrs.ts'
import type { Builder } from './builder.ts'
import { computed, defineOps, type OpCall } from './op.ts'
import { fromMost } from './softmax.ts'

const reduction: AttrDefs = {
  axis: { kind: 'axes', default: null, doc: 'The axis or axes to reduce; null reduces all.' },
  keepdims: { kind: 'flag', default: false, doc: 'Keeps reduced axes with size 1.' },
}

/** How many elements each result of a reduction is made of. */
function countOf<V>(k: Builder<V>, x: V, axis: Axes): number {
  const { shape } = k.spec(x)
  return reducedAxes(axis, shape.length).reduce((n, at) => n * shape[at]!, 1)
}

/** What a variance divides by: never below 0, as NumPy and PyTorch have it. */
const degrees = <V>(k: Builder<V>, x: V, axis: Axes, correction: number): number =>
  Math.max(0, countOf(k, x, axis) - correction)

function mean<V>(k: Builder<V>, x: V, { axis, keepdims }: Attrs): V {
  const total = k.sum(x, axis as Axes, keepdims as boolean)
  return k.div(total, countOf(k, x, axis as Axes))
}

/** A value of a reduction, or what arrives at it, with its reduced axes kept as 1. */
function standing<V>(k: Builder<V>, value: V, { inputs, attrs }: OpCall<V>): V {
  if (attrs['keepdims'] === true) return value
  const { shape } = k.spec(inputs[0]!)
  const axes = reducedAxes(attrs['axis'] as Axes, shape.length)
  return k.reshape(value, reducedShape(shape, axes, true))
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
    icon: 'M3 13V6M7.5 13V9M12.5 13V3M17 13V8M1 7.5h18',
    doc: 'The average: a sum divided by the count, so each term gets 1/n of the gradient.',
    ports: ['input'],
    plot: 'terms',
    attrs: reduction,
    value: (k, [x], attrs) => mean(k, x!, attrs),
    latex: () => '\\frac{1}{n} \\sum_i {input}',
    examples: [{ inputs: [[1, 2, 3, 6]], output: 3, grads: [[0.25, 0.25, 0.25, 0.25]] }],
  }),
  max: computed({
    title: 'max',
    icon: 'M3 14V8M8 14V3M13 14V9M17.5 14v-3M5.5 3h5',
    doc: 'The largest element; it alone gets the gradient.',
    ports: ['input'],
    plot: 'influence',
    attrs: reduction,
    value: (k, [x], { axis, keepdims }) => k.max(x!, axis as Axes, keepdims as boolean),
    convention: 'Elements that tie share the gradient equally.',
    latexVjp: () => ['{cotangent} \\text{ where } {input}_i = {y}\\text{, else } 0'],
    examples: [
      { inputs: [[1, 5, 2]], output: 5, grads: [[0, 1, 0]] },
      { inputs: [[4, 1, 4]], output: 4, grads: [[0.5, 0, 0.5]] },
    ],
  }),
  min: computed({
    title: 'min',
    icon: 'M3 14V5M8 14v-4M13 14V6M17.5 14V4M5.5 10h5',
    doc: 'The smallest element; it alone gets the gradient.',
    ports: ['input'],
    plot: 'influence',
    attrs: reduction,
    value: (k, [x], { axis, keepdims }) =>
      k.neg(k.max(k.neg(x!), axis as Axes, keepdims as boolean)),
    latex: () => '\\min_i {input}',
    convention: 'Elements that tie share the gradient equally.',
    latexVjp: () => ['{cotangent} \\text{ where } {input}_i = {y}\\text{, else } 0'],
    examples: [
      { inputs: [[1, 5, 2]], output: 1, grads: [[1, 0, 0]] },
      { inputs: [[1, 4, 1]], output: 1, grads: [[0.5, 0, 0.5]] },
    ],
  }),
  var: computed({
    title: 'variance',
    icon: 'σ²',
    doc: 'The mean squared distance from the mean: the gradient pushes outliers hardest.',
    ports: ['input'],
    plot: 'influence',
    attrs: {
      ...reduction,
      correction: {
        kind: 'int',
        default: 1,
        min: 0,
        max: 2 ** 24,
        doc: 'What is taken from the count before dividing: 1 for a sample, 0 for all there is.',
      },
    },
    value: (k, [x], { axis, keepdims, correction }) => {
      const away = k.sub(x!, mean(k, x!, { axis: axis!, keepdims: true }))
      const total = k.sum(k.mul(away, away), axis as Axes, keepdims as boolean)
      return k.div(total, degrees(k, x!, axis as Axes, correction as number))
    },
    latex: ({ correction }) =>
      `\\frac{1}{n${correction === 0 ? '' : ` - ${correction}`}} \\sum_i ({input}_i - \\bar{{input}})^2`,
    vjp: (k, cotangent, call) => {
      const [x] = call.inputs
      const { axis, correction } = call.attrs
      const away = k.sub(x!, mean(k, x!, { axis: axis!, keepdims: true }))
      const scale = 2 / degrees(k, x!, axis as Axes, correction as number)
      return k.mul(standing(k, cotangent, call), k.mul(scale, away))
    },
    definedFor: 'more elements than the correction',
    latexVjp: ({ correction }) => [
      `{cotangent} \\cdot \\frac{2}{n${correction === 0 ? '' : ` - ${correction}`}} ({input} - \\bar{{input}})`,
    ],
    examples: [
      { inputs: [[1, 2, 3, 6]], output: 14 / 3, grads: [[-4 / 3, -2 / 3, 0, 2]] },
      { inputs: [[1, 3]], attrs: { correction: 0 }, output: 1, grads: [[-1, 1]] },
    ],
  }),
  logsumexp: computed({
    title: 'log-sum-exp',
    icon: 'M1 13c5 0 8-1 11-4s4-6 7-6',
    doc: 'A smooth maximum, log Σ eˣ, computed without overflow; its gradient is the softmax.',
    ports: ['input'],
    plot: 'influence',
    attrs: reduction,
    value: (k, [x], { axis, keepdims }) => {
      const { scaled, most } = fromMost(k, x!, axis as Axes)
      const total = k.log(k.sum(k.exp(scaled), axis as Axes, keepdims as boolean))
      return k.add(total, k.reshape(most, k.spec(total).shape))
    },
    vjp: (k, cotangent, call) => {
      const shares = k.exp(k.sub(call.inputs[0]!, standing(k, call.output, call)))
      return k.mul(standing(k, cotangent, call), shares)
    },
    latex: () => '\\log \\sum_i e^{{input}_i}',
    latexVjp: () => ['{cotangent} \\cdot e^{{input} - {y}}'],
    examples: [
      { inputs: [[0, 0]], output: Math.LN2, grads: [[0.5, 0.5]] },
      { inputs: [[1000, 1000]], output: 1000 + Math.LN2, grads: [[0.5, 0.5]] },
      { inputs: [[]], output: Number.NEGATIVE_INFINITY },
    ],
  }),
})
