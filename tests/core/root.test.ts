import { describe, expect, it } from 'vitest'
import type { GraphDocument, GraphNode } from '#core/graph/document.ts'
import { addNode, connect, duplicate, remove, setRoot } from '#core/graph/edit.ts'
import { runDocument } from '#core/graph/session.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

const card = (id: string, type: string): GraphNode => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data: type === 'tensor' ? { shape: [], values: [1], requiresGrad: true } : {},
})

/** `'a → y.other'`; without a port, `input`. */
function wire(doc: GraphDocument, text: string): GraphDocument {
  const [source = '', end = ''] = text.split(' → ')
  const [target = '', targetHandle = 'input'] = end.split('.')
  return connect(doc, { source, target, targetHandle })
}

const rootOf = (doc: GraphDocument) => runDocument(doc).compiled.root

/** A document with these cards put on one after another, and then these wires. */
function built(cards: readonly GraphNode[], wires: readonly string[] = []): GraphDocument {
  return wires.reduce(wire, cards.reduce(addNode, graph([])))
}

const loose = [
  card('a', 'tensor'),
  card('b', 'tensor'),
  card('t', 'tensor'),
  card('m', 'mul'),
  card('s', 'add'),
  card('y', 'tanh'),
  card('L', 'mse_loss'),
]
const toLoss = ['a → m', 'b → m.other', 'm → s', 'b → s.other', 's → y', 'y → L', 't → L.target']

describe('the root while a graph is built', () => {
  it.each<[string, readonly string[]]>([
    ['forwards', toLoss],
    ['backwards', toLoss.toReversed()],
    ['from the middle', [...toLoss.slice(4), ...toLoss.slice(0, 4)]],
    ['in turns', [...toLoss].sort()],
  ])('is the end of the chain where all cards came first, wired %s', (_order, wires) => {
    expect(rootOf(built(loose, wires))).toBe('L')
  })

  it('is none while no card is wired', () => {
    expect(built(loose).root).toBeNull()
    expect(rootOf(built(loose))).toBeNull()
  })

  it('moves on as a chain is extended', () => {
    const longer = addNode(tanhGraph, card('z', 'square'))
    expect(rootOf(longer)).toBe('L')
    expect(rootOf(wire(longer, 'L → z'))).toBe('z')
  })

  it('moves on as a chain whose root is named is extended, whatever lies beside it', () => {
    const named = addNode(addNode(setRoot(tanhGraph, 'L'), card('b', 'tensor')), card('z', 'mul'))
    expect(wire(named, 'L → z').root).toBe('z')
  })

  it('stays where it is as a second chain is begun, and is the end in which they meet', () => {
    const second = [card('p', 'tensor'), card('q', 'exp'), card('z', 'add')].reduce(
      addNode,
      tanhGraph,
    )
    const two = wire(second, 'p → q')
    expect(rootOf(two)).toBe('L')
    expect(rootOf(wire(two, 'q → z'))).toBe('L')
    expect(rootOf(wire(wire(two, 'q → z'), 'L → z.other'))).toBe('z')
  })

  it('stays where a hand chose it within the graph', () => {
    const chosen = setRoot(addNode(tanhGraph, card('z', 'square')), 'y')
    expect(wire(chosen, 'L → z').root).toBe('y')
  })

  it('waits for its wires where a hand chose a card that has none', () => {
    const chosen = setRoot(built(loose), 'L')
    expect(wire(wire(chosen, 'a → m'), 'b → m.other').root).toBe('L')
  })

  it('is what is left where the root is taken away or off', () => {
    const more = addNode(setRoot(tanhGraph, 'L'), card('b', 'tensor'))
    expect(rootOf(remove(more, new Set(['L']), new Set()))).toBe('y')
    expect(rootOf(remove(more, new Set(), new Set(['L.input'])))).toBe('y')
  })

  it('stays where cards are copied', () => {
    const { doc } = duplicate(tanhGraph, new Set(['y', 'L']), { x: 0, y: 0 })
    expect(rootOf(doc)).toBe('L')
  })

  it('is not written down where the file’s own rule finds it', () => {
    expect(wire(wire(built(loose.slice(0, 4)), 'a → m'), 'b → m.other').root).toBe('m')
    expect(built([card('a', 'tensor'), card('y', 'tanh')], ['a → y']).root).toBeNull()
  })

  it('is not looked for in a file with two sinks', () => {
    expect(
      rootOf(graph([leaf('x', 1), node('y', 'tanh', { input: 'x' }), leaf('b', 2)])),
    ).toBeNull()
  })
})
