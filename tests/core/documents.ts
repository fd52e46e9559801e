import {
  emptyDocument,
  type GraphDocument,
  type GraphEdge,
  type GraphNode,
  type NodeData,
} from '#core/graph/document.ts'

/** A node and the wires into it. */
export interface Entry {
  readonly node: GraphNode
  readonly edges: readonly GraphEdge[]
}

/** An edge whose id is its target's port, `y.input`. */
export function edge(source: string, target: string, targetHandle = 'input'): GraphEdge {
  return { id: `${target}.${targetHandle}`, source, sourceHandle: 'out', target, targetHandle }
}

/** A node of any type, wired by port: `node('y', 'add', { input: 'a', other: 'b' })`. */
export function node(
  id: string,
  type: string,
  inputs: Readonly<Record<string, string>> = {},
  data: NodeData = {},
): Entry {
  return {
    node: { id, type, position: { x: 0, y: 0 }, data },
    edges: Object.entries(inputs).map(([port, source]) => edge(source, id, port)),
  }
}

/** A leaf that asks for a gradient; one number makes a scalar, a list a vector. */
export function leaf(id: string, values: number | readonly unknown[], data: NodeData = {}): Entry {
  const list = typeof values === 'number' ? [values] : values
  const shape = typeof values === 'number' ? [] : [values.length]
  return node(id, 'tensor', {}, { shape, values: list, requiresGrad: true, ...data })
}

/** A document of these nodes. */
export function graph(entries: readonly Entry[], rest: Partial<GraphDocument> = {}): GraphDocument {
  return {
    ...emptyDocument,
    nodes: entries.map((entry) => entry.node),
    edges: entries.flatMap((entry) => entry.edges),
    ...rest,
  }
}

/** `L = sum(tanh(x))`: the seed's graph. */
export const tanhGraph = graph([
  leaf('x', [-3, -1, 0, 1, 3]),
  node('y', 'tanh', { input: 'x' }),
  node('L', 'sum', { input: 'y' }, { axis: null, keepdims: false }),
])
