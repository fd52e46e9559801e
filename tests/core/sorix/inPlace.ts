import { noGrad } from '#core/eager/index.ts'
import { type Fact, given, leaf, refusal } from './fact.ts'

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
