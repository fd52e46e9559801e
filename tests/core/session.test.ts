import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '#core/graph/document.ts'
import {
  changeNode,
  connect,
  duplicate,
  moveNodes,
  remove,
  setData,
  setRoot,
  setSettings,
  setView,
} from '#core/graph/edit.ts'
import { openSession, runDocument } from '#core/graph/session.ts'
import '../kit/matchers.ts'
import { shown } from '../kit/results.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

describe('a session', () => {
  it('re-uses the compiled program where only stored numbers change', () => {
    const session = openSession()
    const { compiled } = session.update(tanhGraph)
    const next = setData(tanhGraph, 'x', { values: [0.25, 1, 2, 3, 4] })
    const results = session.update(next)
    expect(results.compiled).toBe(compiled)
    expect(shown(results)).toEqual(shown(runDocument(next)))
  })

  it.each<[string, (doc: GraphDocument) => GraphDocument]>([
    ['a node moves', (doc) => moveNodes(doc, new Map([['x', { x: 5, y: 5 }]]))],
    ['a label changes', (doc) => setData(doc, 'x', { label: 'input' })],
    ['a view changes', (doc) => setView(doc, 'x', { chart: 'bars' })],
  ])('re-uses it too where %s', (_what, change) => {
    const session = openSession()
    const { compiled } = session.update(tanhGraph)
    expect(session.update(change(tanhGraph)).compiled).toBe(compiled)
  })

  it.each<[string, GraphDocument]>([
    ['as many values as before', setData(tanhGraph, 'x', { values: [1, 2] })],
    ['a word among the values', setData(tanhGraph, 'x', { values: [1, 2, 3, 4, 'NaN'] })],
    ['another shape', setData(tanhGraph, 'x', { shape: [5, 1] })],
    ['another dtype', setSettings(tanhGraph, { dtype: 'float64' })],
    ['another root', setRoot(tanhGraph, 'y')],
    ['no edge', remove(tanhGraph, new Set(), new Set(['L.input']))],
    ['another op', changeNode(tanhGraph, 'y', (one) => ({ ...one, type: 'relu' }))],
    ['no gradient asked for', setData(tanhGraph, 'x', { requiresGrad: false })],
  ])('gives what a fresh run gives for a document with %s', (_what, next) => {
    const session = openSession()
    session.update(tanhGraph)
    expect(shown(session.update(next))).toEqual(shown(runDocument(next)))
    expect(shown(session.update(tanhGraph))).toEqual(shown(runDocument(tanhGraph)))
  })

  it('takes back a problem as soon as its value is mended', () => {
    const session = openSession()
    const broken = setData(tanhGraph, 'x', { values: [1, 2, 'three', 4, 5] })
    expect(session.update(broken).problems[0]).toMatchObject({ code: 'bad-attr', node: 'x' })
    expect(session.update(tanhGraph).problems).toEqual([])
  })

  it('finds a broken number in an int64 leaf that was whole before', () => {
    const whole = graph([leaf('n', [1, 2], { dtype: 'int64', requiresGrad: false })])
    const session = openSession()
    expect(session.update(whole).problems).toEqual([])
    const results = session.update(setData(whole, 'n', { values: [1, 2.5] }))
    expect(results.problems[0]).toMatchObject({ code: 'bad-attr', node: 'n' })
  })

  it('counts its runs', () => {
    const session = openSession()
    const first = session.update(tanhGraph).revision
    expect(session.update(tanhGraph).revision).toBe(first + 1)
  })

  it('fills a generator once and keeps it over later runs', () => {
    const doc = graph([
      node('t', 'linspace', {}, { start: 0, stop: 1, num: 3 }),
      leaf('x', 2),
      node('y', 'mul', { input: 't', other: 'x' }),
    ])
    const session = openSession()
    session.update(doc)
    const results = session.update(setData(doc, 'x', { values: [4] }))
    expect(results.value('y')).toBeCloseToTensor([0, 2, 4])
  })

  it('equals a fresh run after any edits', () => {
    const id = fc.constantFrom('x', 'y', 'L', 'w', 'tanh', 'add', 'nobody')
    const attempt = (edit: (doc: GraphDocument) => GraphDocument) => (doc: GraphDocument) => {
      try {
        return edit(doc)
      } catch {
        return doc
      }
    }
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('NaN', 'x', 0.5))
    const edit = fc.oneof(
      fc.tuple(id, fc.array(number, { minLength: 5, maxLength: 5 })).map(
        ([at, values]) =>
          (doc: GraphDocument) =>
            setData(doc, at, { values }),
      ),
      fc.tuple(id, fc.constantFrom('float32', 'float64', 'int64', 'half', undefined)).map(
        ([at, dtype]) =>
          (doc: GraphDocument) =>
            setData(doc, at, { dtype }),
      ),
      fc.tuple(id, fc.constantFrom([5], [1, 5], [5, 1], [2])).map(
        ([at, shape]) =>
          (doc: GraphDocument) =>
            setData(doc, at, { shape }),
      ),
      fc.tuple(id, fc.constantFrom(null, 0, 1, 'all')).map(
        ([at, axis]) =>
          (doc: GraphDocument) =>
            setData(doc, at, { axis }),
      ),
      fc
        .tuple(id, id, fc.constantFrom('input', 'other'))
        .map(([source, target, targetHandle]) =>
          attempt((doc) => connect(doc, { source, target, targetHandle })),
        ),
      id.map((at) => (doc: GraphDocument) => remove(doc, new Set([at]), new Set())),
      id.map((at) => (doc: GraphDocument) => setRoot(doc, at)),
      id.map((at) => (doc: GraphDocument) => duplicate(doc, new Set([at]), { x: 9, y: 9 }).doc),
      id.map(
        (at) => (doc: GraphDocument) =>
          moveNodes(doc, new Map([[at, { x: doc.nodes.length, y: 1 }]])),
      ),
    )
    const start = graph([
      leaf('x', [-3, -1, 0, 1, 3]),
      leaf('w', [1, 2, 3, 4, 5]),
      node('add', 'add', { input: 'x', other: 'w' }),
      node('y', 'tanh', { input: 'add' }),
      node('L', 'sum', { input: 'y' }),
    ])
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const session = openSession()
        let doc = start
        session.update(doc)
        for (const change of edits) {
          doc = change(doc)
          expect(shown(session.update(doc))).toEqual(shown(runDocument(doc)))
        }
      }),
      { numRuns: 200, seed: 3 },
    )
  })
})

describe('several changes at once', () => {
  const doc = graph([
    leaf('x', [0.5, 1]),
    leaf('w', [2, 3]),
    node('a', 'tanh', { input: 'x' }),
    node('b', 'square', { input: 'w' }),
    node('y', 'mul', { input: 'a', other: 'b' }),
    node('L', 'sum', { input: 'y' }),
  ])

  it('of stored numbers reach all that depends on any of them', () => {
    const session = openSession()
    session.update(doc)
    const next = setData(setData(doc, 'x', { values: [-1, 2] }), 'w', { values: [4, -5] })
    expect(shown(session.update(next))).toEqual(shown(runDocument(next)))
  })
})

describe('a node that fails', () => {
  it('leaves no constant behind that it had written', () => {
    const doc = graph([
      leaf('p', [0.5, 0.25]),
      leaf('t', [1, 0], { requiresGrad: false }),
      leaf('m', [1, 2, 3], { requiresGrad: false }),
      // −100 is written before the shapes are found not to fit.
      node('bad', 'bce_loss', { input: 'p', target: 'm' }),
      node('good', 'bce_loss', { input: 'p', target: 't' }, { reduction: 'sum' }),
    ])
    const results = runDocument(doc)
    expect(results.problems).toMatchObject([{ code: 'shape', node: 'bad' }])
    expect(results.value('good')).toBeCloseToTensor(Math.log(8 / 3), 1e-6)
  })
})
