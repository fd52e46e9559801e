import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphError } from '#core/errors.ts'
import { checkDocument } from '#core/graph/check.ts'
import { parseDocument, printDocument } from '#core/graph/document.ts'
import { connect, setData } from '#core/graph/edit.ts'
import { openSession, runDocument } from '#core/graph/session.ts'
import { opNames } from '#core/ops/index.ts'
import { edge, graph, leaf, node } from './documents.ts'

const names = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'out',
    '',
    ' ',
    '\u0000',
    '\u202e',
    '💥',
    '[object Object]',
    '0',
    'a',
    'b',
  ),
  fc.string({ maxLength: 4 }),
)
const size = fc.oneof(
  fc.nat(4),
  fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53, 1e300, '3', null, 'NaN', -0),
)
const data = fc.record(
  {
    shape: fc.oneof(fc.array(size, { maxLength: 40 }), fc.jsonValue()),
    values: fc.oneof(fc.array(fc.oneof(fc.double(), names), { maxLength: 6 }), fc.jsonValue()),
    requiresGrad: fc.oneof(fc.boolean(), fc.jsonValue()),
    dtype: fc.oneof(fc.constantFrom('float32', 'float64', 'int64', 'bool', '__proto__'), names),
    axis: fc.oneof(size, fc.array(size, { maxLength: 4 })),
    keepdims: fc.oneof(fc.boolean(), size),
    exponent: size,
    reduction: names,
    num: size,
    start: size,
    stop: size,
  },
  { requiredKeys: [] },
)
const files = fc.record({
  format: fc.constant('backprop-canvas'),
  version: fc.constant(1),
  root: names,
  settings: fc.oneof(fc.record({ dtype: names }), fc.jsonValue()),
  nodes: fc.array(
    fc.record({ id: names, type: fc.oneof(fc.constantFrom(...opNames, 'note'), names), data }),
    { maxLength: 8 },
  ),
  edges: fc.array(
    fc.record({
      id: names,
      source: names,
      sourceHandle: fc.constantFrom('out', '__proto__'),
      target: names,
      targetHandle: fc.oneof(fc.constantFrom('input', 'other', 'target'), names),
    }),
    { maxLength: 10 },
  ),
})

describe('a hostile document', () => {
  it('opens, runs, is checked and saved without throwing', () => {
    fc.assert(
      fc.property(files, (file) => {
        const doc = parseDocument(JSON.stringify(file))
        const { problems } = runDocument(doc)
        expect(problems.every(({ message }) => message.length < 2000)).toBe(true)
        checkDocument(doc)
        expect(parseDocument(printDocument(doc))).toEqual(doc)
      }),
      { numRuns: 500, seed: 6 },
    )
  })

  it('does the same in a session that ran another before', () => {
    const session = openSession()
    fc.assert(
      fc.property(files, (file) => {
        session.update(parseDocument(JSON.stringify(file)))
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  it('is refused, or opens, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          parseDocument(text)
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError)
        }
      }),
      { numRuns: 500, seed: 8 },
    )
  })

  it('never reaches a prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const text = `{"format":"backprop-canvas","version":1,"__proto__":{"polluted":1},
      "settings":{"__proto__":{"polluted":1}},
      "nodes":[{"id":"__proto__","type":"tensor","__proto__":{"polluted":1},
        "data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
          "shape":[],"values":[1],"requiresGrad":true}},
        {"id":"constructor","type":"__proto__","data":{}},
        {"id":"prototype","type":"tanh","data":{}}],
      "edges":[{"id":"__proto__","source":"__proto__","target":"prototype","targetHandle":"input"},
        {"id":"x","source":"constructor","target":"prototype","targetHandle":"__proto__"}]}`
    const results = runDocument(parseDocument(text))
    expect(results.value('prototype')!.data[0]).toBeCloseTo(Math.tanh(1), 6)
    expect(results.grad('__proto__')).toBeNull()
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('with nesting that would overflow the stack is refused, or kept within what can be saved', () => {
    const file = (depth: number) =>
      `{"format":"backprop-canvas","version":1,"edges":[],"nodes":[${'['.repeat(depth)}${']'.repeat(depth)}]}`
    expect(() => parseDocument(file(50_000))).toThrow(/nested/)
    const doc = parseDocument(file(100))
    expect(runDocument(doc).problems).toMatchObject([{ code: 'bad-node' }])
    expect(JSON.parse(printDocument(doc)).nodes).toEqual(JSON.parse(file(100)).nodes)
  })

  it('with a list of a hundred thousand sizes is told so in a short message', () => {
    const shape = new Array(100_000).fill(1)
    const { problems } = runDocument(graph([leaf('x', 1, { shape })]))
    expect(problems).toMatchObject([{ code: 'bad-attr', node: 'x' }])
    expect(problems[0]!.message).toBe('shape has 100000 axes; 32 are the most.')
  })

  it('with a hundred thousand edges into one port is told of each but one', () => {
    const entries = [leaf('x', 1), node('y', 'tanh')]
    const edges = Array.from({ length: 100_000 }, (_, i) => ({ ...edge('x', 'y'), id: `e${i}` }))
    const { problems, value } = runDocument({ ...graph(entries), edges })
    expect(problems).toHaveLength(99_999)
    expect(value('y')).not.toBeNull()
  })

  it('with a chain of 20,000 nodes opens, runs, is edited and saved without recursion', () => {
    const last = 'n19999'
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      node(`n${i}`, 'neg', { input: i === 0 ? 'x' : `n${i - 1}` }),
    )
    const text = printDocument(graph([...chain.toReversed(), leaf('x', 3)]))
    const doc = parseDocument(text)
    expect(printDocument(doc) === text).toBe(true)
    const session = openSession()
    const { problems, value, grad } = session.update(doc)
    expect(problems).toEqual([])
    expect([value(last)!.data[0], grad('x')!.data[0]]).toEqual([3, 1])
    const edited = session.update(setData(doc, 'x', { values: [4] }))
    expect(edited.value(last)!.data[0]).toBe(4)
    const closing = { source: last, target: 'n0', targetHandle: 'input' }
    expect(() => connect(doc, closing)).toThrow(/loop/)
  }, 20_000)

  it('with one huge knot of loops is told of it once, in a short message', () => {
    const count = 5000
    const doc = graph(
      Array.from({ length: count }, (_, i) =>
        node(`n${i}`, 'add', { input: `n${(i + 1) % count}`, other: 'n0' }),
      ),
    )
    const { problems } = runDocument(doc)
    expect(problems).toMatchObject([{ code: 'cycle' }])
    expect(problems[0]!.message.length).toBeLessThan(500)
  })
})
