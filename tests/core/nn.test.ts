import { describe, expect, it } from 'vitest'
import {
  BCELoss,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  ELU,
  Flatten,
  GELU,
  L1Loss,
  LeakyReLU,
  Linear,
  LogSoftmax,
  MSELoss,
  manualSeed,
  noGrad,
  ReLU,
  Sequential,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Tanh,
  tensor,
} from '#core/eager/index.ts'
import '../kit/matchers.ts'

describe('layers of one op', () => {
  const x = tensor([[-1, 0, 2]])

  it('give what their op gives, and have no parameters', () => {
    const layers = [
      [Tanh, 'tanh'],
      [Sigmoid, 'sigmoid'],
      [ReLU, 'relu'],
      [LeakyReLU, 'leaky_relu'],
      [ELU, 'elu'],
      [GELU, 'gelu'],
      [SiLU, 'silu'],
      [Softplus, 'softplus'],
      [Softmax, 'softmax'],
      [LogSoftmax, 'log_softmax'],
      [Flatten, 'flatten'],
    ] as const
    for (const [make, op] of layers) {
      const layer = make()
      expect(layer(x).array).toHaveBits(x[op]().array)
      expect(layer.parameters()).toEqual([])
    }
  })

  it('give losses too', () => {
    const [p, t] = [tensor([0.25, 0.5]), tensor([1, 0])]
    const losses = [
      [MSELoss, 'mse_loss'],
      [L1Loss, 'l1_loss'],
      [BCELoss, 'bce_loss'],
      [BCEWithLogitsLoss, 'bce_with_logits_loss'],
      [CrossEntropyLoss, 'cross_entropy_loss'],
    ] as const
    for (const [make, op] of losses) expect(make()(p, t).array).toHaveBits(p[op](t).array)
  })

  it('take their op’s parameters', () => {
    expect(LeakyReLU({ negative_slope: 0.5 })(x).tolist()).toEqual([[-0.5, 0, 2]])
    expect(MSELoss({ reduction: 'sum' })(x, tensor(0)).item()).toBe(5)
    expect(CrossEntropyLoss()(x, tensor([2], { dtype: 'int64' })).item()).toBeCloseTo(0.1698, 4)
  })
})

describe('Linear', () => {
  it('is x · Wᵀ + b', () => {
    const layer = Linear(2, 1)
    noGrad(() => {
      layer.weight.set_([[1, 2]])
      layer.bias!.set_([0.5])
    })
    const x = tensor([[1, 1]], { requiresGrad: true })
    const y = layer(x)
    expect(y.tolist()).toEqual([[3.5]])
    y.backward()
    expect(x.grad!.tolist()).toEqual([[1, 2]])
    expect(layer.parameters().map(({ grad }) => grad!.tolist())).toEqual([[[1, 1]], [1]])
  })

  it('starts within ±1/√inputs, the same from the same seed', () => {
    const { weight, bias } = Linear(16, 8, { seed: 3 })
    expect(weight.shape).toEqual([8, 16])
    expect(Math.max(...[weight, bias!].map((one) => one.abs().max().item()))).toBeLessThan(0.25)
    expect(weight.abs().max().item()).toBeGreaterThan(0.2)
    expect(Linear(16, 8, { seed: 3 }).weight.array).toHaveBits(weight.array)
    expect(Linear(16, 8, { seed: 4 }).weight.tolist()).not.toEqual(weight.tolist())
  })

  it('goes without a bias', () => {
    const layer = Linear(3, 2, { bias: false })
    expect([layer.bias, layer.parameters().length]).toEqual([null, 1])
    expect(layer(tensor([1, 2, 3])).shape).toEqual([2])
  })
})

describe('Sequential', () => {
  it('applies its layers in order and gathers their parameters', () => {
    const [first, second] = [Linear(2, 4), Linear(4, 1)]
    const net = Sequential(first, ReLU(), second)
    const x = tensor([[1, 2]])
    expect(net(x).array).toHaveBits(second(first(x).relu()).array)
    const own = [first.weight, first.bias, second.weight, second.bias]
    expect(net.parameters().map((one, at) => one === own[at])).toEqual([true, true, true, true])
  })

  it('learns', () => {
    manualSeed(0)
    const net = Sequential(Linear(2, 8), ReLU(), Linear(8, 1))
    const x = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    const want = tensor([[0], [1], [1], [2]])
    const losses = Array.from({ length: 200 }, () => {
      const loss = MSELoss()(net(x), want)
      for (const one of net.parameters()) one.zeroGrad()
      loss.backward()
      noGrad(() => {
        for (const one of net.parameters()) one.sub_(one.grad!.mul(0.1))
      })
      return loss.item()
    })
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 100)
  })
})
