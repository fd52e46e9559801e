import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seek, tolerance } from '#core/explain/seek.ts'
import { leversOf, openSolver, type Solver } from '#core/explain/solve.ts'
import type { GraphDocument } from '#core/graph/document.ts'
import { setData } from '#core/graph/edit.ts'
import { fromNumber } from '#core/graph/leaf.ts'
import { runDocument } from '#core/graph/session.ts'
import { nextFloat } from '#core/tensor/nextFloat.ts'
import { isFloat } from '#core/tensor/storage.ts'
import { buildGraph, graphPlans } from '../kit/randomGraphs.ts'
import { graph, leaf, node } from './documents.ts'

/** Opens a solver, or fails with the reason why there is none. */
function solverOf(doc: GraphDocument, target: string, lever: string, element = 0, at = 0): Solver {
  const spot = { node: target, element }
  const opened = openSolver(runDocument(doc), spot, { node: lever, element: at })
  if (typeof opened === 'string') throw new Error(`There is no solver: ${opened}.`)
  return opened
}

const withElement = (doc: GraphDocument, id: string, at: number, value: number) => {
  const values = doc.nodes.find((one) => one.id === id)?.data['values'] as unknown[]
  return setData(doc, id, { values: values.with(at, fromNumber(value)) })
}

/** `n = x·w + b`, `y = tanh(n)`, `z = exp(y)`. */
const chain = (data = {}) =>
  graph([
    leaf('x', 2, data),
    leaf('w', -3, data),
    leaf('b', 6.881373587019543, data),
    node('p', 'mul', { input: 'x', other: 'w' }),
    node('n', 'add', { input: 'p', other: 'b' }),
    node('y', 'tanh', { input: 'n' }),
    node('z', 'exp', { input: 'y' }),
  ])

describe('the next float', () => {
  it('is one step away, in either direction and across 0', () => {
    expect(nextFloat(1, 2, 'float64')).toBe(1 + 2 ** -52)
    expect(nextFloat(1, 0, 'float32')).toBe(1 - 2 ** -24)
    expect(nextFloat(-1, 0, 'float32')).toBe(-1 + 2 ** -24)
    expect(nextFloat(0, 1, 'float32')).toBe(2 ** -149)
    expect(nextFloat(0, -1, 'float64')).toBe(-5e-324)
    expect(nextFloat(-5e-324, 1, 'float64')).toBe(-0)
    expect(nextFloat(3, 3, 'float32')).toBe(3)
  })
})

describe('a solver', () => {
  it('finds what a leaf must be for a number downstream to be what is wanted', () => {
    const b = solverOf(chain({ dtype: 'float64' }), 'n', 'b').solve(0.5)
    expect(b).toMatchObject({ status: 'reached', at: 6.5, value: 0.5 })
    const w = solverOf(chain({ dtype: 'float64' }), 'y', 'w').solve(0.5)
    // (artanh 0.5 − b) / x
    expect(w.at).toBeCloseTo((0.5493061443340548 - 6.881373587019543) / 2, 12)
    expect(w.runs).toBeLessThan(20)
  })

  it('stays where it is when what is wanted is no number of its dtype', () => {
    const solver = solverOf(chain({}), 'n', 'b')
    for (const wanted of [1e39, Number.POSITIVE_INFINITY, Number.NaN])
      expect(solver.solve(wanted).status).not.toBe('reached')
  })

  it('says that the output of tanh comes no nearer than 1, and comes back when the hand does', () => {
    for (const data of [{}, { dtype: 'float64' }]) {
      const solver = solverOf(chain(data), 'y', 'w')
      const far = solver.solve(1.5)
      expect(far.status).toBe('nearest')
      expect(far.value).toBeGreaterThan(0.99999)
      expect(far.value).toBeLessThanOrEqual(1)
      // No farther out than it helps.
      expect(Math.abs(far.at)).toBeLessThan(20)
      // To the last digits that x·w + b tells apart.
      expect(solver.solve(0.25).value).toBeCloseTo(0.25, 6)
      expect(solver.solve(-7).value).toBeLessThan(-0.99999)
      expect(solver.solve(0.25).value).toBeCloseTo(0.25, 6)
    }
  })

  it('goes to where a value turns back, where that is the nearest', () => {
    const doc = graph([leaf('x', 2, { dtype: 'float64' }), node('s', 'square', { input: 'x' })])
    const { status, at, value } = solverOf(doc, 's', 'x').solve(-1)
    expect(status).toBe('nearest')
    expect(value).toBeCloseTo(0, 12)
    expect(at).toBeCloseTo(0, 6)
  })

  it('stays on its branch of several', () => {
    const doc = graph([leaf('x', -2, { dtype: 'float64' }), node('s', 'square', { input: 'x' })])
    const solver = solverOf(doc, 's', 'x')
    for (const wanted of [3.5, 3, 2, 1, 0.5, 2, 4])
      expect(solver.solve(wanted).at).toBeCloseTo(-Math.sqrt(wanted), 12)
  })

  it('finds the value on the other side of a pole', () => {
    const doc = graph([
      leaf('x', -1, { dtype: 'float64' }),
      node('r', 'reciprocal', { input: 'x' }),
    ])
    expect(solverOf(doc, 'r', 'x').solve(0.5)).toMatchObject({ status: 'reached', at: 2 })
  })

  it('wakes a ReLU that is at rest', () => {
    const doc = graph([leaf('x', -3), node('r', 'relu', { input: 'x' })])
    expect(solverOf(doc, 'r', 'x').solve(0.75)).toMatchObject({ status: 'reached', at: 0.75 })
  })

  it('says what is leapt over', () => {
    const doc = graph([
      leaf('x', -3),
      leaf('zero', 0),
      node('c', 'where', { condition: 'k', input: 'x', other: 'up' }),
      node('k', 'lt', { input: 'x', other: 'zero' }),
      node('up', 'add', { input: 'x', other: 'five' }),
      leaf('five', 5),
    ])
    const { end, value } = solverOf(doc, 'c', 'x').solve(2)
    expect(end).toBe('leap')
    expect(value).toBeCloseTo(0, 6)
  })

  it('says that what has no influence changes nothing, and leaves it', () => {
    const doc = graph([leaf('x', [1, 2]), node('y', 'tanh', { input: 'x' })])
    expect(solverOf(doc, 'y', 'x', 0, 1).solve(0.5)).toMatchObject({
      status: 'unreachable',
      end: 'flat',
      at: 2,
    })
  })

  it('says why there is none', () => {
    const reason = (doc: GraphDocument, target: string, lever: string) =>
      openSolver(runDocument(doc), { node: target, element: 0 }, { node: lever, element: 0 })
    const behind = graph([
      leaf('x', 1),
      node('d', 'detach', { input: 'x' }),
      leaf('k', [3], { dtype: 'int64', requiresGrad: false }),
      node('f', 'tanh', { input: 'k' }),
      node('noise', 'randn', {}, { shape: [2] }),
      node('n', 'exp', { input: 'noise' }),
    ])
    const large = graph([
      leaf(
        'x',
        Array.from({ length: 1e5 }, () => 1),
      ),
      node('y', 'exp', { input: 'x' }),
    ])
    expect(reason(behind, 'd', 'x')).toBe('detached')
    expect(reason(behind, 'f', 'k')).toBe('whole')
    expect(reason(behind, 'n', 'noise')).toBe('none')
    expect(reason(large, 'y', 'x')).toBe('large')
  })
})

describe('levers', () => {
  const told = (doc: GraphDocument, target: string, element = 0) => {
    const found = leversOf(runDocument(doc), { node: target, element })
    if (typeof found === 'string') return found
    return found.levers.map(({ node, element, slope }) => [`${node}[${element}]`, slope])
  }

  it('are the leaf elements by their slopes, whether or not they ask for a gradient', () => {
    // ∂n/∂w = x = 2, ∂n/∂x = w = −3, ∂n/∂b = 1.
    expect(told(chain({ requiresGrad: false }), 'n')).toEqual([
      ['x[0]', -3],
      ['w[0]', 2],
      ['b[0]', 1],
    ])
  })

  it('are those that move the element that is asked about', () => {
    const doc = graph([leaf('x', [1, 2]), node('y', 'square', { input: 'x' })])
    expect(told(doc, 'y', 0)).toEqual([['x[0]', 2]])
    expect(told(doc, 'y', 1)).toEqual([['x[1]', 4]])
  })

  it('at rest are all that a gradient could reach', () => {
    const doc = graph([leaf('x', -1), node('y', 'relu', { input: 'x' })])
    expect(told(doc, 'y')).toEqual([['x[0]', 0]])
  })
})

describe('a search', () => {
  it('gets the same answer to the same question, within its limit', () => {
    const sought = {
      run: (at: number) => ({ value: Math.sin(at) + at / 10, slope: Math.cos(at) + 0.1 }),
      dtype: 'float64' as const,
      start: 0.3,
      wanted: 9,
      limit: 96,
    }
    expect(seek(sought)).toEqual(seek(sought))
    expect(seek(sought).end).toBe('reached')
    for (const limit of [1, 2, 5, 20])
      expect(seek({ ...sought, limit }).runs).toBeLessThanOrEqual(limit)
  })
})

/** Graphs with a float element that a float leaf element moves, and a value to want of it. */
const questions = fc.record({
  plan: graphPlans,
  place: fc.nat(),
  lever: fc.nat(),
  wanted: fc.double({ min: -3, max: 3, noNaN: true }),
})

describe('on random graphs', () => {
  it('what a solver says of the value is what the engine makes of its answer', () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(questions, ({ plan, place, lever, wanted }) => {
        const { doc, tensors } = buildGraph(plan)
        const results = runDocument(doc)
        const floats = tensors.filter(
          ([, { shape, dtype }]) => isFloat(dtype) && !shape.includes(0),
        )
        const [target = ''] = floats[place % floats.length] ?? []
        const size = results.value(target)?.data.length ?? 0
        const spot = { node: target, element: place % Math.max(1, size) }
        const found = size === 0 ? 'none' : leversOf(results, spot)
        if (typeof found === 'string' || found.levers.length === 0) return
        const chosen = found.levers[lever % found.levers.length]!
        const solver = openSolver(results, spot, chosen)
        if (typeof solver === 'string') throw new Error(solver)
        const solved = solver.solve(wanted)
        ends.set(solved.end, (ends.get(solved.end) ?? 0) + 1)
        const after = runDocument(withElement(doc, chosen.node, chosen.element, solved.at))
        const { data, dtype } = after.value(target)!
        expect(data[spot.element]).toBe(solved.value)
        const asked = dtype === 'float32' ? Math.fround(wanted) : wanted
        const isNear = Math.abs(solved.value - asked) <= tolerance(asked)
        expect(solved.status === 'reached').toBe(isNear)
        expect(solved.runs).toBeLessThanOrEqual(96)
      }),
      { numRuns: 400 },
    )
    expect(ends.get('reached') ?? 0).toBeGreaterThan(50)
  })

  it('every value that a rising chain can take is reached, to the floats of its leaf', () => {
    const rising = ['tanh', 'sigmoid', 'softplus', 'leaky_relu', 'exp'] as const
    const chains = fc.record({
      rows: fc.array(fc.constantFrom(...rising), { minLength: 1, maxLength: 4 }),
      from: fc.double({ min: -2, max: 2, noNaN: true }),
      to: fc.double({ min: -2, max: 2, noNaN: true }),
      dtype: fc.constantFrom('float32', 'float64'),
    })
    fc.assert(
      fc.property(chains, ({ rows, from, to, dtype }) => {
        const at = (value: number) =>
          graph([
            leaf('v0', value, { dtype }),
            ...rows.map((row, i) => node(`v${i + 1}`, row, { input: `v${i}` })),
          ])
        const target = `v${rows.length}`
        const wanted = runDocument(at(to)).value(target)!.data[0]!
        fc.pre(Number.isFinite(wanted))
        const solved = solverOf(at(from), target, 'v0').solve(wanted)
        expect(['reached', 'grain']).toContain(solved.end)
        const engine = runDocument(at(solved.at)).value(target)!.data[0]!
        expect(engine).toBe(solved.value)
        expect(Math.abs(engine - wanted)).toBeLessThanOrEqual(4 * tolerance(wanted))
      }),
    )
  })
})
