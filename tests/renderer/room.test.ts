import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect, type GraphDocument, parseDocument, setView } from '#core/index.ts'
import { makeRoom, meet, rectsOf } from '../../renderer/canvas/room.ts'

const read = (name: string) =>
  parseDocument(readFileSync(join(import.meta.dirname, `../../examples/${name}.backprop`), 'utf8'))

const place = (doc: GraphDocument, id: string) => doc.nodes.find((node) => node.id === id)?.position

/** Pairs of cards that lie over one another. */
function covered(doc: GraphDocument): string[] {
  const rects = [...rectsOf(doc)]
  return rects.flatMap(([id, rect], at) =>
    rects
      .slice(at + 1)
      .flatMap(([other, its]) => (meet(rect, its, 0) ? [`${id} and ${other}`] : [])),
  )
}

const names = ['tanh', 'neuron', 'diamond', 'mlp', 'activations', 'tanh-curve']

describe('making room', () => {
  it.each(names)('has nothing to do in %s as it is: no card covers another', (name) => {
    expect(covered(read(name))).toEqual([])
  })

  it.each(names)('for any card’s chart in %s covers no other card', (name) => {
    const doc = read(name)
    for (const { id } of doc.nodes)
      expect(covered(makeRoom(doc, setView(doc, id, { chart: true })))).toEqual([])
  })

  it('moves nothing where there is room already, and nothing back', () => {
    const doc = read('neuron')
    const open = makeRoom(doc, setView(doc, 'x1', { chart: true }))
    expect(place(open, 'w1')!.y).toBeGreaterThan(place(doc, 'w1')!.y)
    expect(place(open, 'b')).toEqual(place(doc, 'b'))
    const closed = makeRoom(open, setView(open, 'x1', { chart: false }))
    expect(place(closed, 'w1')).toEqual(place(open, 'w1'))
    const again = setView(closed, 'x1', { chart: true })
    expect(makeRoom(closed, again)).toBe(again)
  })

  it('lets a card grow that gets its values by a wire', () => {
    const at = (id: string, type: string, x: number, y: number, data = {}) => ({
      id,
      type,
      position: { x, y },
      data,
    })
    const doc: GraphDocument = {
      ...read('tanh'),
      root: null,
      edges: [],
      nodes: [
        at('x', 'tensor', 0, 0, { shape: [5], values: [1, 2, 3, 4, 5] }),
        at('y', 'tanh', 400, 0),
        at('b', 'tensor', 400, 180, { shape: [], values: [1] }),
        at('apart', 'tensor', 1200, 180, { shape: [], values: [1] }),
      ],
    }
    const wired = connect(doc, { source: 'x', target: 'y', targetHandle: 'input' })
    expect(covered(wired)).toEqual(['y and b'])
    const roomy = makeRoom(doc, wired)
    expect(covered(roomy)).toEqual([])
    expect(place(roomy, 'b')!.x).toBe(400)
    expect(place(roomy, 'apart')).toEqual({ x: 1200, y: 180 })
  })

  it('leaves what a hand laid over another card', () => {
    const doc = read('tanh')
    const nodes = doc.nodes.map((node) =>
      node.id === 'L' ? { ...node, position: { x: 340, y: 10 } } : node,
    )
    const over = { ...doc, nodes }
    const open = setView(over, 'y', { chart: true })
    expect(makeRoom(over, open)).toBe(open)
  })
})
