import { isGradEnabled, noGrad, type Tensor } from '#core/eager/index.ts'
import { type Fact, given, leaf, refusal, through } from './fact.ts'

const square = (x: Tensor) => x.pow_scalar({ exponent: 2 })

const cube = (x: Tensor) => x.mul(x).mul(x)

/** What a pass leaves behind, and when nothing is recorded. */
export const passes: readonly Fact[] = [
  {
    says: 'A gradient may be given to start from',
    from: 'test_tensor_coverage.py',
    run: () => {
      const x = leaf([1, 2])
      x.mul(given([2, 3])).backward(given([1, 1]))
      return x.grad!.tolist()
    },
    want: [2, 3],
  },
  {
    says: 'Several elements need a gradient to start from',
    from: 'test_tensor_coverage.py',
    run: () => refusal(() => leaf([1, 2]).backward()),
    want: /one element/,
  },
  {
    says: 'A gradient of another shape is refused',
    from: 'test_tensor_coverage.py',
    run: () =>
      refusal(() =>
        leaf([1, 2])
          .mul(2)
          .backward(given([1, 2, 3])),
      ),
    want: /\[3\], but the tensor is \[2\]/,
  },
  {
    says: 'Before the first pass a leaf has no gradient',
    from: 'test_coverage_edge_cases.py',
    run: () => leaf([1]).grad,
    want: null,
  },
  {
    says: 'Passes add up until the gradient is forgotten',
    from: 'test_coverage_edge_cases.py',
    run: () => {
      const x = leaf([1])
      x.mul(1).backward()
      const once = x.grad!.item()
      x.mul(1).backward()
      const twice = x.grad!.item()
      x.zeroGrad()
      return [once, twice, x.grad]
    },
    want: [1, 2, null],
  },
  {
    says: 'Under noGrad nothing asks for a gradient, whatever the op',
    from: 'test_coverage_edge_cases.py',
    run: () => {
      const [x, y] = [leaf([1, 2]), leaf([3, 4])]
      return noGrad(() =>
        [
          x.add(y),
          x.sub(y),
          x.mul(y),
          x.div(y),
          x.matmul(y),
          x.tanh(),
          square(x),
          x.sigmoid(),
          x.mean(),
          x.sum(),
        ].some(({ requiresGrad, isLeaf }) => requiresGrad || !isLeaf),
      )
    },
    want: false,
  },
  {
    says: 'Whether ops are being recorded can be asked, and noGrad puts it back',
    from: 'test_tensor_coverage.py',
    run: () => [isGradEnabled(), noGrad(isGradEnabled), isGradEnabled()],
    want: [true, false, true],
  },
  {
    says: 'A pass whose graph is recorded leaves a gradient with a history',
    from: 'test_tensor_coverage.py',
    run: () => {
      const x = leaf([2])
      x.mul(x).backward(null, { createGraph: true })
      return [x.grad!.tolist(), x.grad!.requiresGrad]
    },
    want: [[4], true],
  },
  {
    says: 'A graph that was let go cannot be passed through again',
    from: 'test_tensor_coverage.py',
    run: () => {
      const y = cube(leaf([3]))
      y.backward(null, { retainGraph: false })
      return refusal(() => y.backward())
    },
    want: /let go/,
  },
  {
    says: 'A number may stand left of +, −, × and ÷, and the gradient knows',
    from: 'test_tensor.py',
    run: () => {
      const slope = (f: (a: Tensor) => Tensor) => through(f, [2]).flat()
      const ten = (value: number) => given([value])
      return [
        slope((a) => ten(1).add(a)),
        slope((a) => ten(5).sub(a)),
        slope((a) => ten(3).mul(a)),
        slope((a) => ten(10).div(a)),
      ]
    },
    want: [
      [3, 1],
      [3, -1],
      [6, 3],
      [5, -2.5],
    ],
  },
  {
    says: 'tanh at 0.5 has the slope 1 − tanh² of it',
    from: 'test_tensor_coverage.py',
    run: () => through((x) => x.tanh(), [0.5]).at(1),
    want: [1 - Math.tanh(0.5) ** 2],
  },
]
