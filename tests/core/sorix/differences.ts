import {
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  Linear,
  noGrad,
  ones,
  type Tensor,
  tensor,
} from '#core/eager/index.ts'
import { type Difference, given, leaf, refusal, through } from './fact.ts'

const pass = (y: Tensor, x: Tensor) => {
  y.sum().backward()
  return x.grad!.tolist()
}

/** What we do otherwise on purpose. */
export const differences: readonly Difference[] = [
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
    says: 'A second pass over a kept graph adds the same gradient again: 6 + 6 for x² at 3',
    from: 'tensor.py',
    sorix:
      '18: the root keeps its gradient from the first pass and the second one starts from 1 + 1',
    why: 'PyTorch’s rule: only leaves accumulate',
    run: () => {
      const x = leaf(3)
      const y = x.mul(x)
      y.backward(null, { retainGraph: true })
      y.backward()
      return x.grad!.item()
    },
    want: 12,
  },
  {
    says: 'A graph is let go after a pass unless it is asked to stay',
    from: 'tensor.py',
    sorix: 'keeps it (older sources), or lets it go and then silently sends no gradient',
    why: 'PyTorch’s rule; a wrong answer is worse than an error',
    run: () => {
      const y = leaf(3).square()
      y.backward()
      return refusal(() => y.backward())
    },
    want: /let go/,
  },
  {
    says: 'Computed tensors keep no gradient unless retainGrad() was called',
    from: 'tensor.py',
    sorix: 'every tensor on the way keeps its own',
    why: 'PyTorch’s rule; it saves memory and keeps passes apart',
    run: () => {
      const x = leaf(2)
      const [plain, kept] = [x.mul(3), x.mul(4).retainGrad()]
      plain.mul(kept).backward()
      return [plain.grad, kept.grad!.item()]
    },
    want: [null, 6],
  },
  {
    says: 'An element taken twice gets both gradients: x[[0, 0, 2]] gives [2, 0, 1]',
    from: 'tensor.py',
    sorix: '[1, 0, 1]: the second one overwrites the first',
    why: 'Both ways lead to the output, and ways add up',
    run: () => {
      const x = leaf([1, 2, 3])
      return pass(x.at(tensor([0, 0, 2], { dtype: 'int64' })), x)
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
    says: 'A tensor that asks for no gradient cannot be passed back from',
    from: 'test_tensor.py',
    sorix: 'sets its grad to ones',
    why: 'PyTorch’s rule; it is most often a forgotten requiresGrad',
    run: () => refusal(() => tensor(2).square().backward()),
    want: /does not depend on one that requires a gradient/,
  },
  {
    says: 'Whole numbers cannot ask for a gradient',
    from: 'test_tensor.py',
    sorix: 'lets int64 have one, itself int64',
    why: 'PyTorch’s rule; a slope is no whole number',
    run: () => refusal(() => tensor([2], { dtype: 'int64', requiresGrad: true })),
    want: /Only float tensors/,
  },
  {
    says: 'Numbers without a point become float32 too',
    from: 'test_tensor.py',
    sorix: 'makes [1, 2] int64, as Python tells 1 from 1.0',
    why: 'JavaScript does not tell them apart; int64 is asked for by name',
    run: () => tensor([1, 2]).dtype,
    want: 'float32',
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
    says: 'A change of dtype passes the gradient on',
    from: 'tensor.py',
    sorix: 'astype gives a new leaf that keeps the gradient to itself',
    why: 'PyTorch’s rule for to()',
    run: () => {
      const x = tensor([1, 2], { requiresGrad: true })
      return [pass(x.to('float64').square(), x), x.grad!.dtype]
    },
    want: [[2, 4], 'float32'],
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
    sorix: 'multiplies by a transpose that a vector has not, so the shapes do not fit',
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
    says: 'A factor that was overwritten before the pass is an error',
    from: 'tensor.py',
    sorix: 'uses what is there now, and the gradient is wrong',
    why: 'PyTorch’s version counter: wrong answers are not given silently',
    run: () => {
      const [x, w] = [leaf([1, 2]), leaf([3, 4])]
      const y = x.mul(w).sum()
      noGrad(() => w.add_(1))
      return refusal(() => y.backward())
    },
    want: /multiply kept its input other/,
  },
  {
    says: 'Computed tensors may be written to, and the gradient knows',
    from: 'test_inplace_ops.py',
    sorix: 'refuses it wherever a gradient is asked for, or (older sources) forgets it',
    why: 'PyTorch’s rule: only leaves are guarded',
    run: () => {
      const x = leaf([1, 2])
      return pass(x.add(1).mul_(3), x)
    },
    want: [3, 3],
  },
  {
    says: 'A chain of 20,000 ops is passed through',
    from: 'tensor.py',
    sorix: 'visits the graph by recursion, which ends at Python’s limit of about 1,000 calls',
    why: 'Nothing here recurses over a user’s graph',
    run: () => {
      const x = leaf(0)
      let y = x
      for (let i = 0; i < 20_000; i++) y = y.tanh()
      return pass(y, x)
    },
    want: 1,
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
]
