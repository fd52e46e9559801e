import { type Primitive, workOf } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import type { Step } from './program.ts'

/** What a pass costs: primitive steps, and operations on single numbers in them. */
export interface Operations {
  readonly steps: number
  readonly scalar: number
}

/**
 * Counts the operations of some of a Program's steps: additions, multiplications, functions and
 * choices of single numbers. A step that only moves numbers, or holds one, has none and is not counted.
 *
 * @param all the Program's steps, for the shapes of what goes in.
 */
export function countOperations(some: Iterable<Step>, all: readonly Step[]): Operations {
  let [steps, scalar] = [0, 0]
  for (const step of some) {
    const { op, inputs } = step
    if (op === 'leaf' || op === 'constant') continue
    const primitive: Primitive = primitives[op]
    const work = workOf(
      primitive,
      step,
      inputs.map((input) => all[input]!),
    )
    if (work === 0) continue
    steps++
    scalar += work
  }
  return { steps, scalar }
}
