import type { DType } from '../tensor/storage.ts'
import { binary, defineOps, unary } from './op.ts'

/** Arithmetic, element by element. */
export const arithmetic = defineOps('arithmetic', {
  add: binary({
    title: 'add',
    icon: '+',
    doc: 'Adds two inputs, so the gradient passes to both unchanged.',
    operator: { signs: ['+'], precedence: 2, place: 'left' },
    value: (k, [a, b]) => k.add(a!, b!),
    examples: [{ inputs: [[1, 2], 10], output: [11, 12], grads: [[1, 1], 2] }],
  }),
  sub: binary({
    title: 'subtract',
    icon: '−',
    doc: 'Takes the second input from the first; the second one’s gradient changes its sign.',
    operator: { signs: ['-', '−'], precedence: 2, place: 'left' },
    value: (k, [a, b]) => k.sub(a!, b!),
    examples: [{ inputs: [[1, 2], 10], output: [-9, -8], grads: [[1, 1], -2] }],
  }),
  mul: binary({
    title: 'multiply',
    icon: '×',
    doc: 'Scales each input by the other, so each gradient is the other input’s value.',
    operator: { signs: ['*', '×', '·', '⋅', '⊙'], precedence: 3, place: 'left' },
    value: (k, [a, b]) => k.mul(a!, b!),
    domain: [-3, 3],
    examples: [{ inputs: [[1, 2], 10], output: [10, 20], grads: [[10, 10], 3] }],
  }),
  div: binary({
    title: 'divide',
    icon: '÷',
    doc: 'Divides the first input by the second; near a zero divisor the gradients grow without bound.',
    operator: { signs: ['/', '÷'], precedence: 3, place: 'left' },
    value: (k, [a, b]) => k.div(a!, b!),
    domain: [0.5, 3],
    definedFor: 'other ≠ 0',
    examples: [{ inputs: [[1, 2], 4], output: [0.25, 0.5], grads: [[0.25, 0.25], -0.1875] }],
  }),
  neg: unary({
    title: 'negate',
    icon: '±',
    doc: 'Changes the sign of the value, and of the gradient.',
    operator: { signs: ['-', '−'], precedence: 4, place: 'prefix' },
    value: (k, [x]) => k.neg(x!),
    examples: [{ inputs: [[1, -2]], output: [-1, 2], grads: [[-1, -1]] }],
  }),
  square: unary({
    title: 'square',
    icon: 'x²',
    doc: 'Multiplies the input by itself; the slope 2x grows with the distance from 0.',
    value: (k, [x]) => k.mul(x!, x!),
    partials: [(k, { inputs: [x] }) => k.mul(2, x!)],
    domain: [-3, 3],
    examples: [{ inputs: [[-3, 0.5]], output: [9, 0.25], grads: [[-6, 1]] }],
  }),
  pow_scalar: unary({
    title: 'power',
    icon: 'xⁿ',
    doc: 'Raises the input to a fixed exponent n; the slope is n·xⁿ⁻¹.',
    operator: { signs: ['^', '**'], precedence: 5, place: 'right', attr: 'exponent' },
    attrs: { exponent: { kind: 'number', default: 3, doc: 'The exponent n.' } },
    value: (k, [x], { exponent }) => k.pow(x!, exponent as number),
    partials: [
      (k, { inputs: [x], attrs }) => {
        const exponent = attrs['exponent'] as number
        // At n = 0 the curve is constant, also at x = 0, where 0 · 0⁻¹ would be NaN.
        return exponent === 0 ? 0 : k.mul(exponent, k.pow(x!, exponent - 1))
      },
    ],
    domain: [0.2, 3],
    definedFor: 'x ≥ 0 where the exponent is not a whole number, and x ≠ 0 where it is negative',
    examples: [
      { inputs: [[-2, 3]], output: [-8, 27], grads: [[12, 27]] },
      { inputs: [[4, 0]], attrs: { exponent: 0 }, output: [1, 1], grads: [[0, 0]] },
      { inputs: [[4]], attrs: { exponent: 0.5 }, output: [2], grads: [[0.25]] },
    ],
  }),
  exp: unary({
    title: 'exp',
    icon: 'curve',
    doc: 'e to the power x: a function that is its own slope.',
    value: (k, [x]) => k.exp(x!),
    domain: [-3, 2],
    examples: [{ inputs: [[0, Number.NEGATIVE_INFINITY]], output: [1, 0], grads: [[1, 0]] }],
  }),
  log: unary({
    title: 'log',
    icon: 'curve',
    doc: 'The natural logarithm; its slope 1/x grows without bound towards 0.',
    value: (k, [x]) => k.log(x!),
    domain: [0.1, 5],
    definedFor: 'x > 0',
    examples: [
      {
        inputs: [[1, 0]],
        output: [0, Number.NEGATIVE_INFINITY],
        grads: [[1, Number.POSITIVE_INFINITY]],
      },
    ],
  }),
  expm1: unary({
    title: 'eˣ − 1',
    icon: 'curve',
    doc: 'eˣ − 1 without losing the digits of a small x.',
    value: (k, [x]) => k.expm1(x!),
    domain: [-3, 2],
    examples: [
      { inputs: [[0, 1e-10]], output: [0, 1.00000000005e-10], grads: [[1, 1.0000000001]] },
    ],
  }),
  log1p: unary({
    title: 'log(1 + x)',
    icon: 'curve',
    doc: 'The logarithm of 1 + x without losing the digits of a small x.',
    value: (k, [x]) => k.log1p(x!),
    domain: [-0.9, 4],
    definedFor: 'x > −1',
    examples: [{ inputs: [[0, 1e-10]], output: [0, 9.9999999995e-11], grads: [[1, 0.9999999999]] }],
  }),
  sqrt: unary({
    title: 'sqrt',
    icon: 'curve',
    doc: 'The square root; its slope 1/(2y) grows without bound towards 0.',
    value: (k, [x]) => k.sqrt(x!),
    domain: [0.05, 4],
    definedFor: 'x ≥ 0',
    examples: [{ inputs: [[4, 0]], output: [2, 0], grads: [[0.25, Number.POSITIVE_INFINITY]] }],
  }),
  rsqrt: unary({
    title: '1/√x',
    icon: 'curve',
    doc: 'One over the square root, as in every normalisation; steep towards 0.',
    value: (k, [x]) => k.rsqrt(x!),
    latexVjp: () => ['-\\tfrac12 {cotangent} \\odot {y}^3'],
    domain: [0.2, 4],
    definedFor: 'x > 0',
    examples: [{ inputs: [[4, 0.25]], output: [0.5, 2], grads: [[-0.0625, -4]] }],
  }),
  reciprocal: unary({
    title: 'reciprocal',
    icon: '1/x',
    doc: 'One over x; its slope −y² is negative everywhere.',
    value: (k, [x]) => k.div(1, x!),
    partials: [(k, { output: y }) => k.neg(k.mul(y, y))],
    domain: [0.2, 4],
    definedFor: 'x ≠ 0',
    examples: [{ inputs: [[4, -0.5]], output: [0.25, -2], grads: [[-0.0625, -4]] }],
  }),
  abs: unary({
    title: 'abs',
    icon: '|x|',
    doc: 'The distance from 0; the gradient keeps or changes its sign as x does.',
    value: (k, [x]) => k.abs(x!),
    kinks: () => [0],
    convention: 'At 0 the slope is taken to be 0.',
    examples: [{ inputs: [[-2, 0, 3]], output: [2, 0, 3], grads: [[-1, 0, 1]] }],
  }),
  sign: unary({
    title: 'sign',
    icon: 'curve',
    doc: '−1, 0 or 1: flat everywhere, so what flows back through it is 0.',
    value: (k, [x]) => k.sign(x!),
    kinks: () => [0],
    convention: 'At 0, where it jumps, the slope is taken to be 0.',
    examples: [{ inputs: [[-2, 0, 3]], output: [-1, 0, 1], grads: [[0, 0, 0]] }],
  }),
  sin: unary({
    title: 'sin',
    icon: 'curve',
    doc: 'The sine of an angle in radians; its slope is the cosine.',
    value: (k, [x]) => k.sin(x!),
    domain: [-6.5, 6.5],
    examples: [
      { inputs: [[0, 1]], output: [0, 0.8414709848078965], grads: [[1, 0.5403023058681398]] },
    ],
  }),
  cos: unary({
    title: 'cos',
    icon: 'curve',
    doc: 'The cosine of an angle in radians; its slope is minus the sine.',
    value: (k, [x]) => k.cos(x!),
    domain: [-6.5, 6.5],
    examples: [
      { inputs: [[0, 1]], output: [1, 0.5403023058681398], grads: [[0, -0.8414709848078965]] },
    ],
  }),
  erf: unary({
    title: 'erf',
    icon: 'curve',
    doc: 'The error function: how much of a bell curve lies within x of its middle; the curve itself is its slope.',
    value: (k, [x]) => k.erf(x!),
    domain: [-3, 3],
    examples: [
      {
        inputs: [[0, 1]],
        output: [0, 0.8427007929497149],
        grads: [[1.1283791670955126, 0.4151074974205947]],
      },
    ],
  }),
  cast: unary({
    title: 'cast',
    icon: 'M1 8h11M8.5 4.5L12 8l-3.5 3.5M15 3v10M18.5 3v10',
    doc: 'The same numbers in another dtype, rounded where it is a narrower one; the gradient comes back in the first.',
    plot: 'none',
    attrs: {
      dtype: {
        kind: 'choice',
        default: 'float64',
        options: ['float64', 'float32'],
        doc: 'What to store the numbers as.',
      },
    },
    value: (k, [x], { dtype }) => k.cast(x!, dtype as DType),
    latex: ({ dtype }) => `\\operatorname{${dtype}}({input})`,
    examples: [
      { inputs: [[1, 0.5]], attrs: { dtype: 'float32' }, output: [1, 0.5], grads: [[1, 1]] },
    ],
  }),
  pow: binary({
    title: 'pow',
    icon: 'aᵇ',
    doc: 'Raises the first input to the second; the gradient along the exponent is y·log a.',
    operator: { signs: ['^', '**'], precedence: 5, place: 'right' },
    value: (k, [a, b]) => k.pow(a!, b!),
    domain: [0.3, 2.5],
    definedFor: 'a > 0; a = 0 where b is not negative; a < 0 where b is whole',
    convention:
      'At b = 0 the slope along a is 0; at a = 0, where b is not negative, that along b is 0.',
    latexVjp: () => [
      '{cotangent} \\odot {other} \\odot {input}^{{other} - 1}',
      '{cotangent} \\odot {y} \\odot \\log({input})',
    ],
    examples: [
      {
        inputs: [
          [2, 4],
          [3, 0.5],
        ],
        output: [8, 2],
        grads: [
          [12, 0.25],
          [5.545177444479562, 2.772588722239781],
        ],
      },
      {
        inputs: [
          [3, 0, 0],
          [0, 0, 2],
        ],
        output: [1, 1, 0],
        grads: [
          [0, 0, 0],
          [1.0986122886681098, 0, 0],
        ],
      },
    ],
  }),
})
