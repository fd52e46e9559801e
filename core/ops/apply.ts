import type { Attrs } from './attrs.ts'
import type { Builder, PrimitiveAttrs, Reading } from './builder.ts'
import type { ComputedDef, OpCall } from './op.ts'
import { elementwiseVjp, flowsTo, type Primitive } from './primitive.ts'
import { type PrimitiveName, primitives } from './primitives.ts'
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
    float: reading.float,
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

/** What depends on a port by ways that a gradient can take back; the port itself is one of them. */
function reachedFrom<V>({ calls }: Applied<V>, port: Slot<V>): Set<Slot<V>> {
  const reached = new Set([port])
  for (const { name, inputs, output } of calls)
    if (inputs.some((slot, at) => reached.has(slot) && flowsTo(primitives[name], at)))
      reached.add(output)
  return reached
}

/** Whether a gradient can flow from an op's output back to its input `port`: not through an index, say. */
export function carriesTo<V>(applied: Applied<V>, port: number): boolean {
  const { op, ports, result } = applied
  return op.partials !== null || reachedFrom(applied, ports[port]!).has(result)
}

/**
 * What the output's cotangent owes to each wanted input; `null` where nothing flows.
 *
 * A row with a reverse rule of its own uses it; any other is reversed through its primitives, newest
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
  return applied.ports.map((_, port) =>
    wanted[port] && carriesTo(applied, port) ? reversePort(k, applied, cotangent, port) : null,
  )
}

function reversePort<V>(k: Builder<V>, applied: Applied<V>, cotangent: V, port: number): V {
  const { partials, vjp } = applied.op
  if (partials !== null)
    return elementwiseVjp(k, cotangent, partials[port]!(k, applied), applied.inputs[port]!)
  if (vjp !== null) return vjp(k, cotangent, applied, port)
  return reverseCalls(k, applied, cotangent, port)
}

/** Runs the primitives' reverse rules from the output back to one port that a gradient reaches. */
function reverseCalls<V>(k: Builder<V>, applied: Applied<V>, cotangent: V, port: number): V {
  const { calls, result } = applied
  const slotOfPort = applied.ports[port]!
  const reached = reachedFrom(applied, slotOfPort)
  const cotangents = new Map([[result, cotangent]])
  for (const { name, inputs, output, attrs } of calls.toReversed()) {
    const arriving = cotangents.get(output)
    if (arriving === undefined || !reached.has(output)) continue
    const primitive: Primitive = primitives[name]
    const call = { inputs: inputs.map((slot) => slot.value), output: output.value, attrs }
    inputs.forEach((slot, at) => {
      if (!reached.has(slot) || !flowsTo(primitive, at)) return
      const flowing = primitive.vjp(k, arriving, call, at)
      const before = cotangents.get(slot)
      cotangents.set(slot, before === undefined ? flowing : k.add(before, flowing))
    })
  }
  return cotangents.get(slotOfPort)!
}
