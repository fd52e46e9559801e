import type { Problem } from '../errors.ts'
import type { NdArray } from '../tensor/storage.ts'
import type { GraphDocument, GraphNode } from './document.ts'
import { toNumber } from './leaf.ts'
import type { Results } from './session.ts'

/** The first element that is NaN or infinite, or −1. */
function firstNonFinite(array: NdArray | null): number {
  if (array === null) return -1
  const { data } = array
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i
  return -1
}

const said = (value: number | undefined): string =>
  value === undefined
    ? '?'
    : Number.isFinite(value)
      ? String(value).replace('-', '−')
      : String(value).replace('Infinity', '∞').replace('-', '−')

/** An element as the document has it; NaN where it has none. */
function storedAt(node: GraphNode | undefined, at: number): number {
  const values = node?.data['values']
  return (Array.isArray(values) ? toNumber(values[at]) : null) ?? Number.NaN
}

/**
 * Where a run first left the numbers: one warning at each node that made NaN or ∞ out of finite
 * inputs, or holds one as a leaf; and, where all values are finite, at the gradient that first is not.
 */
export function nonFiniteProblems(
  results: Omit<Results, 'problems'>,
  doc: GraphDocument,
): Problem[] {
  const problems: Problem[] = []
  const warn = (node: string, message: string) =>
    problems.push({ code: 'non-finite', severity: 'warning', message, node })
  const { values, wiring, grads } = results.compiled
  const tainted = new Map<string, number>()
  for (const id of values.keys()) {
    const at = firstNonFinite(results.value(id))
    if (at >= 0) tainted.set(id, at)
  }
  const spoiling = new Set(
    wiring.edges.filter(({ target }) => tainted.has(target)).map(({ source }) => source),
  )
  for (const [id, at] of tainted) {
    const value = results.value(id)!
    const { op, inputs, at: listed } = wiring.nodes.get(id)!
    const sources = inputs.map((edge) => edge?.source ?? '')
    if (sources.some((source) => tainted.has(source))) continue
    const place = value.shape.length === 0 ? 'The value' : `Element ${at}`
    if (op.kind === 'leaf') {
      const stored = storedAt(doc.nodes[listed], at)
      const large = Number.isFinite(stored) ? `: ${stored} is too large for ${value.dtype}` : ''
      const spoils = spoiling.has(id) ? ', and what comes of it is not finite either' : ''
      warn(id, `${place} is ${said(value.data[at])}${large}${spoils}.`)
      continue
    }
    const only = sources.length === 1 ? results.value(sources[0]!) : null
    const from = only !== null && only.data.length === value.data.length ? only.data[at] : undefined
    const given = from === undefined ? '' : `, from ${said(from)}`
    const domain =
      op.definedFor === null
        ? `the result is too large for ${value.dtype}`
        : `${op.title.toLowerCase()} is defined for ${op.definedFor}`
    warn(id, `${place} is ${said(value.data[at])}${given}: ${domain}.`)
  }
  if (problems.length > 0) return problems
  for (const id of grads.keys()) {
    const grad = results.grad(id)!
    const at = firstNonFinite(grad)
    if (at < 0) continue
    const place = grad.shape.length === 0 ? 'The gradient' : `The gradient of element ${at}`
    warn(id, `${place} is ${said(grad.data[at])}: the slope there is not finite.`)
    break
  }
  return problems
}
