import type { Primitive } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import { sizeOf } from '../tensor/shape.ts'
import type { Program, Step } from './program.ts'

/**
 * What one run of a Program costs: how many elements it computes, outside and inside, each term of a
 * matrix product being one.
 *
 * @param last where the run stops; the whole Program, where it is not said.
 */
export function plannedWork({ steps }: Program, last: Step | undefined = steps.at(-1)): number {
  let total = 0
  for (const { id, op, inputs, shape } of steps) {
    if (last === undefined || id > last.id) break
    const primitive: Primitive | null = op === 'leaf' || op === 'constant' ? null : primitives[op]
    const terms = primitive?.terms?.(inputs.map((input) => steps[input]!)) ?? 1
    total += sizeOf(shape) * terms
  }
  return total
}
