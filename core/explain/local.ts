import type { Results } from '../graph/session.ts'
import { type Applied, reverseOp, type Slot } from '../ops/apply.ts'
import { onArrays, specs } from '../ops/arrays.ts'
import type { Reading, Spec } from '../ops/builder.ts'
import { workOf as operations } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import type { Step } from '../program/program.ts'
import { sizeOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import type { Hop } from './routes.ts'
import { isProduct } from './tex.ts'

/** An op as it was applied, with other values at the same places. */
function applyTo<V, W>(applied: Applied<V>, map: (value: V) => W): Applied<W> {
  const slots = new Map<Slot<V>, Slot<W>>()
  const slotOf = (slot: Slot<V>): Slot<W> => {
    const made = slots.get(slot) ?? { value: map(slot.value) }
    slots.set(slot, made)
    return made
  }
  const ports = applied.ports.map(slotOf)
  const result = slotOf(applied.result)
  return {
    op: applied.op,
    attrs: applied.attrs,
    ports,
    result,
    inputs: ports.map(({ value }) => value),
    output: result.value,
    calls: applied.calls.map(({ name, inputs, output, attrs }) => ({
      name,
      attrs,
      inputs: inputs.map(slotOf),
      output: slotOf(output),
    })),
  }
}

/** What a hop hands back of a gradient, by its op's own reverse rule. */
export interface Backward {
  /**
   * What an op's output's cotangent owes to the hop's source by this one hop.
   *
   * @shape the target's → the source's, and the source's dtype.
   */
  readonly push: (hop: Hop, cotangent: NdArray) => NdArray
  /** What comes back when 1 arrives everywhere: the local derivatives, where elements do not mix. */
  readonly local: (hop: Hop) => NdArray
}

/** The reverse rules, read with the numbers of one run. */
export function backwardOf({ compiled, step }: Results): Backward {
  const bound = new Map<string, Applied<NdArray>>()
  const locals = new Map<string, NdArray>()
  const boundTo = (hop: Hop): Applied<NdArray> => {
    const applied = bound.get(hop.target) ?? applyTo(hop.applied, step)
    bound.set(hop.target, applied)
    return applied
  }
  const push = (hop: Hop, cotangent: NdArray): NdArray => {
    const applied = boundTo(hop)
    const wanted = applied.ports.map((_, at) => at === hop.port)
    const owed = reverseOp(onArrays, applied, cotangent, wanted)[hop.port]!
    return onArrays.cast(owed, compiled.values.get(hop.source)!.dtype)
  }
  return {
    push,
    local: (hop) => {
      const before = locals.get(hop.edge)
      if (before !== undefined) return before
      const { output } = boundTo(hop)
      const made = push(hop, onArrays.broadcastTo(onArrays.constantLike(1, output), output.shape))
      locals.set(hop.edge, made)
      return made
    },
  }
}

/** How much one push by a hop costs: the elements it goes through, and as much as 300 for itself. */
export function workOf({ applied }: Hop): number {
  return applied.calls.reduce((work, { name, inputs, output }) => {
    const operands = inputs.map(({ value }) => value)
    const sizes = [output.value, ...operands].map(({ shape }) => sizeOf(shape))
    return (
      work +
      sizeOf(output.value.shape) +
      operations(primitives[name], output.value, operands) +
      Math.max(...sizes)
    )
  }, 300)
}

/** A value of which only its shape is known, and whose it is. */
type Marked = Spec & { readonly whose: number | 'output' | 'cotangent' | null }

/** A reading that sees whether what is handed back is the cotangent times a value that has a name. */
const marking: Reading<Marked> = {
  float: specs.float,
  spec: (value) => value,
  constant: (value, dtype) => ({ ...specs.constant(value, dtype), whose: null }),
  apply: (name, inputs, attrs) => {
    const [a, b] = inputs
    const scaled = isProduct(name) && a!.whose === 'cotangent' && b!.whose !== 'cotangent'
    return { ...specs.apply(name, inputs, attrs), whose: scaled ? b!.whose : null }
  },
}

const named = new WeakMap<Applied<Step>, (string | null)[]>()

/**
 * The node whose value a hop's local derivative is, as the other input's is of a product; `null` where
 * it is no node's value.
 *
 * @param sources the nodes at the ports of the hop's target.
 */
export function nodeOfFactor(
  { applied, port, target }: Hop,
  sources: readonly string[],
): string | null {
  const known = named.get(applied) ?? []
  named.set(applied, known)
  if (known[port] !== undefined) return known[port]
  const { inputs, output } = applied
  const marked = applyTo(applied, (step): Marked => {
    const at = inputs.indexOf(step)
    const whose = step === output ? 'output' : at < 0 ? null : at
    return { shape: step.shape, dtype: step.dtype, whose }
  })
  const cotangent: Marked = { shape: output.shape, dtype: output.dtype, whose: 'cotangent' }
  const wanted = inputs.map((_, at) => at === port)
  const whose = reverseOp(builderOver(marking), marked, cotangent, wanted)[port]?.whose ?? null
  const node = whose === 'output' ? target : typeof whose === 'number' ? sources[whose]! : null
  known[port] = node
  return node
}
