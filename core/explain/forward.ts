import type { Compiled } from '../graph/compile.ts'
import type { Results } from '../graph/session.ts'
import { fillSeed } from '../graph/target.ts'
import { carriesTo, reverseOp } from '../ops/apply.ts'
import { builderOver } from '../ops/verbs.ts'
import { interpret, type Machine } from '../program/interpret.ts'
import { writeTangent } from '../program/jvp.ts'
import { type Program, type Step, type Writer, writeProgram } from '../program/program.ts'
import { plannedWork } from '../program/work.ts'
import { isFloat, type NdArray } from '../tensor/storage.ts'

/** The values of a document and, beside them, how each moves with one of its nodes: forward mode. */
export interface Forward {
  /** The forward pass, and after it the tangents. */
  readonly program: Program
  /** A leaf for the source's own tangent: what is seeded. */
  readonly seed: Step
  /** The tangent of every node that moves with the source, by node id, the source first. */
  readonly tangents: ReadonlyMap<string, Step>
}

/** The steps of a compiled document that make its values. */
export function valueSteps({ program }: Compiled): readonly Step[] {
  const end = program.steps.findIndex(({ origin }) => origin.kind !== 'value')
  return end < 0 ? program.steps : program.steps.slice(0, end)
}

/** Whether forward mode can start from a node: it has a value, of floats. */
export function canSeed({ values }: Compiled, node: string): boolean {
  const value = values.get(node)
  return value !== undefined && isFloat(value.dtype)
}

/** Appends what one port of a node adds to the node's tangent; `null` where nothing flows. */
export function writePortTangent(
  writer: Writer,
  { applied, values }: Pick<Compiled, 'applied' | 'values'>,
  node: string,
  port: number,
  tangent: Step,
): Step | null {
  const call = applied.get(node)!
  if (!carriesTo(call, port)) return null
  const wanted = call.ports.map((_, at) => at === port)
  return writeTangent(
    writer,
    (k, cotangent) => {
      const owed = reverseOp(k, call, cotangent, wanted)[port] ?? null
      return owed === null ? null : k.cast(owed, tangent.dtype)
    },
    values.get(node)!,
    tangent,
  )
}

/**
 * The forward-mode derivative of a compiled document along one node, as a Program: node by node, the
 * tangents of its inputs through the transposed reverse rules. `null` where the node has no float value.
 *
 * @shape a tangent has its node's shape and dtype.
 * @errors GraphError `budget` where values and tangents together would hold too much.
 */
export function compileForward(compiled: Compiled, source: string): Forward | null {
  const { values, applied, wiring } = compiled
  if (!canSeed(compiled, source)) return null
  const from = values.get(source)!
  const writer = writeProgram(compiled.float, valueSteps(compiled))
  const k = builderOver(writer)
  writer.origin = { kind: 'tangent', node: source }
  const seed = writer.leaf(from.shape, from.dtype)
  const tangents = new Map([[source, seed]])
  for (const id of values.keys()) {
    if (id === source || !applied.has(id)) continue
    writer.origin = { kind: 'tangent', node: id }
    let total: Step | null = null
    wiring.nodes.get(id)!.inputs.forEach((edge, port) => {
      const tangent = edge === null ? undefined : tangents.get(edge.source)
      if (tangent === undefined) return
      const part = writePortTangent(writer, compiled, id, port, tangent)
      // Fan-in: what comes by each port adds.
      if (part !== null) total = total === null ? part : k.add(total, part)
    })
    if (total !== null) tangents.set(id, total)
  }
  return { program: { steps: writer.steps }, seed, tangents }
}

/** How everything moves with one element of a node, or with all of them at once. */
export interface Tangents {
  readonly source: string
  /** The element that was seeded; `null` for all, with ones. */
  readonly element: number | null
  /** What moves with the source, in order, the source first. */
  readonly nodes: readonly string[]
  /** A node's tangent as this run left it; `null` where it does not move with the source. */
  readonly tangent: (node: string) => NdArray | null
}

/** More elements than this in values and tangents are no work for every frame. */
const workLimit = 2e6

/** Forward mode, where it is no more than a frame has time for. */
function plannedForward(compiled: Compiled, source: string): Forward | null {
  // Told from the values alone where they are too much already, before anything is written.
  if (plannedWork({ steps: valueSteps(compiled) }) > workLimit) return null
  const forward = compileForward(compiled, source)
  return forward === null || plannedWork(forward.program) > workLimit ? null : forward
}

/** Keeps forward mode computed beside a session: compiled once per structure and source. */
export interface ForwardSession {
  /** `null` where the source has no float value, or there is too much to compute at every frame. */
  readonly update: (results: Results, source: string, element: number | null) => Tangents | null
}

/** Opens a forward session. */
export function openForward(): ForwardSession {
  let of: { readonly program: Program; readonly source: string } | null = null
  let forward: Forward | null = null
  let machine: Machine | null = null
  return {
    update: (results, source, element) => {
      const { compiled } = results
      if (of?.program !== compiled.program || of.source !== source) {
        of = { program: compiled.program, source }
        forward = plannedForward(compiled, source)
        machine = forward === null ? null : interpret(forward.program)
      }
      if (forward === null || machine === null) return null
      const { seed, tangents } = forward
      for (const [id, step] of compiled.values)
        if (step.op === 'leaf') machine.value(step).data.set(results.value(id)!.data)
      fillSeed(machine.value(seed), element)
      machine.run()
      const views = new Map<string, NdArray>()
      for (const [id, step] of tangents) {
        const array = machine.value(step)
        views.set(id, { ...array, data: array.data.subarray() })
      }
      return {
        source,
        element,
        nodes: [...tangents.keys()],
        tangent: (node) => views.get(node) ?? null,
      }
    },
  }
}
