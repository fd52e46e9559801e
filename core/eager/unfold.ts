import type { Applied, Slot } from '../ops/apply.ts'
import type { PrimitiveAttrs, Reading } from '../ops/builder.ts'
import { type ComputedDef, computed } from '../ops/op.ts'
import { type PrimitiveName, primitives } from '../ops/primitives.ts'
import type { NdArray } from '../tensor/storage.ts'
import { type Edge, edgeTo, type Kept, type TapeRecord, type Tracked } from './tape.ts'

/** The reading that runs at once and, while recording is on, remembers how. */
export interface TapeReading<T> extends Reading<T> {
  /** The tensor of an op that was applied to arrays. */
  made(applied: Applied<NdArray>, edges: readonly Edge<T>[]): T
}

/** Every primitive as a row of its own. */
const rows = Object.fromEntries(
  (Object.keys(primitives) as PrimitiveName[]).map((name) => {
    const value: ComputedDef['value'] = (k, inputs) => k.apply(name, inputs, {})
    const row = computed({ title: name, icon: '', doc: '', ports: [], examples: [], value })
    return [name, { ...row, family: 'arithmetic' }]
  }),
) as Readonly<Record<PrimitiveName, ComputedDef>>

/** A primitive applied, as an op of that one step. */
export function appliedPrimitive(
  name: PrimitiveName,
  inputs: readonly NdArray[],
  attrs: PrimitiveAttrs,
  output: NdArray,
): Applied<NdArray> {
  const ports = inputs.map((value) => ({ value }))
  const result = { value: output }
  const calls = [{ name, inputs: ports, attrs, output: result }]
  return { op: rows[name], inputs, attrs: {}, ports, result, output, calls }
}

/**
 * A record's op as if it had been applied to tensors, so that a reverse rule over it can be recorded.
 *
 * What lies between its inputs and its output becomes tensors too, with records of their own;
 * nothing is computed again.
 */
export function unfold<T extends Tracked<T>>(
  reading: TapeReading<T>,
  { kept }: TapeRecord<T>,
): Applied<T> {
  const { applied, inputs: edges, output } = kept
  const { op, attrs } = applied
  const inputs = edges.map(({ tensor }) => tensor)
  const whole = { op, attrs, inputs, output }
  if (op.partials === null) return { ...whole, ...stepsOver(reading, kept) }
  const ports = inputs.map((value) => ({ value }))
  return { ...whole, ports, result: { value: output }, calls: [] }
}

/** The primitives of an op applied, over tensors. */
function stepsOver<T extends Tracked<T>>(
  reading: TapeReading<T>,
  { applied: { ports, result, calls }, inputs, output }: Kept<T>,
): Pick<Applied<T>, 'ports' | 'result' | 'calls'> {
  const known = new Map<Slot<NdArray>, { readonly edge: Edge<T>; readonly slot: Slot<T> }>()
  const know = (slot: Slot<NdArray>, edge: Edge<T>) => {
    const entry = { edge, slot: { value: edge.tensor } }
    known.set(slot, entry)
    return entry
  }
  // What no call made and no port holds is a constant.
  const find = (slot: Slot<NdArray>) =>
    known.get(slot) ?? know(slot, edgeTo(reading.constant(slot.value.data[0]!, slot.value.dtype)))
  for (const [port, slot] of ports.entries()) know(slot, inputs[port]!)
  if (!known.has(result)) know(result, edgeTo(output))
  const steps = calls.map(({ name, attrs, inputs: operands, output: made }) => {
    const found = operands.map(find)
    const values = operands.map(({ value }) => value)
    const make = () =>
      reading.made(
        appliedPrimitive(name, values, attrs, made.value),
        found.map(({ edge }) => edge),
      )
    const { slot } = known.get(made) ?? know(made, edgeTo(make()))
    return { name, attrs, inputs: found.map((one) => one.slot), output: slot }
  })
  return { ports: ports.map((slot) => find(slot).slot), result: find(result).slot, calls: steps }
}
