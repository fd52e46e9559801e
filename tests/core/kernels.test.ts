import { describe, expect, it } from 'vitest'
import * as kernels from '#core/tensor/kernels.ts'
import {
  broadcastShapes,
  matmulShape,
  reducedAxes,
  reducedShape,
  type Shape,
  sizeOf,
  stretchedAxes,
  stridesOf,
} from '#core/tensor/shape.ts'
import { allocate, type DType, flatten, fromValues, type NdArray } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'

/** Numbers whose sums round, so that another order gives other bits. */
function filled(shape: Shape, dtype: DType = 'float32'): NdArray {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i * 1.7) * 10 ** (i % 5))
  return fromValues(values, shape, dtype)
}

const empty = (shape: Shape, dtype: DType): NdArray => ({
  shape,
  dtype,
  data: allocate(dtype, sizeOf(shape)),
})

/** Every index of a shape, row-major. */
function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  )
}

/** The element that broadcasting puts at `index`. */
function elementAt({ shape, data }: NdArray, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length)
  const strides = stridesOf(shape)
  return data[own.reduce((at, i, axis) => at + (shape[axis] === 1 ? 0 : i * strides[axis]!), 0)]!
}

/** The contract read literally: blocks of 4,096, sixteen lanes, and two trees. */
function canonicalSum(terms: readonly number[], round: (value: number) => number): number {
  const tree = (list: readonly number[]): number => {
    let level = [...list]
    for (let width = 1; width < level.length; width *= 2)
      level = level.map((value, i) =>
        i % (2 * width) === 0 && i + width < level.length
          ? round(value + level[i + width]!)
          : value,
      )
    return level[0] ?? 0
  }
  const blockSum = (block: readonly number[]): number => {
    let lanes = Array.from({ length: 16 }, (_, lane) =>
      block.filter((_value, i) => i % 16 === lane).reduce((sum, value) => round(sum + value), 0),
    )
    while (lanes.length > 1)
      lanes = lanes
        .slice(0, lanes.length / 2)
        .map((value, i) => round(value + lanes[i + lanes.length / 2]!))
    return lanes[0]!
  }
  const blocks: number[] = []
  for (let start = 0; start === 0 || start < terms.length; start += 4096)
    blocks.push(blockSum(terms.slice(start, start + 4096)))
  return tree(blocks)
}

function sum(a: NdArray, axes: readonly number[]): NdArray {
  const out = empty(reducedShape(a.shape, axes, false), a.dtype)
  kernels.sum(out.data, a, axes)()
  return out
}

const rounding = { float32: Math.fround, float64: (value: number) => value } as const

describe('sum', () => {
  it.each([0, 1, 15, 16, 17, 4095, 4096, 4097, 20_000])(
    'adds %d elements in the canonical order, in both widths',
    (size) => {
      for (const dtype of ['float32', 'float64'] as const) {
        const a = filled([size], dtype)
        const want = canonicalSum(Array.from(a.data), rounding[dtype])
        expect(sum(a, [0]).data[0]).toBe(want)
      }
    },
  )

  it.each<[Shape, number[]]>([
    [[3, 50], [0]],
    [[3, 50], [1]],
    [
      [2, 3, 4],
      [0, 2],
    ],
    [
      [70, 2, 70],
      [0, 2],
    ],
    [[4, 3, 2], []],
    [[0, 3], [0]],
    [[0, 3], [1]],
    [
      [2, 1, 3, 1, 2, 2],
      [1, 3, 5],
    ],
  ])('adds %j over axes %j in that same order', (shape, axes) => {
    const a = filled(shape)
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
    const want = indices(kept.map((axis) => shape[axis]!)).map((fixed) => {
      const terms = indices(shape).filter((index) =>
        kept.every((axis, at) => index[axis] === fixed[at]),
      )
      return canonicalSum(
        terms.map((index) => elementAt(a, index)),
        Math.fround,
      )
    })
    expect(Array.from(sum(a, axes).data)).toEqual(want)
  })

  it('gives the same bits each time one kernel is called', () => {
    const a = filled([10_000])
    const out = empty([], 'float32')
    const run = kernels.sum(out.data, a, [0])
    run()
    const first = out.data[0]
    run()
    expect(out.data[0]).toBe(first)
  })
})

/** Row times column, `k` ascending, for every pair of matrices that broadcasting meets. */
function naiveMatmul(a: NdArray, b: NdArray): NdArray {
  const shapeA = a.shape.length === 1 ? [1, ...a.shape] : a.shape
  const shapeB = b.shape.length === 1 ? [...b.shape, 1] : b.shape
  const [left, right] = [
    { ...a, shape: shapeA },
    { ...b, shape: shapeB },
  ]
  const [m, k, n] = [shapeA.at(-2)!, shapeA.at(-1)!, shapeB.at(-1)!]
  const batch = broadcastShapes(shapeA.slice(0, -2), shapeB.slice(0, -2))
  const round = rounding[a.dtype as 'float32']
  const values = indices([...batch, m, n]).map((index) => {
    const [outer, i, j] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!]
    let total = 0
    for (let l = 0; l < k; l++)
      total = round(
        total + round(elementAt(left, [...outer, i, l]) * elementAt(right, [...outer, l, j])),
      )
    return total
  })
  return fromValues(values, matmulShape(a.shape, b.shape), a.dtype)
}

describe('matmul', () => {
  it.each<[Shape, Shape]>([
    [[3], [3]],
    [
      [2, 3],
      [3, 4],
    ],
    [[2, 3], [3]],
    [[3], [3, 4]],
    [
      [5, 2, 3],
      [3, 4],
    ],
    [
      [2, 3],
      [5, 3, 4],
    ],
    [
      [5, 2, 3],
      [5, 3, 4],
    ],
    [
      [2, 1, 2, 3],
      [4, 3, 2],
    ],
    [
      [1, 4, 1, 3],
      [2, 1, 3, 2],
    ],
    [[4, 2, 3], [3]],
    [[3], [4, 3, 2]],
    [
      [2, 1, 1, 1, 2, 3],
      [1, 2, 1, 1, 3, 1],
    ],
    [
      [2, 0],
      [0, 3],
    ],
    [
      [0, 2],
      [2, 3],
    ],
    [
      [0, 2, 2],
      [2, 2],
    ],
    [[0], [0]],
  ])('multiplies %j by %j as a triple loop does', (shapeA, shapeB) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const [a, b] = [filled(shapeA, dtype), filled(shapeB, dtype)]
      const out = empty(matmulShape(shapeA, shapeB), dtype)
      kernels.matmul(out, a, b)()
      expect(out).toHaveBits(naiveMatmul(a, b))
    }
  })

  it.each<[Shape, Shape, RegExp]>([
    [[], [3], /at least one axis on both sides, but got \[ \] and \[3\]/],
    [[2, 3], [2, 3], /left side has 3 columns, so the right side needs 3 rows, not 2/],
    [[2, 2, 3], [3, 3, 4], /Cannot broadcast \[2\] with \[3\]/],
  ])('refuses %j by %j and says why', (a, b, message) => {
    expect(() => matmulShape(a, b)).toThrow(message)
  })
})

describe('broadcasting', () => {
  const pairs: readonly (readonly [Shape, Shape])[] = [
    [[], []],
    [[], [2, 3]],
    [[3], [2, 3]],
    [
      [2, 1],
      [1, 3],
    ],
    [[1, 1], [4]],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[0], [1]],
    [
      [3, 0],
      [1, 1],
    ],
    [
      [2, 1, 2, 1, 2, 1],
      [1, 2, 1, 2, 1, 2],
    ],
  ]

  it.each(pairs)('reads %j beside %j as NumPy does', (shapeA, shapeB) => {
    const [a, b] = [filled(shapeA, 'float64'), filled(shapeB, 'float64')]
    const out = empty(broadcastShapes(shapeA, shapeB), 'float64')
    kernels.zip(out, a, b, (x, y) => x - 2 * y)()
    const want = indices(out.shape).map((at) => elementAt(a, at) - 2 * elementAt(b, at))
    expect(Array.from(out.data)).toEqual(want)
  })

  it.each(pairs)('chooses between %j and %j by a condition of its own shape', (shapeA, shapeB) => {
    const [a, b] = [filled(shapeA, 'float64'), filled(shapeB, 'float64')]
    const condition = fromValues([1], [1], 'bool')
    const shape = broadcastShapes([1], broadcastShapes(shapeA, shapeB))
    const out = empty(shape, 'float64')
    kernels.choose(out, condition, a, b)()
    expect(Array.from(out.data)).toEqual(indices(shape).map((at) => elementAt(a, at)))
  })

  it('copies a stretched operand element by element', () => {
    const a = filled([2, 1, 2], 'float64')
    const out = empty([3, 2, 2, 2], 'float64')
    kernels.broadcast(out, a)()
    expect(Array.from(out.data)).toEqual(indices(out.shape).map((at) => elementAt(a, at)))
  })

  it('names the axis and both sizes where shapes do not meet', () => {
    expect(() => broadcastShapes([2, 3], [2, 4])).toThrow(
      'Cannot broadcast [2×3] with [2×4]: axis 1 is 3 on one side and 4 on the other. Sizes must match or be 1.',
    )
  })

  it('is undone by summing over the stretched axes', () => {
    expect(stretchedAxes([2, 1], [4, 2, 3])).toEqual([0, 2])
    expect(stretchedAxes([1], [1])).toEqual([])
  })
})

describe('permute', () => {
  it('puts axis axes[i] of the input at axis i', () => {
    const a = filled([2, 3, 4], 'float64')
    const out = empty([4, 2, 3], 'float64')
    kernels.permute(out, a, [2, 0, 1])()
    const want = indices(out.shape).map(([i, j, k]) => elementAt(a, [j!, k!, i!]))
    expect(Array.from(out.data)).toEqual(want)
  })
})

describe('axes', () => {
  it('count from the end where they are negative, and come out ascending', () => {
    expect(reducedAxes([-1, 0], 3)).toEqual([0, 2])
    expect(reducedAxes(null, 2)).toEqual([0, 1])
  })

  it.each<[number | number[], number, RegExp]>([
    [2, 2, /no axis 2: axes run from -2 to 1/],
    [0, 0, /a scalar has no axes/],
    [[0, -2], 2, /Axis 0 is named twice/],
  ])('are refused where %j does not fit rank %d', (axes, rank, message) => {
    expect(() => reducedAxes(axes, rank)).toThrow(message)
  })
})

describe('sizeOf', () => {
  it('is 0 as soon as one axis is, however large the others are', () => {
    expect(sizeOf([1e300, 1e300, 0])).toBe(0)
  })
})

describe('flatten', () => {
  it('reads the shape off nested lists', () => {
    expect(flatten([[1, 2, 3]])).toEqual({ shape: [1, 3], values: [1, 2, 3] })
    expect(flatten(5)).toEqual({ shape: [], values: [5] })
    expect(flatten([])).toEqual({ shape: [0], values: [] })
    expect(flatten([[], []])).toEqual({ shape: [2, 0], values: [] })
  })

  it.each([[[[1, 2], [3]]], [[[1], 2]], [[1, [2]]]])(
    'refuses %j, which is no rectangle',
    (lists) => {
      expect(() => flatten(lists)).toThrow(/do not make a rectangle/)
    },
  )
})

describe('fromValues', () => {
  it('refuses a count that does not fill the shape', () => {
    expect(() => fromValues([1, 2], [3], 'float32')).toThrow('[3] holds 3 values, but 2 are given.')
  })

  it('refuses an int64 that is not whole', () => {
    expect(() => fromValues([0.5], [1], 'int64')).toThrow(/int64 holds whole numbers/)
  })
})
