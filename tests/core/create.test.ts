import { describe, expect, it } from 'vitest'
import {
  arange,
  eye,
  full,
  linspace,
  manualSeed,
  oneHot,
  ones,
  onesLike,
  randn,
  tensor,
  uniform,
  zeros,
  zerosLike,
} from '#core/eager/index.ts'
import '../kit/matchers.ts'

describe('leaves', () => {
  it('are made from their rows', () => {
    expect(zeros([2, 1]).tolist()).toEqual([[0], [0]])
    expect(ones([]).tolist()).toBe(1)
    expect(full([2], 7.5).tolist()).toEqual([7.5, 7.5])
    expect(arange(0, 10, 4).tolist()).toEqual([0, 4, 8])
    expect(linspace(0, 1, 3).tolist()).toEqual([0, 0.5, 1])
    expect(eye(2).tolist()).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(eye(1, 2).tolist()).toEqual([[1, 0]])
    expect(oneHot([1], 3).tolist()).toEqual([[0, 1, 0]])
  })

  it('can be like another tensor', () => {
    const x = tensor([[1, 2]], { dtype: 'float64' })
    expect(zerosLike(x).array).toHaveBits(zeros([1, 2], { dtype: 'float64' }).array)
    expect(onesLike(x, { dtype: 'int64' }).array).toHaveBits(ones([1, 2], { dtype: 'int64' }).array)
  })

  it('can ask for a gradient', () => {
    const made = [zeros([2], { requiresGrad: true }), full([2], 1, { requiresGrad: true })]
    expect(made.every(({ requiresGrad, isLeaf }) => requiresGrad && isLeaf)).toBe(true)
  })
})

describe('random leaves', () => {
  it('draw other numbers each time, and the same again from the same seed', () => {
    manualSeed(1)
    const [a, b] = [randn([3]), randn([3])]
    expect(a.tolist()).not.toEqual(b.tolist())
    manualSeed(1)
    expect([randn([3]).tolist(), randn([3]).tolist()]).toEqual([a.tolist(), b.tolist()])
    manualSeed(2)
    expect(randn([3]).tolist()).not.toEqual(a.tolist())
  })

  it('draw the same numbers from a seed of their own', () => {
    expect(uniform([3], { seed: 5 }).array).toHaveBits(uniform([3], { seed: 5 }).array)
  })

  it('keep to their bounds and moments', () => {
    const even = uniform([1000], { low: -10, high: -5, seed: 3, dtype: 'float64' })
    expect(even.min().item()).toBeGreaterThanOrEqual(-10)
    expect(even.max().item()).toBeLessThan(-5)
    const bell = randn([1000], { mean: 10, std: 0.1, seed: 3, dtype: 'float64' })
    expect(Math.abs(bell.mean().item() - 10)).toBeLessThan(0.02)
    expect(Math.abs(bell.var().item() - 0.01)).toBeLessThan(0.002)
  })
})
