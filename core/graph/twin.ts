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
import { fillSeed, sameTarget, type Target, totalOf } from './target.ts'

/** A document's own Program, computed in one float type, whose leaves can be moved. */
export interface Twin {
  readonly compiled: Compiled
  /** What L costs to ask for: the planned work of a forward run. */
  readonly work: number
  /**
   * L as the leaves stand: the root's element that the gradient is of, or the sum of them all.
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

const rootOf = ({ root, values }: Compiled) => (root === null ? undefined : values.get(root))

/** What L costs to ask for. */
function workOf(compiled: Compiled): number {
  const last = rootOf(compiled)
  return last === undefined ? 0 : plannedWork(compiled.program, last)
}

function twinOf(compiled: Compiled, machine: Machine | null): Twin {
  const { root, rootElement, values, grads } = compiled
  const last = rootOf(compiled)
  const read = (step: Step | undefined) =>
    step === undefined || machine === null ? null : machine.value(step)
  const rootData = read(last)?.data ?? new Float64Array()
  return {
    compiled,
    work: workOf(compiled),
    total: (moved) => {
      if (moved !== undefined) machine?.rerun([moved], last)
      return root === null ? 0 : totalOf({ data: rootData }, rootElement)
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
 * What the gradient is of may be another target for now, as in a session.
 *
 * @param limit the most that L may cost to ask for: a costlier document is compiled, but never run, and
 *   has no values.
 * @errors none; what cannot be computed has no value, as in a session.
 */
export function openTwin(
  dtype: FloatType,
  limit = Number.POSITIVE_INFINITY,
): {
  readonly update: (
    doc: GraphDocument,
    target?: Target | null,
  ) => { readonly twin: Twin; readonly written: Written }
} {
  let before: GraphDocument | null = null
  let aimed: Target | null = null
  let kept: { readonly twin: Twin; readonly machine: Machine | null } | null = null
  const open = (doc: GraphDocument, target: Target | null) => {
    const compiled = compile(documentIn(doc, dtype), target)
    const machine = workOf(compiled) > limit ? null : interpret(compiled.program)
    if (machine !== null) {
      fillLeaves(compiled, machine, doc, null)
      const { seed, rootElement } = compiled
      if (seed !== null) fillSeed(machine.value(seed), rootElement)
    }
    machine?.run()
    return { twin: twinOf(compiled, machine), machine }
  }
  return {
    update: (doc, target = null) => {
      const same = before !== null && sameProgram(before, doc) && sameTarget(aimed, target)
      if (kept === null || !same) {
        kept = open(doc, target)
        aimed = target
        before = doc
        return { twin: kept.twin, written: 'all' }
      }
      const { twin, machine } = kept
      const steps = machine === null ? [] : fillLeaves(twin.compiled, machine, doc, before)
      machine?.rerun(steps)
      before = doc
      const written = steps.flatMap(({ origin }) => (origin.kind === 'value' ? origin.node : []))
      return { twin, written }
    },
  }
}
