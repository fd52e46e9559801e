import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyDocument, runDocument } from '#core/index.ts'
import { laneWidth, strandWidth } from '../../renderer/canvas/edge.ts'
import { flowEdges, flowNodes } from '../../renderer/canvas/flow.ts'
import { ticks } from '../../renderer/canvas/plots/scale.ts'
import { setElement, snap, stepOf } from '../../renderer/canvas/values.ts'

const node = (id: string, type: string, data: Record<string, unknown> = {}) => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data,
})

describe('a gradient lane', () => {
  it('is 7 px wide at 1 and 3 px more or less a decade, from 1 to 16', () => {
    expect([1, 10, 0.1, 1e-9, 1e9, 0].map(laneWidth)).toEqual([7, 10, 4, 1, 16, 0])
    expect(laneWidth(-1)).toBe(7)
    expect(strandWidth(1)).toBe(3)
  })
})

describe('scrubbing', () => {
  it('steps on round numbers near a two-hundredth of the range', () => {
    expect(stepOf([-5, 5])).toBe(0.05)
    expect(stepOf([-1, 1])).toBe(0.01)
    expect(stepOf([-100, 100])).toBe(1)
  })

  it('snaps without leaving binary digits behind', () => {
    expect(snap(0.1 + 0.2, 0.1)).toBe(0.3)
    expect(Object.is(snap(-0.001, 0.05), 0)).toBe(true)
    fc.assert(
      fc.property(
        fc.integer({ min: -400, max: 400 }),
        (n) => snap(n * 0.05, 0.05) === Number((n * 0.05).toFixed(2)),
      ),
    )
  })

  it('sets one element and leaves the others, the list before included', () => {
    const doc = { ...emptyDocument, nodes: [node('a', 'tensor', { shape: [2], values: [1, 2] })] }
    expect(setElement(doc, 'a', 1, Number.NaN).nodes[0]?.data['values']).toEqual([1, 'NaN'])
    expect(doc.nodes[0]?.data['values']).toEqual([1, 2])
    expect(setElement(doc, 'a', 1, 2)).toBe(doc)
  })
})

describe('React Flow’s nodes and edges', () => {
  it('stay the same objects while nothing about them changes', () => {
    const doc = {
      ...emptyDocument,
      nodes: [
        node('a', 'tensor', { shape: [2], values: [1, 2], requiresGrad: true }),
        node('t', 'tanh'),
      ],
      edges: [{ id: 'e', source: 'a', sourceHandle: 'out', target: 't', targetHandle: 'input' }],
    }
    const [toNodes, toEdges] = [flowNodes(), flowEdges()]
    const none = new Map()
    const first = toNodes(doc, runDocument(doc), new Set(), none)
    const changed = setElement(doc, 'a', 0, 5)
    const second = toNodes(changed, runDocument(changed), new Set(['a']), none)
    expect(second[1]).toBe(first[1])
    expect(second[0]?.selected).toBe(true)
    // What a run changes are numbers: React Flow is given the very list, and has nothing to do.
    const dragged = setElement(changed, 'a', 0, 6)
    expect(toNodes(dragged, runDocument(dragged), new Set(['a']), none)).toBe(second)
    const wires = toEdges(doc.edges, new Set(), first)
    expect(toEdges(doc.edges, new Set(), second)).toBe(wires)
    expect(first[1]?.handles?.map(({ id }) => id)).toEqual(['input', 'out'])
  })
})

describe('an axis', () => {
  it('has round ticks within its range', () => {
    expect(ticks([-5, 5], 4)).toEqual([-5, 0, 5])
    expect(ticks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  })
})
