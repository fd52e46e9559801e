import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromArray } from '#core/eager/tensor.ts'
import { checkDocument } from '#core/graph/check.ts'
import { runDocument } from '#core/graph/session.ts'
import type { ComputedDef } from '#core/ops/op.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import { fromValues } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { kinksOf } from '../kit/examples.ts'
import { computedRows } from '../kit/opCases.ts'
import { buildGraph, graphPlans, leafPlans, stepPlans } from '../kit/randomGraphs.ts'

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

/** Whether a row has a slope everywhere, and its gradient is that slope. */
const isSmooth = (op: ComputedDef) =>
  kinksOf(op).length === 0 &&
  op.convention === null &&
  op.definedFor === null &&
  Object.keys(op.takes).length === 0 &&
  op.examples.every(({ grads }) => !grads?.includes(null))

describe('a graph of smooth ops', () => {
  it('has the gradient that central differences show', () => {
    const rows = computedRows.filter(([, op]) => isSmooth(op))
    const plans = fc.record({
      leaves: fc.array(leafPlans(fc.double({ min: -1, max: 1, noNaN: true }), ['float64']), {
        minLength: 1,
        maxLength: 4,
      }),
      steps: fc.array(stepPlans(rows), { minLength: 1, maxLength: 10 }),
      root: fc.nat(),
    })
    let [checked, skipped] = [0, 0]
    fc.assert(
      fc.property(plans, (plan) => {
        const { doc } = buildGraph(
          plan,
          ({ shape, dtype, array }) =>
            sizeOf(shape) <= 100 &&
            dtype === 'float64' &&
            array.data.every((value) => Math.abs(value) < 10),
        )
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
