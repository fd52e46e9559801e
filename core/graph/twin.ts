import { isOpName, ops } from '../ops/index.ts'
import type { OpDef } from '../ops/op.ts'
import { interpret, type Machine } from '../program/interpret.ts'
import type { Step } from '../program/program.ts'
import { plannedWork } from '../program/work.ts'
import type { NdArray } from '../tensor/storage.ts'
import { type Compiled, compile } from './compile.ts'
import type { FloatType, GraphDocument, GraphNode } from './document.ts'
import { setSettings } from './edit.ts'
import { fillLeaves, sameProgram } from './session.ts'

/** A document's own Program, computed in one float type, whose leaves can be moved. */
export interface Twin {
  readonly compiled: Compiled
  /** What L costs to ask for: the planned work of a forward run. */
  readonly work: number
  /**
   * L as the leaves stand: Σ seed ⊙ value(root), where the seed is what the gradient starts from.
   *
   * @param moved the leaf that was written since L was asked last; nothing else is run again.
   */
  readonly total: (moved?: Step) => number
  /** A node's elements: a leaf's may be written, and must be put back. */
  readonly value: (node: string) => NdArray | null
  readonly grad: (node: string) => NdArray | null
}

/** The leaves whose gradient a check compares: those that ask for one, in the document's order. */
export function nudgedLeaves({ wiring, values }: Compiled): string[] {
  return [...wiring.nodes.values()].flatMap(({ node, leaf }) =>
    leaf?.requiresGrad === true && values.has(node.id) ? [node.id] : [],
  )
}

/** A node computed in `dtype` if it is computed in a float at all. */
function nodeIn(node: GraphNode, dtype: FloatType): GraphNode {
  const op: OpDef | null = isOpName(node.type) ? ops[node.type] : null
  // A row may have a float type of its own where the node says none.
  const own = node.data['dtype'] ?? (op?.kind === 'leaf' ? op.dtype : undefined)
  const other = (own === 'float32' || own === 'float64') && own !== dtype
  return other ? { ...node, data: { ...node.data, dtype } } : node
}

/** `doc` computed in one float type throughout: float64 is what central differences need. */
const documentIn = (doc: GraphDocument, dtype: FloatType): GraphDocument =>
  setSettings({ ...doc, nodes: doc.nodes.map((node) => nodeIn(node, dtype)) }, { dtype })

function twinOf(compiled: Compiled, machine: Machine): Twin {
  const { program, root, values, grads } = compiled
  const last = root === null ? undefined : values.get(root)
  const seed = root === null ? undefined : grads.get(root)
  const read = (step: Step | undefined) => (step === undefined ? null : machine.value(step))
  const [rootData, seedData] = [read(last)?.data ?? [], read(seed)?.data]
  return {
    compiled,
    work: last === undefined ? 0 : plannedWork(program, last),
    total: (moved) => {
      if (moved !== undefined) machine.rerun([moved], last)
      let sum = 0
      for (let i = 0; i < rootData.length; i++) {
        const weight = seedData === undefined ? 1 : seedData[i]!
        // What is not looked at may be infinite.
        if (weight !== 0) sum += weight * rootData[i]!
      }
      return sum
    },
    value: (node) => read(values.get(node)),
    grad: (node) => read(grads.get(node)),
  }
}

/** Which leaves an update has written; `all` where the Program is another one. */
export type Written = readonly string[] | 'all'

/**
 * Keeps a document's twin in `dtype`: compiled once per change of structure, and otherwise re-run from
 * the leaves that changed, without allocating.
 *
 * @errors none; what cannot be computed has no value, as in a session.
 */
export function openTwin(dtype: FloatType): {
  readonly update: (doc: GraphDocument) => { readonly twin: Twin; readonly written: Written }
} {
  let before: GraphDocument | null = null
  let kept: { readonly twin: Twin; readonly machine: Machine } | null = null
  return {
    update: (doc) => {
      if (kept === null || before === null || !sameProgram(before, doc)) {
        const compiled = compile(documentIn(doc, dtype))
        const machine = interpret(compiled.program)
        fillLeaves(compiled, machine, doc, null)
        machine.run()
        before = doc
        kept = { twin: twinOf(compiled, machine), machine }
        return { twin: kept.twin, written: 'all' }
      }
      const { twin, machine } = kept
      const steps = fillLeaves(twin.compiled, machine, doc, before)
      machine.rerun(steps)
      before = doc
      const written = steps.flatMap(({ origin }) => (origin.kind === 'value' ? origin.node : []))
      return { twin, written }
    },
  }
}
