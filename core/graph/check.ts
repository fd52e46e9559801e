import { checkLeaf, type LeafCheck } from '../gradcheck.ts'
import { interpret } from '../program/interpret.ts'
import { compile } from './compile.ts'
import type { GraphDocument } from './document.ts'
import { setSettings } from './edit.ts'

/** `doc` computed in float64 throughout: what central differences need. */
function inFloat64(doc: GraphDocument): GraphDocument {
  const nodes = doc.nodes.map((node) =>
    node.data['dtype'] === 'float32' ? { ...node, data: { ...node.data, dtype: 'float64' } } : node,
  )
  return setSettings({ ...doc, nodes }, { dtype: 'float64' })
}

/**
 * Compares every leaf's gradient with central differences, in float64.
 *
 * @errors none; a document without gradients gives an empty list.
 * @source FORMAT.md, `check`: rtol 1e-5, atol 1e-7 · max(1, |L|).
 */
export function checkDocument(doc: GraphDocument): LeafCheck[] {
  const wide = inFloat64(doc)
  const { program, values, grads, root, wiring } = compile(wide)
  if (root === null) return []
  const machine = interpret(program)
  const rootData = machine.value(values.get(root)!).data
  for (const [id, { leaf, node }] of wiring.nodes) {
    const step = values.get(id)
    if (step !== undefined) leaf?.fill(machine.value(step).data, node.data)
  }
  const total = () => {
    machine.run()
    let sum = 0
    for (const value of rootData) sum += value
    return sum
  }
  const atol = 1e-7 * Math.max(1, Math.abs(total()))
  return [...wiring.nodes].flatMap(([id, { leaf }]) => {
    const grad = grads.get(id)
    if (!leaf?.requiresGrad || grad === undefined) return []
    const elements = machine.value(values.get(id)!).data
    const analytic = machine.value(grad).data.slice()
    return [checkLeaf({ node: id, elements, grad: analytic, total }, { rtol: 1e-5, atol })]
  })
}
