import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GraphDocument, type NdArray, runDocument } from '#core/index.ts'
import { flowEdges, flowNodes } from '../../renderer/canvas/flow.ts'
import { beadLimit, beadsAt, streamsOf } from '../../renderer/canvas/river/beads.ts'
import { broadOnScreen } from '../../renderer/canvas/river/course.ts'
import { type Lane, lanesOf, partsOf, signOf } from '../../renderer/canvas/river/lanes.ts'
import { coverOf } from '../../renderer/canvas/river/place.ts'
import {
  atRest,
  detailAt,
  type RiverInput,
  type RiverWire,
  riverOf,
} from '../../renderer/canvas/river/wires.ts'
import { flatten, pointAlong, traceLane } from '../../renderer/canvas/trace.ts'
import { TestApp } from '../kit/TestApp.ts'

const vector = (...elements: number[]): NdArray => ({
  dtype: 'float64',
  shape: [elements.length],
  data: Float64Array.from(elements),
})

const everywhere = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 }

/** What the overlay draws of a document, as it is seen whole and near. */
function drawn(doc: GraphDocument, change: Partial<RiverInput> = {}) {
  const results = runDocument(doc)
  const nodes = flowNodes()(doc, results, new Set(), new Map())
  const edges = flowEdges()(doc.edges, new Set(), nodes)
  const input = { edges, results, lit: null, moment: atRest, seen: everywhere, detail: 'near' }
  return riverOf({ ...input, ...change } as RiverInput)
}

/** x·w + b, where the gradient is: x ← w = −3, w ← x = 0. */
const product = () => {
  const app = new TestApp().leaf('x', 0).leaf('w', -3).add('mul', 'p').leaf('b', 1).add('add', 'y')
  return app.wire('x → p.input').wire('w → p.other').wire('p → y.input').wire('b → y.other')
}
const signs = (lanes: readonly Lane[] | undefined) => lanes?.map(({ sign }) => sign)

describe('the lanes of what arrives', () => {
  it('are a strand an element up to eight, each with its own sign and width', () => {
    const lanes = lanesOf(vector(1, -1, 0, 0.01), false)
    expect(signs(lanes)).toEqual(['positive', 'negative', 'zero', 'positive'])
    expect(lanes.map(({ width }) => width)).toEqual([3, 3, 0, 0.9])
    expect(lanesOf(vector(1, 1, 1, 1, 1, 1, 1, 1), false)).toHaveLength(8)
  })

  it('keep clear of the value’s lane, however many strands there are', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 2, maxLength: 8 }), (elements) =>
        lanesOf(vector(...elements), false).every(({ offset, width }) => offset - width / 2 > -8),
      ),
    )
  })

  it('are one of the root mean square beyond that, 7 px wide where it is 1', () => {
    const [lane, ...more] = lanesOf(vector(1, 1, 1, 1, 1, 1, 1, 1, 1), false)
    expect([lane?.width, lane?.sign, more.length]).toEqual([7, 'positive', 0])
  })

  it('tell both signs of a large tensor, by their shares of the squares', () => {
    const [lane] = lanesOf(vector(4, -2, 0, 0, 0, 0, 0, 0, 0), false)
    expect([lane?.sign, lane?.positive]).toEqual(['mixed', 0.8])
    const [plus, minus] = lane === undefined ? [] : partsOf(lane)
    expect([plus?.sign, minus?.sign]).toEqual(['positive', 'negative'])
    expect((plus?.offset ?? 0) + (plus?.width ?? 0) / 2).toBeLessThan(
      (minus?.offset ?? 0) - (minus?.width ?? 0) / 2 + 0.5,
    )
    expect((plus?.width ?? 0) / (minus?.width ?? 1)).toBeCloseTo(4)
  })

  it('never leave a sign out that is there, and never tell one that is not', () => {
    const finite = fc.double({ noNaN: true })
    fc.assert(
      fc.property(fc.array(finite, { minLength: 9, maxLength: 40 }), (elements) => {
        const [lane] = lanesOf(vector(...elements), false)
        const told = lane === undefined ? [] : partsOf(lane).map(({ sign }) => sign)
        expect(told.includes('positive')).toBe(elements.some((element) => element > 0))
        expect(told.includes('negative')).toBe(elements.some((element) => element < 0))
        expect(Number.isFinite(lane?.width)).toBe(true)
      }),
    )
  })

  it('are neither dried up by tiny squares nor given a sign by what is no number', () => {
    const tiny = Array<number>(9).fill(1e-200)
    expect(lanesOf(vector(...tiny), false)[0]).toMatchObject({ sign: 'positive', width: 1 })
    expect(signOf(vector(Number.NaN, 1, -1))).toBe('none')
    expect(signOf(vector(Number.POSITIVE_INFINITY, -1))).toBe('mixed')
    expect(signOf(vector(0, -0))).toBe('zero')
  })
})

describe('the river', () => {
  it('has each wire’s gradient with its sign; what is multiplied by 0 is dried up', () => {
    const wires = drawn(product().state.doc)
    expect(wires.map(({ lanes }) => signs(lanes))).toEqual([
      ['negative'],
      ['zero'],
      ['positive'],
      ['positive'],
    ])
    // 7 + 3 · log10 3
    expect(wires[0]?.lanes[0]?.width).toBeCloseTo(8.4314, 4)
    expect(wires.every(({ state, halo }) => state === 'live' && halo === null)).toBe(true)
  })

  it('starts and ends where the pills are', () => {
    const [wire] = drawn(product().state.doc)
    expect(wire?.way[0]?.[0]).toBeGreaterThan(0)
    expect(wire?.way.at(-1)?.[0]).toBe(2 * 320 - 5)
  })

  it('gives no hint of what a pass has not reached yet, and lights what it hands back now', () => {
    const doc = product().state.doc
    const [first, , third] = doc.edges
    const wires = drawn(doc, {
      moment: {
        isValueKnown: (node) => node !== 'b',
        isGradientKnown: (edge) => edge === third?.id,
        current: third?.id ?? null,
      },
      lit: new Set([first?.id ?? '']),
    })
    expect(wires.map(({ lanes }) => signs(lanes))).toEqual([
      ['unknown'],
      ['unknown'],
      ['positive'],
      ['unknown'],
    ])
    const [unknown] = wires[0]?.lanes ?? []
    expect(unknown).toEqual(wires[1]?.lanes[0])
    expect(wires.map(({ halo }) => halo)).toEqual(['lit', null, 'current', null])
    expect(wires.map(({ state }) => state)).toEqual(['live', 'live', 'live', 'waiting'])
  })

  it('has no lane where no gradient is asked for, and says where a wire fails', () => {
    const app = new TestApp()
      .tensor('c', { shape: [2], values: [1, 2], requiresGrad: false })
      .tensor('d', { shape: [3], values: [1, 2, 3], requiresGrad: true })
      .add('add', 's')
      .wire('c → s.input')
    expect(drawn(app.state.doc).map(({ lanes }) => lanes)).toEqual([[]])
    app.wire('d → s.other')
    const failed = app.state.results.problems.flatMap(({ edge }) => edge ?? [])
    const states = drawn(app.state.doc).filter(({ state }) => state === 'failed')
    expect(states.map(({ id }) => id)).toEqual(failed)
  })

  it('leaves out what is not seen', () => {
    const doc = product().state.doc
    expect(drawn(doc, { seen: { x: 0, y: -5000, width: 9000, height: 100 } })).toEqual([])
    expect(drawn(doc, { seen: { x: 1000, y: -500, width: 100, height: 1000 } })).not.toEqual([])
  })

  it('draws one line a wire from far away, of the gradient where there is one', () => {
    expect([1, 0.4, 0.3, 0.2, 0.1].map(detailAt)).toEqual([
      'near',
      'near',
      'middle',
      'middle',
      'far',
    ])
    const far = drawn(product().state.doc, { detail: 'far' })
    expect(far.map(({ hasValueLane, lanes }) => [hasValueLane, lanes.length])).toEqual(
      Array(4).fill([false, 1]),
    )
    expect(broadOnScreen(1, 0.05)).toBe(1)
    expect(broadOnScreen(16, 0.05)).toBe(4)
    expect(broadOnScreen(7, 2)).toBe(14)
  })
})

describe('beads', () => {
  const view = { left: 0, top: 0, zoom: 1 }
  const window = { width: 5000, height: 3000 }
  /** A level wire of 900 px by which one element arrives. */
  const level = (id: string, y: number, element = 1): RiverWire => ({
    id,
    way: [
      [0, y],
      [900, y],
    ],
    state: 'live',
    hasValueLane: true,
    lanes: lanesOf(vector(element), true),
    halo: null,
  })

  it('run back, from the target to the source, equally fast in a broad lane and a narrow one', () => {
    const streams = streamsOf([level('broad', 10, 1000), level('narrow', 50, 0.001)], view)
    const at = (seconds: number, y: number) =>
      beadsAt(streams, seconds, view, window).flatMap(({ at }) => (at[1] === y + 9 ? at[0] : []))
    for (const y of [10, 50]) {
      const [before, after] = [at(10, y), at(10.1, y)]
      expect(before.length).toBeGreaterThan(8)
      expect((before[1] ?? 0) - (after[1] ?? 0)).toBeCloseTo(3.6)
    }
  })

  it('are none where the gradient is dried up or unknown', () => {
    const [, dried] = drawn(product().state.doc)
    expect(streamsOf(dried === undefined ? [] : [dried], view).list).toEqual([])
    const unknown = drawn(product().state.doc, {
      moment: { ...atRest, isGradientKnown: () => false },
    })
    expect(streamsOf(unknown, view).list).toEqual([])
  })

  it('are no more than 600, however much flows, and spread over all of it', () => {
    const wires = Array.from({ length: 1000 }, (_, row) => level(`e${row}`, row * 3))
    const beads = beadsAt(streamsOf(wires, view), 1.5, view, window)
    expect(beads.length).toBeLessThanOrEqual(beadLimit)
    expect(beads.length).toBeGreaterThan(beadLimit / 4)
    expect(beads.some(({ at }) => at[1] < 500)).toBe(true)
    expect(beads.some(({ at }) => at[1] > 2500)).toBe(true)
  })
})

describe('the canvas', () => {
  const window = { width: 1000, height: 600 }
  const wires = drawn(product().state.doc)

  it('covers the wires that are seen, on whole px of the screen, and not the whole window', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2000, max: 2000, noNaN: true }),
        fc.double({ min: -800, max: 800, noNaN: true }),
        fc.double({ min: 0.05, max: 4, noNaN: true }),
        fc.constantFrom(1, 1.25, 2),
        (left, top, zoom, ratio) => {
          const { x, y, width, height } = coverOf(
            { wires, view: { left, top, zoom }, ...window },
            ratio,
          )
          expect(x >= 0 && y >= 0 && x + width <= 1000 && y + height <= 600).toBe(true)
          expect(Math.abs(x * ratio - Math.round(x * ratio))).toBeLessThan(1e-6)
          for (const { way } of wires)
            for (const [atX, atY] of way) {
              const [seenX, seenY] = [atX * zoom + left, atY * zoom + top]
              if (seenX < 0 || seenY < 0 || seenX > 1000 || seenY > 600) continue
              expect(seenX >= x && seenX <= x + width).toBe(true)
              expect(seenY >= y && seenY <= y + height).toBe(true)
            }
        },
      ),
    )
    const all = { wires, view: { left: 100, top: 200, zoom: 0.5 }, ...window }
    expect(coverOf(all, 1).height).toBeLessThan(300)
  })

  it('has no size where no wire is', () => {
    const view = { left: 0, top: 0, zoom: 1 }
    expect(coverOf({ wires: [], view, ...window }, 1)).toMatchObject({ width: 0, height: 0 })
  })
})

describe('a line', () => {
  it('is walked from end to end at its length', () => {
    const line = flatten(
      traceLane(
        [
          [0, 0],
          [100, 0],
          [100, 200],
          [300, 200],
        ],
        9,
      ),
    )
    expect(pointAlong(line, 0)).toEqual([0, 9])
    expect(pointAlong(line, line.length)).toEqual([300, 209])
    expect(pointAlong(line, -5)).toEqual([0, 9])
    for (let walked = 0; walked < line.length - 1; walked += 7) {
      const [[x1, y1], [x2, y2]] = [pointAlong(line, walked), pointAlong(line, walked + 1)]
      expect(Math.hypot(x2 - x1, y2 - y1)).toBeGreaterThan(0.9)
      expect(Math.hypot(x2 - x1, y2 - y1)).toBeLessThan(1.0001)
    }
  })
})
