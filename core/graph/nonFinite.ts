import type { Problem } from '../errors.ts'
import { applyOp } from '../ops/apply.ts'
import { arrays, onArrays } from '../ops/arrays.ts'
import { isFloat, type NdArray } from '../tensor/storage.ts'
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

/** The most elements that are computed once more to tell what went wrong. */
const lookLimit = 2 ** 16

/** Why an op made no finite number of finite inputs: it has none there, or none that its dtype holds. */
function causeOf({ compiled, value }: Omit<Results, 'problems'>, id: string, at: number): string {
  const { op, attrs, inputs } = compiled.wiring.nodes.get(id)!
  const found = value(id)!
  const tooLarge = `the result is too large for ${found.dtype}`
  const operands = inputs.map((edge) => value(edge!.source)!)
  if (op.kind !== 'computed') return tooLarge
  if (found.dtype === 'float32' && operands.every(({ data }) => data.length <= lookLimit)) {
    const wide = operands.map((x) => (isFloat(x.dtype) ? onArrays.cast(x, 'float64') : x))
    if (Number.isFinite(applyOp(arrays, op, wide, attrs).output.data[at])) return tooLarge
  }
  if (op.definedFor !== null) return `${op.title.toLowerCase()} is defined for ${op.definedFor}`
  return Number.isNaN(found.data[at]) ? 'there is no such number' : tooLarge
}

/**
 * Where a run first left the numbers: one warning at each node that made NaN or ∞ out of finite
 * inputs, or holds one as a leaf; and, where all values are finite, at the gradient that first is not.
 *
 * @param faulty nodes of which something worse is said already.
 */
export function nonFiniteProblems(
  results: Omit<Results, 'problems'>,
  doc: GraphDocument,
  faulty: ReadonlySet<string>,
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
    if (faulty.has(id) || sources.some((source) => tainted.has(source))) continue
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
    warn(id, `${place} is ${said(value.data[at])}${given}: ${causeOf(results, id, at)}.`)
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
