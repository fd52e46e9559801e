import { linspace, ones, tensor } from '#core/eager/index.ts'
import { toTensorText } from '#core/tensor/print.ts'
import { type Fact, leaf, refusal } from './fact.ts'

/** What a tensor is. */
export const tensors: readonly Fact[] = [
  {
    says: 'A tensor asks for no gradient unless told',
    from: 'test_tensor.py',
    run: () => {
      const { requiresGrad, grad } = tensor([1, 2, 3])
      return [requiresGrad, grad]
    },
    want: [false, null],
  },
  {
    says: 'Lists of numbers become float32',
    from: 'test_tensor_coverage.py',
    run: () => tensor([1.5, 2]).dtype,
    want: 'float32',
  },
  {
    says: 'A dtype that is named is kept',
    from: 'test_tensor.py',
    run: () =>
      [tensor([1, 2], { dtype: 'float32' }), tensor([1, 2], { dtype: 'int64' })].map(
        ({ dtype }) => dtype,
      ),
    want: ['float32', 'int64'],
  },
  {
    says: 'What NumPy makes in float64 stays float64',
    from: 'test_tensor_coverage.py',
    run: () => linspace(0, 1, 3).dtype,
    want: 'float64',
  },
  {
    says: 'A change of dtype gives a new tensor',
    from: 'test_tensor.py',
    run: () => {
      const whole = tensor([1.5, 2.5]).to('int64')
      return [whole.dtype, whole.tolist(), tensor([1, 2]).to('float64').dtype]
    },
    want: ['int64', [1, 2], 'float64'],
  },
  {
    says: 'item gives the one element',
    from: 'test_tensor.py',
    run: () => tensor([5]).item(),
    want: 5,
  },
  {
    says: 'item of several elements is refused',
    from: 'tensor.py',
    run: () => refusal(() => tensor([1, 2]).item()),
    want: /one element/,
  },
  {
    says: 'The elements can be had as an array',
    from: 'test_tensor.py',
    run: () => Array.from(tensor([1.5, 2.5]).numpy().data),
    want: [1.5, 2.5],
  },
  {
    says: 'The shape lists the sizes, and the size counts the elements',
    from: 'test_tensor_coverage.py',
    run: () => [ones([2, 3]).shape, ones([2, 3]).size, tensor(5).shape],
    want: [[2, 3], 6, []],
  },
  {
    says: 'A scalar has no parts to count',
    from: 'test_tensor_coverage.py',
    run: () => refusal(() => tensor(5).unbind()),
    want: /scalar/,
  },
  {
    says: 'A detached copy shares neither gradient nor elements',
    from: 'tensor.py',
    run: () => {
      const x = leaf([1, 2])
      const copy = x.mul(2).detach()
      copy.add_(1)
      return [copy.requiresGrad, copy.isLeaf, copy.tolist(), x.tolist()]
    },
    want: [false, true, [3, 5], [1, 2]],
  },
]

/** How a tensor prints. */
export const printing: readonly Fact[] = [
  {
    says: 'A tensor prints its elements with commas and no dtype where it is float32',
    from: 'tensor.py',
    run: () => String(tensor([1, 2])),
    want: 'tensor([1., 2.])',
  },
  {
    says: 'int64 needs no dtype either',
    from: 'tensor.py',
    run: () => String(tensor([1, 2], { dtype: 'int64' })),
    want: 'tensor([1, 2])',
  },
  {
    says: 'float64 is named',
    from: 'test_coverage_edge_cases.py',
    run: () => String(tensor([1], { dtype: 'float64' })),
    want: 'tensor([1.], dtype=sorix.float64)',
  },
  {
    says: 'bool is named',
    from: 'test_tensor_coverage.py',
    run: () => String(tensor([true, false], { dtype: 'bool' })),
    want: 'tensor([ True, False], dtype=sorix.bool)',
  },
  {
    says: 'A gradient that is asked for is said',
    from: 'test_coverage_edge_cases.py',
    run: () => String(tensor([1], { requiresGrad: true })),
    want: 'tensor([1.], requires_grad=True)',
  },
  {
    says: 'dtype comes before the gradient',
    from: 'tensor.py',
    run: () => String(leaf([1])),
    want: 'tensor([1.], dtype=sorix.float64, requires_grad=True)',
  },
  {
    says: 'Rows of a matrix stand below each other',
    from: 'tensor.py',
    run: () =>
      String(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    want: 'tensor([[1., 2.],\n        [3., 4.]])',
  },
  {
    says: 'float32 is named where no point tells',
    from: 'tensor.py',
    run: () => toTensorText({ ...tensor([Number.NaN]).array, requiresGrad: false }),
    want: 'tensor([nan], dtype=sorix.float32)',
  },
  {
    says: 'The elements alone print as NumPy prints them',
    from: 'tensor.py',
    run: () => String(tensor([1, 2.5]).numpy()),
    want: '[1.  2.5]',
  },
]
