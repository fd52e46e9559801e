import { compile } from '../graph/compile.ts'
import type { GraphDocument, GraphNode } from '../graph/document.ts'
import { fillSeed, type Target, totalOf } from '../graph/target.ts'
import { interpret } from '../program/interpret.ts'
import { plannedWork } from '../program/work.ts'

/** The root and its gradient while one leaf element runs over a range, all else held. */
export interface Swept {
  readonly x: Float64Array
  /** What the gradient is of: the root's value, one element of it, or the sum of its elements. */
  readonly root: Float64Array
  readonly grad: Float64Array
}

/** The most elements a sweep may compute in all: beyond, it takes fewer samples. */
const workLimit = 2e6
const fewest = 8

/**
 * Sweeps one element of a stored leaf.
 *
 * The graph is compiled once and re-run; `null` where there is no root, no such element, no gradient
 * at this leaf, or so much to compute that fewer than 8 samples would be left.
 *
 * @param target what the gradient is of, where that is not the document's root.
 */
export function sweep(
  doc: GraphDocument,
  node: string,
  element: number,
  [from, to]: readonly [number, number],
  count: number,
  target: Target | null = null,
): Swept | null {
  const { program, values, grads, root, rootElement, seed, wiring } = compile(doc, target)
  const [leaf, grad] = [values.get(node), grads.get(node)]
  if (root === null || leaf === undefined || grad === undefined) return null
  if (!wiring.nodes.get(node)?.leaf?.stored) return null
  const samples = Math.min(count, Math.floor(workLimit / Math.max(1, plannedWork(program))))
  if (samples < fewest) return null
  const machine = interpret(program)
  for (const [id, wired] of wiring.nodes) {
    const step = values.get(id)
    if (step !== undefined) wired.leaf?.fill(machine.value(step).data, wired.node.data)
  }
  const moved = machine.value(leaf).data
  if (!(element in moved)) return null
  if (seed !== null) fillSeed(machine.value(seed), rootElement)
  machine.run()
  const [rootValue, gradData] = [machine.value(values.get(root)!), machine.value(grad).data]
  const swept = {
    x: new Float64Array(samples),
    root: new Float64Array(samples),
    grad: new Float64Array(samples),
  }
  for (let i = 0; i < samples; i++) {
    const x = from + ((to - from) * i) / (samples - 1)
    moved[element] = x
    machine.rerun([leaf])
    swept.x[i] = x
    swept.root[i] = totalOf(rootValue, rootElement)
    swept.grad[i] = gradData[element]!
  }
  return swept
}

/** Whether a node's `view` says a range: two finite numbers, ascending. */
function ownRange(node: GraphNode): readonly [number, number] | null {
  const range = (node['view'] as { readonly range?: unknown } | null | undefined)?.range
  if (!Array.isArray(range)) return null
  const [from, to] = range as unknown[]
  const sound = typeof from === 'number' && typeof to === 'number' && from < to
  return sound && Number.isFinite(to - from) ? [from, to] : null
}

/**
 * The range over which a leaf's elements are dragged and swept: the one its `view` says, or else
 * −5 to 5, widened to 1, 2 or 5 times a power of ten that holds the values.
 *
 * Rounded so far outwards, it stays put during a drag.
 */
export function rangeOf(node: GraphNode, values: ArrayLike<number>): readonly [number, number] {
  const own = ownRange(node)
  if (own !== null) return own
  let reach = 5
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!)
    if (size < Number.POSITIVE_INFINITY) reach = Math.max(reach, size)
  }
  const power = 10 ** Math.floor(Math.log10(reach))
  const nice = [1, 2, 5, 10].map((step) => step * power).find((step) => step >= reach) ?? reach
  return [-nice, nice]
}
