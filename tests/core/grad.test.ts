import { describe, expect, it } from 'vitest'
import { applyOp } from '#core/ops/apply.ts'
import { ops } from '#core/ops/index.ts'
import type { ComputedDef } from '#core/ops/op.ts'
import { builderOver } from '#core/ops/verbs.ts'
import { writeGradient } from '#core/program/grad.ts'
import { interpret } from '#core/program/interpret.ts'
import { type Step, type Writer, writeProgram } from '#core/program/program.ts'
import '../kit/matchers.ts'

/** Runs what was written with these elements in its leaves. */
function runWith({ steps }: Writer, leaves: ReadonlyMap<Step, readonly number[]>) {
  const machine = interpret({ steps })
  for (const [leaf, values] of leaves) machine.value(leaf).data.set(values)
  machine.run()
  return machine.value
}

/** The derivatives of `f` of orders 0 to `most`, at `x`. */
function derivatives(f: (k: ReturnType<typeof builderOver<Step>>, x: Step) => Step, most: number) {
  const writer = writeProgram()
  const k = builderOver(writer)
  const x = writer.leaf([], 'float64')
  const orders = [f(k, x)]
  const one = writer.constant(1, 'float64')
  for (let order = 1; order <= most; order++)
    orders.push(writeGradient(writer, orders.at(-1)!, one, [x])[0]!)
  return (at: number) => {
    const value = runWith(writer, new Map([[x, [at]]]))
    return orders.map((step) => value(step).data[0]!)
  }
}

describe('the gradient of a program', () => {
  it('is a program, so it has a gradient itself', () => {
    const [value, first, second, third, fourth] = derivatives((k, x) => k.mul(x, k.mul(x, x)), 3)(2)
    expect([value, first, second, third]).toEqual([8, 12, 12, 6])
    expect(fourth).toBeUndefined()
  })

  it('of the sine comes back after four times', () => {
    const [f, , f2, f3, f4] = derivatives((k, x) => k.sin(x), 4)(0.7)
    expect(f2).toBeCloseTo(-Math.sin(0.7), 14)
    expect(f3).toBeCloseTo(-Math.cos(0.7), 14)
    expect(f4).toBeCloseTo(f!, 14)
  })

  it('adds up what arrives by every way', () => {
    const [, first] = derivatives((k, x) => k.add(k.mul(x, x), k.add(x, x)), 1)(3)
    expect(first).toBe(8)
  })

  it('is null for what the root does not depend on, or only by ways that stop it', () => {
    const writer = writeProgram()
    const k = builderOver(writer)
    const [x, w] = [writer.leaf([], 'float64'), writer.leaf([], 'float64')]
    const y = k.mul(x, k.detach(w))
    const later = writer.leaf([], 'float64')
    const grads = writeGradient(writer, y, writer.constant(1, 'float64'), [x, w, later])
    expect(grads.map((grad) => grad === null)).toEqual([false, true, true])
    expect(writeGradient(writer, w, y, [x])).toEqual([null])
  })

  it('of a step with respect to itself is what arrives', () => {
    const writer = writeProgram()
    const [x, arriving] = [writer.leaf([2], 'float64'), writer.leaf([2], 'float64')]
    expect(writeGradient(writer, x, arriving, [x])).toEqual([arriving])
  })

  it('reaches a step in the middle and the leaf behind it', () => {
    const writer = writeProgram()
    const k = builderOver(writer)
    const x = writer.leaf([], 'float64')
    const middle = k.mul(x, x)
    const y = k.mul(middle, middle)
    const [toMiddle, toLeaf] = writeGradient(writer, y, writer.constant(1, 'float64'), [middle, x])
    const value = runWith(writer, new Map([[x, [3]]]))
    expect(value(toMiddle!).data[0]).toBe(18)
    expect(value(toLeaf!).data[0]).toBe(108)
  })

  it('has each step’s own dtype', () => {
    const writer = writeProgram()
    const k = builderOver(writer)
    const [x, w] = [writer.leaf([], 'float32'), writer.leaf([2], 'float64')]
    const grads = writeGradient(writer, k.mul(x, w), writer.leaf([2], 'float64'), [x, w])
    expect(grads.map((grad) => [grad!.dtype, grad!.shape])).toEqual([
      ['float32', []],
      ['float64', [2]],
    ])
  })

  it('of an op’s value agrees with the op’s own reverse rule', () => {
    const writer = writeProgram()
    const x = writer.leaf([3], 'float64')
    const { output } = applyOp(writer, ops.softmax as ComputedDef, [x], { axis: -1 })
    const arriving = writer.leaf([3], 'float64')
    const [grad] = writeGradient(writer, output, arriving, [x])
    const value = runWith(
      writer,
      new Map([
        [x, [1, 2, 3]],
        [arriving, [1, 0, 0]],
      ]),
    )
    const shares = value(output).data
    expect(value(grad!)).toBeCloseToTensor(
      Array.from(shares, (share, at) => shares[0]! * ((at === 0 ? 1 : 0) - share)),
    )
  })

  it('goes back through 20,000 steps without recursion', () => {
    const writer = writeProgram()
    const k = builderOver(writer)
    const x = writer.leaf([], 'float64')
    let y = x
    for (let i = 0; i < 20_000; i++) y = k.neg(y)
    const [grad] = writeGradient(writer, y, writer.constant(1, 'float64'), [x])
    expect(runWith(writer, new Map([[x, [3]]]))(grad!).data[0]).toBe(1)
  })
})
