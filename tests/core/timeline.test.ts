import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradSoFar, isKnown, resultsAt, timelineOf } from '#core/explain/timeline.ts'
import { runDocument } from '#core/graph/session.ts'
import '../kit/matchers.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

/** `L = x·x + x`: three contributions meet at x. */
const diamond = graph([
  leaf('x', 2),
  node('s', 'mul', { input: 'x', other: 'x' }),
  node('L', 'add', { input: 's', other: 'x' }),
])

const told = (doc: Parameters<typeof runDocument>[0]) =>
  timelineOf(runDocument(doc).compiled).stages.map((stage) =>
    stage.kind === 'contribution' ? `${stage.from} → ${stage.node}` : `${stage.kind} ${stage.node}`,
  )

describe('a timeline', () => {
  it('goes forward node by node, starts at the root, and comes back edge by edge', () => {
    expect(told(tanhGraph)).toEqual(['value y', 'value L', 'seed L', 'L → y', 'y → x'])
    expect(timelineOf(runDocument(tanhGraph).compiled).forward).toBe(2)
  })

  it('has one backward stage for each edge that carries gradient, and the root’s seed', () => {
    const results = runDocument(diamond)
    const { stages, forward } = timelineOf(results.compiled)
    expect(stages.length - forward).toBe(results.compiled.contributions.size + 1)
    expect(told(diamond)).toEqual([
      'value s',
      'value L',
      'seed L',
      'L → s',
      'L → x',
      's → x',
      's → x',
    ])
  })

  it('has no backward stage where no gradient is asked for', () => {
    const doc = graph([leaf('x', 1, { requiresGrad: false }), node('y', 'tanh', { input: 'x' })])
    expect(told(doc)).toEqual(['value y'])
  })

  it('says when a thing comes to be known; what never does is not', () => {
    const { valueAt, contributionAt } = timelineOf(runDocument(tanhGraph).compiled)
    expect([-1, 0, 1].map((now) => isKnown(valueAt.get('y'), now))).toEqual([false, true, true])
    expect(isKnown(valueAt.get('x'), -1)).toBe(true)
    expect(isKnown(contributionAt.get('y.input'), 3)).toBe(false)
    expect(isKnown(contributionAt.get('nonesuch'), 99)).toBe(false)
  })
})

describe('a gradient so far', () => {
  it('is unknown, then the sum of what has arrived, then the engine’s own', () => {
    const results = runDocument(diamond)
    const timeline = timelineOf(results.compiled)
    const at = (now: number) => {
      const { grad, arrived, of } = gradSoFar(timeline, results, 'x', now)
      return [grad?.data[0] ?? null, arrived, of]
    }
    // 1 by the sum, then 2 and 2 by the two ports of the product: d(x·x + x)/dx = 5.
    expect([3, 4, 5, 6].map(at)).toEqual([
      [null, 0, 3],
      [1, 1, 3],
      [3, 2, 3],
      [5, 3, 3],
    ])
    expect(gradSoFar(timeline, results, 'L', 2).grad).toBeCloseToTensor(1)
  })

  it('never differs from the engine’s at the end, whatever the graph', () => {
    const step = fc.record({
      op: fc.constantFrom('add', 'mul', 'tanh', 'sub'),
      a: fc.nat(),
      b: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const ids = ['x', 'w']
        const nodes = steps.map(({ op, a, b }, i) => {
          const [input = '', other = ''] = [ids[a % ids.length], ids[b % ids.length]]
          ids.push(`n${i}`)
          return node(`n${i}`, op, op === 'tanh' ? { input } : { input, other })
        })
        const doc = graph([leaf('x', 0.3), leaf('w', -0.7), ...nodes], { root: ids.at(-1)! })
        const results = runDocument(doc)
        const timeline = timelineOf(results.compiled)
        const last = timeline.stages.length - 1
        for (const id of results.compiled.grads.keys())
          expect(gradSoFar(timeline, results, id, last).grad).toHaveBits(results.grad(id))
      }),
      { numRuns: 100, seed: 12 },
    )
  })
})

describe('the results at a stage', () => {
  it('hold what is known by then, and nothing else', () => {
    const results = runDocument(tanhGraph)
    const told = (now: number) => {
      const { value, grad, contribution } = resultsAt(results, now)
      const numbers = [value('x'), value('y'), value('L'), grad('L'), grad('y'), grad('x')]
      return [...numbers, contribution('y.input')]
        .map((array) => (array === null ? '?' : '#'))
        .join('')
    }
    expect([-1, 0, 1, 2, 3, 4].map(told)).toEqual([
      '#??????',
      '##?????',
      '###????',
      '####???',
      '#####??',
      '#######',
    ])
  })
})
