import { describe, expect, it, vi } from 'vitest'
import { openNudgeChecks, openNudger } from '#core/explain/index.ts'
import { checkDocument } from '#core/graph/check.ts'
import type { GraphDocument } from '#core/graph/document.ts'
import type { Builder } from '#core/ops/builder.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

// tanh with the slope 1 − y: the op table as it would be with one wrong row.
vi.mock('../../core/ops/activations.ts', async (original) => {
  const { activations } = await original<typeof import('#core/ops/activations.ts')>()
  const slope = <V>(k: Builder<V>, { output }: { output: V }) => k.sub(1, output)
  return { activations: { ...activations, tanh: { ...activations.tanh, partials: [slope] } } }
})

function checksOf(doc: GraphDocument) {
  const checks = openNudgeChecks()
  checks.update(doc)
  while (checks.proceed(1e6));
  return [...checks.known.values()]
}

describe('a wrong row', () => {
  it('is found by nudging, and by check with the same numbers', () => {
    const [check] = checksOf(tanhGraph)
    // Right at 0 alone, where y and y² are both 0.
    expect(check).toMatchObject({ verdict: 'disagrees', found: { checked: 5, failed: 4 } })
    expect(checkDocument(tanhGraph)).toEqual([check?.found])
    const nudge = openNudger().nudge(tanhGraph, 'x', 3, 1e-3)
    expect(nudge).toMatchObject({ verdict: 'disagrees' })
    expect(nudge?.analytic).toBeCloseTo(1 - Math.tanh(1), 14)
    expect(nudge?.numeric).toBeCloseTo(1 - Math.tanh(1) ** 2, 6)
  })

  it('is found in random directions too, in a leaf too large for each element', () => {
    const values = Array.from({ length: 500 }, (_, at) => at / 250 - 1)
    const doc = graph([
      leaf('x', values),
      node('y', 'tanh', { input: 'x' }),
      node('L', 'sum', { input: 'y' }),
    ])
    expect(checksOf(doc)).toMatchObject([{ verdict: 'disagrees', directions: 4 }])
  })

  it('leaves the leaves alone that it has no part in', () => {
    const doc = graph([
      leaf('x', 1),
      leaf('b', 2),
      node('y', 'tanh', { input: 'x' }),
      node('L', 'add', { input: 'y', other: 'b' }),
    ])
    expect(checksOf(doc).map(({ node: id, verdict }) => [id, verdict])).toEqual([
      ['x', 'disagrees'],
      ['b', 'agrees'],
    ])
  })
})
