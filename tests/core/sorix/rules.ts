import type { Tensor } from '#core/eager/index.ts'
import { type Fact, given, leaf, through } from './fact.ts'

const square = (x: Tensor) => x.pow_scalar({ exponent: 2 })

/** Gradients that pass from an output to its leaves. */
export const rules: readonly Fact[] = [
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
]
