import { workOf } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import { sizeOf } from '../tensor/shape.ts'
import type { Program, Step } from './program.ts'

/**
 * What one run of a Program costs: how many numbers it computes or moves, outside and inside.
 *
 * @param last where the run stops; the whole Program, where it is not said.
 */
export function plannedWork({ steps }: Program, last: Step | undefined = steps.at(-1)): number {
  let total = 0
  for (const step of steps) {
    const { id, op, inputs } = step
    if (last === undefined || id > last.id) break
    const size = sizeOf(step.shape)
    if (op === 'leaf' || op === 'constant') total += size
    else {
      // Moving a number costs as much as computing one.
      const operands = inputs.map((input) => steps[input]!)
      total += Math.max(size, workOf(primitives[op], step, operands))
    }
  }
  return total
}
