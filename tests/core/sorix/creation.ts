import {
  arange,
  eye,
  full,
  linspace,
  manualSeed,
  noGrad,
  ones,
  onesLike,
  randn,
  uniform,
  zeros,
  zerosLike,
} from '#core/eager/index.ts'
import type { Fact } from './fact.ts'

const every = (test: (value: number) => boolean, values: ArrayLike<number>) =>
  Array.from(values).every(test)

/** Tensors made of nothing but their description. */
export const creation: readonly Fact[] = [
  {
    says: 'zeros holds nothing but zeros',
    from: 'test_utils_general.py',
    run: () => zeros([2, 3]).tolist(),
    want: [
      [0, 0, 0],
      [0, 0, 0],
    ],
  },
  {
    says: 'ones holds nothing but ones',
    from: 'test_utils_general.py',
    run: () => ones([2, 2]).tolist(),
    want: [
      [1, 1],
      [1, 1],
    ],
  },
  {
    says: 'full holds one number everywhere',
    from: 'test_pytorch_parity_advanced.py',
    run: () => full([2, 2], 7.5).tolist(),
    want: [
      [7.5, 7.5],
      [7.5, 7.5],
    ],
  },
  {
    says: 'eye has ones on its diagonal',
    from: 'test_utils_general.py',
    run: () => eye(3).tolist(),
    want: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  {
    says: 'arange leaves its end out',
    from: 'test_utils_general.py',
    run: () => arange(0, 10, 2).tolist(),
    want: [0, 2, 4, 6, 8],
  },
  {
    says: 'linspace has both its ends',
    from: 'test_utils_general.py',
    run: () => linspace(0, 1, 5).tolist(),
    want: [0, 0.25, 0.5, 0.75, 1],
  },
  {
    says: 'zerosLike and onesLike take the shape of another',
    from: 'test_utils_general.py',
    run: () => [zerosLike(ones([1, 2])).tolist(), onesLike(zeros([1, 2])).tolist()],
    want: [[[0, 0]], [[1, 1]]],
  },
  {
    says: 'Even random numbers stay between their bounds',
    from: 'test_init.py',
    run: () => every((x) => x >= -10 && x <= -5, uniform([100], { low: -10, high: -5 }).array.data),
    want: true,
  },
  {
    says: 'Random numbers have the shape that is asked for',
    from: 'test_utils_general.py',
    run: () => [randn([10, 10]).shape, uniform([10, 10]).shape],
    want: [
      [10, 10],
      [10, 10],
    ],
  },
  {
    says: 'The same seed draws the same numbers',
    from: 'test_embedding.py',
    run: () => {
      const draw = () => {
        manualSeed(42)
        return randn([4]).tolist()
      }
      const first = draw()
      return JSON.stringify(draw()) === JSON.stringify(first)
    },
    want: true,
  },
  {
    says: 'What is made under noGrad asks for no gradient unless told',
    from: 'test_coverage_edge_cases.py',
    run: () =>
      noGrad(() =>
        [zeros([1]), ones([1]), full([1], 5), eye(3)].map(({ requiresGrad }) => requiresGrad),
      ),
    want: [false, false, false, false],
  },
]
