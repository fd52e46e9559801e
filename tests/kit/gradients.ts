import { applyOp, reverseOp } from '#core/ops/apply.ts'
import type { Builder } from '#core/ops/builder.ts'
import { builderOver } from '#core/ops/verbs.ts'
import { writeGradient } from '#core/program/grad.ts'
import { interpret, type Machine } from '#core/program/interpret.ts'
import { type Step, writeProgram } from '#core/program/program.ts'
import { sameShape, showShape } from '#core/tensor/shape.ts'
import type { NdArray } from '#core/tensor/storage.ts'
import { sampler } from './draws.ts'
import type { OpCase } from './opCases.ts'

/** What comparing derivatives with central differences shows. */
export interface Deviation {
  /** The largest |analytic − numeric|, relative to their size where that is above 1. */
  readonly worst: number
  /** How many numbers were compared, and how many were out of PyTorch's tolerance. */
  readonly compared: number
  readonly failed: number
}

/** The three checks of one case. */
export interface Deviations {
  /** The gradient of a random combination of outputs. */
  readonly projection: Deviation
  /** Every output by every input. */
  readonly jacobian: Deviation
  /** The gradient of a random combination of first-order gradients, by inputs and cotangent. */
  readonly second: Deviation
}

/** PyTorch's `gradcheck`. */
const [atol, rtol, eps] = [1e-5, 1e-3, 1e-6]

/** Collects comparisons of what a rule says with what differences say. */
function comparer() {
  let [worst, compared, failed] = [0, 0, 0]
  return {
    compare: (analytic: number, numeric: number) => {
      const error = Math.abs(analytic - numeric)
      const relative = error / Math.max(1, Math.abs(analytic), Math.abs(numeric))
      worst = Math.max(worst, Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative)
      compared++
      if (!(error <= atol + rtol * Math.abs(numeric))) failed++
    },
    deviation: (): Deviation => ({ worst, compared, failed }),
  }
}

/** Ports with a derivative: no whole numbers, and none to which an example says that nothing is owed. */
const differentiable = ({ op, dtypes }: OpCase): readonly number[] =>
  dtypes.flatMap((dtype, at) =>
    dtype === 'float64' && !op.examples.some(({ grads }) => grads?.[at] === null) ? [at] : [],
  )

/** Σ weights · gradients, with the weights as new leaves; `null` where there is no gradient. */
function combined(
  k: Builder<Step>,
  grads: readonly (Step | null)[],
  weigh: (grad: Step) => Step,
): Step | null {
  return grads.reduce<Step | null>((total, grad) => {
    if (grad === null) return total
    const term = k.sum(k.mul(grad, weigh(grad)), null, false)
    return total === null ? term : k.add(total, term)
  }, null)
}

/** A derivative written into a Program: of what a check combines, by `input`; `null` where it is 0. */
interface Derivative {
  readonly input: Step
  readonly grad: Step | null
}

/** A case as three Programs, each with all of the one before it: value, first order, second order. */
function write(one: OpCase) {
  const writer = writeProgram()
  const k = builderOver(writer)
  const inputs = one.shapes.map((shape, at) => writer.leaf(shape, one.dtypes[at]!))
  const applied = applyOp(writer, one.op, inputs, one.attrs)
  const { output } = applied
  const valueProgram = { steps: writer.steps.slice() }

  const ports = differentiable(one)
  const cotangent = writer.leaf(output.shape, 'float64')
  const owed = reverseOp(
    k,
    applied,
    cotangent,
    inputs.map((_, at) => ports.includes(at)),
  )
  const firsts = ports.map((at): Derivative => {
    const [input, grad] = [inputs[at]!, owed[at]!]
    if (grad !== null && !sameShape(grad.shape, input.shape))
      throw new Error(
        `${showShape(grad.shape)} flows to an input of shape ${showShape(input.shape)}.`,
      )
    return { input, grad }
  })
  const weights: Step[] = []
  const total = combined(k, owed, ({ shape }) => {
    weights.push(writer.leaf(shape, 'float64'))
    return weights.at(-1)!
  })
  const firstProgram = { steps: writer.steps.slice() }

  const movable = [...ports.map((at) => inputs[at]!), cotangent]
  const unit = writer.constant(1, 'float64')
  const grads = total === null ? [] : writeGradient(writer, total, unit, movable)
  const seconds: Derivative[] = grads.map((grad, at) => ({ input: movable[at]!, grad }))
  const programs = { value: valueProgram, first: firstProgram, second: { steps: writer.steps } }
  return { inputs, output, cotangent, weights, firsts, total, seconds, programs }
}

/** Moves each element of a leaf to either side and tells what each element of `result` changes by, per unit. */
function differences(
  machine: Machine,
  leaf: Step,
  result: Step,
  tell: (slopes: Float64Array, at: number) => void,
): void {
  const { data } = machine.value(leaf)
  const elements = machine.value(result).data
  data.forEach((x, at) => {
    const step = eps * Math.max(1, Math.abs(x))
    data[at] = x + step
    machine.run()
    const above = Float64Array.from(elements)
    data[at] = x - step
    machine.run()
    const width = x + step - (x - step)
    const slopes = above.map((value, i) => (value - elements[i]!) / width)
    data[at] = x
    tell(slopes, at)
  })
  machine.run()
}

/** Elements of a derivative; zeros where there is none. */
const elementsOf = (machine: Machine, { input, grad }: Derivative): ArrayLike<number> =>
  grad === null ? new Float64Array(machine.value(input).data.length) : machine.value(grad).data

/** The rows of a Jacobian: for each output, what it alone owes to each input. */
function jacobianRows(machine: Machine, cotangent: Step, firsts: readonly Derivative[]) {
  const { data } = machine.value(cotangent)
  const before = data.slice()
  const rows = Array.from(data, (_, at) => {
    data.fill(0)[at] = 1
    machine.run()
    return firsts.map((first) => Float64Array.from(elementsOf(machine, first)))
  })
  data.set(before)
  machine.run()
  return rows
}

/**
 * Compares a case's derivatives with central differences in float64.
 *
 * What it returns checks the case at some inputs, with cotangents drawn from a seed; it gives `null`
 * where the row has no finite value there, and so no slope.
 */
export function gradientCheck(
  one: OpCase,
): (drawn: readonly NdArray[], seed: number) => Deviations | null {
  const { inputs, output, cotangent, weights, firsts, total, seconds, programs } = write(one)
  const value = interpret(programs.value)
  const first = interpret(programs.first)
  const second = interpret(programs.second)
  return (drawn, seed) => {
    const random = sampler(seed)
    for (const machine of [value, first, second])
      for (const [at, leaf] of inputs.entries()) machine.value(leaf).data.set(drawn[at]!.data)
    for (const leaf of [cotangent, ...weights]) {
      const elements = first.value(leaf).data.map(() => 2 * random() - 1)
      for (const machine of [first, second]) machine.value(leaf).data.set(elements)
    }
    for (const machine of [value, first, second]) machine.run()
    if (!value.value(output).data.every(Number.isFinite)) return null

    const [projection, jacobian, gradient] = [comparer(), comparer(), comparer()]
    const rows = jacobianRows(first, cotangent, firsts)
    const arriving = first.value(cotangent).data
    firsts.forEach((derivative, port) => {
      const elements = elementsOf(first, derivative)
      differences(value, derivative.input, output, (slopes, at) => {
        const along = slopes.reduce((sum, slope, i) => sum + slope * arriving[i]!, 0)
        projection.compare(elements[at]!, along)
        slopes.forEach((slope, i) => {
          jacobian.compare(rows[i]![port]![at]!, slope)
        })
      })
    })
    for (const derivative of seconds) {
      const elements = elementsOf(second, derivative)
      differences(first, derivative.input, total!, ([slope], at) => {
        gradient.compare(elements[at]!, slope!)
      })
    }
    return {
      projection: projection.deviation(),
      jacobian: jacobian.deviation(),
      second: gradient.deviation(),
    }
  }
}
