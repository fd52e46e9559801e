import { readFileSync } from 'node:fs'
import { emptyDocument, type GraphDocument, type GraphNode } from '#core/graph/document.ts'
import { isOpName, ops } from '#core/ops/index.ts'
import { portName } from '#core/ops/ports.ts'

interface Listed {
  readonly shape: readonly number[]
  readonly data: readonly unknown[]
  readonly dtype?: string
  readonly requires_grad?: boolean
}

interface GoldenCase {
  readonly id: string
  readonly op: string
  readonly dtype: string
  readonly attrs: {
    readonly names?: readonly string[]
    readonly program?: readonly {
      readonly out: string
      readonly op: string
      readonly in: readonly string[]
      readonly attrs?: object
    }[]
    readonly output?: string
  }
  readonly inputs: readonly Listed[]
}

/** A golden case's graph as a document; `null` where it has an op that the table lacks. */
function documentOf(one: GoldenCase): GraphDocument | null {
  const { attrs, inputs, dtype } = one
  const names = attrs.names ?? inputs.map((_, at) => `input${at}`)
  const lines = attrs.program ?? [{ out: 'output', op: one.op, in: names, attrs }]
  if (!lines.every(({ op }) => isOpName(op) && ops[op].kind === 'computed')) return null
  const place = (at: number) => ({ x: (at % 8) * 320, y: Math.floor(at / 8) * 420 })
  const nodes: GraphNode[] = inputs.map((input, at) => ({
    id: names[at]!,
    type: 'tensor',
    position: place(at),
    data: {
      shape: input.shape,
      values: input.data,
      requiresGrad: input.requires_grad === true,
      ...(input.dtype === undefined ? {} : { dtype: input.dtype }),
    },
  }))
  const edges = lines.flatMap((line) =>
    line.in.map((source, port) => {
      const targetHandle = portName(ops[line.op as 'add'], port)
      return {
        id: `${line.out}.${targetHandle}`,
        source,
        sourceHandle: 'out',
        target: line.out,
        targetHandle,
      }
    }),
  )
  lines.forEach(({ out, op, attrs: data = {} }, at) => {
    nodes.push({ id: out, type: op, position: place(inputs.length + at), data: { ...data } })
  })
  return {
    ...emptyDocument,
    title: one.id,
    settings: { dtype, seed: 0 },
    root: attrs.output ?? 'output',
    nodes,
    edges,
  }
}

/** The golden cases of a family that can be opened as documents, by id. */
export function goldenDocuments(family: string): ReadonlyMap<string, GraphDocument> {
  const file = new URL(`../golden/${family}.json`, import.meta.url)
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly GoldenCase[] }
  return new Map(
    cases.flatMap((one) => {
      const doc = one.inputs === undefined ? null : documentOf(one)
      return doc === null ? [] : [[one.id, doc] as const]
    }),
  )
}
