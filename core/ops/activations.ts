import { defineOps, unary } from './op.ts'

/** Functions that bend: what stands between a network’s layers. */
export const activations = defineOps('activation', {
  /**
   * Hyperbolic tangent, elementwise: `y = tanh x`.
   *
   * A smooth switch. Near 0 it is almost the identity; far from 0 it saturates at ±1 and its
   * gradient fades with it. The slope is read from the saved output as `1 − y·y`, each operation
   * rounded: in float32 these are the very digits of sorix's page (0.009866 at 3), not fused ones.
   *
   * @shape x: S → y: S for any S. Elementwise: nothing is broadcast or reduced.
   * @units Dimensionless. x ∈ ℝ, plotted on [−5, 5]; y ∈ [−1, 1].
   * @vjp x̄ = ȳ · (1 − y²)
   * @errors None. NaN in gives NaN out; ±∞ gives ±1.
   * @source Rule: ProofWiki, "Derivative of Hyperbolic Tangent Function".
   */
  tanh: unary({
    title: 'tanh',
    icon: 'curve',
    doc: 'Squashes every element into (−1, 1); its slope 1 − y² is 1 at zero and dies out in both tails.',
    value: (k, [x]) => k.tanh(x!),
    domain: [-5, 5],
    examples: [
      {
        inputs: [[0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
        output: [0, 1, -1],
        grads: [[1, 0, 0]],
      },
    ],
  }),
  sigmoid: unary({
    title: 'sigmoid',
    icon: 'curve',
    doc: 'Squashes every element into (0, 1), as a probability; its slope y·(1 − y) is never above ¼.',
    value: (k, [x]) => k.sigmoid(x!),
    domain: [-6, 6],
    examples: [{ inputs: [[0]], output: [0.5], grads: [[0.25]] }],
  }),
  /** At 0 the slope is 0 by convention, as in PyTorch; −0 stays −0 and NaN stays NaN. */
  relu: unary({
    title: 'ReLU',
    icon: 'curve',
    doc: 'Lets positive elements pass and stops the others; where it stops, no gradient flows either.',
    value: (k, [x]) => k.select(k.lt(x!, 0), 0, x!),
    partials: [(k, { inputs: [x] }) => k.select(k.le(x!, 0), k.constantLike(0, x!), 1)],
    latex: () => '\\max(0, {input})',
    kinks: [0],
    convention: 'At 0 the slope is taken to be 0.',
    examples: [{ inputs: [[-2, 0, 3]], output: [0, 0, 3], grads: [[0, 0, 1]] }],
  }),
})
