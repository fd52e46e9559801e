import { describe, expect, it } from 'vitest'
import type { Problem, ProblemCode } from '#core/errors.ts'
import { compile } from '#core/graph/compile.ts'
import { type GraphDocument, parseDocument } from '#core/graph/document.ts'
import { topologicalOrder } from '#core/graph/order.ts'
import { runDocument } from '#core/graph/session.ts'
import { ops } from '#core/ops/index.ts'
import { portName } from '#core/ops/ports.ts'
import '../kit/matchers.ts'
import { type Entry, edge, graph, leaf, node } from './documents.ts'

/** A graph that stands beside each problem and goes on working: `ok = 2·3`. */
const healthy = [leaf('a', 2), leaf('b', 3), node('ok', 'mul', { input: 'a', other: 'b' })]

const beside = (entries: readonly Entry[], rest: Partial<GraphDocument> = {}) =>
  graph([...healthy, ...entries], { root: 'ok', ...rest })

const withEdges = (entries: readonly Entry[], ...extra: ReturnType<typeof edge>[]) => {
  const doc = beside(entries)
  return { ...doc, edges: [...doc.edges, ...extra] }
}

const parsed = (nodes: readonly unknown[], edges: readonly unknown[] = []) => {
  const doc = beside([])
  return parseDocument(
    JSON.stringify({
      format: 'backprop-canvas',
      version: 1,
      root: 'ok',
      nodes: [...doc.nodes, ...nodes],
      edges: [...doc.edges, ...edges],
    }),
  )
}

interface Row {
  readonly what: string
  readonly doc: GraphDocument
  readonly code: ProblemCode
  readonly message: RegExp
  readonly place: Partial<Problem>
}

const tensorOf = (data: Readonly<Record<string, unknown>>) =>
  beside([node('x', 'tensor', {}, data)])

const errors: readonly Row[] = [
  {
    what: 'an op that nobody knows',
    doc: beside([node('x', 'fft', { input: 'a' })]),
    code: 'unknown-op',
    message: /There is no op "fft"\. It is kept/,
    place: { node: 'x' },
  },
  {
    what: 'an op named as a property of every object is',
    doc: beside([node('x', 'constructor')]),
    code: 'unknown-op',
    message: /"constructor"/,
    place: { node: 'x' },
  },
  {
    what: 'a list entry that is no node',
    doc: parsed([{ id: 5, type: 'tanh' }]),
    code: 'bad-node',
    message: /not a node: \{"id":5/,
    place: {},
  },
  {
    what: 'a list entry that is no edge',
    doc: parsed([], ['wire']),
    code: 'bad-edge',
    message: /not an edge: "wire"/,
    place: {},
  },
  {
    what: 'a parameter of the wrong kind',
    doc: beside([node('x', 'sum', { input: 'a' }, { keepdims: 'yes' })]),
    code: 'bad-attr',
    message: /keepdims is "yes", but must be true or false/,
    place: { node: 'x' },
  },
  {
    what: 'a choice that is not offered',
    doc: beside([node('x', 'mse_loss', { input: 'a', target: 'b' }, { reduction: 'max' })]),
    code: 'bad-attr',
    message: /reduction is "max", but must be one of mean, sum, none/,
    place: { node: 'x' },
  },
  {
    what: 'a value that is no number',
    doc: tensorOf({ shape: [2], values: [1, 'two'] }),
    code: 'bad-attr',
    message: /Element 1 is "two", which is not a number/,
    place: { node: 'x' },
  },
  {
    what: 'a value named as a property of every object is',
    doc: tensorOf({ shape: [1], values: ['toString'] }),
    code: 'bad-attr',
    message: /Element 0 is "toString"/,
    place: { node: 'x' },
  },
  {
    what: 'values that are no list',
    doc: tensorOf({ shape: [1], values: 3 }),
    code: 'bad-attr',
    message: /values is 3, but must be a flat list/,
    place: { node: 'x' },
  },
  {
    what: 'a shape with a negative size',
    doc: tensorOf({ shape: [-1], values: [] }),
    code: 'bad-attr',
    message: /shape is \[-1\], but must be a list of sizes/,
    place: { node: 'x' },
  },
  {
    what: 'a dtype that nobody knows',
    doc: tensorOf({ shape: [1], values: [1], dtype: 'half' }),
    code: 'bad-attr',
    message: /dtype is "half", but must be one of float32, float64, int64/,
    place: { node: 'x' },
  },
  {
    what: 'a broken number in an int64',
    doc: tensorOf({ shape: [1], values: [0.5], dtype: 'int64' }),
    code: 'bad-attr',
    message: /Element 0 is 0\.5, but int64 holds whole numbers/,
    place: { node: 'x' },
  },
  {
    what: 'a requiresGrad that is neither true nor false',
    doc: tensorOf({ shape: [1], values: [1], requiresGrad: 1 }),
    code: 'bad-attr',
    message: /requiresGrad is 1/,
    place: { node: 'x' },
  },
  {
    what: 'settings.dtype that is no float',
    doc: beside([], { settings: { dtype: 'int64' } }),
    code: 'bad-attr',
    message: /settings\.dtype is "int64"/,
    place: {},
  },
  {
    what: 'an int64 that asks for a gradient',
    doc: tensorOf({ shape: [1], values: [1], dtype: 'int64', requiresGrad: true }),
    code: 'dtype',
    message: /Only float tensors can require a gradient; this one is int64/,
    place: { node: 'x' },
  },
  {
    what: 'more values than the shape holds',
    doc: tensorOf({ shape: [2, 2], values: [1] }),
    code: 'shape',
    message: /\[2×2\] holds 4 values, but 1 are given/,
    place: { node: 'x' },
  },
  {
    what: 'shapes that do not broadcast',
    doc: beside([
      leaf('p', [1, 2]),
      leaf('q', [1, 2, 3]),
      node('x', 'add', { input: 'p', other: 'q' }),
    ]),
    code: 'shape',
    message: /Cannot broadcast \[2\] with \[3\]/,
    place: { node: 'x' },
  },
  {
    what: 'an axis that is not there',
    doc: beside([node('x', 'sum', { input: 'a' }, { axis: 1 })]),
    code: 'shape',
    message: /no axis 1: a scalar has no axes/,
    place: { node: 'x' },
  },
  {
    what: 'an input without an edge',
    doc: beside([node('x', 'add', { input: 'a' })]),
    code: 'missing-input',
    message: /other is not connected/,
    place: { node: 'x', port: 'other' },
  },
  {
    what: 'an edge from a node that is not there',
    doc: withEdges([node('x', 'tanh')], edge('nobody', 'x')),
    code: 'dangling-edge',
    message: /no node "nobody"/,
    place: { edge: 'x.input' },
  },
  {
    what: 'an edge to a port that is not there',
    doc: withEdges([node('x', 'tanh', { input: 'a' })], edge('a', 'x', 'other')),
    code: 'dangling-edge',
    message: /x has no input "other"; it has input/,
    place: { edge: 'x.other' },
  },
  {
    what: 'an edge into a leaf',
    doc: withEdges([], edge('ok', 'a')),
    code: 'dangling-edge',
    message: /a has no input "input"\./,
    place: { edge: 'a.input' },
  },
  {
    what: 'an edge from an output that is not there',
    doc: withEdges([node('x', 'tanh')], { ...edge('a', 'x'), sourceHandle: 'value' }),
    code: 'dangling-edge',
    message: /a has no output "value"/,
    place: { edge: 'x.input' },
  },
  {
    what: 'an edge from a note',
    doc: withEdges([node('n', 'note'), node('x', 'tanh')], edge('n', 'x')),
    code: 'dangling-edge',
    message: /n has no output/,
    place: { edge: 'x.input' },
  },
  {
    what: 'an edge into a note',
    doc: withEdges([node('n', 'note')], edge('a', 'n')),
    code: 'dangling-edge',
    message: /A note has no inputs/,
    place: { edge: 'n.input' },
  },
  {
    what: 'a second edge into a port',
    doc: withEdges([node('x', 'tanh', { input: 'a' })], { ...edge('b', 'x'), id: 'second' }),
    code: 'second-edge',
    message: /input of x has an edge already; a port takes one/,
    place: { edge: 'second' },
  },
  {
    what: 'two nodes of one id',
    doc: beside([node('a', 'tanh')]),
    code: 'duplicate-id',
    message: /Two nodes have the id "a"; the first is used/,
    place: { node: 'a' },
  },
  {
    what: 'two edges of one id',
    doc: withEdges([node('x', 'tanh')], { ...edge('a', 'x'), id: 'ok.input' }),
    code: 'duplicate-id',
    message: /Two edges have the id "ok.input"/,
    place: { edge: 'ok.input' },
  },
  {
    what: 'a loop of one node',
    doc: beside([node('x', 'tanh', { input: 'x' })]),
    code: 'cycle',
    message: /form a loop.*: x → x\./,
    place: { node: 'x' },
  },
  {
    what: 'a loop of two nodes',
    doc: beside([node('x', 'tanh', { input: 'y' }), node('y', 'neg', { input: 'x' })]),
    code: 'cycle',
    message: /: (x → y → x|y → x → y)\./,
    place: {},
  },
  {
    what: 'a loop of three nodes, named along the flow',
    doc: beside([
      node('x', 'tanh', { input: 'z' }),
      node('y', 'neg', { input: 'x' }),
      node('z', 'exp', { input: 'y' }),
    ]),
    code: 'cycle',
    message: /: (x → y → z → x|y → z → x → y|z → x → y → z)\./,
    place: {},
  },
  {
    what: 'a shape over what a file may store, whatever values stand beside it',
    doc: tensorOf({ shape: [1e6, 1e6], values: [1] }),
    code: 'budget',
    message: /may store 1,048,576 values; this one has 1,000,000,000,000/,
    place: { node: 'x' },
  },
  {
    what: 'a generator that asks for too many',
    doc: beside([node('x', 'linspace', {}, { num: 2 ** 24 + 1 })]),
    code: 'bad-attr',
    message: /num is 16777217, but must be a whole number from 0 to 16777216/,
    place: { node: 'x' },
  },
  {
    what: 'a broadcast of two small leaves to a huge value',
    doc: beside([
      leaf('column', new Array(4096 * 4).fill(1), { shape: [4096 * 4, 1] }),
      leaf('row', new Array(4096 * 4).fill(1), { shape: [1, 4096 * 4] }),
      node('x', 'add', { input: 'column', other: 'row' }),
    ]),
    code: 'budget',
    message: /\[16384×16384\] would hold 268,435,456 elements; a value may hold 16,777,216/,
    place: { node: 'x' },
  },
]

describe('a problem in a part', () => {
  it.each(errors)('is reported at its place: $what', ({ doc, code, message, place }) => {
    const { problems } = runDocument(doc)
    const found = problems.filter((problem) => problem.code === code)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ severity: 'error', ...place })
    expect(found[0]!.message).toMatch(message)
  })

  it.each(errors)('leaves the rest working: $what', ({ doc }) => {
    const results = runDocument(doc)
    expect(results.value('ok')).toBeCloseToTensor(6)
    expect(results.grad('a')).toBeCloseToTensor(3)
  })
})

describe('a budget', () => {
  it('leaves out the values that go over it together with others', () => {
    const chain = ['q', 'r', 's', 't', 'u'].map((id, at, ids) =>
      node(id, 'tanh', { input: ids[at - 1] ?? 'p' }),
    )
    const { problems, values } = compile(
      beside([node('p', 'linspace', {}, { num: 2 ** 24 }), ...chain]),
    )
    expect(problems).toMatchObject([{ code: 'budget', node: 's' }])
    expect(problems[0]!.message).toMatch(/would bring the graph over 67,108,864 elements in all/)
    expect([...values.keys()]).toEqual(['a', 'b', 'ok', 'p', 'q', 'r'])
  })

  it('is given back by a node that went over it on its second step', () => {
    const { problems, values } = compile(
      beside([
        node('p', 'linspace', {}, { num: 2 ** 24 }),
        node('q', 'tanh', { input: 'p' }),
        node('loss', 'mse_loss', { input: 'p', target: 'q' }),
        node('r', 'tanh', { input: 'q' }),
      ]),
    )
    expect(problems).toMatchObject([{ code: 'budget', node: 'loss' }])
    expect(values.has('r')).toBe(true)
  })

  it('counts a document’s stored values, and blames the leaf that goes over', () => {
    const many = new Array(2 ** 20).fill(0)
    const { problems, value } = runDocument(
      beside([
        leaf('p', many),
        leaf('q', many),
        leaf('r', [1, 2]),
        node('x', 'tanh', { input: 'a' }),
      ]),
    )
    const found = problems.filter(({ code }) => code === 'budget')
    expect(found.map((problem) => problem.node)).toEqual(['q'])
    expect(value('x')).not.toBeNull()
  })

  it('is not dodged by sizes whose product is not a number', () => {
    const { problems } = runDocument(
      beside([
        leaf('p', [], { shape: [1e300, 1, 0] }),
        leaf('q', [], { shape: [1, 1e300, 0] }),
        node('empty', 'add', { input: 'p', other: 'q' }),
        leaf('column', new Array(4096 * 4).fill(1), { shape: [4096 * 4, 1] }),
        leaf('row', new Array(4096 * 4).fill(1), { shape: [1, 4096 * 4] }),
        node('x', 'add', { input: 'column', other: 'row' }),
      ]),
    )
    expect(problems).toMatchObject([{ code: 'budget', node: 'x' }])
  })
})

describe('an unknown field', () => {
  it.each<[string, GraphDocument, Partial<Problem>]>([
    ['at the top', beside([], { extra: { groups: [] } }), {}],
    ['in settings', beside([], { settings: { dtype: 'float32', device: 'gpu' } }), {}],
    ['in data', beside([node('x', 'tanh', { input: 'a' }, { alpha: 1 })]), { node: 'x' }],
    ['in a generator’s data', beside([node('x', 'linspace', {}, { values: [] })]), { node: 'x' }],
    ['in a note’s data', beside([node('x', 'note', {}, { text: 'hi', size: 3 })]), { node: 'x' }],
    ['on a node', parsed([{ id: 'x', type: 'tanh', group: 'g' }]), { node: 'x' }],
    [
      'in a position',
      parsed([{ id: 'x', type: 'note', position: { x: 0, y: 0, z: 1 } }]),
      { node: 'x' },
    ],
    [
      'on an edge',
      parsed([{ id: 'x', type: 'tanh' }], [{ ...edge('a', 'x'), weight: 2 }]),
      { edge: 'x.input' },
    ],
  ])('is a warning where it stands %s', (_where, doc, place) => {
    const found = runDocument(doc).problems.filter(({ code }) => code === 'unknown-field')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ severity: 'warning', ...place })
  })

  it('is none of the fields that FORMAT.md names', () => {
    const doc = beside([
      node('n', 'note', {}, { text: 'hi', label: 'N' }),
      node('x', 'linspace', {}, { label: 'X', requiresGrad: true, dtype: 'float32', num: 3 }),
    ])
    const viewed = {
      ...doc,
      nodes: doc.nodes.map((one) => ({ ...one, view: { chart: 'bars', size: 2 } })),
    }
    expect(runDocument(viewed).problems).toEqual([])
  })
})

describe('a field at the top that is not what it should be', () => {
  it('is reported, and its default used', () => {
    const doc = parseDocument(
      '{"format":"backprop-canvas","version":1,"root":5,"settings":[],"nodes":[],"edges":[]}',
    )
    const { problems } = runDocument(doc)
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'error bad-attr',
      'error bad-attr',
    ])
  })
})

describe('duplicates', () => {
  it('count by their first: its type, its values, its edges', () => {
    const doc = beside([leaf('x', [1, 2]), node('x', 'note'), node('y', 'neg', { input: 'x' })])
    const results = runDocument(doc)
    expect(results.problems.map(({ code }) => code)).toEqual(['duplicate-id'])
    expect(results.value('y')).toBeCloseToTensor([-1, -2])
  })

  it('never write their values into the first', () => {
    const results = runDocument(beside([leaf('x', [1, 2]), leaf('x', [8, 9])]))
    expect(results.value('x')).toBeCloseToTensor([1, 2])
  })
})

describe('a port without an edge', () => {
  it('is not fed by a node whose id is the empty text', () => {
    const results = runDocument(beside([leaf('', 5), node('x', 'tanh')]))
    expect(results.value('x')).toBeNull()
    expect(results.problems).toMatchObject([{ code: 'missing-input', node: 'x' }])
  })
})

describe('NaN and infinity', () => {
  it('are warned of where they first appear, with what they came from', () => {
    const { problems } = runDocument(
      graph([
        leaf('x', [1, -1]),
        node('y', 'log', { input: 'x' }),
        node('L', 'sum', { input: 'y' }),
      ]),
    )
    expect(problems).toMatchObject([{ code: 'non-finite', severity: 'warning', node: 'y' }])
    expect(problems[0]!.message).toMatch(/Element 1 is NaN, from −1: .* defined for x > 0/)
  })

  it('are warned of at a leaf that holds one', () => {
    const { problems } = runDocument(graph([leaf('x', [1, 'Infinity'])]))
    expect(problems).toMatchObject([{ code: 'non-finite', node: 'x' }])
    expect(problems[0]!.message).toMatch(/Element 1 is ∞/)
  })

  it.each<[string, unknown, string, string]>([
    ['what stays finite', 1e40, 'tanh', 'Element 0 is ∞: 1e+40 is too large for float32.'],
    [
      'what does not',
      1e40,
      'square',
      'Element 0 is ∞: 1e+40 is too large for float32, and what comes of it is not',
    ],
    ['what was asked for', 'Infinity', 'tanh', 'Element 0 is ∞.'],
  ])('say of a leaf what is true of %s', (_what, value, op, said) => {
    const [problem] = runDocument(
      graph([leaf('x', [value]), node('y', op, { input: 'x' })]),
    ).problems
    expect(problem!.message).toContain(said)
  })

  it('are warned of in a gradient where all values are finite', () => {
    const { problems } = runDocument(
      graph([leaf('x', 0), node('y', 'pow_scalar', { input: 'x' }, { exponent: 0.5 })]),
    )
    expect(problems).toMatchObject([{ code: 'non-finite', severity: 'warning', node: 'x' }])
    expect(problems[0]!.message).toMatch(/gradient is ∞/)
  })
})

describe('topologicalOrder', () => {
  const inputs = (map: Readonly<Record<string, readonly string[]>>) => (id: string) => map[id] ?? []

  it('keeps the given order where it already runs', () => {
    const { order } = topologicalOrder(['b', 'a', 'c'], inputs({ c: ['a', 'b'] }))
    expect(order).toEqual(['b', 'a', 'c'])
  })

  it('puts inputs first where it does not', () => {
    expect(topologicalOrder(['c', 'b', 'a'], inputs({ c: ['b'], b: ['a'] })).order).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('counts every node of a knot of loops, and none beside it', () => {
    const { loops } = topologicalOrder(
      ['before', 'a', 'b', 'c', 'd', 'after'],
      inputs({ a: ['before', 'b', 'd'], b: ['c'], c: ['a'], d: ['c'], after: ['d'] }),
    )
    expect(loops).toHaveLength(1)
    expect(loops[0]!.members.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('finds loops that do not touch one by one', () => {
    const { loops } = topologicalOrder(['a', 'b', 'c'], inputs({ a: ['a'], b: ['c'], c: ['b'] }))
    expect(loops.map(({ members }) => members.length).toSorted()).toEqual([1, 2])
  })

  it('takes a knot of 20,000 nodes in a moment', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `n${i}`)
    const { loops } = topologicalOrder(ids, (id) => {
      const at = Number(id.slice(1))
      return [ids[at + 1] ?? 'n0', 'n0', ids[20_000 - at - 1] ?? 'n0']
    })
    expect(loops).toHaveLength(1)
    expect(loops[0]!.members).toHaveLength(20_000)
  })
})

describe('two edges without ids into one port', () => {
  it('are a second edge, not two of one name', () => {
    const doc = graph([leaf('a', 1), leaf('b', 2), node('y', 'tanh', { input: 'a' })])
    const twice = { ...doc, edges: [...doc.edges, { ...doc.edges[0]!, source: 'b' }] }
    expect(runDocument(twice).problems).toMatchObject([{ code: 'second-edge', edge: 'y.input' }])
  })
})

describe('messages', () => {
  it.each<[string, object[], object, RegExp]>([
    ['stack', [{ shape: [2] }, { shape: [3] }], {}, /^Cannot stack \[2\] and \[3\] \(tensors\.1\)/],
    ['min', [{ shape: [0] }], {}, /there is none to choose/],
    ['cross_entropy_loss', [{ shape: [] }, { shape: [] }], {}, /^Scores need an axis of classes/],
  ])('of %s speak of what the user wired', (op, inputs, attrs, message) => {
    const leaves = inputs.map((data, at) => {
      const { shape } = data as { shape: number[] }
      return leaf(`x${at}`, new Array(shape.reduce((n, size) => n * size, 1)).fill(1), { shape })
    })
    const wires = inputs.map((_, at) => [portName(ops[op as 'stack'], at), `x${at}`])
    const doc = graph([...leaves, node('y', op, Object.fromEntries(wires), { ...attrs })])
    expect(runDocument(doc).problems[0]!.message).toMatch(message)
  })

  it('refuse more axes than a tensor has, before anything is computed', () => {
    const doc = graph([node('z', 'zeros', {}, { shape: new Array(4000).fill(1) })])
    expect(runDocument(doc).problems).toMatchObject([
      { code: 'shape', node: 'z', message: expect.stringMatching(/^A tensor has 32 axes at most/) },
    ])
  })
})
