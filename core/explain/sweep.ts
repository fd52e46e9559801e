import { compile } from '../graph/compile.ts'
import type { GraphDocument } from '../graph/document.ts'
import { interpret } from '../program/interpret.ts'
import { sizeOf } from '../tensor/shape.ts'

/** The root and its gradient while one leaf element runs over a range, all else held. */
export interface Swept {
  readonly x: Float64Array
  /** The root's value; the sum of its elements where it has several. */
  readonly root: Float64Array
  readonly grad: Float64Array
}

/** The most elements a sweep may compute in all: beyond, it takes fewer samples. */
const workLimit = 2e6
const fewest = 8

/**
 * Sweeps one element of a stored leaf.
 *
 * The graph is compiled once and re-run; `null` where there is no root, no gradient at this leaf, or
 * so much to compute that fewer than 8 samples would be left.
 */
export function sweep(
  doc: GraphDocument,
  node: string,
  element: number,
  [from, to]: readonly [number, number],
  count: number,
): Swept | null {
  const { program, values, grads, root, wiring } = compile(doc)
  const [leaf, grad] = [values.get(node), grads.get(node)]
  if (root === null || leaf === undefined || grad === undefined) return null
  const work = program.steps.reduce((total, { shape }) => total + sizeOf(shape), 0)
  const samples = Math.min(count, Math.floor(workLimit / Math.max(1, work)))
  if (samples < fewest) return null
  const machine = interpret(program)
  for (const { id, data } of doc.nodes) {
    const step = values.get(id)
    if (step !== undefined) wiring.nodes.get(id)?.leaf?.fill(machine.value(step).data, data)
  }
  const moved = machine.value(leaf).data
  const [rootData, gradData] = [machine.value(values.get(root)!).data, machine.value(grad).data]
  const swept = {
    x: new Float64Array(samples),
    root: new Float64Array(samples),
    grad: new Float64Array(samples),
  }
  for (let i = 0; i < samples; i++) {
    const x = from + ((to - from) * i) / (samples - 1)
    moved[element] = x
    machine.run()
    swept.x[i] = x
    for (const value of rootData) swept.root[i]! += value
    swept.grad[i] = gradData[element]!
  }
  return swept
}
