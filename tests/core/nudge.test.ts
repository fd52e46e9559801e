import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  epsilonAt,
  epsilonCount,
  type NudgeCheck,
  openNudgeChecks,
  openNudger,
} from '#core/explain/index.ts'
import { checkDocument } from '#core/graph/check.ts'
import { type GraphDocument, parseDocument } from '#core/graph/document.ts'
import { moveNodes, setData } from '#core/graph/edit.ts'
import { goldenDocuments } from '../kit/goldenDocuments.ts'
import { buildGraph, graphPlans } from '../kit/randomGraphs.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

const examples = new URL('../../examples/', import.meta.url)
const exampleDocuments = readdirSync(examples)
  .filter((name) => name.endsWith('.backprop'))
  .map((name) => [name, parseDocument(readFileSync(new URL(name, examples), 'utf8'))] as const)

/** All checks of a document, done. */
function checksOf(doc: GraphDocument): NudgeCheck[] {
  const checks = openNudgeChecks()
  checks.update(doc)
  while (checks.proceed(1e6));
  return [...checks.known.values()]
}

const verdicts = (doc: GraphDocument) =>
  Object.fromEntries(checksOf(doc).map(({ node: id, verdict }) => [id, verdict]))

const ofOne = (type: string, values: readonly unknown[], data = {}) =>
  graph([
    leaf('x', values),
    node('y', type, { input: 'x' }, data),
    node('L', 'sum', { input: 'y' }),
  ])

describe('a nudge', () => {
  it('asks L on both sides, and sets the quotient beside the gradient', () => {
    const nudge = openNudger().nudge(tanhGraph, 'x', 3, 1e-3)
    expect(nudge).toMatchObject({ x: 1, middle: 0, verdict: 'agrees' })
    // tanh(1.001) − tanh(1) and tanh(0.999) − tanh(1), and 1 − tanh²(1).
    expect(nudge?.above).toBeCloseTo(0.00041965459524, 13)
    expect(nudge?.below).toBeCloseTo(-0.00042029429519, 13)
    expect(nudge?.numeric).toBeCloseTo(0.41997444521843, 12)
    expect(nudge?.analytic).toBeCloseTo(0.41997434161402614, 14)
    expect(nudge?.relative).toBeCloseTo(2.4669e-7, 10)
  })

  it('puts back what it moved', () => {
    const nudger = openNudger()
    const before = nudger.nudge(tanhGraph, 'x', 1, 1e-6)
    nudger.errors(tanhGraph, 'x', 1)
    nudger.path(tanhGraph, 'x', 4, 2)
    expect(nudger.nudge(tanhGraph, 'x', 1, 1e-6)).toEqual(before)
    const moved = setData(tanhGraph, 'x', { values: [-3, -1, 0, 2, 3] })
    expect(nudger.nudge(moved, 'x', 1, 1e-6)).toEqual(openNudger().nudge(moved, 'x', 1, 1e-6))
  })

  it('says at a kink what the slopes beside it are, and which one the gradient is', () => {
    const nudge = openNudger().nudge(ofOne('relu', [0, 1]), 'x', 0, 1e-3)
    expect(nudge).toMatchObject({ verdict: 'kink', left: 0, analytic: 0 })
    expect(nudge?.right).toBeCloseTo(1, 9)
  })

  it('says where L is not finite beside the element', () => {
    expect(openNudger().nudge(ofOne('log', [0]), 'x', 0, 1e-3)?.verdict).toBe('not finite')
  })

  it('judges by the rule of check, however far the element is moved', () => {
    const cube = ofOne('pow_scalar', [1], { exponent: 3 })
    const nudge = openNudger().nudge(cube, 'x', 0, 0.1)
    expect(nudge?.relative).toBeCloseTo(0.01 / 3.01, 12)
    expect(nudge?.verdict).toBe('agrees')
  })

  it('knows a gradient that a detach holds back on purpose', () => {
    const doc = graph([
      leaf('x', 2),
      node('d', 'detach', { input: 'x' }),
      node('L', 'mul', { input: 'x', other: 'd' }),
    ])
    const nudge = openNudger().nudge(doc, 'x', 0, 1e-3)
    expect(nudge).toMatchObject({ verdict: 'detached', analytic: 2 })
    expect(nudge?.numeric).toBeCloseTo(4, 9)
  })

  it('is none where there is no L, no such element, or too much to compute', () => {
    const nudger = openNudger()
    expect(nudger.nudge(graph([leaf('x', 1), leaf('y', 2)]), 'x', 0, 1e-3)).toBeNull()
    expect(nudger.nudge(tanhGraph, 'x', 5, 1e-3)).toBeNull()
    const large = graph([
      node('x', 'ones', {}, { shape: [1500, 1500], requiresGrad: true }),
      node('L', 'sum', { input: 'x' }),
    ])
    expect(nudger.nudge(large, 'x', 0, 1e-3)).toBeNull()
  })

  it('says that no gradient reaches a leaf beside the root', () => {
    const doc = graph([leaf('x', 1), leaf('y', 2), node('L', 'tanh', { input: 'x' })], {
      root: 'L',
    })
    expect(openNudger().nudge(doc, 'y', 0, 1e-3)?.verdict).toBe('no gradient')
  })
})

describe('ε', () => {
  it('runs from 1e-12 to 0.1, four a decade, and grows with the element’s powers of ten', () => {
    expect(epsilonCount).toBe(45)
    expect([0, 24, 36, 44].map((at) => epsilonAt(at, -3))).toEqual([1e-12, 1e-6, 1e-3, 0.1])
    expect(epsilonAt(36, 1234)).toBe(1)
    expect(epsilonAt(36, Number.POSITIVE_INFINITY)).toBe(1e-3)
  })
})

/** The ε around which errors are least, each taken with its neighbours: one alone may be 0 by luck. */
function bestEpsilon(epsilons: readonly number[], errors: readonly number[]): number {
  const logs = errors.map((error) => Math.log10(Math.max(error, 1e-17)))
  const smooth = logs.map((_, at) => {
    const near = logs.slice(Math.max(0, at - 2), at + 3)
    return near.reduce((sum, value) => sum + value, 0) / near.length
  })
  return epsilons[smooth.indexOf(Math.min(...smooth))] ?? Number.NaN
}

describe('the error over ε', () => {
  it('is a U: least near the cube root of the rounding, in float64 and in float32', () => {
    const errors = openNudger().errors(tanhGraph, 'x', 3)
    const { epsilons = [], float64 = [], float32 = [] } = errors ?? {}
    const best = bestEpsilon(epsilons, float64)
    expect(best).toBeGreaterThan(5e-7)
    expect(best).toBeLessThan(5e-5)
    const coarse = bestEpsilon(epsilons, float32)
    expect(coarse).toBeGreaterThan(5e-4)
    expect(coarse).toBeLessThan(5e-2)
  })

  it('falls with ε² while the curve bends, and rises while rounding is left', () => {
    const { epsilons = [], float64 = [] } = openNudger().errors(tanhGraph, 'x', 3) ?? {}
    const at = (epsilon: number) => float64[epsilons.indexOf(epsilon)] ?? Number.NaN
    expect(at(0.01) / at(0.001)).toBeCloseTo(100, 0)
    expect(at(1e-12)).toBeGreaterThan(1000 * at(1e-6))
  })

  it('has fewer places on a larger graph, and none on a huge one', () => {
    const wide = (count: number) =>
      graph([
        node('x', 'ones', {}, { shape: [count], requiresGrad: true }),
        node('y', 'tanh', { input: 'x' }),
        node('L', 'sum', { input: 'y' }),
      ])
    const nudger = openNudger()
    expect(nudger.errors(wide(5000), 'x', 0)?.epsilons).toHaveLength(23)
    expect(nudger.errors(wide(50_000), 'x', 0)).toBeNull()
  })
})

describe('the checks of all leaves', () => {
  it.each(exampleDocuments)('agree on the example %s', (_name, doc) => {
    const found = Object.values(verdicts(doc))
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter((verdict) => verdict !== 'agrees' && verdict !== 'kink')).toEqual([])
  })

  it.each(['graph', 'unary', 'binary', 'loss', 'matmul', 'reduction', 'shape', 'softmax', 'edge'])(
    'find no wrong gradient in the golden cases of %s',
    (family) => {
      for (const [id, doc] of goldenDocuments(family)) {
        const wrong = checksOf(doc).filter(({ verdict }) => verdict === 'disagrees')
        expect(wrong, id).toEqual([])
      }
    },
  )

  it('say what check says, on any graph', () => {
    fc.assert(
      fc.property(graphPlans, (plan) => {
        const { doc } = buildGraph(plan)
        const told = new Map(checkDocument(doc).map((row) => [row.node, row]))
        for (const { node: id, found } of checksOf(doc)) expect(found).toEqual(told.get(id) ?? null)
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  it('are those of a fresh start after any change, wherever they were interrupted', () => {
    const start = graph([
      leaf('x', [0.3, -0.2, 1]),
      leaf('w', [2, 1, -1]),
      // A value between x and where it meets w: what was begun leaves none of them behind.
      node('e', 'exp', { input: 'x' }),
      node('m', 'mul', { input: 'e', other: 'w' }),
      node('y', 'tanh', { input: 'm' }),
      node('L', 'sum', { input: 'y' }),
    ])
    const change = fc.record({
      id: fc.constantFrom('x', 'w'),
      values: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }),
      pieces: fc.nat(8),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (edits) => {
        const checks = openNudgeChecks()
        let doc = start
        checks.update(doc)
        for (const { id, values, pieces } of edits) {
          for (let i = 0; i < pieces; i++) checks.proceed(1)
          doc = setData(doc, id, { values })
          checks.update(doc)
        }
        while (checks.proceed(1));
        const fresh = new Map(checksOf(doc).map((row) => [row.node, row]))
        expect(checks.known).toEqual(fresh)
      }),
      { numRuns: 100, seed: 8 },
    )
  })

  it('forget what a change makes doubtful, and begin with the leaf that changed', () => {
    const checks = openNudgeChecks()
    const doc = graph([leaf('a', 1), leaf('b', 2), node('L', 'mul', { input: 'a', other: 'b' })])
    checks.update(doc)
    while (checks.proceed(1));
    expect([...checks.known.keys()]).toEqual(['a', 'b'])
    checks.update(moveNodes(doc, new Map([['a', { x: 9, y: 9 }]])))
    expect(checks.known.size).toBe(2)
    checks.update(setData(doc, 'b', { values: [3] }))
    expect(checks.known.size).toBe(0)
    while (checks.known.size === 0) checks.proceed(1)
    expect([...checks.known.keys()]).toEqual(['b'])
  })

  it('go on where they were when nothing but a place changes', () => {
    const checks = openNudgeChecks()
    const doc = graph([
      leaf('a', [1, 2]),
      leaf('b', [2, 3]),
      node('m', 'mul', { input: 'a', other: 'b' }),
      node('L', 'sum', { input: 'm' }),
    ])
    checks.update(doc)
    while (checks.known.size === 0) checks.proceed(1)
    checks.proceed(1)
    checks.update(doc)
    checks.update(moveNodes(doc, new Map([['a', { x: 9, y: 9 }]])))
    expect([...checks.known.keys()]).toEqual(['a'])
    while (checks.proceed(1));
    expect([...checks.known.values()]).toEqual(checksOf(doc))
  })

  it('say of a leaf all at a kink, and of one that no gradient reaches, what they are', () => {
    const doc = graph(
      [
        leaf('x', [0, 0]),
        leaf('z', [0, 1]),
        leaf('beside', 1),
        node('y', 'relu', { input: 'x' }),
        node('u', 'relu', { input: 'z' }),
        node('s', 'add', { input: 'y', other: 'u' }),
        node('L', 'sum', { input: 's' }),
      ],
      { root: 'L' },
    )
    expect(verdicts(doc)).toEqual({ x: 'kink', z: 'agrees', beside: 'no gradient' })
    expect(checksOf(doc)[1]?.found).toMatchObject({ checked: 1, kinks: 1 })
  })

  it('move a large leaf in a few random directions, and leave out a huge graph', () => {
    const wide = (count: number) =>
      graph([
        node('x', 'randn', {}, { shape: [count], requiresGrad: true }),
        node('y', 'tanh', { input: 'x' }),
        node('L', 'sum', { input: 'y' }),
      ])
    const [large] = checksOf(wide(2000))
    expect(large).toMatchObject({ verdict: 'agrees', directions: 4, found: { checked: 4 } })
    expect(large?.found?.worst).toBeLessThan(1e-7)
    expect(checksOf(wide(1_000_000))[0]).toMatchObject({ verdict: 'too large' })
  })
})

describe('a target for now', () => {
  it('is what L is while its gradient is nudged', () => {
    const doc = graph([
      leaf('x', [-3, -1, 0, 1, 3]),
      node('y', 'tanh', { input: 'x' }),
      node('L', 'sum', { input: 'y' }),
    ])
    const nudger = openNudger()
    const of = (element: number | null) => ({ node: 'y', element })
    // Element 3 of y hears of element 3 of x alone: 1 − tanh(1)² = 0.41997434161402614.
    expect(nudger.nudge(doc, 'x', 3, 1e-6, of(3))?.analytic).toBeCloseTo(0.41997434161402614, 12)
    expect(nudger.nudge(doc, 'x', 3, 1e-6, of(3))?.numeric).toBeCloseTo(0.41997434161402614, 8)
    expect(nudger.nudge(doc, 'x', 3, 1e-6, of(0))?.analytic).toBe(0)
    expect(nudger.nudge(doc, 'x', 3, 1e-6)?.middle).toBe(0)
  })

  it('is one element where no gradient flows, too', () => {
    const doc = graph([
      leaf('x', [10, 1]),
      node('d', 'detach', { input: 'x' }),
      node('y', 'add', { input: 'd', other: 'd' }),
    ])
    const nudge = openNudger().nudge(doc, 'x', 0, 1e-3, { node: 'y', element: 1 })
    expect([nudge?.middle, nudge?.numeric]).toEqual([2, 0])
  })
})
