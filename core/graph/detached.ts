import { carriesTo } from '../ops/apply.ts'
import { isFloat } from '../tensor/storage.ts'
import type { Compiled } from './compile.ts'
import { groupBy, reachable } from './order.ts'

/**
 * Whether a way from `node` to the root leads through a node that hands its value on, but no gradient
 * back: there L moves with the node by more than its gradient says, and rightly so.
 */
export function isDetached({ applied, values, wiring, root }: Compiled, node: string): boolean {
  if (root === null) return false
  const next = groupBy(wiring.edges, ({ source }) => source)
  const ahead = (ids: readonly string[]) =>
    reachable(ids, (id) => (next.get(id) ?? []).map(({ target }) => target))
  const stops = [...ahead([node])].filter((id) => {
    const call = applied.get(id)
    const isNumber = isFloat(values.get(id)?.dtype ?? 'bool')
    return call !== undefined && isNumber && !call.ports.some((_, port) => carriesTo(call, port))
  })
  return stops.length > 0 && ahead(stops).has(root)
}
