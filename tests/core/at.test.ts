import { describe, expect, it } from 'vitest'
import { linspace, tensor } from '#core/eager/index.ts'
import '../kit/matchers.ts'

const matrix = () =>
  tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    { requiresGrad: true },
  )
const whole = (list: number[]) => tensor(list, { dtype: 'int64' })

describe('at', () => {
  it('takes a row, an element, a column', () => {
    const x = matrix()
    expect(x.at(1).tolist()).toEqual([4, 5, 6])
    expect(x.at(-1, 0).tolist()).toBe(4)
    expect(x.at(null, 1).tolist()).toEqual([2, 5])
    expect(x.at().tolist()).toEqual(x.tolist())
  })

  it('takes stretches as Python does, backwards too', () => {
    const x = matrix()
    expect(x.at([0, 1]).tolist()).toEqual([[1, 2, 3]])
    expect(x.at([], [1]).tolist()).toEqual([
      [2, 3],
      [5, 6],
    ])
    expect(x.at(0, [null, null, 2]).tolist()).toEqual([1, 3])
    expect(x.at(0, [null, null, -1]).tolist()).toEqual([3, 2, 1])
    expect(x.at(0, [-2, 100]).tolist()).toEqual([2, 3])
    expect(x.at([5]).shape).toEqual([0, 3])
  })

  it('lets whole numbers choose along an axis, beside places of other kinds', () => {
    const x = matrix()
    expect(x.at(whole([1, 1, 0])).tolist()).toEqual([
      [4, 5, 6],
      [4, 5, 6],
      [1, 2, 3],
    ])
    expect(x.at(0, whole([2, 0])).tolist()).toEqual([3, 1])
    expect(x.at(whole([1, 0]), [1]).tolist()).toEqual([
      [5, 6],
      [2, 3],
    ])
  })

  it('sends gradients to what was taken, added up where it was taken twice', () => {
    const x = matrix()
    x.at(whole([0, 0, 1]), 2)
      .mul(tensor([1, 10, 100]))
      .sum()
      .backward()
    expect(x.grad!.tolist()).toEqual([
      [0, 0, 11],
      [0, 0, 100],
    ])
  })

  it('gives a tensor whose elements are its own', () => {
    const x = tensor([1, 2, 3])
    x.at([0, 2]).add_(10)
    expect(x.tolist()).toEqual([1, 2, 3])
  })

  it('says what there is where an element or an axis is missing', () => {
    const x = matrix()
    expect(() => x.at(2)).toThrow('no element 2 along axis 0 of [2×3]: elements run from -2 to 1')
    expect(() => x.at(0, -4)).toThrow(/no element -4 along axis 1/)
    expect(() => x.at(0.5)).toThrow(/no element 0.5/)
    expect(() => tensor([]).at(0)).toThrow(/it is empty/)
    expect(() => x.at(0, 0, 0)).toThrow(/3 places are named, but \[2×3\] has 2 axes/)
    expect(() => x.at(whole([0]), whole([0]))).toThrow(/Only one axis/)
  })
})

describe('unbind', () => {
  it('gives the parts along an axis', () => {
    expect(matrix().unbind()[1]!.tolist()).toEqual([4, 5, 6])
    expect(
      matrix()
        .unbind(-1)
        .map((column) => column.tolist()),
    ).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(() => tensor(1).unbind()).toThrow(/a scalar has no axes/)
  })

  it('lets gradients flow from each part', () => {
    const x = linspace(1, 3, 3, { requiresGrad: true })
    const [a, , c] = x.unbind()
    a!.mul(c!).backward()
    expect(x.grad!.tolist()).toEqual([3, 0, 1])
  })
})
