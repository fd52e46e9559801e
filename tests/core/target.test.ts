import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementName, rootName } from '#core/explain/elementName.ts'
import { gradientFormulas } from '#core/explain/formula.ts'
import { spellGradient } from '#core/explain/spell.ts'
import { sweep } from '#core/explain/sweep.ts'
import { gradSoFar, timelineOf } from '#core/explain/timeline.ts'
import { compile } from '#core/graph/compile.ts'
import { remove, setData } from '#core/graph/edit.ts'
import { openSession, runDocument } from '#core/graph/session.ts'
import { writeGradient } from '#core/program/grad.ts'
import { interpret } from '#core/program/interpret.ts'
import { printProgram, writeProgram } from '#core/program/program.ts'
import '../kit/matchers.ts'
import { valueSteps } from '#core/explain/forward.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import { isFloat } from '#core/tensor/storage.ts'
import { buildGraph, smoothPlans, smoothValue } from '../kit/randomGraphs.ts'
import { shown } from '../kit/results.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

/** 1 − tanh²(3), every operation rounded to float32. */
const steep = 0.009865999221801758

describe('a target', () => {
  it('is one element, from which a one-hot seed flows back', () => {
    const results = runDocument(tanhGraph, { node: 'y', element: 4 })
    expect(results.compiled).toMatchObject({ root: 'y', rootElement: 4 })
    expect(results.grad('y')).toBeCloseToTensor([0, 0, 0, 0, 1])
    expect(results.grad('x')).toBeCloseToTensor([0, 0, 0, 0, steep])
    expect(results.grad('L')).toBeNull()
    expect(results.contribution('L.input')).toBeNull()
    expect(results.problems).toEqual([])
  })

  it('that is a whole starts from ones, as the same root of the document does', () => {
    const whole = runDocument(tanhGraph, { node: 'y', element: null })
    expect(shown(whole)).toEqual(shown(runDocument({ ...tanhGraph, root: 'y' })))
    const { program } = compile(tanhGraph)
    expect(printProgram(compile(tanhGraph, { node: 'L', element: null }).program)).toBe(
      printProgram(program),
    )
  })

  it('makes gradients appear where the document tells no root', () => {
    const doc = graph([
      leaf('x', [1, 2]),
      node('y', 'square', { input: 'x' }),
      node('z', 'neg', { input: 'x' }),
    ])
    expect(runDocument(doc).grad('x')).toBeNull()
    expect(runDocument(doc, { node: 'y', element: 1 }).grad('x')).toBeCloseToTensor([0, 4])
    expect(runDocument(doc, { node: 'z', element: null }).grad('x')).toBeCloseToTensor([-1, -1])
  })

  it.each([
    ['that is not there', { node: 'nobody', element: null }],
    ['of an element too many', { node: 'y', element: 5 }],
    ['of no element', { node: 'y', element: -1 }],
    ['between two elements', { node: 'y', element: 1.5 }],
  ])('%s leaves the gradient to the root', (_what, target) => {
    expect(shown(runDocument(tanhGraph, target))).toEqual(shown(runDocument(tanhGraph)))
  })

  it('of another element is another seed, not another program', () => {
    const session = openSession()
    const first = session.update(tanhGraph, { node: 'y', element: 0 }).compiled
    const second = session.update(tanhGraph, { node: 'y', element: 3 })
    expect(second.compiled.program).toBe(first.program)
    expect(first.rootElement).toBe(0)
    expect(shown(second)).toEqual(shown(runDocument(tanhGraph, { node: 'y', element: 3 })))
    expect(session.update(tanhGraph, { node: 'y', element: 9 }).compiled.root).toBe('L')
    expect(session.update(tanhGraph, { node: 'y', element: 2 }).grad('x')).toBeCloseToTensor([
      0, 0, 1, 0, 0,
    ])
  })

  it('gives what a fresh run gives, whatever was looked at before', () => {
    const session = openSession()
    const step = fc.record({
      values: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 5 }),
      isWhole: fc.boolean(),
      isCut: fc.boolean(),
      target: fc.option(
        fc.record({
          node: fc.constantFrom('x', 'y', 'L', 'none'),
          element: fc.option(fc.integer({ min: 0, max: 5 })),
        }),
      ),
    })
    fc.assert(
      fc.property(step, ({ values, isCut, target }) => {
        const cut = isCut ? remove(tanhGraph, new Set(['L']), new Set()) : tanhGraph
        const doc = setData(cut, 'x', { values })
        expect(shown(session.update(doc, target))).toEqual(shown(runDocument(doc, target)))
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  it('on random graphs has the gradient that the program’s own reverse rules give', () => {
    let compared = 0
    fc.assert(
      fc.property(smoothPlans, fc.nat(), fc.nat(), (plan, a, b) => {
        const { doc, tensors } = buildGraph(plan, smoothValue)
        const [id, { shape, dtype }] = tensors[a % tensors.length]!
        const size = sizeOf(shape)
        if (size === 0 || !isFloat(dtype)) return
        const element = b % size
        const results = runDocument(doc, { node: id, element })
        const { compiled } = results
        const writer = writeProgram('float64', valueSteps(compiled))
        const seed = writer.leaf(shape, dtype)
        const leaves = [...compiled.grads.keys()].filter((at) => at.startsWith('leaf'))
        const steps = leaves.map((at) => compiled.values.get(at)!)
        const grads = writeGradient(writer, compiled.values.get(id)!, seed, steps)
        const machine = interpret({ steps: writer.steps })
        for (const [at, step] of compiled.values)
          if (step.op === 'leaf') machine.value(step).data.set(results.value(at)!.data)
        machine.value(seed).data[element] = 1
        machine.run()
        leaves.forEach((at, i) => {
          const grad = grads[i]
          const found = results.grad(at)!
          const want = grad == null ? found.data.map(() => 0) : machine.value(grad).data
          for (const [j, value] of found.data.entries())
            expect(Math.abs(value - want[j]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(want[j]!)))
          compared += found.data.length
        })
      }),
      { numRuns: 200, seed: 6 },
    )
    expect(compared).toBeGreaterThan(300)
  })
})

describe('what is said of a target', () => {
  const results = runDocument(tanhGraph, { node: 'y', element: 3 })

  it('names the element: in words, in formulas, with the numbers in', () => {
    expect(rootName('y', results.compiled)).toBe('y₃')
    expect(elementName('A', [2, 3], 5)).toBe('A₁,₂')
    expect(elementName('x·w', [2], 0)).toBe('(x·w)₀')
    expect(elementName('L', [], 0)).toBe('L')
    // What ends in an index already is told from the twelfth element of x.
    expect(elementName('x₁', [13], 2)).toBe('(x₁)₂')
    expect(gradientFormulas(tanhGraph, results, 'y')[0]).toContain('\\partial y_{3} / \\partial x')
    expect(spellGradient(tanhGraph, results, 'y.input', 3)).toContain(
      '\\partial y_{3} / \\partial x_{3}',
    )
  })

  it('is true of the seed: the timeline starts from it, and a sweep follows the element', () => {
    const timeline = timelineOf(results.compiled)
    const { grad } = gradSoFar(timeline, results, 'y', timeline.forward)
    expect(grad).toBeCloseToTensor([0, 0, 0, 1, 0])
    const swept = sweep(tanhGraph, 'x', 3, [-1, 1], 9, { node: 'y', element: 3 })!
    expect([0, 4, 8].map((at) => swept.root[at])).toEqual([
      -0.7615941762924194, 0, 0.7615941762924194,
    ])
    expect(swept.grad[4]).toBe(1)
  })
})
