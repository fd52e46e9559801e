import type { Problem } from '../errors.ts'
import { interpret, type Machine } from '../program/interpret.ts'
import type { Step } from '../program/program.ts'
import type { NdArray } from '../tensor/storage.ts'
import { type Compiled, compile } from './compile.ts'
import type { GraphDocument, GraphNode } from './document.ts'
import { type FaultCheck, faultCheck } from './faults.ts'
import { nonFiniteProblems } from './nonFinite.ts'
import { fillSeed, hasElement, sameTarget, type Target } from './target.ts'

/**
 * What a run found. Buffers are reused from run to run, so what is read here is what the newest run
 * left; `revision` says which one that was.
 */
export interface Results {
  readonly revision: number
  readonly compiled: Compiled
  readonly problems: readonly Problem[]
  readonly value: (node: string) => NdArray | null
  readonly grad: (node: string) => NdArray | null
  readonly contribution: (edge: string) => NdArray | null
  /** What any step of the compiled Program came to. */
  readonly step: (step: Step) => NdArray
}

/** A document kept computed: give it each new version, it does no more than it must. */
export interface Session {
  /** @param target what the gradient is of for now, instead of the document's root. */
  readonly update: (doc: GraphDocument, target?: Target | null) => Results
}

/** Whether two versions of a node differ in nothing but where they are, how they look, and stored values. */
function sameStructure(a: GraphNode, b: GraphNode): boolean {
  if (a === b) return true
  if (a.id !== b.id || a.type !== b.type) return false
  if (a.data === b.data) return true
  const keys = new Set([...Object.keys(a.data), ...Object.keys(b.data)])
  keys.delete('label')
  for (const key of keys)
    if (a.data[key] !== b.data[key] && !(key === 'values' && onlyNumbersDiffer(a, b))) return false
  return true
}

/** Whether two versions of a leaf store as many numbers, and numbers that any float may be. */
function onlyNumbersDiffer(a: GraphNode, b: GraphNode): boolean {
  const [before, after] = [a.data['values'], b.data['values']]
  const plain = (list: readonly unknown[]) => list.every((value) => typeof value === 'number')
  return (
    a.data['dtype'] !== 'int64' &&
    Array.isArray(before) &&
    Array.isArray(after) &&
    before.length === after.length &&
    plain(before) &&
    plain(after)
  )
}

/** Whether two versions of a document compile to the same Program: at most stored numbers differ. */
export function sameProgram(a: GraphDocument, b: GraphDocument): boolean {
  return (
    a.edges === b.edges &&
    a.root === b.root &&
    a.settings === b.settings &&
    a.unreadable === b.unreadable &&
    a.extra === b.extra &&
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, at) => sameStructure(node, b.nodes[at]!))
  )
}

/** Writes a document's stored and generated elements into the machine's leaves; which were written. */
export function fillLeaves(
  compiled: Compiled,
  machine: Machine,
  doc: GraphDocument,
  before: GraphDocument | null,
): Step[] {
  return doc.nodes.flatMap((node, at) => {
    const step = compiled.values.get(node.id)
    const wired = compiled.wiring.nodes.get(node.id)
    if (step === undefined || wired?.at !== at || wired.leaf === null) return []
    if (before !== null && before.nodes[at]!.data === node.data) return []
    wired.leaf.fill(machine.value(step).data, node.data)
    return [step]
  })
}

/** Whether a compiled document gives this target's gradient too, its seed being filled anew. */
function servesTarget({ seed, root }: Compiled, before: Target | null, next: Target | null) {
  if (sameTarget(before, next)) return true
  if (seed === null || next === null || next.element === null) return false
  return next.node === root && hasElement(seed.shape, next.element)
}

/**
 * Keeps a document computed: compiles once per change of structure, and otherwise writes the
 * changed leaves and re-runs what depends on them, without allocating.
 */
export function openSession(): Session {
  let doc: GraphDocument | null = null
  let aimed: Target | null = null
  let compiled: Compiled | null = null
  let machine: Machine | null = null
  let findFaults: FaultCheck = () => []
  let revision = 0
  /**
   * Reads by name. What it hands out is a new view each run, over the same buffer: whoever compares
   * by identity sees that the numbers may be others.
   */
  const reader = (at: ReadonlyMap<string, Step>) => {
    const views = new Map<string, NdArray>()
    return (key: string): NdArray | null => {
      const known = views.get(key)
      if (known !== undefined) return known
      const step = at.get(key)
      if (step === undefined || machine === null) return null
      const array = machine.value(step)
      const view = { ...array, data: array.data.subarray() }
      views.set(key, view)
      return view
    }
  }
  return {
    update: (next, target = null) => {
      const same =
        doc !== null &&
        compiled !== null &&
        sameProgram(doc, next) &&
        servesTarget(compiled, aimed, target)
      if (!same || compiled === null || machine === null) {
        compiled = compile(next, target)
        machine = interpret(compiled.program)
        findFaults = faultCheck(compiled, machine)
      }
      const changed = fillLeaves(compiled, machine, next, same ? doc : null)
      const { seed } = compiled
      if (seed !== null && !(same && sameTarget(aimed, target))) {
        // What is cached by the compiled document speaks of another element from here on.
        if (same) compiled = { ...compiled, rootElement: target?.element ?? null }
        fillSeed(machine.value(seed), compiled.rootElement)
        changed.push(seed)
      }
      const { values, grads, contributions } = compiled
      const { value: stepValue } = machine
      if (same) machine.rerun(changed)
      else machine.run()
      aimed = target
      doc = next
      revision++
      const results: Omit<Results, 'problems'> = {
        revision,
        compiled,
        value: reader(values),
        grad: reader(grads),
        contribution: reader(contributions),
        step: stepValue,
      }
      const faults = findFaults()
      const faulty = new Set(faults.flatMap(({ node }) => node ?? []))
      return {
        ...results,
        problems: [...compiled.problems, ...faults, ...nonFiniteProblems(results, next, faulty)],
      }
    },
  }
}

/** Runs a document once, with the gradient of its root or of another target. */
export function runDocument(doc: GraphDocument, target: Target | null = null): Results {
  return openSession().update(doc, target)
}
