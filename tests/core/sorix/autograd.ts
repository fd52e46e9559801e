import { grad, isGradEnabled, noGrad, type Tensor, tensor } from '#core/eager/index.ts'
import { type Fact, given, leaf, refusal, through } from './fact.ts'

const square = (x: Tensor) => x.pow_scalar({ exponent: 2 })

const cube = (x: Tensor) => x.mul(x).mul(x)

/** Gradients that pass from an output to its leaves. */
export const backward: readonly Fact[] = [
  {
    says: 'A sum of two passes its gradient to both unchanged',
    from: 'test_tensor.py',
    run: () => through((a, b) => a.add(b), [2, 3], [4, 5]),
    want: [
      [6, 8],
      [1, 1],
      [1, 1],
    ],
  },
  {
    says: 'A difference turns the second gradient’s sign',
    from: 'test_tensor.py',
    run: () => through((a, b) => a.sub(b), [2, 3], [4, 5]),
    want: [
      [-2, -2],
      [1, 1],
      [-1, -1],
    ],
  },
  {
    says: 'A product’s gradient is the other factor',
    from: 'test_tensor.py',
    run: () => through((a, b) => a.mul(b), [2, 3], [4, 5]),
    want: [
      [8, 15],
      [4, 5],
      [2, 3],
    ],
  },
  {
    says: 'A quotient gives 1/b and −a/b²',
    from: 'test_tensor.py',
    run: () => through((a, b) => a.div(b), [2, 3], [4, 5]),
    want: [
      [0.5, 0.6],
      [0.25, 0.2],
      [-2 / 16, -3 / 25],
    ],
  },
  {
    says: 'x²y + y² at (2, 3) has the slopes 12 and 10',
    from: 'test_tensor.py',
    run: () => through((x, y) => square(x).mul(y).add(square(y)), 2, 3),
    want: [21, 12, 10],
  },
  {
    says: 'A factor that was stretched gets the sum over where it went',
    from: 'test_tensor.py',
    run: () =>
      through(
        (a, b) => a.add(b),
        [
          [1, 2],
          [3, 4],
        ],
        [10, 20],
      ).slice(1),
    want: [
      [
        [1, 1],
        [1, 1],
      ],
      [2, 2],
    ],
  },
  {
    says: 'Two operands can both stretch, each along its own axis',
    from: 'test_tensor.py',
    run: () => {
      const [a, b] = [
        given(1).add(leaf([[[0, 0]], [[0, 0]]])),
        leaf([
          [
            [1, 1],
            [1, 1],
            [1, 1],
          ],
        ]),
      ]
      a.retainGrad()
      a.add(b).sum().backward()
      return [a.grad!.shape, a.grad!.tolist(), b.grad!.shape, b.grad!.tolist()]
    },
    want: [
      [2, 1, 2],
      [[[3, 3]], [[3, 3]]],
      [1, 3, 2],
      [
        [
          [2, 2],
          [2, 2],
          [2, 2],
        ],
      ],
    ],
  },
  {
    says: 'Only the operand that asks for a gradient gets one: right of a sum',
    from: 'test_tensor_coverage.py',
    run: () => {
      const [a, b] = [given([1, 2]), leaf([3, 4])]
      a.add(b).sum().backward()
      return [a.grad, b.grad!.tolist()]
    },
    want: [null, [1, 1]],
  },
  {
    says: 'Only the operand that asks for a gradient gets one: right of a difference',
    from: 'test_tensor_coverage.py',
    run: () => {
      const b = leaf([2])
      given([5]).sub(b).backward()
      return b.grad!.tolist()
    },
    want: [-1],
  },
  {
    says: 'Only the operand that asks for a gradient gets one: below a fraction',
    from: 'test_tensor_coverage.py',
    run: () => {
      const b = leaf([2])
      given([6]).div(b).backward()
      return b.grad!.tolist()
    },
    want: [-1.5],
  },
  {
    says: 'Only the operand that asks for a gradient gets one: right of a matrix product',
    from: 'test_tensor_coverage.py',
    run: () => {
      const b = leaf([[3], [4]])
      given([[1, 2]])
        .matmul(b)
        .backward()
      return b.grad!.tolist()
    },
    want: [[1], [2]],
  },
  {
    says: 'A matrix product’s gradients are products with the transposes',
    from: 'test_tensor.py',
    run: () =>
      through(
        (a, b) => a.matmul(b),
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [
          [7, 8],
          [9, 10],
          [11, 12],
        ],
      ),
    want: [
      [
        [58, 64],
        [139, 154],
      ],
      [
        [15, 19, 23],
        [15, 19, 23],
      ],
      [
        [5, 5],
        [7, 7],
        [9, 9],
      ],
    ],
  },
  {
    says: 'A row times a column is one number whose gradients are each other',
    from: 'test_utils_math.py',
    run: () => through((a, b) => a.matmul(b), [[1, 2]], [[3], [4]]),
    want: [[[11]], [[3, 4]], [[1], [2]]],
  },
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

/** `grad`, and gradients of gradients. */
export const higher: readonly Fact[] = [
  {
    says: 'grad gives 2x for a sum of squares and touches no grad',
    from: 'test_autograd_grad.py',
    run: () => {
      const x = leaf([2, 3])
      return [grad(x.mul(x).sum(), x)[0]!.tolist(), x.grad]
    },
    want: [[4, 6], null],
  },
  {
    says: 'grad takes several inputs at once: of a product',
    from: 'test_autograd_grad.py',
    run: () => {
      const [a, b] = [leaf([1]), leaf([2])]
      return grad(a.mul(b), [a, b]).map((one) => one.item())
    },
    want: [2, 1],
  },
  {
    says: 'grad takes several inputs at once: of a sum',
    from: 'test_autograd_grad.py',
    run: () => {
      const [a, b] = [leaf([1]), leaf([2])]
      return grad(a.add(b), [a, b]).map((one) => one.item())
    },
    want: [1, 1],
  },
  {
    says: 'grad starts from the gradient it is given',
    from: 'test_autograd_grad.py',
    run: () => {
      const x = leaf([2])
      return grad(x.mul(3), x, { gradOutputs: given([10]) })[0]!.item()
    },
    want: 30,
  },
  {
    says: 'grad beside backward leaves what backward left',
    from: 'test_autograd_grad.py',
    run: () => {
      const x = leaf([2])
      const y = x.mul(x)
      y.backward(null, { retainGraph: true })
      return [grad(y, x)[0]!.item(), x.grad!.item()]
    },
    want: [4, 4],
  },
  {
    says: 'x³ at 2 has the derivatives 12, 12 and 6',
    from: 'test_autograd_grad.py',
    run: () => {
      const x = leaf([2])
      const first = grad(cube(x), x, { createGraph: true })[0]!
      const second = grad(first, x, { createGraph: true })[0]!
      return [first.item(), second.item(), grad(second, x)[0]!.item()]
    },
    want: [12, 12, 6],
  },
  {
    says: 'A gradient with a history can be passed back itself',
    from: 'test_autograd_grad.py',
    run: () => {
      const x = leaf([3])
      const slope = grad(x.mul(x), x, { createGraph: true })[0]!
      const before = x.grad
      slope.backward()
      return [slope.item(), before, x.grad!.item()]
    },
    want: [6, null, 2],
  },
  {
    says: 'x² + 3y³ at (2, 1) has the slopes 4 and 9',
    from: 'test_autograd_complex.py',
    run: () => {
      const [x, y] = [leaf([2]), leaf([1])]
      const f = square(x).add(y.pow_scalar({ exponent: 3 }).mul(3))
      return grad(f, [x, y]).map((one) => one.item())
    },
    want: [4, 9],
  },
  {
    says: 'A matrix applied to a column: columns’ sums, and the column in every row',
    from: 'test_autograd_complex.py',
    run: () => {
      const [w, x] = [
        leaf([
          [1, 2],
          [3, 4],
        ]),
        leaf([[5], [6]]),
      ]
      return grad(w.matmul(x).sum(), [w, x]).map((one) => one.tolist())
    },
    want: [
      [
        [5, 6],
        [5, 6],
      ],
      [[4], [6]],
    ],
  },
  {
    says: 'A vector times the Jacobian of x² is 2x times the vector',
    from: 'test_autograd_complex.py',
    run: () => {
      const x = leaf([2, 3])
      return grad(square(x), x, { gradOutputs: given([10, 20]) })[0]!.tolist()
    },
    want: [40, 120],
  },
  {
    says: 'grad sums over broadcasting for each input',
    from: 'test_autograd_complex.py',
    run: () => {
      const [w, x, b] = [
        leaf([
          [1, 2],
          [3, 4],
        ]),
        leaf([10, 20]),
        leaf([5]),
      ]
      const total = w.mul(x).add(b).sum()
      return [total.item(), ...grad(total, [w, x, b]).map((one) => one.tolist())]
    },
    want: [
      180,
      [
        [10, 20],
        [10, 20],
      ],
      [4, 6],
      [4],
    ],
  },
  {
    says: 'Mixed second derivatives agree: ∂²(x²y + y²)/∂x∂y is 2x either way',
    from: 'test_autograd_complex.py',
    run: () => {
      const [x, y] = [leaf([2]), leaf([3])]
      const f = square(x).mul(y).add(square(y))
      const [dx] = grad(f, x, { createGraph: true })
      const [dy] = grad(f, y, { createGraph: true })
      return [dx!, dy!, grad(dx!, y)[0]!, grad(dy!, x)[0]!].map((one) => one.item())
    },
    want: [12, 10, 4, 4],
  },
  {
    says: 'An input that the output does not depend on is an error',
    from: 'test_autograd_complex.py',
    run: () => {
      const [x, y] = [leaf([1]), leaf([2])]
      return refusal(() => grad(x.mul(x), [x, y]))
    },
    want: /do not depend on input 1/,
  },
  {
    says: 'With allowUnused it has null instead',
    from: 'test_autograd_complex.py',
    run: () => {
      const [x, y] = [leaf([1]), leaf([2])]
      return grad(x.mul(x), [x, y], { allowUnused: true }).map((one) => one?.item() ?? null)
    },
    want: [2, null],
  },
  {
    says: 'An input that asks for no gradient is an error',
    from: 'autograd.py',
    run: () => refusal(() => grad(leaf([1]).mul(2), given([1]))),
    want: /asks for no gradient/,
  },
  {
    says: 'Starts must be one an output',
    from: 'autograd.py',
    run: () => {
      const x = leaf([1])
      return refusal(() => grad([x.mul(2), x.mul(3)], x, { gradOutputs: [tensor([1])] }))
    },
    want: /2 outputs, but 1/,
  },
]

/** Writes over a tensor's elements. */
export const inPlace: readonly Fact[] = [
  {
    says: 'add_, sub_, mul_ and div_ write over the elements',
    from: 'test_tensor_extended.py',
    run: () => {
      const a = given([1, 2])
      return [a.add_(1).tolist(), a.sub_(1).tolist(), a.mul_(2).tolist(), a.div_(2).tolist()]
    },
    want: [
      [2, 3],
      [1, 2],
      [2, 4],
      [1, 2],
    ],
  },
  {
    says: 'add_ takes another tensor, element by element',
    from: 'test_inplace_ops.py',
    run: () => [
      given([1, 2])
        .add_(given([10, 20]))
        .tolist(),
      given([1, 2])
        .add_(given([3, 4]))
        .tolist(),
    ],
    want: [
      [11, 22],
      [4, 6],
    ],
  },
  {
    says: 'fill_ writes one number everywhere',
    from: 'test_inplace_ops.py',
    run: () => given([1, 2, 3]).fill_(0).tolist(),
    want: [0, 0, 0],
  },
  {
    says: 'A write gives the tensor itself back',
    from: 'test_inplace_ops.py',
    run: () => {
      const t = given([1, 2])
      return t.add_(1) === t
    },
    want: true,
  },
  {
    says: 'Writes can be chained',
    from: 'test_inplace_ops.py',
    run: () => given([1, 2]).add_(1).mul_(2).sub_(0.5).tolist(),
    want: [3.5, 5.5],
  },
  ...(['add_', 'sub_', 'mul_'] as const).map((name) => ({
    says: `${name} is refused on a leaf that asks for a gradient`,
    from: 'test_inplace_ops.py',
    run: () => refusal(() => leaf([1, 2])[name](1)),
    want: /cannot be written to while recording/,
  })),
  {
    says: 'fill_ is refused on a leaf that asks for a gradient',
    from: 'test_inplace_ops.py',
    run: () => refusal(() => leaf([1, 2]).fill_(0)),
    want: /cannot be written to while recording/,
  },
  {
    says: 'Under noGrad the same leaf may be written to',
    from: 'test_inplace_ops.py',
    run: () => {
      const t = leaf([1, 2])
      noGrad(() => t.add_(5))
      return t.tolist()
    },
    want: [6, 7],
  },
]
