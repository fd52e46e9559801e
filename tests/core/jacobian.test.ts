import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Jacobian, jacobianOf } from '#core/explain/jacobian.ts'
import { compareProduct } from '#core/explain/product.ts'
import { describeStructure } from '#core/explain/structure.ts'
import type { GraphDocument, NodeData } from '#core/graph/document.ts'
import { fromNumber } from '#core/graph/leaf.ts'
import { openSession, runDocument } from '#core/graph/session.ts'
import { applyOp } from '#core/ops/apply.ts'
import { arrays } from '#core/ops/arrays.ts'
import type { ComputedDef } from '#core/ops/op.ts'
import { portName } from '#core/ops/ports.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import type { NdArray } from '#core/tensor/storage.ts'
import { pick } from '../kit/draws.ts'
import { casesOf, computedRows, type OpCase } from '../kit/opCases.ts'
import { drawInputs } from '../kit/opInputs.ts'
import {
  buildGraph,
  type GraphPlan,
  graphPlans,
  leafPlans,
  stepPlans,
} from '../kit/randomGraphs.ts'
import { graph, leaf, node } from './documents.ts'

/** The Jacobian of `y` by its input `port`; the whole of it, or none at all. */
function wholeOf(doc: GraphDocument, id = 'y', port = 0): Jacobian {
  const found = jacobianOf(doc, runDocument(doc), id, port, 0)
  if (found.kind === 'none') throw new Error(`No Jacobian: ${found.why}.`)
  return found
}

const rowsOf = ({ cells, columns }: Jacobian): number[][] =>
  Array.from({ length: cells.length / columns }, (_, row) =>
    Array.from(cells.slice(row * columns, (row + 1) * columns)),
  )

/** A case of a row as a graph in float64. */
function documentOf({ name, op, attrs }: OpCase, inputs: readonly NdArray[]): GraphDocument {
  const leaves = inputs.map(({ shape, dtype, data }, at) =>
    leaf(`x${at}`, Array.from(data, fromNumber), { shape, dtype, requiresGrad: dtype !== 'int64' }),
  )
  const wires = inputs.map((_, at) => [portName(op, at), `x${at}`])
  return graph([...leaves, node('y', name, Object.fromEntries(wires), attrs as NodeData)], {
    settings: { dtype: 'float64' },
  })
}

/** ∂y/∂x by central differences, row-major. */
function differences({ op, attrs }: OpCase, inputs: readonly NdArray[], port: number): number[] {
  const { data } = inputs[port]!
  const at = (column: number, x: number) => {
    const moved = { ...inputs[port]!, data: Float64Array.from(data).with(column, x) }
    return applyOp(arrays, op, inputs.with(port, moved), attrs).output.data
  }
  const columns = Array.from(data, (x, column) => {
    const step = 1e-6 * Math.max(1, Math.abs(x))
    const [above, below] = [at(column, x + step), at(column, x - step)]
    return Array.from(above, (value, row) => (value - below[row]!) / (x + step - (x - step)))
  })
  const rows = columns[0]?.length ?? 0
  return Array.from({ length: rows }, (_, row) => columns.map((column) => column[row]!)).flat()
}

/** Whether nothing is owed to a port by its examples: it holds indices, or a gradient stops there. */
const isClosed = ({ examples }: ComputedDef, port: number) =>
  examples.some(({ grads }) => grads?.[port] === null)

describe.each(computedRows)('the Jacobian of %s', (name, op) => {
  it('agrees with central differences', () => {
    let compared = 0
    for (const one of pick(casesOf(name, op), 16, 3)) {
      const inputs = drawInputs(one, 7)
      if (inputs === null) continue
      const doc = documentOf(one, inputs)
      const results = runDocument(doc)
      const y = results.value('y')
      // Central differences need a result in float64: one that is rounded to less has steps.
      if (y === null || y.dtype === 'float32' || !y.data.every(Number.isFinite)) continue
      inputs.forEach((input, port) => {
        const found = jacobianOf(doc, results, 'y', port, 0)
        if (found.kind === 'none') {
          expect(['index', 'whole']).toContain(found.why)
          if (found.why === 'whole') expect(input.dtype).toBe('int64')
          return
        }
        expect(isClosed(op, port)).toBe(false)
        const numeric = differences(one, inputs, port)
        expect(found.cells).toHaveLength(numeric.length)
        numeric.forEach((slope, at) => {
          const cell = found.cells[at]!
          expect(Math.abs(cell - slope)).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)))
          compared++
        })
      })
    }
    const carries = !['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'detach'].includes(name)
    if (carries) expect(compared).toBeGreaterThan(0)
  })
})

/** Random graphs of plain numbers, whose last node is the root, so that much flows. */
const flowingPlans: fc.Arbitrary<GraphPlan> = fc.record({
  leaves: fc.array(
    leafPlans(fc.double({ min: 0.2, max: 2, noNaN: true }), ['float32', 'float64', 'int64']).map(
      (plan) => ({ ...plan, requiresGrad: plan.dtype !== 'int64' }),
    ),
    { minLength: 2, maxLength: 5 },
  ),
  steps: fc.array(stepPlans(computedRows), { minLength: 4, maxLength: 16, size: 'max' }),
  root: fc.constant(0),
})

/** Compares the product with what was sent back, by every edge of a graph. */
function compareAll(doc: GraphDocument) {
  const results = runDocument(doc)
  const { edges, nodes } = results.compiled.wiring
  const seen = { exact: 0, close: 0, apart: 0, skipped: 0, columns: 0 }
  for (const { id, target } of edges) {
    const [contribution, arriving] = [results.contribution(id), results.grad(target)]
    if (contribution === null || arriving === null) continue
    const port = nodes.get(target)!.inputs.findIndex((input) => input?.id === id)
    const found = jacobianOf(doc, results, target, port, 0)
    if (found.kind === 'none' || found.only !== null) throw new Error(`${target} has none.`)
    const { kind, skipped } = compareProduct(found, arriving, contribution)
    seen[kind]++
    seen.skipped += skipped
    seen.columns += found.columns
  }
  return seen
}

describe('the vector–Jacobian product', () => {
  it.each([
    ['plain numbers, from the last node', flowingPlans, true],
    ['any numbers, NaN and ∞ too', graphPlans, false],
  ] as const)('is what the engine sends back by every edge of 200 graphs: %s', (_, plans, last) => {
    const all = { exact: 0, close: 0, apart: 0, skipped: 0, columns: 0 }
    fc.assert(
      fc.property(plans, (plan) => {
        const { doc, tensors } = buildGraph(plan, ({ shape }) => sizeOf(shape) <= 40)
        const seen = compareAll(last ? { ...doc, root: tensors.at(-1)![0] } : doc)
        expect(seen.apart).toBe(0)
        for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += seen[key]
      }),
      { numRuns: 200, seed: 4 },
    )
    expect(all.exact + all.close).toBeGreaterThan(50)
    expect(all.skipped).toBeLessThan(all.columns * 0.05)
  })
})

describe('the structure of a Jacobian', () => {
  const grid = (id: string, rows: number, columns: number, from = 0.3) =>
    leaf(
      id,
      Array.from({ length: rows * columns }, (_, i) => from + i / 8),
      { shape: [rows, columns] },
    )
  const said = (doc: GraphDocument, port = 0) =>
    describeStructure(wholeOf(doc, 'y', port).structure)
  const of = (op: string, data: NodeData = {}, x = leaf('x', [0.5, 1, 2])) =>
    graph([x, node('y', op, { input: 'x' }, data)])

  it.each([
    [
      'tanh',
      of('tanh'),
      'Diagonal: each element depends on one element alone. 3 of 9 entries are not zero.',
    ],
    ['a scalar', of('tanh', {}, leaf('x', 2)), 'One number: the slope.'],
    ['sum', of('sum'), 'All ones: every element counts once. 3 of 3 entries are not zero.'],
    [
      'mean',
      of('mean'),
      'All entries are the same: every element counts alike. 3 of 3 entries are not zero.',
    ],
    [
      'sum over an axis',
      of('sum', { axis: 1 }, grid('x', 2, 3)),
      '2 blocks of 1 × 3, independent of each other. 6 of 12 entries are not zero.',
    ],
    [
      'transpose',
      of('transpose', {}, grid('x', 2, 3)),
      'A permutation: the same elements in another order. 6 of 36 entries are not zero.',
    ],
    [
      'slice',
      of('slice', { starts: [1], stops: [null], steps: [1] }),
      'A selection: each row takes one element, or none. 2 of 6 entries are not zero.',
    ],
    [
      'broadcast',
      of('broadcast_to', { shape: [2, 3] }),
      'Copies: an element taken several times has as many ones in its column. 6 of 18 entries are not zero.',
    ],
    [
      'a max',
      of('max'),
      'A selection: each row takes one element, or none. 1 of 3 entries is not zero.',
    ],
    [
      'softmax',
      of('softmax'),
      'Dense: every output depends on every input. 9 of 9 entries are not zero.',
    ],
    ['sign', of('sign'), 'All zero: nothing flows back this way.'],
    [
      'reshape',
      of('reshape', { shape: [3, 1] }),
      'The identity: gradients are handed on unchanged. 3 of 9 entries are not zero.',
    ],
    [
      'relu with one element off',
      of('relu', {}, leaf('x', [-1, 1, 2])),
      'Diagonal: each element depends on one element alone. 2 of 9 entries are not zero.',
    ],
    ['nothing', of('tanh', {}, leaf('x', [])), 'Empty: there are no elements.'],
  ])('of %s is told', (_, doc, sentence) => {
    expect(said(doc)).toBe(sentence)
  })

  it('of a product is told for either side, also where a factor is 0', () => {
    const doc = graph([
      grid('a', 4, 2, 0),
      grid('w', 2, 3),
      node('y', 'matmul', { input: 'a', other: 'w' }),
    ])
    expect(said(doc, 0)).toBe(
      '4 blocks of 3 × 2, independent of each other. 24 of 96 entries are not zero.',
    )
    expect(said(doc, 1)).toBe(
      '3 blocks of 4 × 2, independent of each other. 21 of 72 entries are not zero.',
    )
  })

  it('of one too large to work out is judged by a few rows', () => {
    const many = Array.from({ length: 500 }, (_, i) => i / 500)
    const doc = of('tanh', {}, leaf('x', many))
    const found = jacobianOf(doc, runDocument(doc), 'y', 0, 7)
    expect(found).toMatchObject({ kind: 'jacobian', only: 7, rows: 500, columns: 500 })
    if (found.kind === 'none') return
    expect(found.cells).toHaveLength(500)
    expect(describeStructure(found.structure)).toBe(
      'Diagonal: each element depends on one element alone. 6 of 3,000 entries are not zero. Judged by 6 of 500 rows.',
    )
  })
})

describe('a Jacobian', () => {
  it('has the numbers of the graph’s dtype: in float32 those of the page', () => {
    const doc = graph([leaf('x', [-3, 1]), node('y', 'tanh', { input: 'x' })])
    expect(rowsOf(wholeOf(doc))).toEqual([
      [0.009865999221801758, 0],
      [0, 0.41997432708740234],
    ])
  })

  it('is told apart by port where one tensor is taken twice', () => {
    const doc = graph([
      leaf('x', 2),
      leaf('w', 3),
      node('y', 'mul', { input: 'x', other: 'w' }),
      node('s', 'mul', { input: 'x', other: 'x' }),
    ])
    expect([0, 1].map((port) => wholeOf(doc, 'y', port).cells[0])).toEqual([3, 2])
    expect([0, 1].map((port) => wholeOf(doc, 's', port).cells[0])).toEqual([2, 2])
  })

  it('keeps an infinite slope, and a NaN, to the elements that have it', () => {
    const doc = graph([leaf('x', [0, 2, 'NaN']), node('y', 'log', { input: 'x' })])
    expect(rowsOf(wholeOf(doc))).toEqual([
      [Number.POSITIVE_INFINITY, 0, 0],
      [0, 0.5, 0],
      [0, 0, Number.NaN],
    ])
  })

  it('keeps a NaN to its line where lines do not mix', () => {
    const doc = graph([
      leaf('x', [1, 2, 'NaN', 3], { shape: [2, 2] }),
      node('y', 'softmax', { input: 'x' }, { axis: 1 }),
    ])
    const rows = rowsOf(wholeOf(doc))
    expect(rows.map((row) => row.map(Number.isNaN))).toEqual([
      [false, false, false, false],
      [false, false, false, false],
      [false, false, true, true],
      [false, false, true, true],
    ])
    expect(rows[0]!.slice(2)).toEqual([0, 0])
  })

  it('follows a truth that changes from run to run', () => {
    const session = openSession()
    const docs = [1, 3].map((x) =>
      graph([
        leaf('x', [x, x]),
        leaf('w', [2, 2]),
        node('c', 'lt', { input: 'x', other: 'w' }),
        node('y', 'where', { condition: 'c', input: 'x', other: 'w' }),
      ]),
    )
    const found = docs.map((doc) => {
      const jacobian = jacobianOf(doc, session.update(doc), 'y', 1, 0)
      return jacobian.kind === 'none' ? [] : Array.from(jacobian.cells)
    })
    expect(found).toEqual([
      [1, 0, 0, 1],
      [0, 0, 0, 0],
    ])
  })

  it.each([
    ['an index', 'index', 1, 'whole'],
    ['a condition in floats', 'where', 0, 'index'],
    ['a leaf', 'x', 0, 'no-value'],
  ])('is none for %s', (_, id, port, why) => {
    const doc = graph([
      leaf('x', [1, 2]),
      leaf('i', [1, 0], { dtype: 'int64', requiresGrad: false }),
      node('index', 'gather', { input: 'x', index: 'i' }),
      node('where', 'where', { condition: 'x', input: 'x', other: 'x' }),
    ])
    expect(jacobianOf(doc, runDocument(doc), id, port, 0)).toEqual({ kind: 'none', why })
  })

  it('is none where even a row would hold a frame up', () => {
    const doc = graph([
      node('x', 'randn', {}, { shape: [1024, 1024] }),
      node('y', 'tanh', { input: 'x' }),
    ])
    expect(jacobianOf(doc, runDocument(doc), 'y', 0, 0)).toEqual({ kind: 'none', why: 'large' })
  })

  it('whose product is not the engine’s is told', () => {
    const doc = graph([
      leaf('x', [1, 2]),
      node('y', 'tanh', { input: 'x' }),
      node('L', 'sum', { input: 'y' }),
    ])
    const results = runDocument(doc)
    const [arriving, sent] = [results.grad('y')!, results.contribution('y.input')!]
    expect(compareProduct(wholeOf(doc), arriving, sent).kind).toBe('exact')
    // Each column by its own size: a large one excuses no small one.
    const turned = { ...sent, data: sent.data.map((value, at) => (at === 1 ? -value : value)) }
    expect(compareProduct(wholeOf(doc), arriving, turned).kind).toBe('apart')
    const other = { ...sent, data: sent.data.map((value) => value * 1.0001) }
    expect(compareProduct(wholeOf(doc), arriving, other).kind).toBe('apart')
  })
})
