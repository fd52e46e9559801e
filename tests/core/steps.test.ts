import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { narrate } from '#core/explain/narrate.ts'
import { stageFormula, stageLatex } from '#core/explain/steps.ts'
import { timelineOf } from '#core/explain/timeline.ts'
import { type GraphDocument, parseDocument } from '#core/graph/document.ts'
import { runDocument } from '#core/graph/session.ts'
import { buildGraph, graphPlans } from '../kit/randomGraphs.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

const example = (name: string) => parseDocument(readFileSync(`examples/${name}.backprop`, 'utf8'))

/** Every stage of a document, told by `tell`. */
function stages<T>(doc: GraphDocument, tell: (told: ReturnType<typeof facts>) => T): T[] {
  const results = runDocument(doc)
  const timeline = timelineOf(results.compiled)
  return timeline.stages.map((stage, now) => tell(facts(doc, results, { stage, now, timeline })))
}

const facts = (
  doc: GraphDocument,
  results: ReturnType<typeof runDocument>,
  at: {
    stage: ReturnType<typeof timelineOf>['stages'][number]
    now: number
    timeline: ReturnType<typeof timelineOf>
  },
) => ({ doc, results, ...at })

const latex = (doc: GraphDocument, element: number) =>
  stages(doc, ({ results, stage }) => {
    const formula = stageFormula(doc, results, stage, element)
    return formula === null ? null : stageLatex(formula)
  })

const sentences = (doc: GraphDocument, element: number) =>
  stages(doc, ({ results, timeline, now }) => narrate(doc, results, timeline, now, element))

describe('a stage’s formula', () => {
  it('reads symbols, then numbers, then the result', () => {
    expect(latex(example('tanh'), 3)).toEqual([
      'Y_{3} = \\tanh(X_{3}) = \\tanh(1) = 0.7616',
      'L = Y_{0} + Y_{1} + Y_{2} + Y_{3} + Y_{4} = -0.9951 + (-0.7616) + 0 + 0.7616 + 0.9951 = 0',
      '\\partial L / \\partial L = 1',
      '\\partial L / \\partial Y_{3} \\mathrel{\\text{+=}} \\partial L / \\partial L = 1',
      '\\partial L / \\partial X_{3} \\mathrel{\\text{+=}} \\partial L / \\partial Y_{3} \\cdot (1 - Y_{3}^{2}) = 1 \\times (1 - 0.7616^{2}) = 0.4200',
    ])
  })

  it('multiplies by the other factor in a product', () => {
    expect(latex(example('neuron'), 0)).toContain(
      '\\partial o / \\partial x_{1} \\mathrel{\\text{+=}} \\partial o / \\partial (\\text{x1·w1}) \\cdot w_{1} = 0.5000 \\times (-3) = -1.500',
    )
  })

  it('leaves out a rule too long to read, and numbers that only repeat the result', () => {
    const many = graph([
      leaf(
        'x',
        Array.from({ length: 40 }, (_, i) => i + 0.123),
      ),
      node('L', 'sum', { input: 'x' }),
    ])
    expect(latex(many, 0)[0]).toMatch(/^L = x_\{0\} \+ .* \+ \\dots = .* = 784.9$/)
    const results = runDocument(example('diamond'))
    const [, , , first] = timelineOf(results.compiled).stages
    expect(stageFormula(example('diamond'), results, first!, 0)?.numbers).toBeNull()
  })

  it('links each factor to where it stands', () => {
    const results = runDocument(tanhGraph)
    const last = timelineOf(results.compiled).stages.at(-1)!
    const { symbols, numbers, sources } = stageFormula(tanhGraph, results, last, 3)!
    expect(sources).toEqual([
      { node: 'y', kind: 'grad', element: 3 },
      { node: 'y', kind: 'value', element: 3 },
    ])
    for (const text of [symbols, numbers])
      expect([...text!.matchAll(/\\href\{#(\d)\}/g)].map(([, at]) => at)).toEqual(['0', '1'])
  })

  it('is LaTeX that can be read, and says the engine’s result, on any graph', () => {
    fc.assert(
      fc.property(graphPlans, fc.nat(5), (plan, element) => {
        const { doc } = buildGraph(plan)
        stages(doc, ({ results, stage, timeline, now }) => {
          const formula = stageFormula(doc, results, stage, element)
          if (formula === null) return
          katex.renderToString(stageLatex(formula), { throwOnError: true, strict: 'ignore' })
          expect(narrate(doc, results, timeline, now, element)).toMatch(/[.]$/)
        })
      }),
      { numRuns: 60, seed: 4 },
    )
  })
})

describe('a stage’s sentence', () => {
  it('says who hands what back to whom, and what it adds up to', () => {
    expect(sentences(example('diamond'), 0)).toEqual([
      'multiply makes x·x from x: 4.',
      'add makes L from x·x and x: 6.',
      'Back again: the gradient of L by itself is 1.',
      'add (L) hands 1 back to x·x, unchanged.',
      'add (L) hands 1 back to x, unchanged. It is the first of 3 parts of the gradient of x.',
      'multiply (x·x) hands 2 back to x: the 1 that arrives, times its slope 2. Added to what was there it makes 3; 1 more to come.',
      'multiply (x·x) hands 2 back to x: the 1 that arrives, times its slope 2. Added to what was there it makes 5, the whole gradient.',
    ])
  })

  it('names the element of a tensor', () => {
    expect(sentences(example('tanh'), 3).at(-1)).toBe(
      'tanh (Y) hands 0.4200 back to element 3 of X: the 1 that arrives, times its slope 0.4200.',
    )
    expect(sentences(example('mlp'), 3)).toContain(
      'matmul makes Z from H and W2: element (3, 0) of Z is 0.4202.',
    )
  })
})
