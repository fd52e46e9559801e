import type { Problem } from '../errors.ts'
import type { NdArray } from '../tensor/storage.ts'
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

/**
 * Where a run first left the numbers: one warning at each node that made NaN or ∞ out of finite
 * inputs, or holds one as a leaf; and, where all values are finite, at the gradient that first is not.
 */
export function nonFiniteProblems(results: Omit<Results, 'problems'>): Problem[] {
  const problems: Problem[] = []
  const warn = (node: string, message: string) =>
    problems.push({ code: 'non-finite', severity: 'warning', message, node })
  const tainted = new Set<string>()
  const { values, wiring, grads } = results.compiled
  for (const id of values.keys()) {
    const value = results.value(id)!
    const at = firstNonFinite(value)
    if (at < 0) continue
    tainted.add(id)
    const { op, inputs } = wiring.nodes.get(id)!
    const sources = inputs.map((edge) => edge?.source ?? '')
    if (sources.some((source) => tainted.has(source))) continue
    const place = value.shape.length === 0 ? 'The value' : `Element ${at}`
    if (op.kind === 'leaf') {
      warn(id, `${place} is ${said(value.data[at])}, so what depends on it is not a number either.`)
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
