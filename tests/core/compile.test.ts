import { describe, expect, it } from 'vitest'
import { compile } from '#core/graph/compile.ts'
import { runDocument } from '#core/graph/session.ts'
import { printProgram } from '#core/program/program.ts'
import '../kit/matchers.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

describe('compile', () => {
  it('writes forward and backward as one list', () => {
    expect(printProgram(compile(tanhGraph).program)).toBe(
      [
        '%0 = leaf() : float32[5]',
        '%1 = tanh(%0) : float32[5]',
        '%2 = sum(%1, axes=null, keepdims=false) : float32[ ]',
        '%3 = constant(value=1) : float32[ ]',
        '%4 = broadcastTo(%3, shape=[]) : float32[ ]',
        '%5 = reshape(%4, shape=[1]) : float32[1]',
        '%6 = broadcastTo(%5, shape=[5]) : float32[5]',
        '%7 = mul(%1, %1) : float32[5]',
        '%8 = sub(%3, %7) : float32[5]',
        '%9 = mul(%6, %8) : float32[5]',
      ].join('\n'),
    )
  })

  it('says of every step what it is there for', () => {
    const { program } = compile(tanhGraph)
    const origins = program.steps.map(({ origin }) => Object.values(origin).join(' '))
    expect([...new Set(origins)]).toEqual([
      'value x',
      'value y',
      'value L',
      'gradient L',
      'contribution L.input',
      'contribution y.input',
    ])
  })

  it('writes no backward step where no leaf asks for a gradient', () => {
    const doc = graph([leaf('x', 1, { requiresGrad: false }), node('y', 'tanh', { input: 'x' })])
    const compiled = compile(doc)
    expect(compiled.root).toBe('y')
    expect(compiled.program.steps).toHaveLength(2)
    expect(compiled.grads.size).toBe(0)
  })

  it('compiles and runs a chain of 20,000 nodes, listed in any order', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      node(`n${i}`, 'neg', { input: i === 0 ? 'x' : `n${i - 1}` }),
    )
    const results = runDocument(graph([...chain.toReversed(), leaf('x', 3)]))
    expect(results.problems).toEqual([])
    expect(results.value('n19999')).toBeCloseToTensor(3)
    expect(results.grad('x')).toBeCloseToTensor(1)
  })
})

describe('the root', () => {
  const two = [
    leaf('x', [1, 2]),
    node('y', 'square', { input: 'x' }),
    node('z', 'neg', { input: 'x' }),
  ]

  it('is the only sink where none is named', () => {
    expect(runDocument(tanhGraph).compiled.root).toBe('L')
  })

  it('is missing among several sinks: values, no gradients, and no problem', () => {
    const results = runDocument(graph(two))
    expect(results.compiled.root).toBeNull()
    expect(results.value('y')).toBeCloseToTensor([1, 4])
    expect(results.value('z')).toBeCloseToTensor([-1, -2])
    expect(results.grad('x')).toBeNull()
    expect(results.problems).toEqual([])
  })

  it('can be named among several sinks, or in the middle of a chain', () => {
    expect(runDocument(graph(two, { root: 'z' })).grad('x')).toBeCloseToTensor([-1, -1])
    const middle = runDocument({ ...tanhGraph, root: 'y' })
    expect(middle.grad('y')).toBeCloseToTensor([1, 1, 1, 1, 1])
    expect(middle.grad('L')).toBeNull()
  })

  it('starts from ones where it is not a scalar', () => {
    expect(runDocument(graph(two, { root: 'y' })).grad('x')).toBeCloseToTensor([2, 4])
  })

  it('that nobody knows is a problem, and the values are still there', () => {
    const results = runDocument(graph(two, { root: 'w' }))
    expect(results.problems).toMatchObject([{ code: 'no-root', severity: 'error' }])
    expect(results.value('y')).not.toBeNull()
    expect(results.grad('x')).toBeNull()
  })

  it('cannot be a note', () => {
    const doc = graph([...two, node('n', 'note', {}, { text: 'hi' })], { root: 'n' })
    expect(runDocument(doc).problems).toMatchObject([{ code: 'no-root' }])
  })

  it('is never a note: a note is no sink', () => {
    const doc = graph([leaf('x', 2), node('y', 'square', { input: 'x' }), node('n', 'note')])
    expect(runDocument(doc).compiled.root).toBe('y')
  })

  it('that cannot be computed leaves its own problem only', () => {
    const results = runDocument(graph([leaf('x', 1), node('y', 'add', { input: 'x' })]))
    expect(results.problems).toMatchObject([{ code: 'missing-input', node: 'y' }])
    expect(results.compiled.root).toBeNull()
  })

  it('may be a leaf itself', () => {
    expect(runDocument(graph([leaf('x', [4, 5])])).grad('x')).toBeCloseToTensor([1, 1])
  })

  it('may be empty', () => {
    const results = runDocument(graph([leaf('x', []), node('L', 'sum', { input: 'x' })]))
    expect(results.value('L')).toBeCloseToTensor(0)
    expect(results.grad('x')!.shape).toEqual([0])
  })
})

describe('gradients', () => {
  it('are null where none flows: a leaf that asks for none, a branch beside the root', () => {
    const doc = graph(
      [
        leaf('x', 2),
        leaf('w', 3, { requiresGrad: false }),
        node('y', 'mul', { input: 'x', other: 'w' }),
        node('beside', 'neg', { input: 'x' }),
      ],
      { root: 'y' },
    )
    const results = runDocument(doc)
    expect(results.grad('w')).toBeNull()
    expect(results.grad('beside')).toBeNull()
    expect(results.contribution('y.other')).toBeNull()
    expect(results.contribution('beside.input')).toBeNull()
    expect(results.grad('x')).toBeCloseToTensor(3)
  })

  it('add up what arrives by each edge, the newest consumer first', () => {
    const consumers = ['a', 'b', 'c', 'd']
    const factors = [1e8, 1, -1e8, 3]
    const doc = graph([
      leaf('x', 1),
      ...consumers.map((id, at) => leaf(`f${id}`, factors[at]!, { requiresGrad: false })),
      ...consumers.map((id) => node(id, 'mul', { input: 'x', other: `f${id}` })),
      node('ab', 'add', { input: 'a', other: 'b' }),
      node('abc', 'add', { input: 'ab', other: 'c' }),
      node('abcd', 'add', { input: 'abc', other: 'd' }),
    ])
    const results = runDocument(doc)
    const arriving = ['d', 'c', 'b', 'a'].map((id) => results.contribution(`${id}.input`)!.data[0]!)
    expect(arriving).toEqual(factors.toReversed())
    expect(results.grad('x')!.data[0]).toBe(
      arriving.reduce((sum, value) => Math.fround(sum + value)),
    )
  })

  it('keep the two edges of one node into two ports apart', () => {
    const doc = graph(
      [leaf('x', 5), leaf('one', 1), node('y', 'div', { input: 'x', other: 'x' })],
      {
        root: 'y',
      },
    )
    const results = runDocument(doc)
    expect(results.contribution('y.input')).toBeCloseToTensor(0.2, 1e-7)
    expect(results.contribution('y.other')).toBeCloseToTensor(-0.2, 1e-7)
    expect(results.grad('x')).toBeCloseToTensor(0)
  })

  it('arrive by an edge in its source’s dtype', () => {
    const doc = graph([
      leaf('x', 0.1),
      leaf('w', 0.1, { dtype: 'float64' }),
      node('y', 'mul', { input: 'x', other: 'w' }),
    ])
    const results = runDocument(doc)
    expect(results.value('y')!.dtype).toBe('float64')
    expect(results.contribution('y.input')!.dtype).toBe('float32')
    expect(results.grad('x')!.dtype).toBe('float32')
    expect(results.grad('w')!.dtype).toBe('float64')
  })
})

describe('a leaf’s dtype', () => {
  it('is the settings’, unless the leaf says its own', () => {
    const doc = graph([leaf('x', 1), leaf('y', 1, { dtype: 'float32' })], {
      settings: { dtype: 'float64' },
    })
    const results = runDocument(doc)
    expect([results.value('x')!.dtype, results.value('y')!.dtype]).toEqual(['float64', 'float32'])
  })

  it('is float64 for linspace, unless the leaf says its own', () => {
    const doc = graph([
      node('t', 'linspace', {}, { num: 3 }),
      node('u', 'linspace', {}, { num: 3, dtype: 'float32' }),
    ])
    const results = runDocument(doc)
    expect([results.value('t')!.dtype, results.value('u')!.dtype]).toEqual(['float64', 'float32'])
  })

  it('rounds what the file says to float32', () => {
    expect(runDocument(graph([leaf('x', 0.1)])).value('x')!.data[0]).toBe(Math.fround(0.1))
  })

  it('asks for a gradient only where the leaf says so', () => {
    const results = runDocument(graph([node('x', 'tensor', {}, { shape: [], values: [1] })]))
    expect(results.grad('x')).toBeNull()
  })
})
