import { functional, type Tensor, tensor } from '#core/eager/index.ts'
import { type Fact, given, leaf, through } from './fact.ts'

const sigma = (x: number) => 1 / (1 + Math.exp(-x))
const points = [-1, 0, 1]

/** A function of one input, by its values and its slopes. */
const curve =
  (from: string, f: (x: Tensor) => Tensor, at: readonly number[]) =>
  (says: string, values: readonly number[], slopes: readonly number[]): Fact => ({
    says,
    from,
    run: () => through(f, at),
    want: [values, slopes],
  })

/** Functions, element by element. */
export const functions: readonly Fact[] = [
  curve('test_tensor.py', (x) => x.tanh(), points)(
    'tanh has the slope 1 − y²',
    points.map(Math.tanh),
    points.map((x) => 1 - Math.tanh(x) ** 2),
  ),
  curve('test_tensor.py', (x) => x.sigmoid(), points)(
    'sigmoid has the slope y(1 − y)',
    points.map(sigma),
    points.map((x) => sigma(x) * (1 - sigma(x))),
  ),
  curve('test_utils_general.py', (x) => x.sigmoid(), [0])(
    'sigmoid is ½ at 0, with its greatest slope ¼',
    [0.5],
    [0.25],
  ),
  curve('test_nn.py', (x) => x.relu(), points)(
    'The rectifier stops what is below 0, and at 0 its slope is 0',
    [0, 0, 1],
    [0, 0, 1],
  ),
  curve('test_leaky_relu.py', (x) => x.leaky_relu({ negative_slope: 0.1 }), [-1, 2])(
    'The leaky rectifier lets a tenth through below 0',
    [-0.1, 2],
    [0.1, 1],
  ),
  curve('test_utils_math.py', (x) => x.sin(), [0, Math.PI / 2])(
    'sin has the slope cos',
    [0, 1],
    [1, 0],
  ),
  curve('test_utils_math.py', (x) => x.cos(), [0, Math.PI / 2])(
    'cos has the slope −sin',
    [1, 0],
    [0, -1],
  ),
  curve('test_utils_math.py', (x) => x.exp(), [0, 1])(
    'exp is its own slope',
    [1, Math.E],
    [1, Math.E],
  ),
  curve('test_utils_math.py', (x) => x.log(), [1, Math.E])(
    'log has the slope 1/x',
    [0, 1],
    [1, 1 / Math.E],
  ),
  curve('test_utils_math.py', (x) => x.sqrt(), [4, 9])(
    'sqrt has the slope 1/(2√x)',
    [2, 3],
    [1 / 4, 1 / 6],
  ),
  curve('test_utils_math.py', (x) => x.pow_scalar({ exponent: 2 }), [3])(
    'A square has the slope 2x',
    [9],
    [6],
  ),
  curve('test_pytorch_parity_advanced.py', (x) => x.abs(), [-2, 2])(
    'abs has the slope of its side',
    [2, 2],
    [-1, 1],
  ),
  curve('test_pytorch_parity_advanced.py', (x) => x.clamp({ min: 0, max: 1 }), [-1, 0.5, 2])(
    'clamp passes gradients inside its bounds only',
    [0, 0.5, 1],
    [0, 1, 0],
  ),
  {
    says: 'sign is −1, 0 or 1',
    from: 'test_pytorch_parity_advanced.py',
    run: () => given([-1, 0, 0.5, 1.2]).sign().tolist(),
    want: [-1, 0, 1, 1],
  },
  {
    says: 'A minus in front turns every sign',
    from: 'test_coverage_edge_cases.py',
    run: () => given([1, 2]).neg().tolist(),
    want: [-1, -2],
  },
  {
    says: 'Functions can be nested: exp(sin(x²)) at 1.5',
    from: 'test_autograd_complex.py',
    run: () => through((x) => x.square().sin().exp(), [1.5]).at(1),
    want: [Math.exp(Math.sin(2.25)) * Math.cos(2.25) * 3],
  },
  {
    says: 'Every op is a function too',
    from: 'test_utils_math.py',
    run: () => {
      const { add, div, mul, pow_scalar, sub } = functional
      const [a, b] = [leaf([10]), leaf([2])]
      div(a, b).backward()
      const found = [add(a, b), sub(a, b), mul(a, b), pow_scalar(b, { exponent: 3 })]
      return [...found, a.grad!, b.grad!].map((one) => one.item())
    },
    want: [12, 8, 20, 8, 0.5, -2.5],
  },
  {
    says: 'Where a condition holds the first is taken, elsewhere the second; gradients follow',
    from: 'test_pytorch_parity_advanced.py',
    run: () => {
      const condition = tensor([true, false, true], { dtype: 'bool' })
      return through((x, y) => functional.where(condition, x, y), [1, 2, 3], [10, 20, 30])
    },
    want: [
      [1, 20, 3],
      [1, 0, 1],
      [0, 1, 0],
    ],
  },
]

const answers = {
  gt: ['Greater', [false, false, true]],
  lt: ['Less', [true, false, false]],
  ge: ['Greater or equal', [false, true, true]],
  le: ['Less or equal', [true, true, false]],
  eq: ['Equal', [false, true, false]],
  ne: ['Unequal', [true, false, true]],
} as const

/** Comparisons give truth values, and no gradient. */
export const comparisons: readonly Fact[] = [
  ...(Object.keys(answers) as (keyof typeof answers)[]).flatMap((name): Fact[] => {
    const [says, want] = answers[name]
    const three = () => given([1, 2, 3])
    return [
      {
        says: `${says}: element by element, as truth values`,
        from: 'test_tensor.py',
        run: () => {
          const found = three()[name](given([2, 2, 2]))
          return [found.tolist(), found.dtype]
        },
        want: [want, 'bool'],
      },
      {
        says: `${says}: beside a plain number`,
        from: 'test_coverage_edge_cases.py',
        run: () => three()[name](2).tolist(),
        want,
      },
    ]
  }),
  {
    says: 'A comparison asks for no gradient',
    from: 'tensor.py',
    run: () => leaf([1, 2]).gt(1).requiresGrad,
    want: false,
  },
]
