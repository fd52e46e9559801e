import { describe, expect, it } from 'vitest'
import * as moves from '#core/tensor/moves.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import { allocate, type DType, fromValues, type NdArray } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'

const counted = (shape: Shape, dtype: DType = 'float64') =>
  fromValues(
    Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    shape,
    dtype,
  )

/** What a kernel fills, run twice over leftovers: a second run gives the same. */
function filled(shape: Shape, bind: (out: NdArray) => () => void): NdArray {
  const out: NdArray = { shape, dtype: 'float64', data: allocate('float64', sizeOf(shape)) }
  const run = bind(out)
  out.data.fill(99)
  run()
  run()
  return out
}

const whole = (values: readonly number[], shape: Shape = [values.length]) =>
  fromValues(values, shape, 'int64')

describe('slice and pad', () => {
  it.each<[Shape, Shape, number[], number[], number[]]>([
    [[5], [2], [1], [2], [2, 4]],
    [[5], [3], [4], [-2], [5, 3, 1]],
    [[5], [0], [0], [1], []],
    [
      [2, 3],
      [2, 2],
      [1, 0],
      [-1, 2],
      [4, 6, 1, 3],
    ],
    [[], [], [], [], [1]],
    [
      [2, 2, 2],
      [1, 2, 1],
      [1, 0, 1],
      [1, 1, 1],
      [6, 8],
    ],
  ])('take %j to %j from %j by %j, and put back', (from, to, starts, steps, want) => {
    const window = { starts, steps }
    const part = filled(to, (out) => moves.slice(out, counted(from), window))
    expect(Array.from(part.data)).toEqual(want)
    const back = filled(from, (out) => moves.pad(out, part, window))
    expect(Array.from(back.data)).toEqual(
      Array.from(counted(from).data, (value) => (want.includes(value) ? value : 0)),
    )
  })
})

describe('concat', () => {
  const parts = [counted([2, 1]), counted([2, 0]), counted([2, 2])]

  it('puts parts end to end, an empty one too', () => {
    const out = filled([2, 3], (into) => moves.concat(into, parts, 1))
    expect(out).toBeCloseToTensor([
      [1, 1, 2],
      [2, 3, 4],
    ])
  })

  it('puts them one after the other along the first axis', () => {
    const out = filled([3, 2], (into) => moves.concat(into, [counted([1, 2]), counted([2, 2])], 0))
    expect(Array.from(out.data)).toEqual([1, 2, 1, 2, 3, 4])
  })
})

describe('gather', () => {
  it('takes one element for each entry, along the axis', () => {
    const index = whole([2, 0, 1, 1], [2, 2])
    const out = filled([2, 2], (into) => moves.gather(into, counted([2, 3]), index, 1))
    expect(Array.from(out.data)).toEqual([3, 1, 5, 5])
    const rows = filled([1, 3], (into) =>
      moves.gather(into, counted([2, 3]), whole([1, 0, 1], [1, 3]), 0),
    )
    expect(Array.from(rows.data)).toEqual([4, 2, 6])
  })

  it.each([-1, 3, 2 ** 40])(
    'gives NaN for the place %d, outside, and the rest as it is',
    (place) => {
      const out = filled([3], (into) => moves.gather(into, counted([3]), whole([0, place, 2]), 0))
      expect(Array.from(out.data)).toEqual([1, Number.NaN, 3])
    },
  )
})

describe('scatterAdd', () => {
  it('adds up what comes to one place, from zeros', () => {
    const index = whole([1, 1, 0])
    const out = filled([3], (into) => moves.scatterAdd(into, counted([3]), index, 0))
    expect(Array.from(out.data)).toEqual([3, 3, 0])
  })

  it('drops what lies outside', () => {
    const index = whole([-1, 5, 0])
    const out = filled([2], (into) => moves.scatterAdd(into, counted([3]), index, 0))
    expect(Array.from(out.data)).toEqual([3, 0])
  })

  it('is the transpose of gather', () => {
    const [a, b] = [counted([2, 3, 2]), counted([2, 4, 2])]
    const index = whole([0, 2, 1, 1, 2, 0, 0, 0, 1, 2, 2, 2, 0, 1, 1, 0], [2, 4, 2])
    const down = filled([2, 4, 2], (into) => moves.gather(into, a, index, 1))
    const up = filled([2, 3, 2], (into) => moves.scatterAdd(into, b, index, 1))
    const dot = (x: NdArray, y: NdArray) =>
      Array.from(x.data).reduce((sum, value, i) => sum + value * y.data[i]!, 0)
    expect(dot(down, b)).toBe(dot(a, up))
  })
})
