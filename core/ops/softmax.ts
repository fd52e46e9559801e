import { type Axes, normalizeAxis, reducedAxes, reducedShape, type Shape } from '../tensor/shape.ts'
import type { AttrDefs, Attrs } from './attrs.ts'
import type { Builder } from './builder.ts'
import { computed, defineOps } from './op.ts'

const alongAxis: AttrDefs = {
  axis: {
    kind: 'int',
    default: -1,
    min: -32,
    max: 31,
    doc: 'The axis along which shares add up to 1.',
  },
}

/** An axis parameter counted from the front, checked against a shape. */
const axisOf = ({ axis }: Attrs, shape: Shape): number =>
  normalizeAxis(axis as number, shape.length)

/**
 * Elements less the largest of their line, so that no exponential overflows; and that largest one.
 *
 * No gradient flows through the largest: it cancels. An infinite one is left in place.
 */
export function fromMost<V>(k: Builder<V>, x: V, axes: Axes): { scaled: V; most: V } {
  const { shape } = k.spec(x)
  if (shape.includes(0)) {
    // Nothing is largest among nothing; and nothing is scaled.
    const kept = reducedShape(shape, reducedAxes(axes, shape.length), true)
    return { scaled: x, most: k.broadcastTo(k.constantLike(0, x), kept) }
  }
  const largest = k.detach(k.max(x, axes, true))
  const finite = k.lt(k.abs(largest), Number.POSITIVE_INFINITY)
  const most = k.select(finite, largest, k.constantLike(0, x))
  return { scaled: k.sub(x, most), most }
}

/** log softmax along an axis: x − log Σ eˣ. */
export function logSoftmax<V>(k: Builder<V>, x: V, axis: number): V {
  const { scaled } = fromMost(k, x, axis)
  return k.sub(scaled, k.log(k.sum(k.exp(scaled), axis, true)))
}

/** Scores into shares of one whole. */
export const softmaxes = defineOps('activation', {
  softmax: computed({
    title: 'softmax',
    icon: 'M2 14V9h2.5v5M7 14V4h2.5v10M12 14v-3h2.5v3M16.5 14v-4H19v4',
    doc: 'Turns scores into shares that add up to 1: what one gains the others lose.',
    ports: ['input'],
    plot: 'shares',
    attrs: alongAxis,
    value: (k, [x], attrs) => {
      const axis = axisOf(attrs, k.spec(x!).shape)
      const powers = k.exp(fromMost(k, x!, axis).scaled)
      return k.div(powers, k.sum(powers, axis, true))
    },
    vjp: (k, cotangent, { inputs, output: y, attrs }) => {
      const axis = axisOf(attrs, k.spec(inputs[0]!).shape)
      return k.mul(y, k.sub(cotangent, k.sum(k.mul(cotangent, y), axis, true)))
    },
    latex: () => '\\frac{e^{{input}_i}}{\\sum_j e^{{input}_j}}',
    latexVjp: () => ['{y} \\odot ({cotangent} - \\sum_j ({cotangent})_j {y}_j)'],
    examples: [
      { inputs: [[0, 0]], output: [0.5, 0.5], grads: [[0, 0]] },
      { inputs: [[1000, 1000, Number.NEGATIVE_INFINITY]], output: [0.5, 0.5, 0] },
      { inputs: [[[], []]], output: [[], []] },
    ],
  }),
  log_softmax: computed({
    title: 'log softmax',
    icon: 'M2 2v5h2.5V2M7 2v10h2.5V2M12 2v3h2.5V2M16.5 2v4H19V2',
    doc: 'The logarithms of the shares, computed together so that none underflows.',
    ports: ['input'],
    plot: 'shares',
    attrs: alongAxis,
    value: (k, [x], attrs) => logSoftmax(k, x!, axisOf(attrs, k.spec(x!).shape)),
    vjp: (k, cotangent, { inputs, output: y, attrs }) => {
      const axis = axisOf(attrs, k.spec(inputs[0]!).shape)
      return k.sub(cotangent, k.mul(k.exp(y), k.sum(cotangent, axis, true)))
    },
    latex: () => '{input}_i - \\log \\sum_j e^{{input}_j}',
    latexVjp: () => ['{cotangent} - e^{{y}} \\odot \\sum_j ({cotangent})_j'],
    examples: [{ inputs: [[0, 0]], output: [-Math.LN2, -Math.LN2], grads: [[0, 0]] }],
  }),
})
