import { describe, expect, it } from 'vitest'
import { apply, fromArray } from '#core/eager/tensor.ts'
import { fromNumber } from '#core/graph/leaf.ts'
import { runDocument } from '#core/graph/session.ts'
import { applyOp } from '#core/ops/apply.ts'
import { specs } from '#core/ops/arrays.ts'
import type { ComputedDef } from '#core/ops/op.ts'
import { portName } from '#core/ops/ports.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import { fromValues, isFloat, type NdArray } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { pick } from '../kit/draws.ts'
import { casesFor, computedRows, type OpCase, product } from '../kit/opCases.ts'
import { drawInputs } from '../kit/opInputs.ts'
import { graph, leaf, node } from './documents.ts'

/** A case as a document whose root is the op, over leaves that ask for gradients. */
function documentOf({ name, op, attrs }: OpCase, inputs: readonly NdArray[]) {
  const wires = inputs.map((_, at) => [portName(op, at), `input${at}`])
  const leaves = inputs.map(({ data, shape, dtype }, at) =>
    leaf(`input${at}`, Array.from(data, fromNumber), {
      shape,
      dtype,
      requiresGrad: isFloat(dtype),
    }),
  )
  return graph([...leaves, node('y', name, Object.fromEntries(wires), attrs)], { root: 'y' })
}

/** Shapes that go with `shape` at one port or another: its own, turned, shorter by an axis, a list, a scalar. */
const beside = (shape: Shape): readonly Shape[] => [
  shape,
  [...shape.slice(0, -2), ...shape.slice(-2).toReversed()],
  shape.toSpliced(1, 1),
  shape.slice(-1),
  [],
]

/** A few cases of a row on one shape, spread over its parameters. */
const casesOn = (name: string, op: ComputedDef, shape: Shape): readonly OpCase[] =>
  pick(
    product([[shape], ...op.ports.slice(1).map(() => beside(shape))]).flatMap((own) =>
      casesFor(name, op, op.variadic ? [shape, shape] : own),
    ),
    6,
    shape.length,
  )

/** Runs a case both ways and compares; whether there was something to point an index at. */
function compare(one: OpCase): boolean {
  const inputs = drawInputs(one, 3)
  if (inputs === null) return false
  const operands = inputs.map((array) => fromArray(array, isFloat(array.dtype)))
  const eager = apply(one.op, operands, one.attrs)
  const results = runDocument(documentOf(one, inputs))
  expect(eager.shape).toEqual(applyOp(specs, one.op, inputs, one.attrs).output.shape)
  expect(results.value('y')).toHaveBits(eager.array)
  if (eager.requiresGrad) {
    const ones = new Array<number>(sizeOf(eager.shape)).fill(1)
    eager.backward(fromArray(fromValues(ones, eager.shape, eager.dtype)))
  }
  operands.forEach(({ grad, array }, at) => {
    expect(results.grad(`input${at}`)).toHaveBits(grad?.array ?? null)
    if (grad !== null) expect(grad.shape).toEqual(array.shape)
  })
  return true
}

const full: readonly Shape[] = [
  [],
  [3],
  [2, 3],
  [2, 1, 3],
  [2, 1, 3, 1],
  [1, 2, 1, 3, 1],
  [1, 2, 1, 2, 1, 2],
]
const empty: readonly Shape[] = [
  [0],
  [0, 3],
  [2, 0],
  [2, 0, 3],
  [0, 2, 1],
  [2, 1, 0, 1],
  [0, 0, 1, 1, 2],
  [1, 0, 1, 2, 1, 2],
  [0, 2, 1, 1, 1, 2],
]

describe.each(computedRows)('%s', (name, op) => {
  it.each([
    ['every rank from 0 to 6', full],
    ['sizes of 0 at every rank', empty],
  ])('gives the same bits eagerly and compiled for %s', (_what, shapes) => {
    const taken = shapes.filter((shape) => casesOn(name, op, shape).filter(compare).length > 0)
    // Rank 0 and 1 are not for every row: a matrix product has none of the one, a transpose of neither.
    expect(taken.map(({ length }) => length)).toEqual(expect.arrayContaining([2, 3, 4, 5, 6]))
  })
})
