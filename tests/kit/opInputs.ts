import { GraphError } from '#core/errors.ts'
import { applyOp } from '#core/ops/apply.ts'
import { arrays } from '#core/ops/arrays.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import { fromValues, type NdArray } from '#core/tensor/storage.ts'
import { sampler } from './draws.ts'
import { type OpCase, takesAt } from './opCases.ts'

/** How far drawn numbers keep from kinks, from the ends of their range and from each other. */
const margin = 2e-3

/** Which side of 0 numbers are drawn from: the row's domain, or its mirror image. */
export type Side = 'own' | 'mirrored'

/** The sides to draw a row's numbers from: both where it is not defined for all of them. */
export const sidesOf = ({ op }: OpCase): readonly Side[] =>
  op.definedFor === null || Object.values(op.takes).includes('probability')
    ? ['own']
    : ['own', 'mirrored']

/** Whole numbers and truths for a port that takes them. */
const filled = (shape: Shape, next: () => number) =>
  fromValues(Array.from({ length: sizeOf(shape) }, next), shape, 'int64')

/** How many places there are for an index: all that the row takes without a fault; none at 0. */
function placesOf(one: OpCase, others: readonly NdArray[], at: number): number {
  const [most] = one.shapes.flat().toSorted((a, b) => b - a)
  for (let place = most ?? 0; place > 0; place--) {
    const index = filled(one.shapes[at]!, () => place - 1)
    try {
      applyOp(arrays, one.op, others.with(at, index), one.attrs)
      return place
    } catch (error) {
      if (!(error instanceof GraphError) || error.code !== 'index') throw error
    }
  }
  return 0
}

/**
 * Inputs for a case: numbers of the row's domain, all at least 1e-3 from kinks, from the domain's
 * ends and from each other, so that nothing ties; truths and indices where a port takes those,
 * indices with repeats. `null` where an index has no place to point to.
 */
export function drawInputs(one: OpCase, seed: number, side: Side = 'own'): NdArray[] | null {
  const { op, shapes, dtypes, attrs } = one
  const random = sampler(seed)
  const taken = [...op.kinks(attrs)]
  const draw = (low: number, high: number): number => {
    for (;;) {
      const x = low + margin + (high - low - 2 * margin) * random()
      if (taken.some((other) => Math.abs(other - x) < margin)) continue
      taken.push(x)
      return x
    }
  }
  const [low, high] = side === 'own' ? op.domain : [-op.domain[1], -op.domain[0]]
  const inputs = shapes.map((shape, at) => {
    const takes = takesAt(op, at)
    if (takes === 'condition')
      return { ...filled(shape, () => Math.round(random())), dtype: dtypes[at]! }
    if (dtypes[at] === 'int64') return filled(shape, () => 0)
    const range = takes === 'number' ? ([low, high] as const) : ([0.05, 0.95] as const)
    const values = Array.from({ length: sizeOf(shape) }, () => draw(...range))
    return fromValues(values, shape, 'float64')
  })
  const pointing = shapes.flatMap((shape, at) =>
    dtypes[at] === 'int64' && takesAt(op, at) !== 'condition' && sizeOf(shape) > 0 ? [at] : [],
  )
  for (const at of pointing) {
    const places = placesOf(one, inputs, at)
    if (places === 0) return null
    inputs[at] = filled(shapes[at]!, () => Math.floor(places * random()))
  }
  return inputs
}
