import { readFileSync } from 'node:fs'
import type { Case } from '#core/cli/goldenCase.ts'

/** A golden graph as a document's text, laid out in columns. */
export function goldenDocument(id: string): string {
  const file = new URL('../golden/graph.json', import.meta.url)
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] }
  const found = cases.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no golden case "${id}".`)
  const { names = [], program = [], output } = found.attrs
  const depths = new Map(names.map((name) => [name, 0]))
  for (const { out, in: inputs } of program)
    depths.set(out, 1 + Math.max(...inputs.map((name) => depths.get(name) ?? 0)))
  const filled = new Map<number, number>()
  const position = (name: string) => {
    const depth = depths.get(name) ?? 0
    const row = filled.get(depth) ?? 0
    filled.set(depth, row + 1)
    return { x: depth * 340, y: row * 340 }
  }
  const leaves = found.inputs.map(({ shape, data, requires_grad: requiresGrad = false }, at) => ({
    id: names[at],
    type: 'tensor',
    position: position(names[at] ?? ''),
    data: { shape, values: data, requiresGrad },
  }))
  const ops = program.map(({ out, op, attrs = {} }) => ({
    id: out,
    type: op,
    position: position(out),
    data: { label: out, ...attrs },
  }))
  const ports = (op: string) => (op.endsWith('_loss') ? ['input', 'target'] : ['input', 'other'])
  const edges = program.flatMap(({ out, op, in: inputs }) =>
    inputs.map((source, at) => ({
      id: `${source}-${out}-${at}`,
      source,
      sourceHandle: 'out',
      target: out,
      targetHandle: ports(op)[at],
    })),
  )
  return JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    title: id,
    settings: { dtype: found.dtype },
    root: output,
    nodes: [...leaves, ...ops],
    edges,
  })
}
