import { checkLeaf, type LeafCheck, type Probe, toleranceAt } from '../gradcheck.ts'
import type { GraphDocument } from './document.ts'
import { nudgedLeaves, openTwin, type Twin } from './twin.ts'

/** What a check moves of a leaf, and the gradient it is held to; `null` where no gradient reaches it. */
export function probeOf(twin: Twin, node: string): Probe | null {
  const [step, elements] = [twin.compiled.values.get(node), twin.value(node)?.data]
  const grad = twin.grad(node)?.data
  if (step === undefined || elements === undefined || grad === undefined) return null
  // A copy: where the root is a leaf, or a gradient a mere view of one, moving it would move both.
  return { node, elements, grad: grad.slice(), total: () => twin.total(step) }
}

/**
 * Compares every leaf's gradient with central differences, in float64.
 *
 * @errors none; a document without gradients gives an empty list.
 * @source FORMAT.md, `check`.
 */
export function checkDocument(doc: GraphDocument): LeafCheck[] {
  const { twin } = openTwin('float64').update(doc)
  if (twin.compiled.root === null) return []
  const tolerance = toleranceAt(twin.total())
  return nudgedLeaves(twin.compiled).flatMap((node) => {
    const probe = probeOf(twin, node)
    return probe === null ? [] : [checkLeaf(probe, tolerance)]
  })
}
