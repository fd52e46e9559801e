import {
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  LeakyReLU,
  Linear,
  type LinearModule,
  type Module,
  MSELoss,
  manualSeed,
  noGrad,
  ReLU,
  randn,
  Sequential,
  Sigmoid,
  Tanh,
  tensor,
} from '#core/eager/index.ts'
import type { Nested } from '#core/tensor/storage.ts'
import { type Fact, given, leaf, through } from './fact.ts'

const scores = [
  [1, 2, 3],
  [5, 2, 1],
]
const shares = scores.map((row) => {
  const total = row.reduce((sum, x) => sum + Math.exp(x), 0)
  return row.map((x) => Math.exp(x) / total)
})
const classes = [2, 0]
const hot = classes.map((c) => [0, 1, 2].map((at) => Number(at === c)))
const whole = (list: Nested) => tensor(list, { dtype: 'int64' })

const logits = [0, 2, -2]
const truth = [0, 1, 0]
const chances = logits.map((x) => 1 / (1 + Math.exp(-x)))

/** How far a prediction is off. */
export const losses: readonly Fact[] = [
  {
    says: 'The mean squared error pulls each prediction by 2(p − t)/n',
    from: 'test_loss.py',
    run: () => through((p) => MSELoss()(p, given([[1], [5]])), [[2], [4]]),
    want: [1, [[1], [-1]]],
  },
  {
    says: 'Binary cross-entropy of scores is the mean of −log of the chance of the truth',
    from: 'test_loss.py',
    run: () => BCEWithLogitsLoss()(given(logits), given(truth)).item(),
    want: -chances.reduce((sum, p, i) => sum + Math.log(truth[i] === 1 ? p : 1 - p), 0) / 3,
  },
  {
    says: 'Its gradient is (sigmoid(x) − t)/n',
    from: 'test_loss.py',
    run: () => through((x) => BCEWithLogitsLoss()(x, given(truth)), logits).at(1),
    want: chances.map((p, i) => (p - truth[i]!) / 3),
  },
  {
    says: 'Cross-entropy of classes is the mean of −log of the class’s share',
    from: 'test_loss.py',
    run: () => CrossEntropyLoss()(given(scores), whole(classes)).item(),
    want: -(Math.log(shares[0]![2]!) + Math.log(shares[1]![0]!)) / 2,
  },
  {
    says: 'Its gradient is (softmax − one-hot)/n',
    from: 'test_loss.py',
    run: () => through((x) => CrossEntropyLoss()(x, whole(classes)), scores).at(1),
    want: shares.map((row, i) => row.map((share, j) => (share - hot[i]![j]!) / 2)),
  },
  {
    says: 'Cross-entropy takes one-hot rows for classes, with the same gradient',
    from: 'test_loss.py',
    run: () => through((x) => CrossEntropyLoss()(x, given(hot)), scores).at(1),
    want: shares.map((row, i) => row.map((share, j) => (share - hot[i]![j]!) / 2)),
  },
]

const applied = (module: Module, data: Nested) => through((x) => module(x), data)

/** A linear layer with weights that are easy to follow. */
function fixed(): LinearModule {
  const layer = Linear(2, 1)
  noGrad(() => {
    layer.weight.set_([[1, 2]])
    layer.bias!.set_([0.5])
  })
  return layer
}

/** Fits y = a + b on 64 random points by plain descent; the first loss and the last. */
function trained(): readonly [number, number] {
  manualSeed(42)
  const net = Sequential(Linear(2, 10), ReLU(), Linear(10, 1))
  const x = randn([64, 2])
  const y = x.sum({ axis: 1, keepdims: true })
  const step = () => {
    const loss = MSELoss()(net(x), y)
    for (const one of net.parameters()) one.zeroGrad()
    loss.backward()
    noGrad(() => {
      for (const one of net.parameters()) one.sub_(one.grad!.mul(0.1))
    })
    return loss.item()
  }
  const first = step()
  let last = first
  for (let i = 0; i < 150; i++) last = step()
  return [first, last]
}

/** Layers and what is made of them. */
export const layers: readonly Fact[] = [
  {
    says: 'Tanh as a layer',
    from: 'test_nn.py',
    run: () => applied(Tanh(), [1]),
    want: [[Math.tanh(1)], [1 - Math.tanh(1) ** 2]],
  },
  {
    says: 'Sigmoid as a layer',
    from: 'test_nn.py',
    run: () => applied(Sigmoid(), [0]),
    want: [[0.5], [0.25]],
  },
  {
    says: 'ReLU as a layer',
    from: 'test_nn.py',
    run: () => applied(ReLU(), [-1, 0, 1]),
    want: [
      [0, 0, 1],
      [0, 0, 1],
    ],
  },
  {
    says: 'LeakyReLU as a layer, with its slope',
    from: 'test_leaky_relu.py',
    run: () => applied(LeakyReLU({ negative_slope: 0.1 }), [-1, 0, 1, 2])[0],
    want: [-0.1, 0, 1, 2],
  },
  {
    says: 'A linear layer maps rows of inputs to rows of outputs',
    from: 'test_nn.py',
    run: () => Linear(3, 2)(randn([4, 3])).shape,
    want: [4, 2],
  },
  {
    says: 'It has a weight and a bias to learn',
    from: 'test_nn.py',
    run: () => Linear(3, 2).parameters().length,
    want: 2,
  },
  {
    says: 'It can do without a bias',
    from: 'test_nn.py',
    run: () => [
      Linear(10, 5, { bias: false }).bias,
      Linear(10, 5, { bias: false }).parameters().length,
    ],
    want: [null, 1],
  },
  {
    says: 'Its gradients: the weights to the input, the input to the weights, 1 to the bias',
    from: 'test_nn.py',
    run: () => {
      const layer = fixed()
      const x = leaf([[1, 1]])
      const y = layer(x)
      y.backward()
      return [y.item(), x.grad!.tolist(), layer.weight.grad!.tolist(), layer.bias!.grad!.tolist()]
    },
    want: [3.5, [[1, 2]], [[1, 1]], [1]],
  },
  {
    says: 'Its parameters are float32',
    from: 'test_nn.py',
    run: () =>
      Linear(10, 5)
        .parameters()
        .map(({ dtype }) => dtype),
    want: ['float32', 'float32'],
  },
  {
    says: 'Under noGrad its output asks for no gradient',
    from: 'test_nn_coverage.py',
    run: () => noGrad(() => Linear(2, 2)(given([[1, 2]])).requiresGrad),
    want: false,
  },
  {
    says: 'Sequential applies layers in order',
    from: 'test_nn_net.py',
    run: () => Sequential(Linear(2, 2), ReLU(), Linear(2, 1))(given([[1, 2]])).shape,
    want: [1, 1],
  },
  {
    says: 'Sequential gathers the parameters of its layers',
    from: 'test_module_list.py',
    run: () => Sequential(Linear(10, 5), Linear(5, 2)).parameters().length,
    want: 4,
  },
  {
    says: 'Two layers learn to add two numbers',
    from: 'test_training.py',
    run: () => {
      const [first, last] = trained()
      return last < first && last < 0.1
    },
    want: true,
  },
  {
    says: 'Descent on x² shrinks x by 0.8 a step',
    from: 'test_optim.py',
    run: () => {
      const x = leaf([10])
      for (let i = 0; i < 50; i++) {
        x.zeroGrad()
        x.mul(x).backward()
        noGrad(() => x.sub_(x.grad!.mul(0.1)))
      }
      return x.item()
    },
    want: 10 * 0.8 ** 50,
  },
]
