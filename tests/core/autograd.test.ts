import { describe, expect, it } from 'vitest'
import { grad, linspace, noGrad, type Tensor, tensor } from '#core/eager/index.ts'
import '../kit/matchers.ts'

const leaf = (data: Parameters<typeof tensor>[0]) =>
  tensor(data, { requiresGrad: true, dtype: 'float64' })

/** The first `count` derivatives of `f` at `x`, each the gradient of the one before. */
function derivatives(f: (x: Tensor) => Tensor, x: Tensor, count: number): number[] {
  let y = f(x)
  return Array.from({ length: count }, () => {
    y = grad(y, x, { createGraph: true })[0]!
    return y.item()
  })
}

describe('grad', () => {
  it('gives gradients at leaves and touches no grad', () => {
    const [x, y] = [leaf(2), leaf(3)]
    const found = grad(x.mul(y).add(y), [x, y])
    expect(found.map((one) => one.item())).toEqual([3, 3])
    expect([x.grad, y.grad]).toEqual([null, null])
  })

  it('gives gradients at computed tensors', () => {
    const x = leaf(2)
    const inner = x.square()
    const [atInner] = grad(inner.mul(inner), inner)
    expect(atInner!.item()).toBe(8)
  })

  it('gives both where one input was computed from the other', () => {
    const x = leaf(2)
    const inner = x.square()
    const found = grad(inner.mul(x), [x, inner])
    expect(found.map((one) => one.item())).toEqual([12, 2])
  })

  it('adds several outputs up, each from its own start', () => {
    const x = leaf([1, 2])
    const [found] = grad([x.square(), x.sum()], x, {
      gradOutputs: [tensor([1, 10]), null],
    })
    expect(found!.array).toBeCloseToTensor([3, 41])
  })

  it('adds an output named twice twice', () => {
    const y = leaf(3)
    expect(grad([y, y], y)[0]!.item()).toBe(2)
  })

  it('says which input the outputs do not depend on, or gives null for it', () => {
    const [x, y] = [leaf(2), leaf(3)]
    expect(() => grad(x.square(), [x, y])).toThrow(/do not depend on input 1/)
    const [atX, atY] = grad(x.square(), [x, y], { allowUnused: true })
    expect([atX!.item(), atY]).toEqual([4, null])
  })

  it('refuses an input that asks for no gradient', () => {
    expect(() => grad(leaf(1).square(), tensor([1, 2]))).toThrow(/\(\[2\]\) asks for no gradient/)
  })

  it('refuses starts that are not one an output', () => {
    const x = leaf(1)
    expect(() => grad([x.square(), x], x, { gradOutputs: [tensor(1)] })).toThrow(
      /2 outputs, but 1 gradients/,
    )
  })

  it('lets only the way to its inputs go', () => {
    const [x, y] = [leaf(2), leaf(3)]
    const [a, b] = [x.square(), y.square()]
    const sum = a.mul(b)
    grad(sum, a)
    expect(() => grad(sum, x)).toThrow(/let go/)
    expect(grad(b, y)[0]!.item()).toBe(6)
  })

  it('gives tensors that share no elements', () => {
    const [x, y] = [leaf([1]), leaf([2])]
    const start = tensor([1], { dtype: 'float64' })
    const found = grad(x.add(y), [x, y], { gradOutputs: start })
    const buffers = new Set([start, ...found].map(({ array }) => array.data.buffer))
    expect(buffers.size).toBe(3)
  })
})

describe('higher derivatives', () => {
  const tanhAt = (x: number) => {
    const t = Math.tanh(x)
    const s = 1 - t * t
    return [s, -2 * t * s, s * (6 * t * t - 2), t * s * (16 - 24 * t * t)]
  }

  it.each([0.5, -1.25, 0, 3])('of tanh at %d are those of its closed form', (at) => {
    const got = derivatives((x) => x.tanh(), leaf(at), 4)
    expect(tensor(got, { dtype: 'float64' }).array).toBeCloseToTensor(tanhAt(at))
  })

  it('of x⁴ are 4x³, 12x², 24x and 24, however it is written', () => {
    const ways = [
      (x: Tensor) => x.pow_scalar({ exponent: 4 }),
      (x: Tensor) => x.mul(x).mul(x).mul(x),
      (x: Tensor) => x.square().square(),
    ]
    for (const way of ways) expect(derivatives(way, leaf(1.5), 4)).toEqual([13.5, 27, 36, 24])
  })

  it('of sigmoid, exp, log and 1/x are those of their closed forms', () => {
    const s = 1 / (1 + Math.exp(-0.7))
    const all: [(x: Tensor) => Tensor, number[]][] = [
      [(x) => x.sigmoid(), [s * (1 - s), s * (1 - s) * (1 - 2 * s)]],
      [(x) => x.exp(), [Math.exp(0.7), Math.exp(0.7)]],
      [(x) => x.log(), [1 / 0.7, -1 / 0.49, 2 / 0.343]],
      [(x) => tensor(1, { dtype: 'float64' }).div(x), [-1 / 0.49, 2 / 0.343]],
    ]
    for (const [f, want] of all)
      expect(
        tensor(derivatives(f, leaf(0.7), want.length), { dtype: 'float64' }).array,
      ).toBeCloseToTensor(want)
  })

  it('mix: ∂²(x²y + y²)/∂x∂y is 2x in either order', () => {
    const [x, y] = [leaf(2), leaf(3)]
    const f = x.square().mul(y).add(y.square())
    const [dx, dy] = grad(f, [x, y], { createGraph: true })
    expect(grad(dx!, y, { retainGraph: true })[0]!.item()).toBe(4)
    expect(grad(dy!, x)[0]!.item()).toBe(4)
  })

  it('give a Hessian times a vector, for a quadratic form and a mean squared error', () => {
    const a = tensor(
      [
        [2, 1],
        [3, 5],
      ],
      { dtype: 'float64' },
    )
    const x = leaf([1, -2])
    const v = tensor([1, 10], { dtype: 'float64' })
    const [slope] = grad(x.matmul(a).matmul(x), x, { createGraph: true })
    // (A + Aᵀ)·v
    expect(grad(slope!, x, { gradOutputs: v })[0]!.array).toBeCloseToTensor([44, 104])
    const [pull] = grad(x.mse_loss(v), x, { createGraph: true })
    expect(grad(pull!, x, { gradOutputs: v })[0]!.array).toBeCloseToTensor([1, 10])
  })

  it('reach through sums, broadcasting and means', () => {
    const [x, b] = [
      leaf([
        [1, 2],
        [3, 4],
      ]),
      leaf([10, 20]),
    ]
    const [atB] = grad(x.mul(b).square().mean(), b, { createGraph: true })
    // d/dx of Σⱼ ∂/∂bⱼ = Σ x²b/2 is x·b
    expect(grad(atB!.sum(), x)[0]!.array).toBeCloseToTensor([
      [10, 40],
      [30, 80],
    ])
  })

  it('have the first one’s bits, recorded or not', () => {
    const x = linspace(-3, 3, 50, { dtype: 'float32', requiresGrad: true })
    const f = () => x.tanh().mul(x.sigmoid()).square().mean()
    const [plain] = grad(f(), x)
    const [recorded] = grad(f(), x, { createGraph: true })
    expect(recorded!.array).toHaveBits(plain!.array)
    expect([plain!.requiresGrad, recorded!.requiresGrad]).toEqual([false, true])
  })

  it('come out of backward too: its gradients have a history under createGraph', () => {
    const x = leaf(3)
    x.pow_scalar({ exponent: 3 }).backward(null, { createGraph: true })
    const slope = x.grad!
    expect(slope.item()).toBe(27)
    x.zeroGrad()
    slope.backward()
    expect(x.grad!.item()).toBe(18)
  })

  it('run through a chain of 20,000 ops', { timeout: 30_000 }, () => {
    const x = leaf(0.5)
    let y: Tensor = x
    for (let i = 0; i < 20_000; i++) y = y.tanh()
    const [slope] = grad(y, x, { createGraph: true })
    const [bend] = grad(slope!, x)
    expect(slope!.item()).toBeGreaterThan(0)
    expect(bend!.item()).toBeLessThan(0)
  })
})

describe('a graph', () => {
  it('is kept for another pass by createGraph, unless said otherwise', () => {
    const y = leaf(2).square()
    y.backward(null, { createGraph: true })
    y.backward(null, { createGraph: true, retainGraph: false })
    expect(() => y.backward()).toThrow(/let go/)
  })

  it('is not recorded by a pass without createGraph', () => {
    const x = leaf(2)
    x.square().backward()
    expect(x.grad!.requiresGrad).toBe(false)
  })
})

describe('retainGrad', () => {
  it('keeps the gradient of an inner tensor, and adds up over passes', () => {
    const inner = leaf(2).square().retainGrad()
    const y = inner.mul(3)
    y.backward(null, { retainGraph: true })
    y.backward()
    expect(inner.grad!.item()).toBe(6)
  })

  it('changes nothing on a leaf, and is refused where no gradient comes', () => {
    const x = leaf(2).retainGrad()
    x.square().backward()
    expect([x.grad!.item(), x.retainsGrad]).toEqual([4, false])
    expect(() => tensor(1).retainGrad()).toThrow(/No gradient reaches/)
  })

  it('keeps it also at the root', () => {
    const y = leaf(2).square().retainGrad()
    y.backward()
    expect(y.grad!.item()).toBe(1)
  })
})

describe('requiresGrad', () => {
  it('can be set on a leaf', () => {
    const x = tensor([1, 2])
    x.requiresGrad_().square().sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([2, 4])
    expect(x.requiresGrad_(false).square().requiresGrad).toBe(false)
  })

  it('set to false before the pass, lets the gradient drop', () => {
    const [x, w] = [leaf(2), leaf(3)]
    const y = x.mul(w)
    x.requiresGrad = false
    y.backward()
    expect([x.grad, w.grad!.item()]).toEqual([null, 2])
  })

  it('cannot be taken from a computed tensor, nor given to whole numbers', () => {
    expect(() => leaf(2).square().requiresGrad_(false)).toThrow(/Only a leaf/)
    expect(() => tensor(1, { dtype: 'int64' }).requiresGrad_()).toThrow(/Only float tensors/)
  })

  it('tells leaves from computed tensors', () => {
    const x = leaf(2)
    expect([x.isLeaf, x.square().isLeaf, noGrad(() => x.square()).isLeaf]).toEqual([
      true,
      false,
      true,
    ])
  })
})

describe('clone', () => {
  it('copies the elements and lets the gradient through', () => {
    const x = leaf([1, 2])
    const copy = x.clone()
    copy.square().sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([2, 4])
    expect(copy.array.data.buffer).not.toBe(x.array.data.buffer)
  })
})
