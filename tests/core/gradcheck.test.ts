import { describe, expect, it } from 'vitest'
import { checkLeaf } from '#core/gradcheck.ts'
import { checkDocument } from '#core/graph/check.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

/** Checks `grad` as the gradient of `sum(f(x))`. */
function check(f: (x: number) => number, x: readonly number[], grad: readonly number[]) {
  const elements = Float64Array.from(x)
  const total = () => elements.reduce((sum, value) => sum + f(value), 0)
  const probe = { node: 'x', elements, grad: Float64Array.from(grad), total }
  return { elements, ...checkLeaf(probe, { rtol: 1e-5, atol: 1e-7 }) }
}

describe('checkLeaf', () => {
  it('passes a right gradient and says how far it was off', () => {
    const result = check((x) => x * x, [1, -2], [2, -4])
    expect(result).toMatchObject({ checked: 2, skipped: 0, failed: 0 })
    expect(result.worst).toBeLessThan(1e-8)
  })

  it('fails a wrong one, and names the element', () => {
    const result = check((x) => x * x, [1, -2, 3], [2, 4, 6])
    expect(result).toMatchObject({ failed: 1, worstAt: 1, analytic: 4 })
    expect(result.numeric).toBeCloseTo(-4, 6)
  })

  it('fails a gradient that is NaN where the slope is not', () => {
    expect(check((x) => x, [1], [Number.NaN])).toMatchObject({ failed: 1, worstAt: 0 })
  })

  it('skips a kink', () => {
    expect(check(Math.abs, [0, 1], [0, 1])).toMatchObject({ checked: 1, skipped: 1, failed: 0 })
  })

  it('skips an element beside which the function is not finite', () => {
    const result = check(Math.log, [0], [Number.POSITIVE_INFINITY])
    expect(result).toMatchObject({ checked: 0, skipped: 1, failed: 0 })
  })

  it('puts the elements back', () => {
    expect(Array.from(check(Math.sin, [0.1, 0.2], [0, 0]).elements)).toEqual([0.1, 0.2])
  })
})

describe('a kink', () => {
  const mean = (values: number[]) =>
    graph([leaf('x', values), node('y', 'relu', { input: 'x' }), node('L', 'mean', { input: 'y' })])

  it('is known however small the slopes beside it are', () => {
    const values = Array.from({ length: 2501 }, (_, i) => (i - 1250) / 625)
    expect(checkDocument(mean(values))).toMatchObject([{ checked: 2500, skipped: 1, failed: 0 }])
    const small = check((x) => 1e-4 * Math.max(0, x), [0, 1], [0, 1e-4])
    expect(small).toMatchObject({ checked: 1, skipped: 1, failed: 0 })
  })

  it('is neither the bottom of a parabola nor the rounding of a large sum', () => {
    expect(check((x) => x * x, [0], [0])).toMatchObject({ checked: 1, failed: 0 })
    const sloped = check((x) => 0.3 * x + 1e9, [1.37, 2.91], [0.3, 0.3])
    expect(sloped.skipped).toBe(0)
  })
})

describe('checkDocument', () => {
  it('computes in float64 whatever the document’s leaves say', () => {
    const doc = graph([
      leaf('x', [0.3, 2], { dtype: 'float32' }),
      node('y', 'tanh', { input: 'x' }),
      node('L', 'sum', { input: 'y' }),
    ])
    expect(checkDocument(doc)).toMatchObject([{ node: 'x', checked: 2, failed: 0 }])
    expect(checkDocument(doc)[0]!.worst).toBeLessThan(1e-8)
  })

  it('has a row for each leaf that asks for a gradient and gets one', () => {
    const doc = graph(
      [
        leaf('x', 1),
        leaf('c', 2, { requiresGrad: false }),
        leaf('beside', 3),
        node('t', 'linspace', {}, { num: 3, requiresGrad: true }),
        node('y', 'mul', { input: 'x', other: 'c' }),
        node('z', 'mul', { input: 'y', other: 't' }),
      ],
      { root: 'z' },
    )
    expect(checkDocument(doc).map(({ node: id }) => id)).toEqual(['x', 't'])
  })

  it('has none where there is no root', () => {
    expect(checkDocument({ ...tanhGraph, edges: [] })).toEqual([])
  })
})
