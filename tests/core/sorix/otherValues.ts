import { BCEWithLogitsLoss, CrossEntropyLoss, Linear, ones, tensor } from '#core/eager/index.ts'
import { type Difference, given, through } from './fact.ts'

/** Values and gradients that are other ones here. */
export const otherValues: readonly Difference[] = [
  {
    says: 'd(x·x + x)/dx at 2 is 5',
    from: 'tensor.py',
    sorix:
      '9, as this project measured it on sorix’s main: gradient buffers are shared between nodes, so that adding to one changes another. The older sources we could read copy them',
    why: 'It is the chain rule, and what PyTorch gives; gradients here never share elements',
    run: () => through((x) => x.mul(x).add(x), 2).at(1),
    want: 5,
  },
  {
    says: 'An element taken twice gets both gradients: x[[0, 0, 2]] gives [2, 0, 1]',
    from: 'tensor.py',
    sorix: '[1, 0, 1]: the second one overwrites the first',
    why: 'Both ways lead to the output, and ways add up',
    run: () => {
      const twice = tensor([0, 0, 2], { dtype: 'int64' })
      return through((x) => x.at(twice), [1, 2, 3]).at(1)
    },
    want: [2, 0, 1],
  },
  {
    says: 'Binary cross-entropy over a 2×2 grid divides its gradient by 4',
    from: 'loss.py',
    sorix: 'divides the loss by 4 and the gradient by 2, the number of rows',
    why: 'A gradient must be that of its loss; central differences say 4',
    run: () => {
      const zeros = given([
        [0, 0],
        [0, 0],
      ])
      return through(
        (x) => BCEWithLogitsLoss()(x, zeros),
        [
          [0, 0],
          [0, 0],
        ],
      ).at(1)
    },
    want: [
      [0.125, 0.125],
      [0.125, 0.125],
    ],
  },
  {
    says: 'Binary cross-entropy of a score of 100 against 0 is 100',
    from: 'loss.py',
    sorix: 'about 20.7: it adds 1e-9 under the logarithm',
    why: 'From scores it can be had exactly, so that the pull never fades',
    run: () => BCEWithLogitsLoss()(given([100]), given([0])).item(),
    want: 100,
  },
  {
    says: 'Cross-entropy of a sure and wrong score is the distance of the scores: 100',
    from: 'loss.py',
    sorix: 'about 20.7, for the same reason',
    why: 'log-softmax is computed as such',
    run: () => CrossEntropyLoss()(given([[100, 0]]), tensor([1], { dtype: 'int64' })).item(),
    want: 100,
  },
  {
    says: 'Cross-entropy tells classes from shares by their dtype: int64 or float',
    from: 'loss.py',
    sorix: 'is told by one_hot=True when it is made',
    why: 'PyTorch’s rule; the data says what it is',
    run: () => {
      const x = given([[0, 0]])
      const [asClass, asShares] = [tensor([1], { dtype: 'int64' }), given([[0, 1]])]
      return [asClass, asShares].map((target) => CrossEntropyLoss()(x, target).item())
    },
    want: [Math.LN2, Math.LN2],
  },
  {
    says: 'abs passes its gradient on as a method too',
    from: 'tensor.py',
    sorix: 'the method’s result has no history; only the function’s has',
    why: 'One row is the op, however it is called',
    run: () => through((x) => x.abs(), [-2, 3]).at(1),
    want: [-1, 1],
  },
  {
    says: 'x⁰ has the slope 0 at 0',
    from: 'tensor.py',
    sorix: 'nan: it multiplies 0 by 0⁻¹',
    why: 'The curve is constant; PyTorch gives 0 as well',
    run: () => through((x) => x.pow_scalar({ exponent: 0 }), [0, 2]).at(1),
    want: [0, 0],
  },
  {
    says: 'A matrix product over batches has gradients of the operands’ shapes',
    from: 'tensor.py',
    sorix: 'turns all axes of a rank-3 operand around where only the last two are meant',
    why: 'matmul takes every rank, and so does its reverse rule',
    run: () => {
      const [a, b] = [
        ones([2, 3, 4], { requiresGrad: true }),
        ones([2, 4, 5], { requiresGrad: true }),
      ]
      a.matmul(b).sum().backward()
      return [a.grad!.shape, a.grad!.at(0, 0, 0).item(), b.grad!.shape, b.grad!.at(0, 0, 0).item()]
    },
    want: [[2, 3, 4], 5, [2, 4, 5], 3],
  },
  {
    says: 'A vector beside a matrix has a gradient of its own shape',
    from: 'tensor.py',
    sorix: 'gives the matrix 11 everywhere: where an outer product is due it takes the inner one',
    why: 'Vectors are read as a row or a column, as NumPy does',
    run: () =>
      through(
        (a, b) => a.matmul(b),
        [
          [1, 2],
          [3, 4],
        ],
        [5, 6],
      ).slice(1),
    want: [
      [
        [5, 6],
        [5, 6],
      ],
      [4, 6],
    ],
  },
  {
    says: 'A linear layer keeps a row of weights an output and starts evenly within ±1/√inputs',
    from: 'layers.py',
    sorix:
      'keeps a column an output, a bias of shape [1×outputs] at 0, and draws weights from a normal distribution (He or Xavier)',
    why: 'PyTorch’s layout and start, so that weights can be exchanged with it',
    run: () => [Linear(3, 2).weight.shape, Linear(3, 2).bias!.shape],
    want: [[2, 3], [2]],
  },
  {
    says: 'squeeze leaves an axis alone that has more than one element',
    from: 'tensor.py',
    sorix: 'refuses it, as NumPy does',
    why: 'PyTorch’s rule, and that of the reference cases',
    run: () => ones([1, 3]).squeeze({ axis: 1 }).shape,
    want: [1, 3],
  },
  {
    says: 'transpose swaps two axes, the last two unless told',
    from: 'tensor.py',
    sorix: 'the method turns all axes around, as NumPy’s does: [4×3×2] of [2×3×4]',
    why: 'PyTorch’s rule; permute puts axes in any order',
    run: () => ones([2, 3, 4]).transpose().shape,
    want: [2, 4, 3],
  },
]
