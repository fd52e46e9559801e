import { sizeOf } from '../tensor/shape.ts'
import { type Id, type Program, type Step, type Writer, writeProgram } from './program.ts'

/** The part of a Program that one step depends on, as a Program that can be written on. */
export interface Upstream {
  readonly writer: Writer
  /** The steps taken over, by their id in the whole Program. */
  readonly taken: ReadonlyMap<Id, Step>
}

/** Copies what `target` depends on, in order; its last step is the target. */
export function writeUpstream({ steps }: Program, target: Step): Upstream {
  const needed = new Uint8Array(target.id + 1)
  needed[target.id] = 1
  for (let id = target.id; id >= 0; id--)
    if (needed[id] === 1) for (const input of steps[id]!.inputs) needed[input] = 1
  const writer = writeProgram(target.dtype === 'float64' ? 'float64' : 'float32')
  const taken = new Map<Id, Step>()
  for (let id = 0; id <= target.id; id++) {
    if (needed[id] === 0) continue
    const step = steps[id]!
    const inputs = step.inputs.map((input) => taken.get(input)!.id)
    const copy = { ...step, id: writer.steps.length, inputs }
    writer.steps.push(copy)
    taken.set(id, copy)
  }
  return { writer, taken }
}

/** How many elements one run of a Program reads and writes: what a run costs, within a small factor. */
export function trafficOf({ steps }: Program): number {
  const sizes = steps.map(({ shape }) => sizeOf(shape))
  return steps.reduce(
    (total, { id, inputs }) =>
      inputs.reduce((sum, input) => sum + sizes[input]!, total + sizes[id]!),
    0,
  )
}
