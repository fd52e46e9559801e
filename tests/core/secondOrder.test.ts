import { describe, expect, it } from 'vitest'
import { grad, type Tensor, uniform } from '#core/eager/index.ts'
import { apply, fromArray } from '#core/eager/tensor.ts'
import type { Attrs } from '#core/ops/attrs.ts'
import { opNames, ops } from '#core/ops/index.ts'
import type { ComputedDef, Example, OpDef, Takes } from '#core/ops/op.ts'
import { portName } from '#core/ops/ports.ts'
import { flatten, fromValues, isFloat, type Nested } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'

const computed = opNames
  .map((name): readonly [string, OpDef] => [name, ops[name]])
  .filter((row): row is [string, ComputedDef] => row[1].kind === 'computed')

const dtypes = {
  index: 'int64',
  class: 'int64',
  condition: 'bool',
  probability: 'float64',
} as const

/** Inputs of the example's shapes: drawn from the row's domain where any numbers will do. */
function operandsOf(op: ComputedDef, { inputs, attrs = {} }: Example): Tensor[] {
  const kinks = op.kinks(attrs as Attrs)
  return inputs.map((input, at) => {
    const takes: Takes | undefined = op.takes[portName(op, at)]
    const { shape, values } = flatten(input as Nested)
    // A class for each row has an axis less than the scores; shares have as many.
    const isShares = takes === 'class' && shape.length === flatten(inputs[0] as Nested).shape.length
    const dtype = takes === undefined || isShares ? 'float64' : dtypes[takes]
    if (!isFloat(dtype)) return fromArray(fromValues(values, shape, dtype))
    const [low, high] = takes === 'probability' || isShares ? [0.1, 0.9] : op.domain
    const drawn = uniform(shape, { low, high, seed: at + 1, dtype: 'float64' })
    drawn.array.data.forEach((value, i, data) => {
      if (kinks.some((kink) => Math.abs(kink - value) < 1e-3)) data[i] = value + 1e-2
    })
    return drawn.requiresGrad_()
  })
}

const weighted = (x: Tensor, seed: number) =>
  x.mul(uniform(x.shape, { low: -1, high: 1, seed, dtype: 'float64' })).sum()

/** Gradients of a random projection of the op, recorded or not. */
function slopes(op: ComputedDef, operands: readonly Tensor[], attrs: Attrs, createGraph: boolean) {
  const leaves = operands.filter(({ requiresGrad }) => requiresGrad)
  const output = apply(op, operands, attrs)
  return { leaves, found: grad(weighted(output, 7), leaves, { createGraph }) }
}

const cases = computed
  .flatMap(([name, op]) => op.examples.map((example) => ({ name, op, example })))
  .filter(
    ({ op, example }) =>
      apply(op, operandsOf(op, example), (example.attrs ?? {}) as Attrs).requiresGrad,
  )

describe('the gradient of a row', () => {
  it.each(cases)('has the same bits recorded as not: $name $example.inputs', ({ op, example }) => {
    const operands = operandsOf(op, example)
    const attrs = (example.attrs ?? {}) as Attrs
    const plain = slopes(op, operands, attrs, false).found
    const recorded = slopes(op, operands, attrs, true).found
    recorded.forEach((one, at) => {
      expect(one.array).toHaveBits(plain[at]!.array)
    })
  })

  it.each(cases)(
    'has the gradient that central differences find: $name $example.inputs',
    ({ op, example }) => {
      const operands = operandsOf(op, example)
      const attrs = (example.attrs ?? {}) as Attrs
      const total = () => {
        const { found } = slopes(op, operands, attrs, false)
        return found.reduce((sum, one, at) => sum + weighted(one, at + 11).item(), 0)
      }
      const { leaves, found } = slopes(op, operands, attrs, true)
      const parts = found.map((one, at) => weighted(one, at + 11)).filter((one) => one.requiresGrad)
      const second =
        parts.length === 0 ? leaves.map(() => null) : grad(parts, leaves, { allowUnused: true })
      leaves.forEach(({ array: { data } }, leaf) => {
        for (let i = 0; i < data.length; i++) {
          const x = data[i]!
          data[i] = x + 1e-5
          const above = total()
          data[i] = x - 1e-5
          const numeric = (above - total()) / 2e-5
          data[i] = x
          const analytic = second[leaf]?.array.data[i] ?? 0
          expect(Math.abs(analytic - numeric)).toBeLessThan(1e-6 * Math.max(1, Math.abs(numeric)))
        }
      })
    },
  )
})
