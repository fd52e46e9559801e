import { applyOp } from '#core/ops/apply.ts'
import { specs } from '#core/ops/arrays.ts'
import { readAttrs } from '#core/ops/attrs.ts'
import type { ComputedDef } from '#core/ops/op.ts'
import { showShape } from '#core/tensor/shape.ts'
import { type Deviation, type Deviations, gradientCheck } from './gradients.ts'
import { casesOf, type OpCase } from './opCases.ts'
import { drawInputs, type Side, sidesOf } from './opInputs.ts'

/** The three checks, in the order in which they are reported. */
export const checks = ['projection', 'jacobian', 'second'] as const

/** One check over all cases of a row: the worst deviation, and the case that shows it. */
export interface Worst extends Deviation {
  readonly at: string
}

/** What checking all of a row's cases shows. */
export interface Survey extends Readonly<Record<(typeof checks)[number], Worst>> {
  readonly name: string
  readonly cases: readonly OpCase[]
  /** Draws that were compared, and those left out since the row has no finite value there. */
  readonly compared: number
  readonly left: number
  /** Draws left out although the row says that it has a value for all numbers. */
  readonly unexpected: readonly string[]
}

/** A case in words: `[2×3] [3] {"axis":0}`. */
function describeCase({ shapes, dtypes, attrs }: OpCase, side: Side): string {
  const inputs = shapes.map(
    (shape, at) => (dtypes[at] === 'int64' ? 'int64' : '') + showShape(shape),
  )
  const own = Object.keys(attrs).length === 0 ? [] : [JSON.stringify(attrs)]
  return [...inputs, ...own, ...(side === 'own' ? [] : [side])].join(' ')
}

/** Whether a row must have a value: its own domain and defaults, and elements to work on. */
const mustHaveValue = ({ op, shapes, attrs }: OpCase, side: Side): boolean =>
  side === 'own' &&
  op.definedFor === null &&
  !shapes.flat().includes(0) &&
  JSON.stringify(attrs) === JSON.stringify(readAttrs(op.attrs, {}))

const join = (before: Worst, now: Deviation, at: () => string): Worst => ({
  compared: before.compared + now.compared,
  failed: before.failed + now.failed,
  ...(now.worst > before.worst
    ? { worst: now.worst, at: at() }
    : { worst: before.worst, at: before.at }),
})

/** Compares all of a row's derivatives with central differences, once for each seed. */
export function surveyRow(name: string, op: ComputedDef, seeds: readonly number[]): Survey {
  const cases = casesOf(name, op)
  const none: Worst = { worst: 0, compared: 0, failed: 0, at: '' }
  const found = { projection: none, jacobian: none, second: none }
  const unexpected: string[] = []
  let [compared, left] = [0, 0]
  const add = (deviations: Deviations | null, one: OpCase, side: Side) => {
    if (deviations === null) {
      left++
      if (mustHaveValue(one, side)) unexpected.push(describeCase(one, side))
      return
    }
    compared++
    for (const check of checks)
      found[check] = join(found[check], deviations[check], () => describeCase(one, side))
  }
  for (const one of cases) {
    const inputs = one.shapes.map((shape, at) => ({ shape, dtype: one.dtypes[at]! }))
    // Central differences need a result in float64: one that is rounded to less has steps.
    if (applyOp(specs, op, inputs, one.attrs).output.dtype === 'float32') continue
    const check = gradientCheck(one)
    for (const side of sidesOf(one))
      for (const seed of seeds) {
        const drawn = drawInputs(one, seed, side)
        add(drawn && check(drawn, seed + 1), one, side)
      }
  }
  return { name, cases, compared, left, unexpected, ...found }
}
