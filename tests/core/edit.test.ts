import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '#core/graph/document.ts'
import {
  addNode,
  changeNode,
  connect,
  duplicate,
  freshId,
  moveNodes,
  nextNodeId,
  reconnect,
  refuseWire,
  refuseWiresFrom,
  remove,
  setData,
  setRoot,
  setSettings,
  setTitle,
  setView,
} from '#core/graph/edit.ts'
import { runDocument } from '#core/graph/session.ts'
import '../kit/matchers.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

/** Freezes all of a document, so that an edit which writes into it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

const open = frozen(
  graph([
    leaf('x', 2),
    leaf('w', 3),
    node('y', 'mul', { input: 'x' }),
    node('z', 'tanh', { input: 'y' }),
    node('n', 'note', {}, { text: 'hi' }),
  ]),
)
const wire = (source: string, target: string, targetHandle = 'input') => ({
  source,
  target,
  targetHandle,
})
const edgesOf = (doc: GraphDocument) =>
  doc.edges.map(({ source, target, targetHandle }) => `${source} → ${target}.${targetHandle}`)

describe('connect', () => {
  it('adds a wire under an id of its own', () => {
    const doc = connect(open, wire('w', 'y', 'other'))
    expect(edgesOf(doc)).toContain('w → y.other')
    expect(new Set(doc.edges.map(({ id }) => id)).size).toBe(doc.edges.length)
    expect(runDocument(doc).value('y')).toBeCloseToTensor(6)
  })

  it('replaces the edge that the port had', () => {
    expect(edgesOf(connect(open, wire('w', 'y')))).toEqual(['y → z.input', 'w → y.input'])
  })

  it.each<[string, ReturnType<typeof wire>, RegExp]>([
    ['itself', wire('y', 'y'), /Wiring y into y would close a loop/],
    ['what it depends on', wire('z', 'y', 'other'), /Wiring z into y would close a loop/],
    ['a port that is not there', wire('x', 'z', 'other'), /z has no input "other"/],
    ['a leaf', wire('y', 'x'), /x has no input/],
    ['a note', wire('y', 'n'), /n has no input/],
    ['a node that is not there', wire('x', 'q'), /q has no input/],
  ])('refuses to lead a node into %s', (_what, refused, message) => {
    expect(refuseWire(open, refused)?.message).toMatch(message)
    expect(() => connect(open, refused)).toThrow(message)
  })

  it('is judged from one look at the graph, however many ends a wire may have', () => {
    let looks = 0
    const watched = {
      ...open,
      get edges() {
        looks++
        return open.edges
      },
    }
    const refuse = refuseWiresFrom(watched, 'y')
    const before = looks
    const answers = ['x', 'y', 'z'].map((target) => refuse({ target, targetHandle: 'input' })?.code)
    expect(answers).toEqual(['dangling-edge', 'cycle', undefined])
    expect(looks).toBe(before)
  })

  it.each(['n', 'q'])('refuses a source that has no output: %s', (source) => {
    expect(() => connect(open, wire(source, 'z'))).toThrow(/has no output/)
  })
})

describe('reconnect', () => {
  it('leads an edge elsewhere and keeps its id', () => {
    const doc = reconnect(open, 'y.input', wire('w', 'y', 'other'))
    expect(doc.edges.find(({ id }) => id === 'y.input')).toMatchObject(wire('w', 'y', 'other'))
    expect(doc.edges).toHaveLength(open.edges.length)
  })

  it('pushes out the edge that the new port had', () => {
    const doc = reconnect(open, 'y.input', wire('x', 'z'))
    expect(edgesOf(doc)).toEqual(['x → z.input'])
  })

  it('may turn an edge around, since its own path does not count as a loop', () => {
    const chain = graph([node('a', 'tanh'), node('b', 'tanh', { input: 'a' })])
    expect(edgesOf(reconnect(chain, 'b.input', wire('b', 'a')))).toEqual(['b → a.input'])
  })

  it('refuses a loop', () => {
    expect(() => reconnect(open, 'y.input', wire('z', 'y'))).toThrow(/close a loop/)
  })
})

describe('remove', () => {
  it('takes a node’s edges and its being the root with it', () => {
    const doc = remove({ ...open, root: 'y' }, new Set(['y']), new Set())
    expect(doc.edges).toEqual([])
    expect(doc.root).toBeNull()
  })

  it('takes edges alone', () => {
    const doc = remove({ ...open, root: 'z' }, new Set(), new Set(['y.input']))
    expect(edgesOf(doc)).toEqual(['y → z.input'])
    expect(doc.nodes).toHaveLength(open.nodes.length)
    expect(doc.root).toBe('z')
  })
})

describe('duplicate', () => {
  it('copies nodes and the edges among them, under new ids and set off', () => {
    const { doc, ids } = duplicate(open, new Set(['y', 'z']), { x: 10, y: 20 })
    expect(ids.size).toBe(2)
    const copies = doc.nodes.filter(({ id }) => ids.has(id))
    expect(copies.map(({ type }) => type)).toEqual(['mul', 'tanh'])
    expect(copies[0]!.position).toEqual({ x: 10, y: 20 })
    const [mul, tanh] = [...ids]
    expect(edgesOf(doc)).toEqual([...edgesOf(open), `${mul} → ${tanh}.input`])
    expect(new Set(doc.nodes.map(({ id }) => id)).size).toBe(doc.nodes.length)
    expect(new Set(doc.edges.map(({ id }) => id)).size).toBe(doc.edges.length)
  })
})

describe('moveNodes', () => {
  it('changes where a node is, and nothing else that its position says', () => {
    const layered = changeNode(open, 'x', (one) => ({
      ...one,
      position: { ...one.position, layer: 2 },
    }))
    const [moved] = moveNodes(layered, new Map([['x', { x: 7, y: 8 }]])).nodes
    expect(moved!.position).toEqual({ x: 7, y: 8, layer: 2 })
  })
})

describe('ids', () => {
  it('are the name itself, or the first free number after it', () => {
    expect(freshId('tanh', new Set())).toBe('tanh')
    expect(freshId('tanh', new Set(['tanh', 'tanh2']))).toBe('tanh3')
    expect(nextNodeId(open, 'tanh')).toBe('tanh')
  })
})

describe('an edit that changes nothing', () => {
  it.each<[string, (doc: GraphDocument) => GraphDocument]>([
    ['moving to the same place', (doc) => moveNodes(doc, new Map([['x', { x: 0, y: 0 }]]))],
    ['moving a node that is not there', (doc) => moveNodes(doc, new Map([['q', { x: 1, y: 1 }]]))],
    ['removing what is not there', (doc) => remove(doc, new Set(['q']), new Set(['e9']))],
    ['leading a wire back to its port', (doc) => reconnect(doc, 'y.input', wire('x', 'y'))],
    ['changing a node that is not there', (doc) => setData(doc, 'q', { a: 1 })],
    ['changing a node to itself', (doc) => changeNode(doc, 'x', (one) => one)],
    ['the same title', (doc) => setTitle(doc, doc.title)],
    ['the same root', (doc) => setRoot(doc, doc.root)],
  ])('gives the same document back: %s', (_what, edit) => {
    expect(edit(open)).toBe(open)
  })
})

describe('setData', () => {
  it('merges keys, and takes away those set to undefined', () => {
    const doc = setData(setData(open, 'x', { label: 'X' }), 'x', { values: undefined })
    expect(doc.nodes[0]!.data).toEqual({ shape: [], requiresGrad: true, label: 'X' })
  })
})

describe('undo', () => {
  it('is the document from before: no edit writes into the one it is given', () => {
    const id = fc.constantFrom('x', 'w', 'y', 'z', 'n', 'q')
    const port = fc.constantFrom('input', 'other')
    const edits = fc.oneof(
      fc.tuple(id, id, port).map(
        ([a, b, at]) =>
          (doc: GraphDocument) =>
            connect(doc, wire(a, b, at)),
      ),
      fc.tuple(id, id, port).map(
        ([a, b, at]) =>
          (doc: GraphDocument) =>
            reconnect(doc, 'y.input', wire(a, b, at)),
      ),
      fc
        .subarray(['x', 'y', 'z'])
        .map((ids) => (doc: GraphDocument) => remove(doc, new Set(ids), new Set(['z.input']))),
      fc
        .subarray(['x', 'y', 'z'])
        .map((ids) => (doc: GraphDocument) => duplicate(doc, new Set(ids), { x: 1, y: 1 }).doc),
      id.map((at) => (doc: GraphDocument) => setData(doc, at, { label: 'L', values: [1] })),
      id.map((at) => (doc: GraphDocument) => setView(doc, at, { chart: 'bars' })),
      id.map((at) => (doc: GraphDocument) => moveNodes(doc, new Map([[at, { x: 7, y: 7 }]]))),
      id.map((at) => (doc: GraphDocument) => setRoot(doc, at)),
      id.map(
        (at) => (doc: GraphDocument) =>
          addNode(doc, {
            id: nextNodeId(doc, at),
            type: 'neg',
            position: { x: 0, y: 0 },
            data: {},
          }),
      ),
      fc.constant((doc: GraphDocument) => setSettings(setTitle(doc, 'T'), { dtype: 'float64' })),
    )
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 10 }), (list) => {
        let doc: GraphDocument = open
        for (const edit of list) {
          try {
            doc = frozen(edit(doc))
          } catch (error) {
            expect(error).toMatchObject({ name: 'GraphError' })
          }
        }
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  it('leaves the older document’s results as they were', () => {
    const before = Array.from(runDocument(tanhGraph).grad('x')!.data)
    setData(tanhGraph, 'x', { values: [0, 0, 0, 0, 0] })
    expect(Array.from(runDocument(tanhGraph).grad('x')!.data)).toEqual(before)
  })
})
