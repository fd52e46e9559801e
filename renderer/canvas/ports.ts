import {
  type GraphDocument,
  type GraphEdge,
  type GraphNode,
  isOpName,
  type OpDef,
  openPort,
  ops,
  portsOf,
} from '#core/index.ts'

const indices = new WeakMap<readonly GraphEdge[], Map<string, Map<string, string>>>()

/** What is wired to each input, by node and port; each list of edges is indexed once. */
function wiredIn(edges: readonly GraphEdge[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const known = indices.get(edges)
  if (known !== undefined) return known
  const index = new Map<string, Map<string, string>>()
  for (const { source, target, targetHandle } of edges) {
    const ports = index.get(target)
    if (ports === undefined) index.set(target, new Map([[targetHandle, source]]))
    else ports.set(targetHandle, source)
  }
  indices.set(edges, index)
  return index
}

/** The node wired to an input, also where that wire closes a loop; `null` where none is. */
export function sourceAt(
  { edges }: Pick<GraphDocument, 'edges'>,
  node: string,
  port: string,
): string | null {
  return wiredIn(edges).get(node)?.get(port) ?? null
}

const none: readonly string[] = []

/**
 * The inputs that a card offers, in order: those of its op; where it takes any number, those that
 * are wired and one more.
 */
export function portsShown(
  { edges }: Pick<GraphDocument, 'edges'>,
  node: GraphNode,
): readonly string[] {
  if (!isOpName(node.type)) return none
  const op: OpDef = ops[node.type]
  if (op.kind === 'leaf' || !op.variadic) return op.ports
  const ports = portsOf(op, wiredIn(edges).get(node.id)?.keys() ?? none)
  const open = openPort(op, ports)
  return open === null ? ports : [...ports, open]
}

/** Whether an input may stay free: the one more that an op of any number of them offers. */
export function mayStayFree(node: GraphNode, ports: readonly string[], at: number): boolean {
  if (!isOpName(node.type) || at === 0 || at < ports.length - 1) return false
  const op: OpDef = ops[node.type]
  return op.kind === 'computed' && op.variadic
}
