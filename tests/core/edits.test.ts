import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '#core/graph/compile.ts'
import type { GraphDocument, GraphNode } from '#core/graph/document.ts'
import { addNode, connect, remove, setData, setRoot, setSettings } from '#core/graph/edit.ts'
import { fromNumber } from '#core/graph/leaf.ts'
import { openSession, runDocument } from '#core/graph/session.ts'
import { isOpName, ops } from '#core/ops/index.ts'
import { portName } from '#core/ops/ports.ts'
import { interpret } from '#core/program/interpret.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import '../kit/matchers.ts'
import { computedRows } from '../kit/opCases.ts'
import { anyNumber, buildGraph, chooseAttrs, graphPlans } from '../kit/randomGraphs.ts'
import { shown } from '../kit/results.ts'

/** An edit of any document, by numbers that choose what it changes. */
type Edit = (doc: GraphDocument) => GraphDocument

const pickOf = <T>(list: readonly T[], at: number): T | undefined => list[at % list.length]
const leavesOf = (doc: GraphDocument) => doc.nodes.filter(({ type }) => type === 'tensor')
const opOf = ({ type }: GraphNode) => (isOpName(type) ? ops[type] : null)

/** Applies an edit that may be refused, as one that closes a loop is. */
function orNot(edit: Edit): Edit {
  return (doc) => {
    try {
      return edit(doc)
    } catch {
      return doc
    }
  }
}

/** Changes the numbers a leaf stores, and as many. */
const newValues = fc
  .tuple(fc.nat(), fc.array(anyNumber, { minLength: 12, maxLength: 12 }))
  .map(([at, values]): Edit => {
    return (doc) => {
      const leaf = pickOf(leavesOf(doc), at)
      if (leaf === undefined) return doc
      const count = (leaf.data['values'] as unknown[]).length
      return setData(doc, leaf.id, { values: values.slice(0, count).map(fromNumber) })
    }
  })

const newLeafData = fc
  .tuple(
    fc.nat(),
    fc.oneof(
      fc.record({ dtype: fc.constantFrom('float32', 'float64', 'int64', undefined) }),
      fc.record({ requiresGrad: fc.boolean() }),
      fc.record({ shape: fc.constantFrom([3], [1, 3], [2, 3], [], [6]) }),
    ),
  )
  .map(
    ([at, data]): Edit =>
      (doc) =>
        setData(doc, pickOf(leavesOf(doc), at)?.id ?? '', data),
  )

const newAttrs = fc.tuple(fc.nat(), fc.array(fc.nat(), { minLength: 4, maxLength: 4 })).map(
  ([at, numbers]): Edit =>
    (doc) => {
      const node = pickOf(doc.nodes, at)
      const op = node && opOf(node)
      if (op?.kind !== 'computed') return doc
      return setData(doc, node!.id, chooseAttrs(op, numbers, [2, 3]))
    },
)

const newWire = fc.tuple(fc.nat(), fc.nat(), fc.nat(3)).map(([from, to, port]) =>
  orNot((doc) => {
    const [source, target] = [pickOf(doc.nodes, from)!, pickOf(doc.nodes, to)!]
    const op = opOf(target)
    const at = op?.kind === 'computed' && op.variadic ? port : port % (op?.ports.length || 1)
    const targetHandle = op === null ? 'input' : portName(op, at)
    return connect(doc, { source: source.id, target: target.id, targetHandle })
  }),
)

const newNode = fc.tuple(fc.constantFrom(...computedRows), fc.nat()).map(([[name], from]): Edit => {
  return orNot((doc) => {
    const id = `new${doc.nodes.length}`
    const source = pickOf(doc.nodes, from)!.id
    const added = addNode(doc, { id, type: name, position: { x: 0, y: 0 }, data: {} })
    return ops[name as keyof typeof ops].ports.reduce(
      (before: GraphDocument, _, at) =>
        connect(before, {
          source,
          target: id,
          targetHandle: portName(opOf(added.nodes.at(-1)!)!, at),
        }),
      added,
    )
  })
})

const less = fc.tuple(fc.nat(), fc.boolean()).map(([at, whole]): Edit => {
  return (doc) => {
    const node = whole ? pickOf(doc.nodes, at) : undefined
    const edge = whole ? undefined : pickOf(doc.edges, at)
    return remove(doc, new Set(node && [node.id]), new Set(edge && [edge.id]))
  }
})

const newRoot = fc.option(fc.nat()).map(
  (at): Edit =>
    (doc) =>
      setRoot(doc, at === null ? null : (pickOf(doc.nodes, at)?.id ?? null)),
)

const newSettings = fc.constantFrom('float32', 'float64').map(
  (dtype): Edit =>
    (doc) =>
      setSettings(doc, { dtype }),
)

const edits = fc.oneof(
  { weight: 6, arbitrary: newValues },
  { weight: 2, arbitrary: newLeafData },
  { weight: 3, arbitrary: newAttrs },
  { weight: 2, arbitrary: newWire },
  { weight: 2, arbitrary: newNode },
  less,
  newRoot,
  newSettings,
)

describe('a session over any graph', () => {
  it('shows after every edit what a fresh compile and a full run show, to the bit', () => {
    let [kept, compiled] = [0, 0]
    fc.assert(
      fc.property(graphPlans, fc.array(edits, { minLength: 1, maxLength: 10 }), (plan, list) => {
        const session = openSession()
        let { doc } = buildGraph(plan)
        let before = session.update(doc).compiled
        for (const edit of list) {
          doc = edit(doc)
          const results = session.update(doc)
          expect(shown(results)).toEqual(shown(runDocument(doc)))
          if (results.compiled === before) kept++
          else compiled++
          before = results.compiled
        }
      }),
      { numRuns: 200, seed: 8 },
    )
    expect(Math.min(kept, compiled)).toBeGreaterThan(200)
  }, 30_000)
})

describe('running again what depends on a leaf', () => {
  it('leaves the bits of a full run in every step', () => {
    fc.assert(
      fc.property(graphPlans, fc.array(anyNumber, { minLength: 1, maxLength: 6 }), (plan, list) => {
        const { program, values } = compile(buildGraph(plan).doc)
        const [partly, fully] = [interpret(program), interpret(program)]
        for (const machine of [partly, fully]) machine.run()
        for (const [at, number] of list.entries()) {
          const { shape, dtype } = plan.leaves[at % plan.leaves.length]!
          const step = values.get(`leaf${at % plan.leaves.length}`)!
          if (sizeOf(shape) === 0) continue
          const element = dtype === 'int64' ? at : number
          for (const machine of [partly, fully])
            machine.value(step).data.fill(element, at % sizeOf(shape))
          partly.rerun([step])
          fully.run()
          for (const one of program.steps) expect(partly.value(one)).toHaveBits(fully.value(one))
        }
      }),
      { numRuns: 200, seed: 9 },
    )
  }, 30_000)
})
