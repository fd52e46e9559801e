import { grad, type Tensor, tensor } from '#core/eager/index.ts'
import { type Fact, given, leaf, refusal } from './fact.ts'

const square = (x: Tensor) => x.pow_scalar({ exponent: 2 })

const cube = (x: Tensor) => x.mul(x).mul(x)

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
