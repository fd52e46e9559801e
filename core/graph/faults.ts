import type { Problem } from '../errors.ts'
import type { Primitive } from '../ops/primitive.ts'
import { primitives } from '../ops/primitives.ts'
import type { Machine } from '../program/interpret.ts'
import type { Compiled } from './compile.ts'

/** Looks at what a run computed with, and reports the nodes whose operands cannot be taken. */
export type FaultCheck = () => Problem[]

/**
 * Finds once, after compiling, the steps whose elements may be wrong, as an index past the end is.
 *
 * @errors none; what is found are problems with the code `index`.
 */
export function faultCheck({ applied }: Compiled, machine: Machine): FaultCheck {
  const checks = [...applied].flatMap(([node, { calls }]) =>
    calls.flatMap(({ name, inputs, attrs }) => {
      const { fault }: Primitive = primitives[name]
      if (fault === undefined) return []
      const operands = inputs.map(({ value }) => machine.value(value))
      return [{ node, find: () => fault(operands, attrs) }]
    }),
  )
  return () =>
    checks.flatMap(({ node, find }): Problem[] => {
      const message = find()
      return message === null ? [] : [{ code: 'index', severity: 'error', message, node }]
    })
}
