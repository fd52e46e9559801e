import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileForward, openForward } from '#core/explain/forward.ts'
import { compareModes } from '#core/explain/modes.ts'
import { setData } from '#core/graph/edit.ts'
import { openSession, type Results, runDocument } from '#core/graph/session.ts'
import { interpret } from '#core/program/interpret.ts'
import { countOperations } from '#core/program/operations.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import { isFloat } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { buildGraph, graphPlans, smoothPlans, smoothValue } from '../kit/randomGraphs.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

const diamond = graph([
  leaf('x', 2),
  node('s', 'mul', { input: 'x', other: 'x' }),
  node('L', 'add', { input: 's', other: 'x' }),
])

/** The tangents along one node, whose own is `seed`. */
function along(results: Results, source: string, seed: readonly number[]) {
  const forward = compileForward(results.compiled, source)!
  const machine = interpret(forward.program)
  for (const [id, step] of results.compiled.values)
    if (step.op === 'leaf') machine.value(step).data.set(results.value(id)!.data)
  machine.value(forward.seed).data.set(seed)
  machine.run()
  return (id: string) => {
    const step = forward.tangents.get(id)
    return step === undefined ? null : machine.value(step)
  }
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!
  return total
}

describe('forward mode', () => {
  it('carries a tangent along every way and adds it where they meet', () => {
    const tangent = along(runDocument(diamond), 'x', [1])
    expect(['x', 's', 'L'].map((id) => tangent(id)?.data[0])).toEqual([1, 4, 5])
  })

  it('takes the slope that the row’s own reverse rule has, at a kink too', () => {
    const doc = graph([leaf('x', [0, 2]), node('y', 'relu', { input: 'x' })])
    const results = runDocument(doc)
    expect(along(results, 'x', [1, 1])('y')!.data).toEqual(results.grad('x')!.data)
    expect(along(results, 'x', [1, 1])('y')).toBeCloseToTensor([0, 1])
  })

  it('is null for what does not move with the source, and refuses a source that is no float', () => {
    const doc = graph([leaf('x', 1), leaf('w', 2), node('y', 'neg', { input: 'x' })])
    expect(along(runDocument(doc), 'x', [1])('w')).toBeNull()
    const whole = graph([leaf('n', [1], { dtype: 'int64', requiresGrad: false })])
    expect(compileForward(runDocument(whole).compiled, 'n')).toBeNull()
  })

  it('goes through 5,000 nodes without recursion', () => {
    const chain = Array.from({ length: 5000 }, (_, i) =>
      node(`n${i}`, 'neg', { input: i === 0 ? 'x' : `n${i - 1}` }),
    )
    expect(along(runDocument(graph([leaf('x', 3), ...chain])), 'x', [1])('n4999')!.data[0]).toBe(1)
  })

  it('agrees with reverse mode: ȳ · (J v) = (Jᵀ ȳ) · v, on any graph of any ops', () => {
    let compared = 0
    fc.assert(
      fc.property(graphPlans, fc.nat(), (plan, b) => {
        const { doc, tensors } = buildGraph(plan)
        const [id, { shape, dtype }] = tensors.find(([name]) => name === doc.root)!
        if (sizeOf(shape) === 0 || !isFloat(dtype)) return
        // One element is a one-hot ȳ; v is anything.
        const element = b % sizeOf(shape)
        const results = runDocument(doc, { node: id, element })
        for (const source of results.compiled.grads.keys()) {
          const grad = results.grad(source)!
          const v = Array.from(grad.data, (_, at) => Math.sin(at + 1))
          const back = dot(grad.data, v)
          const front = along(results, source, v)(id)?.data[element] ?? 0
          if (!Number.isFinite(back) || !Number.isFinite(front)) continue
          const single = [...results.compiled.values.values()].some((s) => s.dtype === 'float32')
          const size = Math.max(1, dot(grad.data.map(Math.abs), v.map(Math.abs)))
          expect(Math.abs(front - back)).toBeLessThan((single ? 1e-3 : 1e-9) * size)
          compared++
        }
      }),
      { numRuns: 1000, seed: 8 },
    )
    expect(compared).toBeGreaterThan(400)
  }, 30_000)

  it('is the slope that central differences show', () => {
    let compared = 0
    fc.assert(
      fc.property(smoothPlans, (plan) => {
        const { doc } = buildGraph(plan, smoothValue)
        const results = runDocument(doc)
        const { data } = doc.nodes[0]!
        const values = data['values'] as number[]
        if (values.length === 0) return
        const tangent = along(
          results,
          'leaf0',
          values.map((_, at) => Math.cos(at)),
        )
        const session = openSession()
        const moved = (step: number) => {
          const next = values.map((value, at) => value + step * Math.cos(at))
          const now = session.update(setData(doc, 'leaf0', { values: next }))
          return (id: string) => Float64Array.from(now.value(id)!.data)
        }
        const ids = [...results.compiled.values.keys()].filter((id) => tangent(id) !== null)
        const above = new Map(ids.map((id, _, __, read = moved(1e-6)) => [id, read(id)]))
        const below = new Map(ids.map((id, _, __, read = moved(-1e-6)) => [id, read(id)]))
        for (const id of ids)
          tangent(id)!.data.forEach((value, at) => {
            const numeric = (above.get(id)![at]! - below.get(id)![at]!) / 2e-6
            expect(Math.abs(value - numeric)).toBeLessThan(1e-5 * Math.max(1, Math.abs(numeric)))
            compared++
          })
      }),
      { numRuns: 100, seed: 9 },
    )
    expect(compared).toBeGreaterThan(500)
  }, 30_000)
})

describe('a forward session', () => {
  it('follows the values, and another element is another seed', () => {
    const session = openSession()
    const forward = openForward()
    const at = (doc: typeof tanhGraph, element: number | null) =>
      forward.update(session.update(doc), 'x', element)!.tangent
    expect(at(tanhGraph, 1)('y')).toBeCloseToTensor([0, 0.41997432708740234, 0, 0, 0])
    expect(at(tanhGraph, 1)('L')).toBeCloseToTensor(0.41997432708740234)
    expect(at(tanhGraph, 2)('L')).toBeCloseToTensor(1)
    expect(at(tanhGraph, null)('L')!.data[0]).toBeCloseTo(1.85968, 4)
    expect(at(setData(tanhGraph, 'x', { values: [0, 0, 0, 0, 0] }), null)('L')!.data[0]).toBe(5)
  })

  it('lists what moves with the source, in order', () => {
    const results = runDocument(tanhGraph)
    expect(openForward().update(results, 'y', 0)!.nodes).toEqual(['y', 'L'])
  })

  it('leaves be what is too much for a frame', () => {
    const doc = graph([
      node('x', 'ones', {}, { shape: [1500, 1000] }),
      node('y', 'tanh', { input: 'x' }),
    ])
    expect(openForward().update(runDocument(doc), 'x', 0)).toBeNull()
  })
})

describe('the cost of the two modes', () => {
  it('is counted from the steps of both: the diamond by hand', () => {
    // Back: 1·x twice, and two sums at x. Forward: ẋ·x twice, their sum, and the sum's.
    expect(compareModes(runDocument(diamond).compiled, 'x')).toEqual({
      reverse: { steps: 4, scalar: 4 },
      forward: { steps: 4, scalar: 4 },
      passes: 1,
      all: { steps: 4, scalar: 4 },
    })
  })

  it('has one forward pass for each element of each leaf, and one reverse pass for all', () => {
    // y·y, 1 − y·y and the product with it, for 5 elements; forward also 4 sums.
    expect(compareModes(runDocument(tanhGraph).compiled, 'x')).toEqual({
      reverse: { steps: 3, scalar: 15 },
      forward: { steps: 4, scalar: 19 },
      passes: 5,
      all: { steps: 20, scalar: 95 },
    })
  })

  it('is none for what the target does not depend on, or where there is no target', () => {
    const doc = graph([leaf('x', 1), leaf('w', 1), node('y', 'tanh', { input: 'x' })], {
      root: 'y',
    })
    expect(compareModes(runDocument(doc).compiled, 'w')!.forward).toEqual({ steps: 0, scalar: 0 })
    expect(compareModes(runDocument({ ...doc, root: null }).compiled, 'x')).toBeNull()
  })

  it('of a pass along a leaf is that of the Program written for it, on any graph', () => {
    fc.assert(
      fc.property(graphPlans, (plan) => {
        const { doc, tensors } = buildGraph(plan)
        const { compiled } = runDocument({ ...doc, root: tensors.at(-1)![0] })
        for (const source of compiled.grads.keys()) {
          const { program, tangents } = compileForward(compiled, source)!
          const end = tangents.get(compiled.root!)
          if (end === undefined) continue
          // What the root's tangent needs, and nothing beside it.
          const needed = new Set([end.id])
          for (let id = end.id; id >= 0; id--)
            if (needed.has(id)) for (const input of program.steps[id]!.inputs) needed.add(input)
          const pass = program.steps.filter(
            ({ id, origin }) => needed.has(id) && origin.kind === 'tangent',
          )
          expect(compareModes(compiled, source)!.forward).toEqual(
            countOperations(pass, program.steps),
          )
        }
      }),
      { numRuns: 200, seed: 10 },
    )
  }, 30_000)
})
