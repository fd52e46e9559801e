import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, type Link, type Sized } from '../../renderer/canvas/arrange.ts'
import { meet } from '../../renderer/canvas/room.ts'

/** Graphs without loops of this many cards at most; sizes as cards have them. */
const graphs = (most: number) =>
  fc
    .array(
      fc.record({
        width: fc.integer({ min: 120, max: 344 }),
        height: fc.integer({ min: 128, max: 560 }),
        inputs: fc.array(fc.nat(), { maxLength: 3 }),
      }),
      { maxLength: most },
    )
    .map((drawn) => ({
      nodes: drawn.map(({ width, height }, at) => ({ id: `n${at}`, width, height })),
      edges: drawn.flatMap(({ inputs }, at) =>
        at === 0 ? [] : inputs.map((input) => ({ source: `n${input % at}`, target: `n${at}` })),
      ),
    }))

async function place(nodes: readonly Sized[], edges: readonly Link[]) {
  const places = await arrange(nodes, edges)
  return new Map(nodes.map((node) => [node.id, { ...node, ...places.get(node.id)! }]))
}

async function expectTidy(nodes: readonly Sized[], edges: readonly Link[]) {
  const rects = await place(nodes, edges)
  const all = [...rects.values()]
  const covered = all.flatMap((a, at) => all.slice(at + 1).filter((b) => meet(a, b)))
  expect(covered).toEqual([])
  for (const { source, target } of edges) {
    const from = rects.get(source)!
    expect(from.x + from.width).toBeLessThan(rects.get(target)!.x)
  }
  expect(Math.min(0, ...all.map(({ x }) => x))).toBe(0)
  expect(Math.min(0, ...all.map(({ y }) => y))).toBe(0)
}

const card = (id: string) => ({ id, width: 176, height: 160 })

describe('arranging', () => {
  it('covers no card with another, and puts each right of what feeds it', async () => {
    await fc.assert(
      fc.asyncProperty(graphs(24), ({ nodes, edges }) => expectTidy(nodes, edges)),
      { numRuns: 40 },
    )
  })

  it('does so for more cards than the library takes', async () => {
    const nodes = Array.from({ length: 400 }, (_, at) => ({
      ...card(`n${at}`),
      height: 128 + (at % 5) * 40,
    }))
    const edges = nodes
      .slice(1)
      .map(({ id }, at) => ({ source: `n${(at * 7) % (at + 1)}`, target: id }))
    await expectTidy(nodes, edges)
  })

  it('gives a chain of 20,000 cards places', async () => {
    const nodes = Array.from({ length: 20_000 }, (_, at) => card(`n${at}`))
    const edges = nodes.slice(1).map(({ id }, at) => ({ source: `n${at}`, target: id }))
    const places = await arrange(nodes, edges)
    expect(places.get('n19999')).toEqual({ x: 19_999 * (176 + 88), y: 0 })
  })

  it('gives every card of a loop a place, in graphs of any size', async () => {
    for (const count of [3, 300]) {
      const nodes = Array.from({ length: count }, (_, at) => card(`n${at}`))
      const edges = nodes.map(({ id }, at) => ({ source: id, target: `n${(at + 1) % count}` }))
      const rects = [...(await place(nodes, edges)).values()]
      expect(rects.filter((a, at) => rects.slice(at + 1).some((b) => meet(a, b)))).toEqual([])
    }
  })

  it('keeps a straight chain straight', async () => {
    const places = await arrange(
      [card('x'), card('y'), card('z')],
      [
        { source: 'x', target: 'y' },
        { source: 'y', target: 'z' },
        { source: 'elsewhere', target: 'z' },
        { source: 'z', target: 'z' },
      ],
    )
    expect([...places.values()]).toEqual([
      { x: 0, y: 0 },
      { x: 264, y: 0 },
      { x: 528, y: 0 },
    ])
  })
})
