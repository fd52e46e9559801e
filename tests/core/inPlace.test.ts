import { describe, expect, it } from 'vitest'
import { noGrad, tensor } from '#core/eager/index.ts'
import '../kit/matchers.ts'

const leaf = (data: Parameters<typeof tensor>[0]) => tensor(data, { requiresGrad: true })

describe('a write in place', () => {
  it('changes the elements, gives the tensor back and counts up its version', () => {
    const x = tensor([1, 2])
    expect(x.add_(1).mul_(10).sub_(5)).toBe(x)
    expect(x.array).toBeCloseToTensor([15, 25])
    expect(x.version).toBe(3)
  })

  it('is offered for copying, filling and zeroing', () => {
    const x = tensor([1, 2])
    expect(x.copy_(tensor([3, 4])).tolist()).toEqual([3, 4])
    expect(x.copy_(tensor(7)).tolist()).toEqual([7, 7])
    expect(x.fill_(-0.5).tolist()).toEqual([-0.5, -0.5])
    expect(x.zero_().tolist()).toEqual([0, 0])
    expect(x.set_([8, 9]).tolist()).toEqual([8, 9])
  })

  it('keeps shape and dtype', () => {
    const x = tensor([1, 2])
    expect(() => x.add_(tensor([[1], [2]]))).toThrow(/\[2×2\] cannot be written into \[2\]/)
    expect(() => x.set_([1])).toThrow(/\[1\] cannot be written into \[2\]/)
    expect(x.add_(tensor([1, 1], { dtype: 'float64' })).dtype).toBe('float32')
    expect(() => tensor([1], { dtype: 'int64' }).mul_(0.5)).toThrow(
      /float32 cannot be kept in a tensor of int64/,
    )
    expect(x.tolist()).toEqual([2, 3])
  })

  it('is refused on a leaf that asks for a gradient, and allowed there under noGrad', () => {
    const x = leaf([1, 2])
    for (const write of [() => x.add_(1), () => x.zero_(), () => x.set_([0, 0])])
      expect(write).toThrow(/leaf asks for a gradient.*noGrad/)
    noGrad(() => x.sub_(0.5))
    expect(x.tolist()).toEqual([0.5, 1.5])
    expect([x.isLeaf, x.requiresGrad]).toEqual([true, true])
  })

  it('takes a step down a slope', () => {
    const w = leaf(4)
    for (let step = 0; step < 60; step++) {
      w.square().backward()
      noGrad(() => w.sub_(w.grad!.mul(0.25)))
      w.zeroGrad()
    }
    expect(w.item()).toBeCloseTo(0)
  })
})

describe('a gradient through a write in place', () => {
  it('goes on to what was there before', () => {
    const x = leaf([1, 2])
    const y = x.add(1)
    y.mul_(3)
    y.sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([3, 3])
  })

  it('goes to what was written, and no further', () => {
    const [x, w] = [leaf([1, 2]), leaf([5, 6])]
    const y = x.square()
    y.copy_(w)
    y.square().sum().backward()
    expect(w.grad!.array).toBeCloseToTensor([10, 12])
    expect(x.grad!.array).toBeCloseToTensor([0, 0])
  })

  it('makes a leaf that asked for none a computed tensor', () => {
    const [x, total] = [leaf([1, 2]), tensor([0, 0])]
    total.add_(x).add_(x)
    expect([total.isLeaf, total.requiresGrad]).toEqual([false, true])
    total.sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([2, 2])
  })

  it('leaves what was computed from it earlier as it was', () => {
    const x = leaf(3)
    const y = x.add(0)
    const before = y.add(1)
    y.mul_(100)
    before.backward()
    expect(x.grad!.item()).toBe(1)
  })
})

describe('what a pass needs and finds overwritten', () => {
  it('is named: an input', () => {
    const [x, w] = [leaf([1, 2]), leaf([3, 4])]
    const y = x.mul(w)
    noGrad(() => w.add_(1))
    expect(() => y.sum().backward()).toThrow(
      /multiply kept its input other \(\[2\]\).*version 1, and was kept at 0/,
    )
  })

  it('is named: an output', () => {
    const y = leaf([1, 2]).exp()
    y.add_(1)
    expect(() => y.sum().backward()).toThrow(/exp kept its output/)
  })

  it('is named also under createGraph and for an op of several steps', () => {
    const [x, target] = [leaf([1, 2]), tensor([0, 0])]
    const loss = x.matmul(target)
    target.fill_(1)
    expect(() => loss.backward(null, { createGraph: true })).toThrow(/matmul kept its input other/)
  })

  it('is no matter where no rule reads it', () => {
    const [x, w] = [leaf([1, 2]), leaf([3, 4])]
    const y = x.add(w)
    noGrad(() => x.zero_())
    y.sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([1, 1])
  })

  it('is no matter where its factor asks for no gradient', () => {
    const [x, scale] = [leaf([1, 2]), tensor([3, 4])]
    const y = x.mul(scale)
    noGrad(() => x.zero_())
    y.sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([3, 4])
  })
})
