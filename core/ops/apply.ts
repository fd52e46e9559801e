import type { Attrs } from './attrs.ts'
import type { Builder, PrimitiveAttrs, Reading } from './builder.ts'
import type { ComputedDef, OpCall } from './op.ts'
import { elementwiseVjp, type PrimitiveName, primitives } from './primitives.ts'
import { builderOver } from './verbs.ts'

/** One occurrence of a value: the same value at two ports is two of these. */
export interface Slot<V> {
  readonly value: V
}

/** A primitive applied on the way to an op's value. */
interface SlotCall<V> {
  readonly name: PrimitiveName
  readonly inputs: readonly Slot<V>[]
  readonly output: Slot<V>
  readonly attrs: PrimitiveAttrs
}

/** An op applied, with the primitives it took: all that its reverse rule needs. */
export interface Applied<V> extends OpCall<V> {
  readonly op: ComputedDef
  readonly ports: readonly Slot<V>[]
  readonly result: Slot<V>
  readonly calls: readonly SlotCall<V>[]
}

/** A reading over slots that also notes every primitive it applies. */
function noting<V>(reading: Reading<V>, calls: SlotCall<V>[]): Reading<Slot<V>> {
  return {
    spec: (slot) => reading.spec(slot.value),
    constant: (value, dtype) => ({ value: reading.constant(value, dtype) }),
    apply: (name, inputs, attrs) => {
      const values = inputs.map((slot) => slot.value)
      const output = { value: reading.apply(name, values, attrs) }
      calls.push({ name, inputs, attrs, output })
      return output
    },
  }
}

/**
 * Applies an op in a reading: its row's `value`, with the primitives noted for the way back.
 *
 * @errors ShapeError, or GraphError, as the primitives' shape rules throw.
 */
export function applyOp<V>(
  reading: Reading<V>,
  op: ComputedDef,
  inputs: readonly V[],
  attrs: Attrs,
): Applied<V> {
  const calls: SlotCall<V>[] = []
  const ports = inputs.map((value) => ({ value }))
  const result = op.value(builderOver(noting(reading, calls)), ports, attrs)
  return { op, inputs, attrs, ports, result, output: result.value, calls }
}

/**
 * What the output's cotangent owes to each wanted input; `null` where nothing flows.
 *
 * A row with partials of its own uses them; any other is reversed through its primitives, newest
 * first. The same value at two ports is two ports: contributions stay apart.
 *
 * @param wanted which inputs need a gradient, by port.
 */
export function reverseOp<V>(
  k: Builder<V>,
  applied: Applied<V>,
  cotangent: V,
  wanted: readonly boolean[],
): (V | null)[] {
  const { op, inputs } = applied
  const { partials } = op
  if (partials !== null)
    return inputs.map((input, port) =>
      wanted[port] ? elementwiseVjp(k, cotangent, partials[port]!(k, applied), input) : null,
    )
  return applied.ports.map((slot, port) =>
    wanted[port] ? reverseCalls(k, applied, cotangent, slot) : null,
  )
}

/** Runs the primitives' reverse rules from the output back to one port. */
function reverseCalls<V>(
  k: Builder<V>,
  { calls, result }: Applied<V>,
  cotangent: V,
  port: Slot<V>,
): V | null {
  const reached = new Set([port])
  for (const call of calls)
    if (call.inputs.some((slot) => reached.has(slot))) reached.add(call.output)
  const cotangents = new Map([[result, cotangent]])
  for (const { name, inputs, output, attrs } of calls.toReversed()) {
    const arriving = cotangents.get(output)
    if (arriving === undefined || !reached.has(output)) continue
    const call = { inputs: inputs.map((slot) => slot.value), output: output.value, attrs }
    inputs.forEach((slot, at) => {
      if (!reached.has(slot)) return
      const flowing = primitives[name].vjp(k, arriving, call, at)
      if (flowing === null) return
      const before = cotangents.get(slot)
      cotangents.set(slot, before === undefined ? flowing : k.add(before, flowing))
    })
  }
  return cotangents.get(port) ?? null
}
