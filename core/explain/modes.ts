import type { Compiled } from '../graph/compile.ts'
import { reachable } from '../graph/order.ts'
import { carriesTo } from '../ops/apply.ts'
import { countOperations, type Operations } from '../program/operations.ts'
import { type Program, writeProgram } from '../program/program.ts'
import { sizeOf } from '../tensor/shape.ts'
import { valueSteps, writePortTangent } from './forward.ts'

/** What the two modes of differentiation cost on one graph, beside its forward pass. */
export interface Modes {
  /** One reverse pass: the gradient of every leaf that asks for one. */
  readonly reverse: Operations
  /** One forward pass along the source, as far as the target. */
  readonly forward: Operations
  /** Forward passes for the gradient of every leaf: one for each of their elements. */
  readonly passes: number
  /** Those passes together; `null` where there are too many leaves and nodes to count them at once. */
  readonly all: Operations | null
}

/** More leaves times nodes than these are not walked through. */
const walkLimit = 2e6

/** What each wired port of the nodes upstream of the root costs a forward pass. */
function portCosts(compiled: Compiled) {
  const { root, values, applied, wiring } = compiled
  const feeding = (id: string) => {
    const call = applied.get(id)
    if (call === undefined) return []
    return wiring.nodes.get(id)!.inputs.flatMap((edge, port) =>
      // Not by an index or a condition: nothing flows there in either mode.
      edge !== null && carriesTo(call, port) ? [{ source: edge.source, port }] : [],
    )
  }
  const upstream = reachable([root!], (id) => feeding(id).map(({ source }) => source))
  const writer = writeProgram(compiled.float, valueSteps(compiled))
  return [...values.keys()]
    .filter((id) => upstream.has(id) && applied.has(id))
    .map((id) => {
      const ports = feeding(id).flatMap(({ source, port }) => {
        const mark = writer.mark()
        const { shape, dtype } = values.get(source)!
        const made = writePortTangent(writer, compiled, id, port, writer.leaf(shape, dtype))
        const cost = countOperations(writer.steps.slice(mark), writer.steps)
        writer.rewind(mark)
        return made === null ? [] : [{ source, cost }]
      })
      return { id, size: sizeOf(values.get(id)!.shape), ports }
    })
}

/** What one forward pass from `source` costs, as far as the root. */
function passFrom(nodes: ReturnType<typeof portCosts>, source: string): Operations {
  const moving = new Set([source])
  let [steps, scalar] = [0, 0]
  for (const { id, size, ports } of nodes) {
    if (id === source) continue
    let reached = 0
    for (const port of ports) {
      if (!moving.has(port.source)) continue
      reached++
      steps += port.cost.steps
      scalar += port.cost.scalar
    }
    if (reached === 0) continue
    moving.add(id)
    // What comes by several ports is added up.
    if (size > 0) steps += reached - 1
    scalar += (reached - 1) * size
  }
  return { steps, scalar }
}

/** What does not depend on the source. */
function countAll(compiled: Compiled) {
  const { program, values, grads, wiring } = compiled
  const nodes = portCosts(compiled)
  const backward = program.steps.filter(({ origin }) => origin.kind !== 'value')
  const leaves = [...grads.keys()].filter((id) => wiring.nodes.get(id)?.op.kind === 'leaf')
  let [passes, steps, scalar] = [0, 0, 0]
  const countable = leaves.length * nodes.length <= walkLimit
  for (const id of leaves) {
    const size = sizeOf(values.get(id)!.shape)
    passes += size
    if (!countable) continue
    const pass = passFrom(nodes, id)
    steps += size * pass.steps
    scalar += size * pass.scalar
  }
  const all = countable ? { steps, scalar } : null
  return { nodes, reverse: countOperations(backward, program.steps), passes, all }
}

/** Counted once a Program: another element of the target is another seed, and costs the same. */
const counted = new WeakMap<Program, ReturnType<typeof countAll>>()

/**
 * Counts what reverse and forward mode cost for the gradient of the compiled target, from the steps
 * of both; `null` where there is no target. The forward pass that both need is not counted.
 *
 * @errors GraphError `budget` where tangents would hold too much.
 */
export function compareModes(compiled: Compiled, source: string): Modes | null {
  if (compiled.root === null) return null
  const known = counted.get(compiled.program) ?? countAll(compiled)
  counted.set(compiled.program, known)
  const { nodes, reverse, passes, all } = known
  return { reverse, forward: passFrom(nodes, source), passes, all }
}
