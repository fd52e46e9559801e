import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expressionTex } from '#core/explain/expressionTex.ts'
import { emptyDocument, type GraphDocument } from '#core/graph/document.ts'
import { addExpression, readExpression } from '#core/graph/expression.ts'
import { expressionOf } from '#core/graph/expressionOf.ts'
import { parseExpression } from '#core/graph/expressionParse.ts'
import { ExpressionError } from '#core/graph/expressionTokens.ts'
import { runDocument } from '#core/graph/session.ts'
import { buildGraph, graphPlans } from '../kit/randomGraphs.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

const double: GraphDocument = { ...emptyDocument, settings: { dtype: 'float64' } }

/** A formula as the document it makes of an empty one. */
const build = (text: string, doc = double) => {
  const plan = readExpression(text, doc)
  return { plan, doc: addExpression(doc, plan, new Map()) }
}

/** What a formula comes to. */
const valueIn = (text: string, doc = double) => {
  const built = build(text, doc)
  const results = runDocument(built.doc)
  expect(results.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const value = results.value(built.plan.result ?? '')
  return value === null ? null : [...value.data]
}

/** Types and labels of what a formula adds, in order. */
const added = (text: string, doc = double) =>
  readExpression(text, doc).nodes.map(({ type, data }) => data['label'] ?? type)

const faultOf = (text: string, doc = double) => {
  try {
    readExpression(text, doc)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const { code, message, from, to } = error
    return { code, message, at: text.slice(from, to), from }
  }
  return null
}

describe('reading a formula', () => {
  it.each([
    ['1 + 2*3 - 4/2', 5],
    ['-2^2', -4],
    ['(-2)^2', 4],
    ['2^-1', 0.5],
    ['2^3^2', 512],
    ['x = 3; -x^2', -9],
    ['x = 3; 2^x', 8],
    ['x = 3; x²·x⁻¹', 3],
    ['8 - 4 - 2', 2],
    ['x = 5; 1 − x × 2 ÷ 4', -1.5],
    ['- - 3', 3],
    ['1e3 + .5 + 2.', 1002.5],
    ['(1 < 2) + (2 >= 3)', 1],
    ['sum([1, 2, 3])', 6],
    ['[[1, 2], [3, 4]].sum(axis=0).max()', 6],
    ['sum([1, 2] @ [[1, 0], [0, 1]])', 3],
    ['where([1, 0, 1], [1, 2, 3], 10).sum()', 14],
    ['concat([[1, 2], [3]], axis=0).sum()', 6],
    ['stack([1, 2], 0).sum()', 3],
    ['pow_scalar(3, 2)', 9],
    ['mse_loss([1, 3], [0, 0], reduction=sum)', 10],
    ["mse_loss([1, 3], [0, 0], 'mean')", 5],
    ['linspace(0, 1, num=3).mean()', 0.5],
    ['sum(ones([2, 3]))', 6],
    ['a = 2\nb = a * 3 # a comment\nb +\n a', 8],
    ['f(h) = 1', null],
  ])('%s is %d', (text, value) => {
    if (value === null) expect(faultOf(text)).not.toBeNull()
    else expect(valueIn(text)).toEqual([value])
  })

  it('makes leaves of names, with a gradient, and of numbers, without', () => {
    const { doc } = build('tanh(w*x + 2)')
    expect(doc.nodes.map(({ id, type, data }) => [id, type, data])).toEqual([
      ['w', 'tensor', { label: 'w', shape: [], values: [1], requiresGrad: true }],
      ['x', 'tensor', { label: 'x', shape: [], values: [1], requiresGrad: true }],
      ['mul', 'mul', {}],
      ['c', 'tensor', { shape: [], values: [2], requiresGrad: false }],
      ['add', 'add', {}],
      ['tanh', 'tanh', {}],
    ])
    expect(doc.root).toBe('tanh')
  })

  it('takes one x for the same name, also in small digits, and in backticks any name', () => {
    expect(added('x*x + x')).toEqual(['x', 'mul', 'add'])
    expect(added('x₁*x1')).toEqual(['x1', 'mul'])
    expect(added('`x·w` + `x·w`')).toEqual(['x·w', 'add'])
    expect(added('βeta + größe_2')).toEqual(['βeta', 'größe_2', 'add'])
  })

  it('shares what a statement names, wherever the statement stands', () => {
    expect(valueIn('h*h + h\nh = w*2\nw = 3')).toEqual([42])
    expect(added('h*h + h\nh = w*2\nw = 3')).toEqual(
      ['w', 'c', 'h', 'mul', 'add'].map((name) => (name === 'c' ? 'tensor' : name)),
    )
  })

  it('gives the gradients of the diamond, in which one x is used three times', () => {
    const { doc } = build('x = 2; x*x + x')
    expect([...(runDocument(doc).grad('x')?.data ?? [])]).toEqual([5])
  })

  it('keeps a leaf’s dtype and whether it asks for a gradient', () => {
    const { doc } = build(
      "t = tensor([0, 1], dtype='int64'); s = tensor([1.5], requires_grad=false)",
    )
    expect(doc.nodes.map(({ data }) => data)).toEqual([
      { label: 't', dtype: 'int64', shape: [2], values: [0, 1], requiresGrad: false },
      { label: 's', requiresGrad: false, shape: [1], values: [1.5] },
    ])
  })

  it('refers to nodes of the document by label or id, and leaves them as they are', () => {
    const { plan, doc } = build('2 * Y', graph([...entries('Y')]))
    expect(plan.nodes.map(({ type }) => type)).toEqual(['tensor', 'mul'])
    expect(plan.edges.map(({ source }) => source)).toEqual(['c', 'y'])
    expect(doc.nodes.slice(0, 3)).toEqual(graph([...entries('Y')]).nodes)
    expect(readExpression('y + x', doc).nodes.map(({ type }) => type)).toEqual(['add'])
  })

  it('adds nothing for what its own nodes say already, and only what is new of an edited text', () => {
    const doc = graph([...entries('Y')])
    const { text, nodes } = expressionOf(doc, ['L'])
    expect(text).toBe('sum(tanh(x))')
    expect(readExpression(text, doc, nodes).nodes).toEqual([])
    const edited = readExpression('sum(tanh(x)*2)', doc, nodes)
    expect(edited.nodes.map(({ type }) => type)).toEqual(['tensor', 'mul', 'sum'])
    expect(edited.edges[0]).toMatchObject({ source: 'y', target: 'mul' })
  })

  it('hands the gradient on as other edits do, in a document that has a graph', () => {
    const doc = { ...graph([...entries('Y')]), root: 'L' }
    expect(build('L*2', doc).doc.root).toBeNull()
    expect(build('q*2', doc).doc.root).toBe('L')
  })

  it('says which part of the text is which node, the whole before its parts', () => {
    const text = 'h = tanh(x); h*x'
    const { spans } = readExpression(text, double)
    const said = spans.map(({ from, to, node }) => `${node}: ${text.slice(from, to)}`)
    expect(said.toSorted()).toEqual(['h: h', 'h: h', 'h: tanh(x)', 'mul: h*x', 'x: x', 'x: x'])
  })

  it('reads a sum of 2,000 terms, and a chain of 2,000 statements from its end', () => {
    expect(valueIn(`x = 1; ${Array.from({ length: 2000 }, () => 'x').join(' + ')}`)).toEqual([2000])
    const lines = Array.from({ length: 2000 }, (_, at) => `h${at + 1} = h${at} + 1`).toReversed()
    expect(valueIn(`h2000\n${lines.join('\n')}\nh0 = 0`)).toEqual([2000])
  })
})

function* entries(label: string) {
  yield leaf('x', [-3, -1, 0, 1, 3])
  yield node('y', 'tanh', { input: 'x' }, { label })
  yield node('L', 'sum', { input: 'y' })
}

describe('what is wrong with a formula', () => {
  it.each([
    ['tahn(x)', 'unknown-function', 'tahn', 'There is no function tahn. Did you mean tanh?'],
    ['sgimoid(x)', 'unknown-function', 'sgimoid', 'Did you mean sigmoid?'],
    ['quux(x)', 'unknown-function', 'quux', 'There is no function quux.'],
    ['sum(x, axes=0)', 'unknown-attr', 'axes=0', 'Did you mean axis?'],
    ['tanh(x, slope=1)', 'unknown-attr', 'slope=1', 'tanh has no parameter slope; it has none.'],
    ['mean(x, keepdims=3)', 'bad-attr', '3', 'keepdims is 3, but must be true or false.'],
    ['mse_loss(x, y, reduction=avg)', 'bad-attr', 'avg', 'must be one of'],
    [
      'where(x, 1)',
      'operands',
      'where',
      'where takes 3 inputs (condition, input, other), but has 2.',
    ],
    ['tanh(x, y)', 'operands', 'y', 'tanh takes 1 input; this is one more.'],
    ['tanh()', 'operands', 'tanh', 'tanh takes 1 input (input), but has 0.'],
    ['tanh(x', 'bracket', '(', 'This “(” is not closed.'],
    ['tanh(x]', 'bracket', ']', '“(” is closed by “)”, not by “]”.'],
    ['x)', 'bracket', ')', 'There is no bracket that this “)” closes.'],
    ['2 x', 'expected', 'x', 'Expected a sign, such as * or +, before “x”.'],
    ['x + * y', 'expected', '*', 'Expected a number, a name or a function after “+”.'],
    ['x +', 'expected', '', 'Expected a number, a name or a function after “+”.'],
    ['x = 1; x = 2', 'name', 'x', 'x is given a value twice.'],
    ['a = b + 1; b = a', 'cycle', 'a', 'a is made of itself.'],
    ['1 < x < 2', 'expected', '<', 'Put brackets around one of the two comparisons.'],
    ['x + 1 = y', 'expected', '=', 'Only a name can stand left of “=”.'],
    ['[1, x]', 'bad-attr', 'x', 'A list holds numbers.'],
    ['[[1, 2], [3]]', 'bad-attr', '[[1, 2], [3]]', 'The lists do not make a rectangle'],
    ['x $ y', 'unreadable', '$', '“$” means nothing in a formula.'],
    ['add(x, ?)', 'expected', '?', 'An input is missing here: write what it is.'],
    ['tensor([], shape=[2])', 'bad-attr', 'tensor([], shape=[2])', 'holds 2 values, not 0.'],
  ])('%s: %s at “%s”', (text, code, at, message) => {
    const fault = faultOf(text)
    expect(fault).toMatchObject({ code, at })
    expect(fault?.message).toContain(message)
  })

  it('points at a name that the document uses for another node', () => {
    const text = 'y = tanh(x); x = 3'
    expect(faultOf(text, tanhGraph)).toMatchObject({ code: 'name', at: 'x', from: 13 })
    expect(faultOf('y = tanh(x)', tanhGraph)).toBeNull()
  })

  it('asks which of two nodes of one name is meant', () => {
    const doc = graph([leaf('p', 1, { label: 'x' }), leaf('q', 2, { label: 'x' })])
    expect(faultOf('x + 1', doc)?.message).toContain('write one of their ids: p, q')
    expect(added('p + q', doc)).toEqual(['add'])
  })

  it.each([
    ['closed brackets', `${'('.repeat(10_000)}x${')'.repeat(10_000)}`, 'too-deep'],
    ['open brackets', '('.repeat(10_000), 'bracket'],
    ['lists', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'too-deep'],
    ['functions', `${'tanh('.repeat(10_000)}x${')'.repeat(10_000)}`, 'too-deep'],
    ['signs', `${'-'.repeat(10_000)}x`, 'too-deep'],
    ['powers', `${'x^'.repeat(10_000)}x`, 'too-deep'],
    ['letters', 'x'.repeat(200_001), 'too-long'],
  ])('says of 10,000 nested %s that they are too many', (_what, text, code) => {
    expect(faultOf(text)).toMatchObject({ code })
  })
})

describe('the formula of a graph', () => {
  const roundTrip = (text: string) => {
    const { doc } = build(text)
    return expressionOf(
      doc,
      doc.nodes.map(({ id }) => id),
    ).text
  }

  it.each([
    'w = 1\nx = 1\nb = 1\ntanh(w*x + b)',
    'x = 2\nx*x + x',
    'x = 2\n(x + 1)*(x - (1 - x))/2',
    'x = 2\n-(x + 1)*x - (-x)',
    'x = 2\n(-x)^2 + x^(-1) + (-2)^x + pow(x, 2)',
    'x = 2\n(x < 1) + (x == 2)*3',
    'X = [[1, 2], [3, 4]]\nX@X + X@(X*X)',
    'x = [1, 2]\nsum(concat([x, [3]], axis=-1), keepdims=true)',
    'x = 2\nh = tanh(x)\nh*h + h',
    't = tensor(1, requiresGrad=false)\nneg(3)*t',
    'z = randn(shape=[2], seed=3)\nsum(z*linspace(num=2))',
    'x = [nan, -inf, -0, 1e-7]\nx - inf',
  ])('is what was typed: %s', (text) => {
    expect(roundTrip(text)).toBe(text)
  })

  it('writes what is outside the selection by name, in backticks where it must', () => {
    const doc = graph([
      leaf('x', 2),
      node('square', 'mul', { input: 'x', other: 'x' }, { label: 'x·x' }),
      node('L', 'add', { input: 'square', other: 'x' }),
      node('q', 'exp', { input: 'L' }),
    ])
    expect(expressionOf(doc, ['L', 'q']).text).toBe('exp(`x·x` + x)')
    expect(expressionOf(doc, ['q']).text).toBe('exp(x*x + x)')
    expect(expressionOf(doc, ['x', 'L']).text).toBe('x = 2\n`x·x` + x')
    expect(expressionOf(doc, []).text).toBe('')
  })

  it('writes a missing input as a question, and a loop by its names', () => {
    const doc = graph([
      node('a', 'add', { input: 'b' }),
      node('b', 'tanh', { input: 'a' }),
      node('n', 'note'),
      node('u', 'quux'),
    ])
    const { text } = expressionOf(doc, ['a', 'b', 'n', 'u'])
    expect(text).toBe('a = tanh(a) + ?')
  })

  it('names what gets long, so that a chain of 5,000 nodes can be read again', () => {
    const chain = Array.from({ length: 5000 }, (_, at) =>
      node(`n${at}`, 'neg', { input: at === 0 ? 'x' : `n${at - 1}` }),
    )
    const doc = graph([leaf('x', 2), ...chain], { settings: { dtype: 'float64' } })
    const { text } = expressionOf(
      doc,
      doc.nodes.map(({ id }) => id),
    )
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(100)
    const { plan } = build(text)
    expect(plan.nodes).toHaveLength(5001)
    const one = expressionOf(doc, ['n4999'])
    expect(one.nodes.size).toBe(60)
    expect(one.text).toContain('n4939')
  })

  it('reads back to the same values, bit for bit, on any graph, and to the very nodes in its own', () => {
    fc.assert(
      fc.property(graphPlans, (plan) => {
        const { doc } = buildGraph(plan)
        const all = doc.nodes.map(({ id }) => id)
        const { text, nodes } = expressionOf(doc, all)
        const again = readExpression(text, { ...emptyDocument, settings: doc.settings })
        const before = runDocument(doc)
        const after = runDocument(
          addExpression({ ...emptyDocument, settings: doc.settings }, again, new Map()),
        )
        expect(again.nodes).toHaveLength(all.length)
        // Read in its own document each statement is a node of it: the one to compare with.
        const own = readExpression(text, doc, nodes)
        expect(own.nodes).toEqual([])
        for (const [at, id] of again.statements.entries())
          expect(after.value(id)).toEqual(before.value(own.statements[at]!))
        const sinks = all.filter((id) => doc.edges.every(({ source }) => source !== id))
        expect(own.statements).toEqual(expect.arrayContaining(sinks))
      }),
      { numRuns: 100 },
    )
  })
})

describe('a formula in LaTeX', () => {
  it('is what was understood, a line a statement', () => {
    const lines = expressionTex(parseExpression('h = tanh(w*x + b)/2; sum(h^2, axis=0) - (-1)'))
    expect(lines.map((line) => line.replaceAll(/\\textcolor\{teal\}\{(\w)\}/g, '$1'))).toEqual([
      'h = \\frac{\\operatorname{tanh}\\left(w \\cdot x + b\\right)}{2}',
      '\\operatorname{sum}\\left(h^{2},\\, \\text{axis} = 0\\right) - (-1)',
    ])
  })
})
