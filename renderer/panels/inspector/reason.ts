import { type GraphDocument, type Problem, type Results, toldRoot } from '#core/index.ts'
import { nameOf, nodeOf } from '../../canvas/names.ts'

/** The first error upstream of a node that has no value, nearest first. */
function causeOf(id: string, { compiled, problems }: Results): Problem | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const seen = new Set([id])
  for (const at of seen) {
    const cause = errors.find(({ node }) => node === at)
    if (cause !== undefined) return cause
    for (const { source, target } of compiled.wiring.edges)
      if (target === at && !compiled.values.has(source)) seen.add(source)
  }
  return undefined
}

/** Why there is no gradient, in a sentence; `null` where there is a root that has a value. */
export function whyNoGradient(doc: GraphDocument, results: Results): string | null {
  const { compiled } = results
  if (compiled.root !== null) return null
  if (doc.nodes.length === 0) return 'Nothing is here yet: add an op from the palette.'
  const told = toldRoot(doc, compiled.wiring.edges)
  if (told !== null && nodeOf(doc, told) === undefined)
    return `The gradient is asked of “${told}”, which is not here. Choose another node.`
  if (told !== null) {
    const name = nameOf(doc, told)
    const cause = causeOf(told, results)
    if (cause === undefined) return `${name} has no value yet.`
    const elsewhere = cause.node !== told && cause.node !== undefined
    const where = elsewhere ? `of ${nameOf(doc, cause.node ?? null)}: ` : ''
    return `${name} has no value yet, because ${where}${cause.message}`
  }
  if (compiled.wiring.edges.length === 0)
    return 'No gradient yet: no card is wired to another. Drag from an output to an input.'
  return 'No gradient yet: there is no single last node. Choose the node that gradients flow back from.'
}
