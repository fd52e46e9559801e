import { GraphError, type Problem } from '../errors.ts'
import { type Applied, applyOp, carriesTo, reverseOp } from '../ops/apply.ts'
import type { Builder } from '../ops/builder.ts'
import { builderOver } from '../ops/verbs.ts'
import {
  type Origin,
  type Program,
  type Step,
  type Writer,
  writeProgram,
} from '../program/program.ts'
import { diagnose, type WiredNode, type Wiring } from './diagnose.ts'
import { dtypeOf, type FloatType, type GraphDocument } from './document.ts'
import { toldRoot } from './root.ts'
import { hasElement, type Target } from './target.ts'

/** A document as a Program, with where to find what in it. */
export interface Compiled {
  readonly program: Program
  /** What its floats are where no leaf says otherwise. */
  readonly float: FloatType
  readonly wiring: Wiring
  /** All that is wrong before anything runs. */
  readonly problems: readonly Problem[]
  /** The node the gradient flows back from, where one can be told. */
  readonly root: string | null
  /** The element of the root that it flows back from; `null` for the whole, from ones. */
  readonly rootElement: number | null
  /** A leaf that holds what the gradient starts from, where that is one element; see `fillSeed`. */
  readonly seed: Step | null
  /** The value of every node that can be computed, by node id, inputs first. */
  readonly values: ReadonlyMap<string, Step>
  /** The gradient of every node one reaches, by node id. */
  readonly grads: ReadonlyMap<string, Step>
  /** What arrives by each edge at its source, before it is added up; by edge id. */
  readonly contributions: ReadonlyMap<string, Step>
  /** Each computed node's op as it was applied: what explanations read. */
  readonly applied: ReadonlyMap<string, Applied<Step>>
}

interface Forward {
  readonly values: Map<string, Step>
  readonly applied: Map<string, Applied<Step>>
  /** Nodes through which a gradient can flow to a leaf that asks for one. */
  readonly carries: Set<string>
  readonly problems: Problem[]
}

type Backward = Pick<Compiled, 'grads' | 'contributions' | 'seed'>

const nothing: Backward = { grads: new Map(), contributions: new Map(), seed: null }

/** Appends what makes one node's value, or reports why it cannot. */
function writeNode(k: Builder<Step>, writer: Writer, wired: WiredNode, done: Forward): void {
  const { node, op, attrs, leaf } = wired
  writer.origin = { kind: 'value', node: node.id }
  const mark = writer.mark()
  try {
    if (op.kind === 'leaf') {
      if (leaf === null) return
      done.values.set(node.id, writer.leaf(leaf.shape, leaf.dtype))
      if (leaf.requiresGrad) done.carries.add(node.id)
      return
    }
    const { inputs: edges } = wired
    const inputs = edges.map((edge) => (edge === null ? undefined : done.values.get(edge.source)))
    if (!inputs.every((step) => step !== undefined)) return // Waits for a problem upstream.
    const applied = applyOp(k, op, inputs, attrs)
    done.applied.set(node.id, applied)
    done.values.set(node.id, applied.output)
    if (edges.some((edge, port) => done.carries.has(edge!.source) && carriesTo(applied, port)))
      done.carries.add(node.id)
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    writer.rewind(mark)
    done.problems.push({
      code: error.code,
      severity: 'error',
      message: error.message,
      node: node.id,
    })
  }
}

/** A forward pass in some reading: what a reverse pass reads of it, inputs before what they feed. */
export interface ForwardPass<V> {
  readonly values: ReadonlyMap<string, V>
  readonly applied: ReadonlyMap<string, Applied<V>>
  /** Nodes to which a gradient is sent back. */
  readonly carries: ReadonlySet<string>
}

/** What a reverse pass finds: the gradient of every node one reaches, and what each edge brings to it. */
export interface ReversePass<V> {
  readonly grads: Map<string, V>
  readonly contributions: Map<string, V>
}

/**
 * The reverse rules of a whole graph, newest node first, in any reading: what the root owes to each
 * edge and node.
 *
 * @param seed what arrives at the root, of its shape and dtype.
 * @param writing told before each step what it is there for.
 */
export function reverseGraph<V>(
  k: Builder<V>,
  wiring: Wiring,
  { values, applied, carries }: ForwardPass<V>,
  { root, seed }: { readonly root: string; readonly seed: V },
  writing: (origin: Origin) => void = () => undefined,
): ReversePass<V> {
  const grads = new Map([[root, seed]])
  const contributions = new Map<string, V>()
  for (const id of [...values.keys()].toReversed()) {
    const call = applied.get(id)
    const cotangent = grads.get(id)
    if (call === undefined || cotangent === undefined) continue
    const { inputs } = wiring.nodes.get(id)!
    inputs.forEach((edge, port) => {
      if (edge === null || !carries.has(edge.source)) return
      writing({ kind: 'contribution', edge: edge.id })
      const wanted = inputs.map((_, at) => at === port)
      const owed = reverseOp(k, call, cotangent, wanted)[port]
      if (owed === null || owed === undefined) return
      const flowing = k.cast(owed, k.spec(values.get(edge.source)!).dtype)
      contributions.set(edge.id, flowing)
      writing({ kind: 'gradient', node: edge.source })
      const before = grads.get(edge.source)
      // Fan-out: contributions add.
      grads.set(edge.source, before === undefined ? flowing : k.add(before, flowing))
    })
  }
  return { grads, contributions }
}

/** What the gradient is of: the target asked for where it has a value, else the document's root. */
function aim(doc: GraphDocument, wiring: Wiring, done: Forward, target: Target | null) {
  const asked = target === null ? undefined : done.values.get(target.node)
  if (target !== null && asked !== undefined && hasElement(asked.shape, target.element))
    return target
  const told = toldRoot(doc, wiring.edges)
  return told !== null && done.values.has(told) ? { node: told, element: null } : null
}

/** Appends the reverse rules: what the root owes to each edge and node. */
function writeBackward(
  k: Builder<Step>,
  writer: Writer,
  wiring: Wiring,
  done: Forward,
  { node: root, element }: Target,
): Backward {
  if (!done.carries.has(root)) return nothing
  writer.origin = { kind: 'gradient', node: root }
  const { shape, dtype } = writer.spec(done.values.get(root)!)
  // One element of many is a choice that changes without a new Program.
  const chosen = element === null ? null : writer.leaf(shape, dtype)
  const seed = chosen ?? k.broadcastTo(k.constant(1, dtype), shape)
  const found = reverseGraph(k, wiring, done, { root, seed }, (origin) => {
    writer.origin = origin
  })
  return { ...found, seed: chosen }
}

/**
 * A document as a Program: forward in an order that runs, then backward from the root, or from
 * another target for now; one that has no value leaves the gradient to the root.
 *
 * What cannot be computed is reported at its node and left out with all that waits for it; the rest
 * is computed.
 *
 * @errors none; problems are collected.
 */
export function compile(doc: GraphDocument, target: Target | null = null): Compiled {
  const wiring = diagnose(doc)
  const writer = writeProgram(dtypeOf(doc))
  const k = builderOver(writer)
  const done: Forward = {
    values: new Map(),
    applied: new Map(),
    carries: new Set(),
    problems: [...wiring.problems],
  }
  for (const id of wiring.order) {
    const wired = wiring.nodes.get(id)
    if (wired !== undefined) writeNode(k, writer, wired, done)
  }
  const aimed = aim(doc, wiring, done, target)
  const mark = writer.mark()
  let backward = nothing
  try {
    if (aimed !== null) backward = writeBackward(k, writer, wiring, done, aimed)
  } catch (error) {
    if (!(error instanceof GraphError) || aimed === null) throw error
    writer.rewind(mark)
    done.problems.push({
      code: error.code,
      severity: 'error',
      message: `No gradients: ${error.message}`,
      node: aimed.node,
    })
  }
  return {
    program: { steps: writer.steps },
    float: dtypeOf(doc),
    wiring,
    problems: done.problems,
    root: aimed?.node ?? null,
    rootElement: aimed?.element ?? null,
    values: done.values,
    applied: done.applied,
    ...backward,
  }
}
