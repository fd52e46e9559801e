import { primitives } from '../ops/primitives.ts'
import type { Kernel } from '../tensor/kernels.ts'
import { sizeOf } from '../tensor/shape.ts'
import { allocate, type NdArray } from '../tensor/storage.ts'
import type { Program, Step } from './program.ts'

/** A Program with its buffers: run it as often as leaves change; runs allocate nothing. */
export interface Machine {
  /** The elements of a value as the last run left them; a leaf's may be written before a run. */
  readonly value: (step: Step) => NdArray
  readonly run: () => void
}

/**
 * The plain interpreter: one buffer a step, allocated once, and the reference loops in order.
 *
 * @errors none; the Program's shapes were checked as it was written.
 */
export function interpret(program: Program): Machine {
  const values: NdArray[] = []
  const kernels: Kernel[] = []
  for (const { op, inputs, attrs, shape, dtype } of program.steps) {
    // A reshape moves no element: it is the same buffer, seen with other axes.
    if (op === 'reshape') {
      values.push({ shape, dtype, data: values[inputs[0]!]!.data })
      continue
    }
    const out = { shape, dtype, data: allocate(dtype, sizeOf(shape)) }
    values.push(out)
    if (op === 'constant') out.data[0] = attrs['value'] as number
    else if (op !== 'leaf') {
      const operands = inputs.map((input) => values[input]!)
      kernels.push(primitives[op].kernel(out, operands, attrs))
    }
  }
  return {
    value: ({ id }) => values[id]!,
    run: () => {
      for (let i = 0; i < kernels.length; i++) kernels[i]!()
    },
  }
}
