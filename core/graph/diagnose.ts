import { GraphError, type Problem, type ProblemCode } from '../errors.ts'
import { type Attrs, readAttr, showValue } from '../ops/attrs.ts'
import { isOpName, ops } from '../ops/index.ts'
import type { OpDef } from '../ops/op.ts'
import { hasPort, portsOf } from '../ops/ports.ts'
import { dtypeOf, type GraphDocument, type GraphEdge, type GraphNode, seedOf } from './document.ts'
import { type Leaf, readLeaf, storedBudget } from './leaf.ts'
import { groupBy, topologicalOrder } from './order.ts'

/** A node whose op is known, with its parameters and the edge at each port. */
export interface WiredNode {
  readonly node: GraphNode
  /** Where the document lists it. */
  readonly at: number
  readonly op: OpDef
  readonly attrs: Attrs
  readonly leaf: Leaf | null
  /** Its inputs' names: those of its row, or as many as are wired where it takes any number. */
  readonly ports: readonly string[]
  readonly inputs: readonly (GraphEdge | null)[]
}

/** A document understood as far as it can be. */
export interface Wiring {
  /** Nodes that can be computed if their inputs can. */
  readonly nodes: ReadonlyMap<string, WiredNode>
  /** Edges that connect two nodes at real ports. */
  readonly edges: readonly GraphEdge[]
  /** Ids of `nodes` and of those that have problems, inputs first. */
  readonly order: readonly string[]
  /** Ids of nodes that lie on a loop, so that none of them can be computed. */
  readonly looped: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

const nodeKeys = new Set(['id', 'type', 'position', 'data', 'view'])
const positionKeys = new Set(['x', 'y'])
const edgeKeys = new Set(['id', 'source', 'sourceHandle', 'target', 'targetHandle'])
const leafKeys = ['shape', 'values', 'requiresGrad', 'dtype']

/** The most nodes of a loop that a message names. */
const longestLoop = 12

/** The data keys that mean something on a node of this op. */
function dataKeys(op: OpDef): ReadonlySet<string> {
  const own = op.kind === 'leaf' ? (op.generate ? leafKeys.slice(2) : leafKeys) : []
  return new Set(['label', ...Object.keys(op.attrs), ...own])
}

/** Collects problems; each names its place. */
class Collector {
  readonly problems: Problem[] = []

  error(code: ProblemCode, message: string, place: Partial<Problem>): void {
    this.problems.push({ code, severity: 'error', message, ...place })
  }

  unknown(
    keys: Iterable<string>,
    known: ReadonlySet<string>,
    what: string,
    place: Partial<Problem>,
  ) {
    for (const key of keys)
      if (!known.has(key))
        this.problems.push({
          code: 'unknown-field',
          severity: 'warning',
          message: `${what} has a field "${key}" that this version does not know; it is kept.`,
          ...place,
        })
  }
}

/** Reads one node's op and parameters, or reports why it cannot be computed. */
function readNode(
  doc: GraphDocument,
  node: GraphNode,
  found: Collector,
): Omit<WiredNode, 'at' | 'ports' | 'inputs'> | null {
  const place = { node: node.id }
  found.unknown(Object.keys(node), nodeKeys, `Node ${node.id}`, place)
  found.unknown(Object.keys(node.position), positionKeys, `The position of ${node.id}`, place)
  if (node.type === 'note') {
    found.unknown(Object.keys(node.data), new Set(['text', 'label']), `Note ${node.id}`, place)
    return null
  }
  if (!isOpName(node.type)) {
    found.error('unknown-op', `There is no op "${node.type}". It is kept as it is.`, place)
    return null
  }
  const op: OpDef = ops[node.type]
  found.unknown(Object.keys(node.data), dataKeys(op), `Node ${node.id}`, place)
  const attrs: Record<string, Attrs[string]> = {}
  let sound = true
  const attempt = (read: () => void) => {
    try {
      read()
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      found.error(error.code, error.message, place)
      sound = false
    }
  }
  for (const [name, def] of Object.entries(op.attrs))
    attempt(() => {
      attrs[name] = readAttr(name, def, node.data[name])
    })
  let leaf: Leaf | null = null
  if (sound && op.kind === 'leaf')
    attempt(() => {
      leaf = readLeaf(op, attrs, node.data, { dtype: dtypeOf(doc), seed: seedOf(doc) })
    })
  return sound ? { node, op, attrs, leaf } : null
}

/** The edges that hold, first come first served; every other is reported. */
function readEdges(doc: GraphDocument, found: Collector): GraphEdge[] {
  // Of two nodes with one id the first counts, so it is set last.
  const types = new Map(doc.nodes.toReversed().map(({ id, type }) => [id, type]))
  const taken = new Map<string, string>()
  const ids = new Set<string>()
  return doc.edges.filter((edge) => {
    const place = { edge: edge.id }
    found.unknown(Object.keys(edge), edgeKeys, `Edge ${edge.id}`, place)
    const { source, sourceHandle, target, targetHandle } = edge
    const wrong = (code: ProblemCode, message: string) => {
      found.error(code, message, place)
      return false
    }
    const port = JSON.stringify([target, targetHandle])
    // Edges without a name are called by their port, so two into one are told by that.
    if (ids.has(edge.id) && !taken.has(port))
      return wrong('duplicate-id', `Two edges have the id "${edge.id}".`)
    ids.add(edge.id)
    for (const end of [source, target])
      if (!types.has(end)) return wrong('dangling-edge', `There is no node "${end}" for this edge.`)
    if (types.get(source) === 'note' || sourceHandle !== 'out')
      return wrong('dangling-edge', `${source} has no output "${sourceHandle}".`)
    const type = types.get(target)!
    if (!isOpName(type)) return type !== 'note' || wrong('dangling-edge', 'A note has no inputs.')
    const op: OpDef = ops[type]
    if (!hasPort(op, targetHandle))
      return wrong(
        'dangling-edge',
        `${target} has no input "${targetHandle}"${op.ports.length > 0 ? `; it has ${portsOf(op, []).join(', ')}` : ''}.`,
      )
    if (taken.has(port))
      return wrong(
        'second-edge',
        `${targetHandle} of ${target} has an edge already; a port takes one.`,
      )
    taken.set(port, edge.id)
    return true
  })
}

/** Reports what holds for the document as a whole. */
function readWhole(doc: GraphDocument, found: Collector): void {
  found.unknown(Object.keys(doc.extra), new Set(), 'The document', {})
  found.unknown(Object.keys(doc.settings), new Set(['dtype', 'seed']), 'settings', {})
  found.unknown(Object.keys(doc.viewport), new Set(['x', 'y', 'zoom']), 'viewport', {})
  for (const [name, raw] of Object.entries(doc.unreadable.fields))
    found.error(
      'bad-attr',
      `${name} is ${showValue(raw)}, which it cannot be; it is kept, and its default used.`,
      {},
    )
  const { dtype } = doc.settings
  if (dtype !== undefined && dtype !== 'float32' && dtype !== 'float64')
    found.error(
      'bad-attr',
      `settings.dtype is ${showValue(dtype)}, but must be float32 or float64.`,
      {},
    )
  const { seed } = doc.settings
  if (
    seed !== undefined &&
    !(Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < 2 ** 32)
  )
    found.error(
      'bad-attr',
      `settings.seed is ${showValue(seed)}, but must be a whole number from 0 to ${2 ** 32 - 1}.`,
      {},
    )
  doc.unreadable.nodes.forEach((raw) => {
    found.error('bad-node', `An entry of nodes is not a node: ${showValue(raw)}. It is kept.`, {})
  })
  doc.unreadable.edges.forEach((raw) => {
    found.error('bad-edge', `An entry of edges is not an edge: ${showValue(raw)}. It is kept.`, {})
  })
  const root = doc.nodes.find(({ id }) => id === doc.root)
  if (doc.root !== null && (root === undefined || root.type === 'note'))
    found.error('no-root', `The root "${doc.root}" is not a node that has a value.`, {})
}

/**
 * Everything that can be said of a document before shapes are known: it collects, and never throws.
 *
 * @source FORMAT.md, "What is wrong in a part".
 */
export function diagnose(doc: GraphDocument): Wiring {
  const found = new Collector()
  readWhole(doc, found)
  const edges = readEdges(doc, found)
  const into = groupBy(edges, (edge) => edge.target)
  const nodes = new Map<string, WiredNode>()
  const seen = new Set<string>()
  let stored = 0
  for (const [at, node] of doc.nodes.entries()) {
    if (seen.has(node.id)) {
      found.error('duplicate-id', `Two nodes have the id "${node.id}"; the first is used.`, {
        node: node.id,
      })
      continue
    }
    seen.add(node.id)
    const read = readNode(doc, node, found)
    if (read === null) continue
    const size = read.leaf?.stored ?? 0
    if (stored + size > storedBudget.document) {
      found.error(
        'budget',
        `A document may store ${storedBudget.document.toLocaleString('en')} values in all.`,
        { node: node.id },
      )
      continue
    }
    stored += size
    const arriving = into.get(node.id) ?? []
    const ports = portsOf(
      read.op,
      arriving.map((edge) => edge.targetHandle),
    )
    const inputs = ports.map((port) => arriving.find((edge) => edge.targetHandle === port) ?? null)
    ports.forEach((port, index) => {
      if (inputs[index] === null)
        found.error('missing-input', `${port} is not connected.`, { node: node.id, port })
    })
    nodes.set(node.id, { ...read, at, ports, inputs })
  }
  const { order, loops } = topologicalOrder([...seen], (id) =>
    (into.get(id) ?? []).map((edge) => edge.source),
  )
  for (const { members, path } of loops) {
    const [first] = path
    const said = path.length > longestLoop ? [...path.slice(0, longestLoop), '…'] : path
    found.error(
      'cycle',
      `These nodes form a loop, so none can be computed: ${[...said, first].join(' → ')}.`,
      { node: first! },
    )
    for (const id of members) nodes.delete(id)
  }
  const looped = new Set(loops.flatMap(({ members }) => members))
  return { nodes, edges, order, looped, problems: found.problems }
}
