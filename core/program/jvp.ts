import type { Builder, PrimitiveAttrs, Reading, Spec } from '../ops/builder.ts'
import { flowsTo, type Primitive } from '../ops/primitive.ts'
import { type PrimitiveName, primitives, specOf } from '../ops/primitives.ts'
import { builderOver } from '../ops/verbs.ts'
import type { Step, Writer } from './program.ts'

/** A value that a cotangent has gone into: how it came about is noted, and it is never computed. */
interface Noted extends Spec {
  readonly op: PrimitiveName | 'cotangent'
  readonly inputs: readonly Traced[]
  readonly attrs: PrimitiveAttrs
  readonly noted: true
}

/** What a reverse rule is read over: steps that are computed, and what the cotangent has gone into. */
export type Traced = Step | Noted

const isNoted = (value: Traced): value is Noted => 'noted' in value
const isStep = (value: Traced): value is Step => !isNoted(value)

/** The reading that appends what does not depend on the cotangent, and notes what does. */
function tracing(writer: Writer, notes: Noted[]): Reading<Traced> {
  return {
    float: writer.float,
    spec: (value) => value,
    constant: (value, dtype) => writer.constant(value, dtype),
    apply: (op, inputs, attrs) => {
      if (inputs.every(isStep)) return writer.apply(op, inputs, attrs)
      const made: Noted = {
        ...specOf(op, inputs, attrs, writer.float),
        op,
        inputs,
        attrs,
        noted: true,
      }
      notes.push(made)
      return made
    },
  }
}

/**
 * Appends the forward-mode derivative of which `rule` is the reverse: ẏ from ẋ, where the rule makes
 * x̄ from ȳ. `null` where nothing flows.
 *
 * A reverse rule is linear in its cotangent, x̄ = Jᵀȳ, and the reverse of a linear map is its
 * transpose: what the rule does to ȳ is noted rather than computed, and reversed by the primitives'
 * own rules, which gives J ẋ. So there is one table of rules for both modes, and a row's convention at
 * a kink is the same in both.
 *
 * @param output what ȳ is, and so ẏ: shape and dtype of the op's output.
 * @param tangent ẋ, of the shape and dtype that the rule gives x̄.
 * @errors GraphError `budget` as the writer throws.
 * @source Radul et al., "You Only Linearize Once: Tangents Transpose to Gradients", 2023.
 */
export function writeTangent(
  writer: Writer,
  rule: (k: Builder<Traced>, cotangent: Traced) => Traced | null,
  output: Spec,
  tangent: Step,
): Step | null {
  const notes: Noted[] = []
  const k = builderOver(tracing(writer, notes))
  const { shape, dtype } = output
  const start: Noted = { shape, dtype, op: 'cotangent', inputs: [], attrs: {}, noted: true }
  const end = rule(k, start)
  if (end === null || !isNoted(end)) return null
  const arrived = new Map<Traced, Traced>([[end, tangent]])
  for (const note of notes.toReversed()) {
    const arriving = arrived.get(note)
    if (arriving === undefined || note.op === 'cotangent') continue
    const primitive: Primitive = primitives[note.op]
    note.inputs.forEach((input, port) => {
      if (!isNoted(input) || !flowsTo(primitive, port)) return
      const call = { inputs: note.inputs, output: note, attrs: note.attrs }
      const flowing = k.cast(primitive.vjp(k, arriving, call, port), input.dtype)
      const before = arrived.get(input)
      arrived.set(input, before === undefined ? flowing : k.add(before, flowing))
    })
  }
  const made = arrived.get(start)
  if (made === undefined) return null
  if (isNoted(made)) throw new Error('A reverse rule is not linear in its cotangent.')
  return made
}
