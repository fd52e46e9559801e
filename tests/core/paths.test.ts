import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { followElement } from '#core/explain/follow.ts'
import { type Paths, pathsTo, restKey } from '#core/explain/paths.ts'
import { countPaths, type Place, spread } from '#core/explain/spread.ts'
import type { GraphDocument } from '#core/graph/document.ts'
import { type Results, runDocument } from '#core/graph/session.ts'
import { applyOp, reverseOp } from '#core/ops/apply.ts'
import { arrays, onArrays } from '#core/ops/arrays.ts'
import { readAttrs } from '#core/ops/attrs.ts'
import { flatten, fromValues, type Nested } from '#core/tensor/storage.ts'
import { computedRows } from '../kit/opCases.ts'
import { buildGraph, leafPlans, stepPlans } from '../kit/randomGraphs.ts'
import { type Entry, graph, leaf, node, tanhGraph } from './documents.ts'

/** The paths of a graph that is not too large. */
function pathsIn(results: Results, id: string, element: number | null = 0, most?: number): Paths {
  const found = pathsTo(results, id, element, most)
  if (found === null || found === 'too-large') throw new Error(`No paths to ${id}: ${found}.`)
  return found
}

const all: ReadonlySet<string> = new Set()

/** `L = x·x + x` at 2. */
const diamond = runDocument(
  graph([
    leaf('x', 2),
    node('s', 'mul', { input: 'x', other: 'x' }),
    node('L', 'add', { input: 's', other: 'x' }),
  ]),
)

/** `x → x + x`, so many times. */
function doubled(times: number, op = 'add', values: number | readonly number[] = 0.5) {
  const chain: Entry[] = [leaf('x0', values)]
  for (let i = 0; i < times; i++)
    chain.push(
      op === 'add'
        ? node(`x${i + 1}`, 'add', { input: `x${i}`, other: `x${i}` })
        : node(`y${i}`, op, { input: `x${i}` }),
      ...(op === 'add' ? [] : [node(`x${i + 1}`, 'add', { input: `x${i}`, other: `y${i}` })]),
    )
  return runDocument(graph(chain, { root: `x${times}` }))
}

describe('paths', () => {
  it('are rows of factors from the seed on, whose products are the shares', () => {
    const { count, rows, rest, gradient } = pathsIn(diamond, 'x')
    expect([count, rest, gradient]).toEqual([3n, null, 5])
    expect(rows.map(({ share }) => share)).toEqual([2, 2, 1])
    expect(rows.map(({ edges }) => edges)).toEqual([
      ['L.input', 's.input'],
      ['L.input', 's.other'],
      ['L.other'],
    ])
    expect(rows[0]?.steps).toEqual([
      { kind: 'seed', node: 'L', value: 1, norm: false },
      { kind: 'factor', node: 'L', edge: 'L.input', value: 1, of: null },
      { kind: 'factor', node: 's', edge: 's.input', value: 2, of: 'x' },
    ])
  })

  it('say whose value a factor is, where it is a node’s', () => {
    const results = runDocument(
      graph([
        leaf('x', 0.5),
        leaf('w', -3),
        node('p', 'mul', { input: 'x', other: 'w' }),
        node('e', 'exp', { input: 'p' }),
        node('L', 'tanh', { input: 'e' }),
      ]),
    )
    const [row] = pathsIn(results, 'x').rows
    expect(row?.steps.map((step) => (step.kind === 'factor' ? step.of : step.kind))).toEqual([
      'seed',
      null,
      'e',
      'w',
    ])
  })

  it('say what the gradient would be without some of them', () => {
    const { rows, without } = pathsIn(diamond, 'x')
    const [first, second, third] = rows.map(({ key }) => key)
    expect(without(all)).toBe(5)
    expect(without(new Set([third!]))).toBe(4)
    expect(without(new Set([first!]))).toBe(3)
    expect(without(new Set([first!, second!, third!]))).toBe(0)
    const few = pathsIn(diamond, 'x', 0, 1)
    expect([few.rows.length, few.rest]).toEqual([1, 3])
    expect(few.without(new Set([restKey]))).toBe(2)
  })

  it('follow one element through what works element by element, out of a sum', () => {
    const results = runDocument(tanhGraph)
    const { rows, gradient } = pathsIn(results, 'x', 3)
    // fl(1 − fl(y·y)) in float32, as the engine has it.
    expect(gradient).toBe(results.grad('x')?.data[3])
    expect(rows.map(({ share }) => share)).toEqual([gradient])
    expect(rows[0]?.steps.map((step) => ('value' in step ? step.value : step.kind))).toEqual([
      1,
      1,
      gradient,
    ])
  })

  it('tell norms where elements mix, then what arrives at one, then factors', () => {
    const results = runDocument(
      graph([
        leaf('x', [1, 2]),
        leaf('W', [1, 2, 3, 4], { shape: [2, 2] }),
        node('s', 'pow_scalar', { input: 'x' }, { exponent: 2 }),
        node('h', 'matmul', { input: 's', other: 'W' }),
        node('L', 'sum', { input: 'h' }, { axis: null, keepdims: false }),
      ]),
    )
    const [row] = pathsIn(results, 'x', 1).rows
    // The rows of W add up to 3 and 7; 2·x is 4.
    expect(row?.share).toBeCloseTo(28, 4)
    expect(row?.steps.map(({ kind }) => kind)).toEqual([
      'seed',
      'through',
      'through',
      'arrives',
      'factor',
    ])
    const [, , through, arrives, factor] = row?.steps ?? []
    expect(through).toMatchObject({ node: 'h', norm: expect.closeTo(Math.hypot(3, 7), 5) })
    expect(arrives).toMatchObject({ node: 's', element: 1, value: 7 })
    expect(factor).toMatchObject({ node: 's', value: 4 })
  })

  it('add up to the norm, where the whole is looked at', () => {
    const results = runDocument(
      graph([
        leaf('x', [0.3, -1, 2]),
        node('t', 'tanh', { input: 'x' }),
        node('p', 'mul', { input: 't', other: 'x' }),
        node('L', 'sum', { input: 'p' }, { axis: null, keepdims: false }),
      ]),
    )
    const { rows, gradient, without } = pathsIn(results, 'x', null)
    expect(rows.length).toBe(2)
    expect(gradient).toBeCloseTo(Math.hypot(...results.grad('x')!.data), 6)
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(gradient, 6)
    // d/dx without the path by tanh is tanh(x) itself.
    const byTanh = rows.find(({ edges }) => edges.includes('t.input'))!
    expect(without(new Set([byTanh.key]))).toBeCloseTo(
      Math.hypot(Math.tanh(0.3), Math.tanh(-1), Math.tanh(2)),
      6,
    )
  })

  it('are none at the root’s own start, and where no gradient arrives', () => {
    expect(pathsTo(diamond, 'nonesuch', 0)).toBeNull()
    expect(pathsTo(runDocument(tanhGraph), 'x', 9)).toBeNull()
    expect(pathsIn(diamond, 'L').rows.map(({ share }) => share)).toEqual([1])
  })
})

describe('the sum of the rows', () => {
  /** Every node's element and whole, once with all paths and once with few told apart. */
  function check(doc: GraphDocument, unit: number): number {
    const results = runDocument(doc)
    let checked = 0
    for (const [id, { shape }] of results.compiled.grads) {
      const last = shape.reduce((size, n) => size * n, 1) - 1
      if (last < 0) continue
      for (const element of [0, last, null])
        for (const most of [64, 2]) {
          const { rows, rest, gradient, without, count } = pathsIn(results, id, element, most)
          const shares = [...rows.map(({ share }) => share), rest ?? 0]
          const mass = shares.reduce((sum, share) => sum + Math.abs(share), 1)
          if (!Number.isFinite(mass) || !Number.isFinite(gradient)) continue
          expect(rest === null ? BigInt(rows.length) : count > BigInt(rows.length)).toBe(
            rest === null ? count : true,
          )
          expect(Math.abs(without(all) - gradient)).toBeLessThan(unit * mass)
          expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - gradient)).toBeLessThan(
            unit * mass,
          )
          checked++
        }
    }
    return checked
  }

  const scalars = computedRows.filter(([name]) =>
    ['add', 'sub', 'mul', 'div', 'tanh', 'sigmoid', 'exp', 'maximum', 'relu'].includes(name),
  )

  it('is the engine’s gradient on 200 random graphs of scalars', () => {
    const plans = fc.record({
      leaves: fc.array(
        leafPlans(fc.double({ min: -1.5, max: 1.5, noNaN: true }), ['float32', 'float64']).map(
          ({ dtype, values }) => ({
            shape: [],
            dtype,
            requiresGrad: true,
            values: [values[0] ?? 0.5],
          }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      steps: fc.array(stepPlans(scalars), { minLength: 4, maxLength: 24, size: 'max' }),
      root: fc.constant(0),
    })
    let checked = 0
    fc.assert(
      fc.property(plans, (plan) => {
        const { doc, tensors } = buildGraph(plan)
        checked += check({ ...doc, root: tensors.at(-1)![0] }, 2e-4)
      }),
      { numRuns: 200, seed: 7 },
    )
    expect(checked).toBeGreaterThan(2000)
  })

  it('is the engine’s gradient on 200 random graphs of tensors and any ops', () => {
    const plans = fc.record({
      leaves: fc.array(
        leafPlans(fc.double({ min: -1.5, max: 1.5, noNaN: true }), ['float64', 'float64', 'int64']),
        { minLength: 2, maxLength: 5 },
      ),
      steps: fc.array(stepPlans(computedRows), { minLength: 3, maxLength: 16, size: 'max' }),
      root: fc.constant(0),
    })
    let checked = 0
    fc.assert(
      fc.property(plans, (plan) => {
        const { doc, tensors } = buildGraph(plan)
        checked += check({ ...doc, root: tensors.at(-1)![0] }, 1e-9)
      }),
      { numRuns: 200, seed: 8 },
    )
    expect(checked).toBeGreaterThan(600)
  })
})

describe('of more than 64 paths', () => {
  /** Every share by walking every path, with the derivatives of +, − and × written out. */
  function sharesByHand({ compiled, value }: Results, id: string): number[] {
    const number = (at: string) => value(at)!.data[0]!
    const walk = (at: string, product: number): number[] => {
      if (at === id) return [product]
      const { node: from, inputs } = compiled.wiring.nodes.get(at)!
      return inputs.flatMap((edge, port) => {
        const other = inputs[1 - port]?.source ?? ''
        const slope =
          from.type === 'mul' ? number(other) : from.type === 'sub' && port === 1 ? -1 : 1
        return edge === null || !compiled.contributions.has(edge.id)
          ? []
          : walk(edge.source, product * slope)
      })
    }
    return walk(compiled.root!, 1)
  }

  it('the rows are the largest, and the others are added up', () => {
    const plan = fc.array(
      fc.record({ op: fc.constantFrom('add', 'mul', 'sub'), a: fc.nat(3), b: fc.nat(3) }),
      { minLength: 10, maxLength: 16, size: 'max' },
    )
    let many = 0
    fc.assert(
      fc.property(plan, fc.double({ min: 0.3, max: 1.4, noNaN: true }), (steps, x) => {
        const ids = ['x', 'w']
        const nodes = steps.map(({ op, a, b }, i) => {
          // Among the newest, so that paths branch again and again.
          const [input = '', other = ''] = [ids.at(-1 - a), ids.at(-1 - b)]
          ids.push(`n${i}`)
          return node(`n${i}`, op, { input: input || 'x', other: other || 'w' })
        })
        const settings = { dtype: 'float64', seed: 0 } as const
        const doc = graph([leaf('x', x), leaf('w', -0.8), ...nodes], {
          root: ids.at(-1)!,
          settings,
        })
        const results = runDocument(doc)
        if (results.grad('x') === null) return
        const { rows, rest, count, largest } = pathsIn(results, 'x')
        if (count > 2000n) return
        const shares = sharesByHand(results, 'x').toSorted((a, b) => Math.abs(b) - Math.abs(a))
        expect(count).toBe(BigInt(shares.length))
        expect(largest).toBe(true)
        const sizes = rows.map(({ share }) => Math.abs(share))
        // Few keep their order, so that rows stay where they are while numbers change.
        if (rest === null) sizes.sort((a, b) => b - a)
        expect(sizes).toEqual(shares.slice(0, 64).map(Math.abs))
        if (shares.length > 64) many++
        else expect(rest).toBeNull()
        const sum = (list: readonly number[]) => list.reduce((total, share) => total + share, 0)
        const left = sum(shares) - sum(rows.map(({ share }) => share))
        const rounding = 1e-12 * sum(shares.map(Math.abs))
        expect(Math.abs((rest ?? 0) - left)).toBeLessThanOrEqual(rounding)
      }),
      { numRuns: 200, seed: 9 },
    )
    expect(many).toBeGreaterThan(20)
  })

  it('2⁶⁰ of them are opened with a few operations an edge', () => {
    const results = doubled(60)
    const apply = vi.spyOn(arrays, 'apply')
    const { count, rows, rest, gradient, without } = pathsIn(results, 'x0')
    expect(apply.mock.calls.length).toBeLessThanOrEqual(4 * 120)
    apply.mockRestore()
    expect(count).toBe(2n ** 60n)
    expect(rows.map(({ share }) => share)).toEqual(new Array(64).fill(1))
    expect(gradient).toBe(2 ** 60)
    expect((rest ?? 0) / 2 ** 60).toBeCloseTo(1, 10)
    expect(without(all) / 2 ** 60).toBeCloseTo(1, 10)
    expect(rows[0]?.steps.length).toBeLessThanOrEqual(8)
  })

  it('tensors are carried back by few enough paths, and the others together', () => {
    const results = doubled(60, 'softmax', [0.1, 0.5, -0.2])
    const apply = vi.spyOn(arrays, 'apply')
    const { count, rows, rest, gradient, without, largest } = pathsIn(results, 'x0', 1)
    // 120 edges, 64 paths and the rest, and a softmax's rule takes fewer than 12 primitives.
    expect(apply.mock.calls.length).toBeLessThan(120 * 65 * 12)
    apply.mockRestore()
    expect(count).toBe(2n ** 60n)
    expect(largest).toBe(false)
    expect(rows.length).toBeGreaterThan(0)
    expect(rest).not.toBeNull()
    expect(without(all)).toBeCloseTo(gradient, 4)
  })

  it('no more is pushed over an edge than is kept', () => {
    const places: Place<number>[] = [{ hops: [] }]
    for (let i = 0; i < 60; i++) places.push({ hops: [0.9, 1.1].map((hop) => ({ hop, to: i })) })
    let pushes = 0
    const push = (hop: number, value: number) => {
      pushes++
      return hop * value
    }
    const { trails } = spread(places, () => 1, { push, add: (a, b) => a + b, size: Math.abs }, 64)
    expect(pushes).toBeLessThanOrEqual(120 * 65)
    expect(trails[0]?.value).toBeCloseTo(1.1 ** 60, 6)
    expect(countPaths(places)).toBe(2n ** 60n)
  })

  it('a chain of 5,000 nodes is one path', () => {
    const chain = [leaf('x0', 0.5)]
    for (let i = 0; i < 5000; i++) chain.push(node(`x${i + 1}`, 'neg', { input: `x${i}` }))
    const { count, rows } = pathsIn(runDocument(graph(chain)), 'x0')
    expect([count, rows.length, rows[0]?.share, rows[0]?.edges.length]).toEqual([1n, 1, 1, 5000])
  })

  it('what is too large to be carried back again is left alone', () => {
    const chain = [node('x0', 'randn', {}, { shape: [256, 256], seed: 1, requiresGrad: true })]
    for (let i = 0; i < 260; i++) chain.push(node(`x${i + 1}`, 'neg', { input: `x${i}` }))
    expect(pathsTo(runDocument(graph(chain)), 'x0', 0)).toBe('too-large')
  })
})

describe('following an element', () => {
  it('never leaves out an element that its gradient comes from, whatever the op', () => {
    let followed = 0
    for (const [name, op] of computedRows)
      for (const { inputs, attrs } of op.examples) {
        const values = inputs.map((input, at) => {
          const { shape, values: list } = flatten(input as Nested)
          const index = op.takes[op.ports[op.variadic ? 0 : at] ?? ''] === 'index'
          return fromValues(list, shape, index ? 'int64' : 'float64')
        })
        const applied = applyOp(arrays, op, values, readAttrs(op.attrs, attrs ?? {}))
        const { shape, data } = applied.output
        values.forEach((value, port) => {
          const wanted = values.map((_, at) => at === port)
          value.data.forEach((_, i) => {
            const to = followElement(applied, port, i)
            if (to === null) return
            followed++
            data.forEach((_one, k) => {
              const only = fromValues(
                Array.from(data, (_x, j) => Number(j === k)),
                shape,
                'float64',
              )
              const owed = reverseOp(onArrays, applied, only, wanted)[port]
              if (k !== to && !Number.isNaN(owed?.data[i]))
                expect(owed?.data[i] ?? 0, `${name} ${port}[${i}] by ${k}`).toBeCloseTo(0)
            })
          })
        })
      }
    expect(followed).toBeGreaterThan(150)
  })
})
