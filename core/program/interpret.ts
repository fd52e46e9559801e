import { primitives } from '../ops/primitives.ts'
import type { Kernel } from '../tensor/kernels.ts'
import { sizeOf } from '../tensor/shape.ts'
import { allocate, type NdArray } from '../tensor/storage.ts'
import type { Program, Step } from './program.ts'

/** A Program with its buffers: run it as often as leaves change; runs allocate nothing. */
export interface Machine {
  /** The elements of a value as the last run left them; a leaf's may be written before a run. */
  readonly value: (step: Step) => NdArray
  /** Runs every step. */
  readonly run: () => void
  /**
   * Runs what depends on these leaves and nothing else: the bits are those of a full run. With `last`
   * it stops after that step: later ones stay as they were.
   */
  readonly rerun: (leaves: readonly Step[], last?: Step) => void
}

/** How many cones are kept: one a leaf that is being dragged, and a few more. */
const coneLimit = 64

/** The steps that depend on a leaf and have something to compute, in order. */
function coneOf({ steps }: Program, leaf: Step): Int32Array {
  const reached = new Uint8Array(steps.length)
  reached[leaf.id] = 1
  const cone: number[] = []
  for (let id = leaf.id + 1; id < steps.length; id++) {
    const { op, inputs } = steps[id]!
    if (!inputs.some((input) => reached[input] === 1)) continue
    reached[id] = 1
    if (op !== 'reshape') cone.push(id)
  }
  return Int32Array.from(cone)
}

/**
 * The plain interpreter: one buffer a step, allocated once, and the reference loops in order.
 *
 * @errors none; the Program's shapes were checked as it was written.
 */
export function interpret(program: Program): Machine {
  const values: NdArray[] = []
  const kernels: (Kernel | null)[] = []
  for (const { op, inputs, attrs, shape, dtype } of program.steps) {
    // A reshape moves no element: it is the same buffer, seen with other axes.
    const data = op === 'reshape' ? values[inputs[0]!]!.data : allocate(dtype, sizeOf(shape))
    const out = { shape, dtype, data }
    values.push(out)
    if (op === 'constant') data[0] = attrs['value'] as number
    const idle = op === 'leaf' || op === 'constant' || op === 'reshape'
    const operands = inputs.map((input) => values[input]!)
    kernels.push(idle ? null : primitives[op].kernel(out, operands, attrs))
  }
  const cones = new Map<number, Int32Array>()
  const cone = (leaf: Step): Int32Array => {
    const known = cones.get(leaf.id)
    if (known !== undefined) return known
    if (cones.size >= coneLimit) cones.clear()
    const found = coneOf(program, leaf)
    cones.set(leaf.id, found)
    return found
  }
  const run = () => {
    for (let i = 0; i < kernels.length; i++) kernels[i]?.()
  }
  return {
    value: ({ id }) => values[id]!,
    run,
    rerun: (leaves, last) => {
      const [only] = leaves
      if (only === undefined) return
      const end = last?.id ?? kernels.length
      if (leaves.length > 1) for (let id = 0; id <= end; id++) kernels[id]?.()
      else
        for (const id of cone(only)) {
          if (id > end) break
          kernels[id]!()
        }
    },
  }
}
