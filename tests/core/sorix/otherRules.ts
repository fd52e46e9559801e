import { noGrad, type Tensor, tensor } from '#core/eager/index.ts'
import { type Difference, leaf, refusal } from './fact.ts'

const pass = (y: Tensor, x: Tensor) => {
  y.sum().backward()
  return x.grad!.tolist()
}

/** Rules of passes, dtypes and writes that are other ones here. */
export const otherRules: readonly Difference[] = [
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
    sorix:
      'keeps it by default; one that was let go is passed through again, silently, and no further than one op',
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
    sorix:
      '[1, 1]: the elements change and the gradient does not know; its newer tests refuse writes where a gradient is asked for',
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
    says: 'zeroGrad forgets the gradient',
    from: 'test_optim.py',
    sorix: 'its optimizers write zeros over it',
    why: 'PyTorch’s default; what was reached by no gradient can be told from a gradient of 0',
    run: () => {
      const x = leaf(2)
      x.square().backward()
      x.zeroGrad()
      return x.grad
    },
    want: null,
  },
  {
    says: 'A later pass leaves a gradient that was read before as it was',
    from: 'tensor.py',
    sorix: 'adds to the same buffer, so that the earlier reading changes too',
    why: 'What was read stays true',
    run: () => {
      const x = leaf(2)
      x.square().backward()
      const first = x.grad!
      x.square().backward()
      return [first.item(), x.grad!.item()]
    },
    want: [4, 8],
  },
]
