import { describe, expect, it } from 'vitest'
import { functional, linspace, noGrad, ReLU, Sigmoid, Tanh, tensor } from '#core/eager/index.ts'
import type { Tensor } from '#core/eager/tensor.ts'
import '../kit/matchers.ts'

describe('backward', () => {
  it('adds both ways through a diamond: x·x + x at 2 gives 5', () => {
    const x = tensor(2, { requiresGrad: true })
    x.mul(x).add(x).backward()
    expect(x.grad!.item()).toBe(5)
  })

  it('adds to the gradient of an earlier pass where the graph is retained', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    const loss = x.square().sum()
    loss.backward(undefined, { retainGraph: true })
    loss.backward()
    expect(x.grad!.array).toBeCloseToTensor([4, 8])
  })

  it('says how to go back twice where the graph was let go', () => {
    const loss = tensor(3, { requiresGrad: true }).square()
    loss.backward()
    expect(() => loss.backward()).toThrow(/retainGraph: true/)
  })

  it('notices that a part of the graph was let go by another root', () => {
    const shared = tensor(3, { requiresGrad: true }).square()
    const [first, second] = [shared.neg(), shared.tanh()]
    first.backward()
    expect(() => second.backward()).toThrow(/let go/)
  })

  it('starts from 1 wherever there is one element, and says what a misspelt parameter could be', () => {
    const x = tensor([3], { requiresGrad: true })
    x.square().backward()
    expect(x.grad?.array.data[0]).toBe(6)
    expect(() => x.sum({ axes: 0 })).toThrow(/no parameter "axes"; it has axis, keepdims/)
  })

  it('needs a gradient to start from where the tensor has several elements', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    expect(() => x.square().backward()).toThrow(/has 2\. Pass the gradient/)
  })

  it('starts from the gradient it is given', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    x.square().backward(tensor([1, 10]))
    expect(x.grad!.array).toBeCloseToTensor([2, 40])
  })

  it('refuses a gradient of another shape', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    expect(() => x.square().backward(tensor([1]))).toThrow(/is \[1\], but the tensor is \[2\]/)
  })

  it('refuses a tensor that depends on none that asks for a gradient', () => {
    expect(() => tensor(1).square().backward()).toThrow(/does not depend on one/)
  })

  it('gives a leaf that is the root itself the gradient 1', () => {
    const x = tensor(4, { requiresGrad: true })
    x.backward()
    expect(x.grad!.item()).toBe(1)
  })

  it('leaves no gradient on inner tensors', () => {
    const y = tensor(2, { requiresGrad: true }).square()
    y.tanh().backward()
    expect(y.grad).toBeNull()
  })

  it('goes back through a chain of 20,000 ops', { timeout: 30_000 }, () => {
    const x = tensor(0.5, { requiresGrad: true, dtype: 'float64' })
    let y: Tensor = x
    for (let i = 0; i < 20_000; i++) y = y.tanh()
    y.backward()
    expect(x.grad!.item()).toBeGreaterThan(0)
  })
})

describe('a gradient', () => {
  it('has its leaf’s dtype, whatever dtype flowed', () => {
    const narrow = tensor([1, 2], { requiresGrad: true })
    const wide = tensor(3, { dtype: 'float64', requiresGrad: true })
    narrow.mul(wide).sum().backward()
    expect(narrow.grad!.dtype).toBe('float32')
    expect(wide.grad!.dtype).toBe('float64')
  })

  it('has its leaf’s dtype also where the leaf is the root', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    x.backward(tensor([1, 1], { dtype: 'float64' }))
    expect(x.grad!.dtype).toBe('float32')
  })

  it('shares its elements with no other', () => {
    const [a, b] = [tensor([1], { requiresGrad: true }), tensor([2], { requiresGrad: true })]
    const start = tensor([1])
    a.add(b).backward(start)
    const buffers = new Set([a, b].map((leaf) => leaf.grad!.array.data.buffer))
    expect(buffers.size).toBe(2)
    expect(buffers.has(start.array.data.buffer)).toBe(false)
  })

  it('is left as it was by a later pass: the sum is a new tensor', () => {
    const x = tensor(2, { requiresGrad: true })
    x.square().backward()
    const first = x.grad!
    x.square().backward()
    expect([first.item(), x.grad!.item()]).toEqual([4, 8])
  })

  it('is forgotten by zeroGrad', () => {
    const x = tensor(2, { requiresGrad: true })
    x.square().backward()
    x.zeroGrad()
    expect(x.grad).toBeNull()
  })
})

describe('noGrad', () => {
  it('records nothing, and records again afterwards', () => {
    const x = tensor(2, { requiresGrad: true })
    expect(noGrad(() => x.square()).requiresGrad).toBe(false)
    expect(x.square().requiresGrad).toBe(true)
  })

  it('records again after an error', () => {
    const x = tensor(2, { requiresGrad: true })
    expect(() =>
      noGrad(() => {
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(x.square().requiresGrad).toBe(true)
  })
})

describe('a tensor', () => {
  it('takes plain numbers as operands', () => {
    expect(tensor([1, 2]).add(10).mul(2).array).toBeCloseToTensor([22, 24])
  })

  it('takes a number on the left where an op is called as a function', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    const y = functional.sub(10, x)
    expect(y.array).toBeCloseToTensor([9, 8])
    functional.div(4, y, {}).sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([4 / 81, 4 / 64], 1e-6)
  })

  it('stays whole beside whole numbers', () => {
    const whole = tensor([1, 2], { dtype: 'int64' })
    expect(whole.add(1).dtype).toBe('int64')
    expect(whole.mul(0.5).tolist()).toEqual([0.5, 1])
  })

  it('gives its elements as nested lists', () => {
    expect(tensor([[[1, 2]], [[3, 4]]]).tolist()).toEqual([[[1, 2]], [[3, 4]]])
    expect(tensor([[], []]).tolist()).toEqual([[], []])
    expect(tensor(5).tolist()).toBe(5)
    expect(tensor([true, false], { dtype: 'bool' }).tolist()).toEqual([true, false])
  })

  it('takes an op’s parameters by name', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(x.sum({ axis: 0, keepdims: true }).array).toBeCloseToTensor([[4, 6]])
    expect(x.mse_loss(tensor(0), { reduction: 'sum' }).item()).toBe(30)
  })

  it('names what an op takes where operands are missing', () => {
    expect(() => tensor(1).add()).toThrow(/takes 2 inputs \(input, other\), but got 1/)
  })

  it('refuses a parameter of the wrong kind', () => {
    expect(() => tensor([1]).sum({ axis: 'all' })).toThrow(/axis is "all", but must be an axis/)
  })

  it('gives its one element, and says where there are more', () => {
    expect(tensor([[7]]).item()).toBe(7)
    expect(() => tensor([1, 2]).item()).toThrow('item() needs one element; this tensor has 2.')
  })

  it('prints as sorix prints it, and its elements as NumPy does', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    expect(String(x)).toBe('tensor([1., 2.], requires_grad=True)')
    expect(String(x.numpy())).toBe('[1. 2.]')
  })
})

describe('linspace', () => {
  it('is float64 and hits both ends', () => {
    const x = linspace(-5, 5, 100)
    expect(x.dtype).toBe('float64')
    expect([x.array.data[0], x.array.data[99]]).toEqual([-5, 5])
  })

  it('takes a dtype and can ask for a gradient', () => {
    const x = linspace(0, 1, 3, { dtype: 'float32', requiresGrad: true })
    x.square().sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([0, 1, 2])
  })

  it.each([[-1], [2.5], [2 ** 24 + 1]])('refuses %d numbers', (num) => {
    expect(() => linspace(0, 1, num)).toThrow(/num is/)
  })
})

describe('layers', () => {
  it('apply their op', () => {
    const x = tensor([-1, 0])
    expect(Tanh()(x).array).toHaveBits(x.tanh().array)
    expect(Sigmoid()(x).array).toHaveBits(x.sigmoid().array)
    expect(ReLU()(x).array).toHaveBits(x.relu().array)
  })
})
