import { sizeOf } from '../tensor/shape.ts'
import type { Attrs } from './attrs.ts'
import type { Builder } from './builder.ts'
import { computed, defineOps } from './op.ts'

const reduction = {
  kind: 'choice',
  default: 'mean',
  options: ['mean', 'sum', 'none'],
  doc: 'How the elements’ losses are put together.',
} as const

const prefix = { mean: '\\frac{1}{n}\\sum_i', sum: '\\sum_i', none: '' } as const

/** The elements' losses put together as `reduction` says. */
function reduce<V>(k: Builder<V>, losses: V, attrs: Attrs): V {
  if (attrs['reduction'] === 'none') return losses
  const total = k.sum(losses, null, false)
  return attrs['reduction'] === 'sum' ? total : k.div(total, sizeOf(k.spec(losses).shape))
}

/** How far a prediction is from its target. */
export const losses = defineOps('loss', {
  mse_loss: computed({
    title: 'MSE',
    icon: 'mse',
    doc: 'The mean squared error: the further a prediction is off, the harder its gradient pulls.',
    ports: ['input', 'target'],
    plot: 'loss',
    attrs: { reduction },
    value: (k, [prediction, target], attrs) => {
      const error = k.sub(prediction!, target!)
      return reduce(k, k.mul(error, error), attrs)
    },
    latex: (attrs) => `${prefix[attrs['reduction'] as keyof typeof prefix]} ({input} - {target})^2`,
    examples: [
      {
        inputs: [
          [1, 2],
          [1, 4],
        ],
        output: 2,
        grads: [
          [0, -2],
          [0, 2],
        ],
      },
    ],
  }),
})
