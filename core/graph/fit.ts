import { GraphError } from '../errors.ts'
import { applyOp } from '../ops/apply.ts'
import { specs } from '../ops/arrays.ts'
import { portsOf } from '../ops/ports.ts'
import type { Compiled } from './compile.ts'
import type { Wire } from './edit.ts'

/**
 * Why the shapes would not fit if a wire were drawn, in the words of the problem it would become;
 * `null` where they fit, or where it cannot be told yet.
 */
export function misfit(compiled: Compiled, { source, target, targetHandle }: Wire): string | null {
  const wired = compiled.wiring.nodes.get(target)
  const arriving = compiled.values.get(source)
  if (wired === undefined || wired.op.kind !== 'computed' || arriving === undefined) return null
  const ports = portsOf(wired.op, [...wired.ports, targetHandle])
  const inputs = ports.map((port, at) => {
    const edge = wired.inputs[at]
    if (port === targetHandle) return arriving
    return edge == null ? undefined : compiled.values.get(edge.source)
  })
  if (!inputs.every((input) => input !== undefined)) return null
  try {
    applyOp(specs, wired.op, inputs, wired.attrs)
    return null
  } catch (error) {
    if (error instanceof GraphError) return error.message
    throw error
  }
}
