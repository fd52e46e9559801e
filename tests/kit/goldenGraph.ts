import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface GoldenCase {
  readonly id: string
  readonly dtype: string
  readonly inputs: readonly (GoldenTensor & { readonly requires_grad: boolean })[]
  readonly grads: readonly (GoldenTensor | null)[]
  readonly attrs: {
    readonly names: readonly string[]
    readonly program: readonly {
      readonly out: string
      readonly op: string
      readonly in: readonly string[]
      readonly attrs?: object
    }[]
    readonly output: string
  }
}

const file = join(import.meta.dirname, '../golden/graph.json')

/** A golden graph, by its name: `mlp-tanh-mse-1/float32`. */
export function goldenCase(name: string): GoldenCase {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: GoldenCase[] }
  const found = cases.find(({ id }) => id === `graph/graph/${name}`)
  if (found === undefined) throw new Error(`There is no golden graph "${name}".`)
  return found
}

/** What PyTorch found for a leaf of a golden graph. */
export function goldenGrad(golden: GoldenCase, name: string): readonly number[] {
  return golden.grads[golden.attrs.names.indexOf(name)]?.data ?? []
}

/** Ports of what golden graphs use more than one operand of. */
const second: Readonly<Record<string, string>> = { mse_loss: 'target' }

/** A golden graph as a document's text, its cards in columns by their depth. */
export function goldenText({ attrs, inputs, dtype }: GoldenCase): string {
  const depth = new Map<string, number>()
  const rows = new Map<number, number>()
  const place = (id: string, column: number) => {
    depth.set(id, column)
    const row = rows.get(column) ?? 0
    rows.set(column, row + 1)
    return { x: column * 360, y: row * 340 }
  }
  const leaves = attrs.names.map((id, at) => {
    const input = inputs[at]
    const { shape, data: values, requires_grad: requiresGrad } = input ?? {}
    return { id, type: 'tensor', position: place(id, 0), data: { shape, values, requiresGrad } }
  })
  const steps = attrs.program.map(({ out, op, in: from, attrs: data = {} }) => {
    const column = 1 + Math.max(...from.map((id) => depth.get(id) ?? 0))
    return { id: out, type: op, position: place(out, column), data }
  })
  const edges = attrs.program.flatMap(({ out, op, in: from }) =>
    from.map((source, at) => {
      const targetHandle = at === 0 ? 'input' : (second[op] ?? 'other')
      return {
        id: `${out}.${targetHandle}`,
        source,
        sourceHandle: 'out',
        target: out,
        targetHandle,
      }
    }),
  )
  return JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    title: 'Golden',
    settings: { dtype },
    root: attrs.output,
    nodes: [...leaves, ...steps],
    edges,
  })
}
