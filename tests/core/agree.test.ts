import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromArray } from '#core/eager/tensor.ts'
import { checkDocument } from '#core/graph/check.ts'
import { runDocument } from '#core/graph/session.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import { fromValues } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { computedRows } from '../kit/opCases.ts'
import { buildGraph, graphPlans, smoothPlans, smoothValue } from '../kit/randomGraphs.ts'

describe('eager and compiled', () => {
  it('agree to the bit on any graph of any ops, values and gradients', () => {
    const seen = new Map(computedRows.map(([name]) => [name, 0]))
    fc.assert(
      fc.property(graphPlans, (plan) => {
        const { tensors, doc, used } = buildGraph(plan)
        for (const name of used) seen.set(name, seen.get(name)! + 1)
        const results = runDocument(doc)
        expect(results.problems.filter(({ severity }) => severity === 'error')).toEqual([])
        for (const [id, tensor] of tensors) expect(results.value(id)).toHaveBits(tensor.array)
        const [, root] = tensors.find(([id]) => id === doc.root)!
        if (root.requiresGrad) {
          const ones = fromValues(new Array(sizeOf(root.shape)).fill(1), root.shape, root.dtype)
          root.backward(fromArray(ones))
        }
        for (const [id, { array, grad }] of tensors.slice(0, plan.leaves.length)) {
          expect(results.grad(id)).toHaveBits(grad?.array ?? null)
          if (grad !== null) expect(grad.dtype).toBe(array.dtype)
        }
      }),
      { numRuns: 1600, seed: 4 },
    )
    expect([...seen].filter(([, count]) => count < 20)).toEqual([])
  }, 30_000)
})

describe('a graph of smooth ops', () => {
  it('has the gradient that central differences show', () => {
    let [checked, skipped] = [0, 0]
    fc.assert(
      fc.property(smoothPlans, (plan) => {
        const { doc } = buildGraph(plan, smoothValue)
        for (const leaf of checkDocument(doc)) {
          expect(leaf).toMatchObject({ failed: 0 })
          checked += leaf.checked
          skipped += leaf.skipped
        }
      }),
      { numRuns: 300, seed: 5 },
    )
    expect(checked).toBeGreaterThan(500)
    expect(skipped).toBe(0)
  }, 30_000)
})
