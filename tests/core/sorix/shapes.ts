import { arange, functional, noGrad, ones, tensor } from '#core/eager/index.ts'
import { type Fact, leaf, refusal, through } from './fact.ts'

const grid = [
  [1, 2, 3],
  [4, 5, 6],
]
const allOnes = [
  [1, 1, 1],
  [1, 1, 1],
]

/** The same elements, arranged otherwise, or some of them. */
export const shapes: readonly Fact[] = [
  {
    says: 'A reshape keeps the order, and gradients go back the same way',
    from: 'test_tensor.py',
    run: () => through((x) => x.reshape({ shape: [3, 2] }), grid),
    want: [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      allOnes,
    ],
  },
  {
    says: 'flatten makes one axis of all',
    from: 'test_tensor.py',
    run: () => through((x) => x.flatten(), grid),
    want: [[1, 2, 3, 4, 5, 6], allOnes],
  },
  {
    says: 'flatten can join some axes only',
    from: 'test_coverage_boost.py',
    run: () => ones([2, 3, 4]).flatten({ start_axis: 1, end_axis: 2 }).shape,
    want: [2, 12],
  },
  {
    says: 'A transpose makes rows of columns',
    from: 'test_tensor.py',
    run: () => through((x) => x.transpose(), grid),
    want: [
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
      allOnes,
    ],
  },
  {
    says: 'permute puts the axes in another order',
    from: 'test_pytorch_parity_advanced.py',
    run: () => ones([2, 3, 4]).permute({ axes: [2, 0, 1] }).shape,
    want: [4, 2, 3],
  },
  {
    says: 'unsqueeze adds an axis in front or at the end',
    from: 'test_tensor_coverage.py',
    run: () => [ones([1, 2]).unsqueeze({ axis: 0 }).shape, ones([3]).unsqueeze({ axis: -1 }).shape],
    want: [
      [1, 1, 2],
      [3, 1],
    ],
  },
  {
    says: 'squeeze drops an axis of size 1, and the gradient gets it back',
    from: 'test_tensor_coverage.py',
    run: () => through((x) => x.squeeze({ axis: 1 }), [[1], [2], [3]]),
    want: [
      [1, 2, 3],
      [[1], [1], [1]],
    ],
  },
  {
    says: 'repeat sets copies side by side, whose gradients add up',
    from: 'test_pytorch_parity_advanced.py',
    run: () => through((x) => x.repeat({ repeats: [2, 3] }), [[1, 2]]),
    want: [
      [
        [1, 2, 1, 2, 1, 2],
        [1, 2, 1, 2, 1, 2],
      ],
      [[6, 6]],
    ],
  },
  {
    says: 'concat puts tensors end to end, and each gets its own part back',
    from: 'test_coverage_edge_cases.py',
    run: () => through((a, b) => functional.concat(a, b), [1, 2], [3, 4]),
    want: [
      [1, 2, 3, 4],
      [1, 1],
      [1, 1],
    ],
  },
  {
    says: 'stack puts tensors along a new axis',
    from: 'test_coverage_boost.py',
    run: () => through((a, b) => functional.stack(a, b), [1], [2]),
    want: [[[1], [2]], [1], [1]],
  },
  {
    says: 'unbind gives the parts along an axis, and every element its gradient',
    from: 'test_pytorch_parity_advanced.py',
    run: () => {
      const x = leaf(grid)
      const parts = x.unbind(1)
      parts
        .map((part) => part.sum())
        .reduce((sum, part) => sum.add(part))
        .backward()
      return [parts.length, parts[0]!.shape, x.grad!.tolist()]
    },
    want: [3, [2], allOnes],
  },
  {
    says: 'An element that was taken gets the gradient, the others none',
    from: 'test_tensor.py',
    run: () => through((x) => x.at(1), [1, 2, 3]),
    want: [2, [0, 1, 0]],
  },
  {
    says: 'Stretches that overlap add their gradients up',
    from: 'test_pytorch_parity_advanced.py',
    run: () =>
      through(
        (x) =>
          x
            .at([0, 3])
            .sum()
            .add(x.at([0, 5]).sum()),
        arange(0, 8, 1).tolist(),
      ).at(1),
    want: [2, 2, 2, 1, 1, 0, 0, 0],
  },
  {
    says: 'gather takes an element for each entry of an index, and adds gradients up',
    from: 'test_pytorch_parity_advanced.py',
    run: () => {
      const index = tensor(
        [
          [0, 0],
          [1, 0],
        ],
        { dtype: 'int64' },
      )
      return through(
        (x) => x.gather(index, { axis: 1 }),
        [
          [1, 2],
          [3, 4],
        ],
      )
    },
    want: [
      [
        [1, 1],
        [4, 3],
      ],
      [
        [2, 0],
        [1, 1],
      ],
    ],
  },
  {
    says: 'Rows looked up by number give their weights the gradients, summed over repeats',
    from: 'test_embedding.py',
    run: () => {
      const rows = tensor([0, 2, 0], { dtype: 'int64' })
      return through(
        (w) => w.index_select(rows),
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      )
    },
    want: [
      [
        [1, 2],
        [5, 6],
        [1, 2],
      ],
      [
        [2, 2],
        [0, 0],
        [1, 1],
      ],
    ],
  },
  {
    says: 'A row past the end is refused',
    from: 'test_embedding.py',
    run: () => refusal(() => ones([5, 3]).index_select(tensor([0, 5], { dtype: 'int64' }))),
    want: /has 5, but axis 0 has 5 elements/,
  },
  {
    says: 'Parts taken under noGrad ask for no gradient',
    from: 'test_coverage_edge_cases.py',
    run: () => noGrad(() => leaf([1, 2, 3]).at(0).requiresGrad),
    want: false,
  },
]
