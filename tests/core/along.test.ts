import { describe, expect, it } from 'vitest'
import { along, curveAlong, isElementwise, passingOf } from '#core/explain/along.ts'
import { runDocument } from '#core/graph/session.ts'
import { applyOp } from '#core/ops/apply.ts'
import { arrays } from '#core/ops/arrays.ts'
import { readAttrs } from '#core/ops/attrs.ts'
import type { NdArray } from '#core/tensor/storage.ts'
import { casesOf, computedRows } from '../kit/opCases.ts'
import { drawInputs } from '../kit/opInputs.ts'
import { graph, leaf, node } from './documents.ts'

const numbers = (values: readonly number[], shape: readonly number[] = []): NdArray => ({
  shape,
  dtype: 'float64',
  data: Float64Array.from(values),
})

const applied = (name: string, inputs: readonly NdArray[]) => {
  const [, op] = computedRows.find(([key]) => key === name)!
  const attrs = readAttrs(op.attrs, {})
  return { op, attrs, value: applyOp(arrays, op, inputs, attrs).output }
}

describe('an element along one input', () => {
  it('has the slope in which the others are held', () => {
    const inputs = [numbers([3]), numbers([-2])]
    const { op, attrs, value } = applied('mul', inputs)
    expect(along(op, attrs, inputs, value, 0, 0)).toMatchObject({ at: 0, x: 3, y: -6, slope: -2 })
    expect(along(op, attrs, inputs, value, 0, 1)).toMatchObject({ at: 0, x: -2, y: -6, slope: 3 })
  })

  it('finds its place in an input that was broadcast', () => {
    const inputs = [numbers([1, 2, 3, 4, 5, 6], [2, 3]), numbers([10, 20, 30], [3])]
    const { op, attrs, value } = applied('div', inputs)
    expect(along(op, attrs, inputs, value, 4, 1)).toMatchObject({ at: 1, x: 20, y: 0.25 })
    expect(along(op, attrs, inputs, value, 4, 1).slope).toBeCloseTo(-5 / 400, 15)
  })

  it('lies on its curve, wherever the row has one', () => {
    let seen = 0
    for (const [name, op] of computedRows)
      for (const one of casesOf(name, op).slice(0, 12)) {
        const inputs = drawInputs(one, 7)
        if (inputs === null) continue
        const call = applyOp(arrays, op, inputs, one.attrs)
        if (!isElementwise(call) || call.output.data.length === 0) continue
        inputs.forEach((_, port) => {
          const element = call.output.data.length - 1
          const there = along(op, one.attrs, inputs, call.output, element, port)
          const { x, f } = curveAlong(op, one.attrs, there, [there.x - 1, there.x + 1], 3)
          const at = x.indexOf(there.x)
          if (at < 0) return
          expect(f[at]).toBeCloseTo(there.y, 12)
          seen++
        })
      }
    expect(seen).toBeGreaterThan(40)
  })

  it('is none of a row that mixes elements', () => {
    const { compiled } = runDocument(
      graph([
        leaf('x', [1, 2]),
        node('s', 'softmax', { input: 'x' }),
        node('t', 'tanh', { input: 's' }),
      ]),
    )
    expect(isElementwise(compiled.applied.get('s')!)).toBe(false)
    expect(isElementwise(compiled.applied.get('t')!)).toBe(true)
  })
})

describe('what passes on', () => {
  it('is arrives × slope, to the bit of the engine’s contribution', () => {
    const { compiled, value, grad, contribution } = runDocument(
      graph([
        leaf('x', [3, 1, 19], { dtype: 'float32' }),
        node('y', 'tanh', { input: 'x' }),
        node('z', 'mul', { input: 'y', other: 'y' }),
      ]),
    )
    const { op, attrs } = compiled.applied.get('y')!
    for (const element of [0, 1, 2]) {
      const one = along(op, attrs, [value('x')!], value('y')!, element, 0)
      const { arrives, slope, passes } = passingOf(one, element, grad('y'), contribution('y.input'))
      expect(Math.fround(arrives! * slope)).toBe(passes)
    }
    // In float32 tanh(19) is 1, and its slope 1 − 1·1 is exactly 0.
    expect(along(op, attrs, [value('x')!], value('y')!, 2, 0).slope).toBe(0)
  })

  it('is one share of several where the input was broadcast', () => {
    const { compiled, value, grad, contribution } = runDocument(
      graph([
        leaf('X', [1, 2, 3, 4], { shape: [2, 2] }),
        leaf('b', [5, 6]),
        node('a', 'mul', { input: 'X', other: 'b' }),
        node('L', 'sum', { input: 'a' }),
      ]),
    )
    const { op, attrs } = compiled.applied.get('a')!
    const inputs = [value('X')!, value('b')!]
    const one = along(op, attrs, inputs, value('a')!, 3, 1)
    expect(passingOf(one, 3, grad('a'), contribution('a.other'))).toEqual({
      arrives: 1,
      slope: 4,
      passes: 4,
      shares: 2,
    })
    expect(contribution('a.other')!.data[1]).toBe(2 + 4)
  })

  it('is nothing where no gradient is asked for', () => {
    const at = { at: 0, slope: 2 }
    const one = numbers([1])
    expect(passingOf(at, 0, one, null)).toMatchObject({ arrives: 1, passes: null })
    expect(passingOf(at, 0, null, null)).toMatchObject({ arrives: null, passes: null })
  })
})
