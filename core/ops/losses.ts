import { ShapeError } from '../errors.ts'
import { broadcastShapes, sameShape, showShape, sizeOf } from '../tensor/shape.ts'
import type { Attrs } from './attrs.ts'
import type { Builder } from './builder.ts'
import { computed, defineOps, type OpCall } from './op.ts'
import { elementwiseVjp } from './primitive.ts'
import { logSoftmax } from './softmax.ts'

const reduction = {
  kind: 'choice',
  default: 'mean',
  options: ['mean', 'sum', 'none'],
  doc: 'How the elements’ losses are put together.',
} as const

/** What the reduction makes of what arrives, in formulas. */
const arriving = {
  mean: '\\frac{1}{n} {cotangent}',
  sum: '{cotangent}',
  none: '{cotangent}',
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
    icon: 'M2 13C5 13 6 3 10 8s6-3 8-4M6 6v5M13.5 9V4.5',
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
  l1_loss: computed({
    title: 'MAE',
    icon: 'M2 3l8 10 8-10',
    doc: 'The mean absolute error: every miss pulls equally hard, so outliers do not rule.',
    ports: ['input', 'target'],
    plot: 'loss',
    attrs: { reduction },
    value: (k, [prediction, target], attrs) => reduce(k, k.abs(k.sub(prediction!, target!)), attrs),
    latex: (attrs) =>
      `${prefix[attrs['reduction'] as keyof typeof prefix]} \\lvert {input} - {target} \\rvert`,
    convention: 'Where prediction and target agree, the slope is taken to be 0.',
    latexVjp: (attrs) => {
      const each = `${arriving[attrs['reduction'] as keyof typeof arriving]} \\operatorname{sign}({input} - {target})`
      return [each, `-${each}`]
    },
    examples: [
      {
        inputs: [
          [1, 2, 3],
          [1, 4, 0],
        ],
        output: 5 / 3,
        grads: [
          [0, -1 / 3, 1 / 3],
          [0, 1 / 3, -1 / 3],
        ],
      },
    ],
  }),
  bce_loss: computed({
    title: 'BCE',
    icon: 'M2 2c0 8 4 11 16 11M18 2c0 8-4 11-16 11',
    doc: 'Binary cross-entropy of probabilities: being sure and wrong costs most. Logarithms are held above −100.',
    ports: ['input', 'target'],
    takes: { input: 'probability', target: 'probability' },
    plot: 'loss',
    attrs: { reduction },
    value: (k, [p, t], attrs) => {
      const hit = k.mul(t!, k.maximum(k.log(p!), -100))
      const miss = k.mul(k.sub(1, t!), k.maximum(k.log(k.sub(1, p!)), -100))
      return reduce(k, k.neg(k.add(hit, miss)), attrs)
    },
    vjp: (k, cotangent, call, port) => {
      const [p, t] = call.inputs
      const spread = spreadOver(k, cotangent, call)
      const flowing =
        port === 0
          ? k.div(
              k.mul(spread, k.sub(p!, t!)),
              // As PyTorch's: a gradient of a sure and wrong answer is large, but a number.
              k.maximum(k.mul(p!, k.sub(1, p!)), 1e-12),
            )
          : k.mul(spread, k.sub(k.log(k.sub(1, p!)), k.log(p!)))
      return k.unbroadcast(flowing, k.spec(call.inputs[port]!).shape)
    },
    latex: (attrs) =>
      `-${prefix[attrs['reduction'] as keyof typeof prefix]} ({target} \\log {input} + (1 - {target}) \\log(1 - {input}))`,
    domain: [0.05, 0.95],
    definedFor: 'probabilities between 0 and 1',
    latexVjp: (attrs) => [
      `${arriving[attrs['reduction'] as keyof typeof arriving]} \\frac{{input} - {target}}{{input} (1 - {input})}`,
      `${arriving[attrs['reduction'] as keyof typeof arriving]} \\log\\frac{1 - {input}}{{input}}`,
    ],
    examples: [
      {
        inputs: [
          [0.5, 0.25],
          [1, 0],
        ],
        attrs: { reduction: 'sum' },
        output: Math.log(8 / 3),
        grads: [
          [-2, 4 / 3],
          [0, Math.log(3)],
        ],
      },
      { inputs: [[0], [1]], output: 100 },
    ],
  }),
  bce_with_logits_loss: computed({
    title: 'BCE of logits',
    icon: 'M1 3c5 0 6 10 9 10M19 3c-5 0-6 10-9 10',
    doc: 'Binary cross-entropy of scores before the sigmoid: its gradient is sigmoid(x) − target, and nothing overflows.',
    ports: ['input', 'target'],
    takes: { target: 'probability' },
    plot: 'loss',
    predicts: (k, x) => k.sigmoid(x),
    attrs: { reduction },
    value: (k, [x, t], attrs) => {
      const hit = k.mul(t!, k.softplus(k.neg(x!)))
      return reduce(k, k.add(hit, k.mul(k.sub(1, t!), k.softplus(x!))), attrs)
    },
    vjp: (k, cotangent, call, port) => {
      const [x, t] = call.inputs
      const partial = port === 0 ? k.sub(k.sigmoid(x!), t!) : k.neg(x!)
      return elementwiseVjp(k, spreadOver(k, cotangent, call), partial, call.inputs[port]!)
    },
    latex: (attrs) =>
      `${prefix[attrs['reduction'] as keyof typeof prefix]} ({target} \\log(1 + e^{-{input}}) + (1 - {target}) \\log(1 + e^{{input}}))`,
    latexVjp: (attrs) => [
      `${arriving[attrs['reduction'] as keyof typeof arriving]} (\\sigma({input}) - {target})`,
      `-${arriving[attrs['reduction'] as keyof typeof arriving]} {input}`,
    ],
    examples: [
      {
        inputs: [
          [0, 0],
          [1, 0],
        ],
        output: Math.LN2,
        grads: [
          [-0.25, 0.25],
          [0, 0],
        ],
      },
      { inputs: [[1000], [1]], output: 0, grads: [[0], [-1000]] },
    ],
  }),
  cross_entropy_loss: computed({
    title: 'cross-entropy',
    icon: 'M2 2c0 8 4 11 16 11',
    doc: 'How surprised softmax of the scores is by the target, a class’s number or shares of all; its gradient is softmax − target.',
    ports: ['input', 'target'],
    takes: { target: 'class' },
    plot: 'shares',
    attrs: { reduction },
    value: (k, [scores, target], attrs) => {
      const { shape } = k.spec(scores!)
      if (shape.length === 0)
        throw new ShapeError('Scores need an axis of classes, but these are a scalar.')
      const axis = shape.length === 1 ? 0 : 1
      const logs = logSoftmax(k, scores!, axis)
      if (k.spec(target!).dtype === 'int64')
        return reduce(k, ofClass(k, logs, target!, axis), attrs)
      checkShares(k, scores!, target!)
      return reduce(k, k.neg(k.sum(k.mul(logs, target!), axis, false)), attrs)
    },
    vjp: crossEntropyVjp,
    latex: (attrs) =>
      `-${prefix[attrs['reduction'] as keyof typeof prefix]} \\log \\operatorname{softmax}({input})_{{target}}`,
    latexVjp: (attrs) => [
      `${arriving[attrs['reduction'] as keyof typeof arriving]} (\\operatorname{softmax}({input}) - \\operatorname{shares}({target}))`,
      `-${arriving[attrs['reduction'] as keyof typeof arriving]} \\log \\operatorname{softmax}({input})`,
    ],
    examples: [
      {
        inputs: [[[0, 0]], [[1, 0]]],
        output: Math.LN2,
        grads: [[[-0.5, 0.5]], [[Math.LN2, Math.LN2]]],
      },
    ],
  }),
})

/**
 * What arrives at a loss, at each element’s own loss: a mean’s is divided by their number.
 *
 * It has the shape to which prediction and target broadcast, also where a partial is made of one
 * of them alone.
 */
function spreadOver<V>(k: Builder<V>, cotangent: V, { inputs, attrs }: OpCall<V>): V {
  if (attrs['reduction'] === 'none') return cotangent
  const shape = broadcastShapes(k.spec(inputs[0]!).shape, k.spec(inputs[1]!).shape)
  const each = attrs['reduction'] === 'mean' ? k.div(cotangent, sizeOf(shape)) : cotangent
  return k.broadcastTo(each, shape)
}

/** −log of each row's share for its class. */
function ofClass<V>(k: Builder<V>, logs: V, target: V, axis: number): V {
  const [shape, classes] = [k.spec(logs).shape, k.spec(target).shape]
  const rows = shape.filter((_, at) => at !== axis)
  if (!sameShape(rows, classes))
    throw new ShapeError(
      `Scores ${showShape(shape)} need a class for each of ${showShape(rows)}, but the target is ${showShape(classes)}.`,
    )
  const standing = shape.map((size, at) => (at === axis ? 1 : size))
  return k.neg(k.reshape(k.gather(logs, k.reshape(target, standing), axis), rows))
}

function checkShares<V>(k: Builder<V>, scores: V, target: V): void {
  const [shape, shares] = [k.spec(scores).shape, k.spec(target).shape]
  if (!sameShape(shape, shares))
    throw new ShapeError(
      `Scores ${showShape(shape)} need a target of the same shape, or int64 class numbers; this one is ${showShape(shares)}.`,
    )
}

/** (softmax − target) × what arrives, for class numbers or for shares; −log softmax for shares themselves. */
function crossEntropyVjp<V>(k: Builder<V>, cotangent: V, call: OpCall<V>, port: number): V {
  const [scores, target] = call.inputs
  const { shape } = k.spec(scores!)
  const axis = shape.length === 1 ? 0 : 1
  const standing = shape.map((size, at) => (at === axis ? 1 : size))
  const rows = call.attrs['reduction'] === 'mean' ? k.div(cotangent, sizeOf(standing)) : cotangent
  const none = call.attrs['reduction'] === 'none'
  const each = none ? k.reshape(rows, standing) : k.broadcastTo(rows, standing)
  const logs = logSoftmax(k, scores!, axis)
  if (port === 1) return k.neg(k.mul(each, logs))
  const shares = k.exp(logs)
  if (k.spec(target!).dtype === 'int64') {
    const own = k.scatterAdd(each, k.reshape(target!, standing), shape, axis)
    return k.sub(k.mul(each, shares), own)
  }
  const whole = k.sum(target!, axis, true)
  return k.mul(each, k.sub(k.mul(shares, whole), target!))
}
