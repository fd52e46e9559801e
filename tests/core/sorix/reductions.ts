import { type Fact, given, through } from './fact.ts'

const grid = [
  [1, 2],
  [3, 4],
]
const everywhere = (value: number) => grid.map((row) => row.map(() => value))

/** Many numbers into fewer. */
export const reductions: readonly Fact[] = [
  {
    says: 'A sum gives every term the whole gradient',
    from: 'test_tensor.py',
    run: () => through((x) => x.sum(), grid),
    want: [10, everywhere(1)],
  },
  {
    says: 'A mean gives every term its share',
    from: 'test_tensor.py',
    run: () => through((x) => x.mean(), grid),
    want: [2.5, everywhere(0.25)],
  },
  {
    says: 'A mean along an axis divides by that axis alone',
    from: 'test_tensor_coverage.py',
    run: () => through((x) => x.mean({ axis: 1 }), grid),
    want: [[1.5, 3.5], everywhere(0.5)],
  },
  {
    says: 'A sum along an axis sends each column its own gradient',
    from: 'test_tensor_coverage.py',
    run: () => through((x) => x.sum({ axis: 0 }).mul(given([1, 2])), grid).at(1),
    want: [
      [1, 2],
      [1, 2],
    ],
  },
  {
    says: 'Softmax is exp over its sum',
    from: 'test_utils_general.py',
    run: () =>
      given([[1, 2, 3]])
        .softmax()
        .tolist(),
    want: [[1, 2, 3].map((x) => Math.exp(x) / (Math.E + Math.exp(2) + Math.exp(3)))],
  },
  {
    says: 'Softmax does not overflow',
    from: 'tensor.py',
    run: () => given([1000, 0]).softmax().tolist(),
    want: [1, 0],
  },
  {
    says: 'The shares of a softmax add up to 1, so their sum has no gradient',
    from: 'test_tensor_coverage.py',
    run: () => through((x) => x.softmax(), [[1, 2, 3]]).at(1),
    want: [[0, 0, 0]],
  },
]
