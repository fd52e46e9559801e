import { describe, expect, it } from 'vitest'
import { uniform as uniformLeaf } from '#core/eager/create.ts'
import { setData, setSettings } from '#core/graph/edit.ts'
import { runDocument } from '#core/graph/session.ts'
import { normal, threefry, uniform } from '#core/tensor/random.ts'
import '../kit/matchers.ts'
import { graph, node } from './documents.ts'

describe('threefry', () => {
  // Random123's kat_vectors, threefry 2x32, 20 rounds.
  it.each<[[number, number], [number, number], [number, number]]>([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])('turns key %j and counter %j into %j', (key, counter, words) => {
    expect(threefry(key, counter)).toEqual(words)
  })
})

const count = 100_000

/** Mean, variance, skewness and the correlation of neighbours. */
function moments(draws: readonly number[]) {
  const average = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length
  const mean = average(draws)
  const away = draws.map((x) => x - mean)
  const variance = average(away.map((x) => x * x))
  const skewness = average(away.map((x) => x ** 3)) / variance ** 1.5
  const neighbours = average(away.slice(1).map((x, at) => x * away[at]!)) / variance
  return { mean, variance, skewness, neighbours }
}

/** Four standard deviations of an average of as many draws, where one draw's variance is this. */
const bound = (variance: number) => 4 * Math.sqrt(variance / count)

function expectWithin(value: number, centre: number, most: number) {
  expect(Math.abs(value - centre)).toBeLessThan(most)
}

describe.each([
  [0, 0],
  [7, 0],
  [0, 7],
  [2 ** 32 - 1, 123],
])('numbers of seed %d in a document of seed %d', (seed, document) => {
  const draw = (of: typeof uniform) =>
    Array.from({ length: count }, (_, i) => of(seed, document, i))

  it('are even in [0, 1) when uniform', () => {
    const draws = draw(uniform)
    const { mean, variance, skewness, neighbours } = moments(draws)
    expect(draws.every((x) => x >= 0 && x < 1)).toBe(true)
    expectWithin(mean, 1 / 2, bound(1 / 12))
    expectWithin(variance, 1 / 12, bound(1 / 80 - 1 / 144))
    expectWithin(skewness, 0, 0.02)
    expectWithin(neighbours, 0, bound(1))
    const tenths = new Array<number>(10).fill(0)
    for (const x of draws) tenths[Math.floor(10 * x)]!++
    for (const tenth of tenths) expectWithin(tenth / count, 0.1, bound(0.09))
  })

  it('have mean 0, variance 1 and a normal’s tails when normal', () => {
    const draws = draw(normal)
    const { mean, variance, skewness, neighbours } = moments(draws)
    expectWithin(mean, 0, bound(1))
    expectWithin(variance, 1, bound(2))
    expectWithin(skewness, 0, bound(6))
    expectWithin(neighbours, 0, bound(1))
    const within = (most: number) => draws.filter((x) => Math.abs(x) < most).length / count
    expectWithin(within(1), 0.6826894921370859, bound(0.22))
    expectWithin(within(2), 0.9544997361036416, bound(0.045))
    expectWithin(within(3), 0.9973002039367398, bound(0.0027))
  })
})

describe('a random leaf', () => {
  const doc = graph([
    node('a', 'randn', {}, { shape: [2, 3], seed: 5 }),
    node('b', 'uniform', {}, { shape: [6], seed: 5 }),
  ])
  const bits = (changed: typeof doc, id: string) => runDocument(changed).value(id)

  it.each(['a', 'b'])('has the same bits for the same seed: %s', (id) => {
    expect(bits(doc, id)).toHaveBits(bits(structuredClone(doc), id))
  })

  it.each(['a', 'b'])('has other numbers for another seed, its own or the document’s: %s', (id) => {
    const [own, whole] = [setData(doc, id, { seed: 6 }), setSettings(doc, { seed: 1 })]
    const lists = [doc, own, whole].map((changed) => String(bits(changed, id)!.data))
    expect(new Set(lists).size).toBe(3)
    // The two seeds are not added up: each is a word of the key.
    const [first, second] = [setData(doc, id, { seed: 1 }), setSettings(doc, { seed: 1 })]
    const swapped = [setSettings(first, { seed: 5 }), second].map((one) =>
      String(bits(one, id)!.data),
    )
    expect(swapped[0]).not.toBe(swapped[1])
  })

  it('keeps its first numbers when it grows', () => {
    const longer = bits(setData(doc, 'b', { shape: [60] }), 'b')!
    expect(longer.data.slice(0, 6)).toEqual(bits(doc, 'b')!.data)
  })

  it('scales and shifts what it draws', () => {
    const wide = setData(doc, 'b', { low: -2, high: 4, dtype: 'float64' })
    const plain = bits(setData(doc, 'b', { dtype: 'float64' }), 'b')!
    expect(bits(wide, 'b')).toBeCloseToTensor(Array.from(plain.data, (x) => -2 + 6 * x))
  })
})

describe('a uniform leaf', () => {
  const drawn = (attrs: Parameters<typeof uniformLeaf>[1]) =>
    Array.from(uniformLeaf([6], attrs).array.data)

  it('never draws its upper bound, whatever rounding does', () => {
    const high = Math.fround(1 + 2 ** -23)
    expect(drawn({ low: 1, high })).not.toContain(high)
    const wide = drawn({ low: -1e308, high: 1e308, dtype: 'float64' })
    expect(wide.every(Number.isFinite)).toBe(true)
  })

  it('of whole numbers is cut off to them', () => {
    const whole = drawn({ low: 0, high: 3, dtype: 'int64' })
    expect(whole.every((value) => [0, 1, 2].includes(value))).toBe(true)
  })
})
