import type { Builder } from './builder.ts'
import { defineOps, unary } from './op.ts'
import { texNumber } from './tex.ts'

/** √½, √(2/π) and 1/√(2π). */
const [rootHalf, rootTwoOverPi, normalPeak] = [Math.SQRT1_2, 0.7978845608028654, 0.3989422804014327]
const cubic = 0.044715

/** Φ(x), how likely a standard normal variable is below x. */
const normalCdf = <V>(k: Builder<V>, x: V): V => k.mul(0.5, k.add(1, k.erf(k.mul(rootHalf, x))))

/** Φ(x) + x·φ(x). */
function geluSlope<V>(k: Builder<V>, x: V): V {
  const density = k.mul(normalPeak, k.exp(k.mul(-0.5, k.mul(x, x))))
  return k.add(normalCdf(k, x), k.mul(x, density))
}

/** √(2/π)·(x + 0.044715·x³). */
const geluArgument = <V>(k: Builder<V>, x: V): V =>
  k.mul(rootTwoOverPi, k.add(x, k.mul(cubic, k.mul(x, k.mul(x, x)))))

/** The slope of the approximation; where tanh is flat to the last digit, the steepness there is no matter. */
function geluTanhSlope<V>(k: Builder<V>, x: V): V {
  const y = k.tanh(geluArgument(k, x))
  const held = k.maximum(k.minimum(x, flatGelu), -flatGelu)
  const inner = k.mul(rootTwoOverPi, k.add(1, k.mul(3 * cubic, k.mul(held, held))))
  const bend = k.mul(k.mul(k.mul(0.5, held), k.sub(1, k.mul(y, y))), inner)
  return k.add(k.mul(0.5, k.add(1, y)), bend)
}

/** From here on tanh of the argument is ±1 in float64. */
const flatGelu = 16

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
    kinks: () => [0],
    convention: 'At 0 the slope is taken to be 0.',
    examples: [{ inputs: [[-2, 0, 3]], output: [0, 0, 3], grads: [[0, 0, 1]] }],
  }),
  leaky_relu: unary({
    title: 'Leaky ReLU',
    icon: 'curve',
    doc: 'ReLU with a small slope on the negative side, so that no element falls silent for good.',
    attrs: {
      negative_slope: { kind: 'number', default: 0.01, doc: 'The slope below 0.' },
    },
    value: (k, [x], { negative_slope }) =>
      k.select(k.lt(0, x!), x!, k.mul(negative_slope as number, x!)),
    partials: [
      (k, { inputs: [x], attrs }) =>
        k.select(k.lt(0, x!), 1, k.constantLike(attrs['negative_slope'] as number, x!)),
    ],
    kinks: () => [0],
    convention: 'At 0 the slope is taken to be negative_slope.',
    examples: [
      {
        inputs: [[-2, 0, 3]],
        attrs: { negative_slope: 0.1 },
        output: [-0.2, 0, 3],
        grads: [[0.1, 0.1, 1]],
      },
    ],
  }),
  elu: unary({
    title: 'ELU',
    icon: 'curve',
    doc: 'ReLU whose negative side bends smoothly towards −α, and whose slope fades there as eˣ does.',
    attrs: { alpha: { kind: 'number', default: 1, doc: 'How far below 0 the curve goes.' } },
    value: (k, [x], { alpha }) =>
      k.select(k.lt(0, x!), x!, k.mul(alpha as number, k.expm1(k.minimum(x!, 0)))),
    partials: [
      (k, { inputs: [x], attrs }) =>
        k.select(k.lt(0, x!), 1, k.mul(attrs['alpha'] as number, k.exp(k.minimum(x!, 0)))),
    ],
    latex: ({ alpha }) =>
      `\\begin{cases} {input} & \\text{if } {input} > 0 \\\\ ${alpha === 1 ? '' : `${texNumber(alpha as number)}\\,(`}e^{{input}} - 1${alpha === 1 ? '' : ')'} & \\text{else} \\end{cases}`,
    kinks: () => [0],
    convention: 'At 0 the slope is taken to be α, that of the left side.',
    examples: [
      {
        inputs: [[0, 2, Number.NEGATIVE_INFINITY]],
        attrs: { alpha: 1.5 },
        output: [0, 2, -1.5],
        grads: [[1.5, 1, 0]],
      },
    ],
  }),
  gelu: unary({
    title: 'GELU',
    icon: 'curve',
    doc: 'Scales x by how likely a normal variable is below it: a soft ReLU that dips below 0 before it rises.',
    attrs: {
      approximate: {
        kind: 'choice',
        default: 'none',
        options: ['none', 'tanh'],
        doc: 'The curve itself, or its approximation with tanh.',
      },
    },
    value: (k, [x], { approximate }) =>
      approximate === 'tanh'
        ? k.mul(k.mul(0.5, x!), k.add(1, k.tanh(geluArgument(k, x!))))
        : k.mul(x!, normalCdf(k, x!)),
    partials: [
      (k, { inputs: [x], attrs }) =>
        attrs['approximate'] === 'tanh' ? geluTanhSlope(k, x!) : geluSlope(k, x!),
    ],
    latex: ({ approximate }) =>
      approximate === 'tanh'
        ? '\\tfrac12 {input} (1 + \\tanh(\\sqrt{2/\\pi}\\,({input} + 0.044715\\,{input}^3)))'
        : '{input} \\cdot \\Phi({input})',
    latexVjp: ({ approximate }) => [
      approximate === 'tanh'
        ? '{cotangent} \\odot \\operatorname{gelu}^{\\prime}({input})'
        : '{cotangent} \\odot (\\Phi({input}) + {input} \\odot \\varphi({input}))',
    ],
    examples: [
      { inputs: [[0, 1]], output: [0, 0.8413447460685429], grads: [[0.5, 1.0833154705876864]] },
      {
        inputs: [[0, 1]],
        attrs: { approximate: 'tanh' },
        output: [0, 0.8411919906082768],
        grads: [[0.5, 1.0829640838457826]],
      },
    ],
  }),
  silu: unary({
    title: 'SiLU',
    icon: 'curve',
    doc: 'x scaled by its own sigmoid, also called swish: smooth everywhere, with a small dip below 0.',
    value: (k, [x]) => k.mul(x!, k.sigmoid(x!)),
    partials: [
      (k, { inputs: [x] }) => {
        const s = k.sigmoid(x!)
        return k.mul(s, k.add(1, k.mul(x!, k.sub(1, s))))
      },
    ],
    domain: [-6, 4],
    examples: [
      { inputs: [[0, -2]], output: [0, -0.2384058440442351], grads: [[0.5, -0.0907842487848955]] },
    ],
  }),
  softplus: unary({
    title: 'softplus',
    icon: 'curve',
    doc: 'A smooth ReLU, log(1 + eˣ); its slope is the sigmoid.',
    attrs: {
      beta: { kind: 'number', default: 1, doc: 'How sharp the bend is; not 0.' },
      threshold: { kind: 'number', default: 20, doc: 'Where β·x exceeds it, x itself is taken.' },
    },
    value: (k, [x], { beta, threshold }) => {
      if (beta === 1) return k.select(k.lt(threshold as number, x!), x!, k.softplus(x!))
      const scaled = k.mul(beta as number, x!)
      return k.select(
        k.lt(threshold as number, scaled),
        x!,
        k.div(k.softplus(scaled), beta as number),
      )
    },
    partials: [
      (k, { inputs: [x], attrs: { beta, threshold } }) => {
        const scaled = beta === 1 ? x! : k.mul(beta as number, x!)
        return k.select(k.lt(threshold as number, scaled), 1, k.sigmoid(scaled))
      },
    ],
    latex: ({ beta }) =>
      beta === 1
        ? '\\log(1 + e^{{input}})'
        : `\\tfrac{1}{${texNumber(beta as number)}} \\log(1 + e^{${texNumber(beta as number)}\\,{input}})`,
    kinks: ({ beta, threshold }) => [(threshold as number) / (beta as number)],
    convention: 'Above the threshold the slope is 1; at it, still the curve’s.',
    latexVjp: ({ beta }) => [
      `{cotangent} \\odot \\sigma(${beta === 1 ? '' : `${texNumber(beta as number)}\\,`}{input})`,
    ],
    examples: [
      { inputs: [[0, 100]], output: [Math.LN2, 100], grads: [[0.5, 1]] },
      { inputs: [[20]], output: [20.000000002061153], grads: [[0.9999999979388463]] },
      { inputs: [[0]], attrs: { beta: 2 }, output: [Math.LN2 / 2], grads: [[0.5]] },
    ],
  }),
})
