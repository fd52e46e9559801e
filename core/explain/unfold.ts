import { GraphError } from '../errors.ts'
import { type Compiled, reverseGraph } from '../graph/compile.ts'
import {
  dtypeOf,
  type FloatType,
  type GraphDocument,
  type GraphEdge,
  type GraphNode,
  type NodeData,
} from '../graph/document.ts'
import { freshEdgeId, freshId } from '../graph/edit.ts'
import { fromNumber, storedBudget } from '../graph/leaf.ts'
import type { Results } from '../graph/session.ts'
import { type Applied, applyOp, carriesTo } from '../ops/apply.ts'
import type { Spec } from '../ops/builder.ts'
import { type OpName, ops } from '../ops/index.ts'
import { portName } from '../ops/ports.ts'
import { builderOver } from '../ops/verbs.ts'
import type { NdArray } from '../tensor/storage.ts'
import { rootName } from './elementName.ts'
import { type Expr, type Expressions, type Filled, openExpressions } from './expressions.ts'
import { shortestDigits, showNumber } from './number.ts'
import { partialName } from './partialName.ts'
import { type Recognised, recogniser } from './recognise.ts'

/** A gradient as a part of the graph: nodes and wires that compute it from the forward nodes' outputs. */
export interface Unfolded {
  /** New nodes, inputs first; all at 0, 0. */
  readonly nodes: readonly GraphNode[]
  /** New edges, among the new nodes and from nodes of the document. */
  readonly edges: readonly GraphEdge[]
  /** For each node whose gradient was wanted, the new node that has it as its value. */
  readonly holders: ReadonlyMap<string, string>
}

/** The most nodes a gradient is unfolded into. */
export const unfoldLimit = 400

/** What each node is called: its label, or else its id. */
function namesOf({ nodes }: GraphDocument): (id: string) => string {
  const labels = new Map(nodes.map(({ id, data }) => [id, data['label']]))
  return (id) => {
    const label = labels.get(id)
    return typeof label === 'string' && label !== '' ? label : id
  }
}

/** The nodes whose gradients are meant: those chosen; of the root alone, all inputs that ask for one. */
function meant({ grads, root, wiring }: Compiled, chosen: readonly string[]): readonly string[] {
  const reached = chosen.filter((id) => id !== root && grads.has(id))
  if (reached.length > 0 || !chosen.includes(root ?? '')) return reached
  return [...wiring.nodes].flatMap(([id, { leaf }]) =>
    leaf?.requiresGrad && grads.has(id) && id !== root ? [id] : [],
  )
}

/** The forward pass as expressions; those between a wanted node and the root send a gradient back. */
function forward(e: Expressions, { values, applied, wiring }: Compiled, wanted: readonly string[]) {
  const carries = new Set(wanted)
  const done = {
    values: new Map<string, Expr>(),
    applied: new Map<string, Applied<Expr>>(),
    carries,
  }
  for (const [id, step] of values) {
    const call = applied.get(id)
    const { inputs: edges } = wiring.nodes.get(id)!
    if (call === undefined) {
      done.values.set(id, e.end(id, step))
      continue
    }
    const inputs = edges.map((edge) => done.values.get(edge!.source)!)
    const own = applyOp(e, call.op, inputs, call.attrs)
    // What a node has is not computed again.
    if (own.output.kind === 'call') own.output.node ??= id
    done.applied.set(id, own)
    done.values.set(id, own.output)
    if (edges.some((edge, port) => carries.has(edge!.source) && carriesTo(own, port)))
      carries.add(id)
  }
  return done
}

/** Writes nodes of a document, and wires into them. */
function openWriter(doc: GraphDocument) {
  const taken = new Set(doc.nodes.map(({ id }) => id))
  const takenEdges = new Set(doc.edges.map(({ id }) => id))
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const reserve = (name: string) => {
    const id = freshId(name, taken)
    taken.add(id)
    return id
  }
  const add = (type: OpName, inputs: readonly string[], data: NodeData, id = reserve(type)) => {
    if (nodes.length === unfoldLimit) throw tooMany()
    nodes.push({ id, type, position: { x: 0, y: 0 }, data })
    inputs.forEach((source, at) => {
      const edge = freshEdgeId(takenEdges)
      takenEdges.add(edge)
      const targetHandle = portName(ops[type], at)
      edges.push({ id: edge, source, sourceHandle: 'out', target: id, targetHandle })
    })
    return id
  }
  return { nodes, edges, reserve, add }
}

type Writer = ReturnType<typeof openWriter>

const tooMany = () =>
  new GraphError(
    'budget',
    `This gradient would take more than ${unfoldLimit} nodes. Choose a node nearer to the root.`,
  )

/** What the root's gradient starts from: one number everywhere, or a leaf that is written if it is used. */
function seedOf(e: Expressions, { add, reserve }: Writer, array: NdArray, name: string) {
  const { data, shape, dtype } = array
  const [first = 0] = data
  if (data.every((value) => Object.is(value, first)))
    return { seed: e.filled(first, dtype, shape), write: () => undefined }
  const id = reserve('seed')
  const write = () => {
    if (data.length > storedBudget.leaf)
      throw new GraphError(
        'budget',
        `The gradient starts from ${data.length.toLocaleString('en')} stored numbers; a leaf may hold ${storedBudget.leaf.toLocaleString('en')}.`,
      )
    const values = Array.from(data, fromNumber)
    return add('tensor', [], { label: name, shape, values, dtype }, id)
  }
  return { seed: e.end(id, array), write }
}

const isScalar = ({ shape }: Spec): boolean => shape.length === 0

/** How each expression is to be written: a leaf for a constant, a row of the table for any other. */
type Plan = Map<Expr, Recognised | null>

/** Decides how the wanted expressions, and what they are made of, become nodes; inputs first. */
function planFor(e: Expressions, goals: ReadonlyMap<Expr, Recognised | null>): Plan {
  const needed = new Set(goals.keys())
  const follow = (inputs: readonly Expr[], into: Set<Expr>) => {
    for (const input of inputs) if (input.node === null) into.add(input)
  }
  for (const expr of needed) if (expr.kind === 'call') follow(expr.inputs, needed)
  // Rows take several primitives at most: more than this cannot come within the limit.
  if (needed.size > 12 * unfoldLimit) throw tooMany()
  const read = recogniser(e, needed)
  const plan: Plan = new Map()
  const open = new Set(goals.keys())
  for (const expr of open) {
    const as = goals.get(expr) ?? (expr.kind === 'call' ? read(expr) : null)
    if (expr.kind === 'call' && as === null)
      throw new GraphError('unknown-op', `No op does "${expr.name}" alone, so it cannot be drawn.`)
    plan.set(expr, as)
    // Each becomes a node at least.
    if (plan.size > unfoldLimit) throw tooMany()
    if (as !== null) follow(as.inputs, open)
  }
  return new Map([...plan].toSorted(([a], [b]) => a.id - b.id))
}

/** A leaf that holds one number. */
function writeNumber({ add }: Writer, { value, dtype }: Filled, own: FloatType, label: string) {
  const values = [fromNumber(Number(shortestDigits(value, dtype)))]
  return add('tensor', [], { label, shape: [], values, ...(dtype === own ? {} : { dtype }) })
}

/** Writes a plan's expressions as nodes; which node each became. */
function writePlan(
  e: Expressions,
  writer: Writer,
  plan: Plan,
  own: FloatType,
  labels: ReadonlyMap<Expr, string>,
): ReadonlyMap<Expr, string> {
  const { add } = writer
  const written = new Map<Expr, string>()
  const write = (expr: Expr, make: (label: { label?: string }) => string): string => {
    const label = labels.get(expr)
    const id = expr.node ?? written.get(expr) ?? make(label === undefined ? {} : { label })
    written.set(expr, id)
    return id
  }
  const number = (filled: Filled) =>
    write(filled, () => writeNumber(writer, filled, own, showNumber(filled.value)))
  const fill = (filled: Filled): string =>
    write(filled, (label) => {
      const { value, shape } = filled
      const data = { shape, ...(filled.dtype === own ? {} : { dtype: filled.dtype }), ...label }
      if (Object.is(value, 1)) return add('ones', [], data)
      if (Object.is(value, 0)) return add('zeros', [], data)
      return add('broadcast_to', [number(e.filled(value, filled.dtype, []))], { shape, ...label })
    })
  for (const [expr, as] of plan)
    if (expr.kind === 'filled') isScalar(expr) ? number(expr) : fill(expr)
    else if (as !== null)
      write(expr, (label) => {
        const inputs = as.inputs.map((input) => input.node ?? written.get(input)!)
        return add(as.type, inputs, { ...as.attrs, ...label })
      })
  return written
}

/**
 * Unfolds a gradient: the nodes and wires that compute what the root owes to the chosen nodes, read
 * from the same reverse rules as the engine's own, so that their values have its bits. Of the root
 * alone, the gradients of all inputs that ask for one.
 *
 * Forward values are taken from the nodes that have them, so a gradient flows through what is
 * unfolded as through any part of the graph: its gradient is the second derivative.
 *
 * @errors GraphError `no-root` where no gradient reaches what was chosen; `budget` over `unfoldLimit` nodes.
 */
export function unfoldGradient(
  doc: GraphDocument,
  { compiled, grad }: Pick<Results, 'compiled' | 'grad'>,
  chosen: readonly string[],
): Unfolded {
  const { root, wiring } = compiled
  const start = root === null ? null : grad(root)
  const wanted = start === null ? [] : meant(compiled, chosen)
  if (root === null || start === null || wanted.length === 0)
    throw new GraphError('no-root', reasonFor(doc, compiled, chosen), chosen)
  const e = openExpressions(dtypeOf(doc))
  const writer = openWriter(doc)
  const nameOf = namesOf(doc)
  const of = rootName(nameOf(root), compiled)
  const name = (id: string) => partialName(of, nameOf(id))
  const { seed, write } = seedOf(e, writer, start, name(root))
  const done = forward(e, compiled, wanted)
  const { grads } = reverseGraph(builderOver(e), wiring, done, { root, seed })
  const goals = new Map<Expr, Recognised | null>()
  const labels = new Map<Expr, string>()
  const goalOf = new Map<string, Expr>()
  for (const id of wanted) {
    const { expr, as } = goalFor(e, grads.get(id)!)
    goalOf.set(id, expr)
    goals.set(expr, as)
    labels.set(expr, [labels.get(expr) ?? [], name(id)].flat().join(' = '))
  }
  for (const [id, expr] of grads)
    if (id !== root && !labels.has(expr) && expr.kind === 'call') labels.set(expr, name(id))
  // A number may stand elsewhere too, where it is no gradient: that has a leaf of its own.
  const numbers = [...goals.keys()].filter((expr) => expr.kind === 'filled' && isScalar(expr))
  for (const expr of numbers) goals.delete(expr)
  const own = dtypeOf(doc)
  const written = new Map(writePlan(e, writer, planFor(e, goals), own, labels))
  for (const expr of numbers)
    written.set(expr, writeNumber(writer, expr as Filled, own, labels.get(expr)!))
  if (writer.edges.some(({ source }) => source === seed.node)) write()
  const holders = new Map([...goalOf].map(([id, expr]) => [id, written.get(expr)!]))
  return { nodes: writer.nodes, edges: writer.edges, holders }
}

/** A gradient as a node of its own: one that is another node's value already is taken times 1. */
function goalFor(e: Expressions, expr: Expr): { expr: Expr; as: Recognised | null } {
  if (expr.node === null) return { expr, as: null }
  const inputs = [e.filled(1, expr.dtype, []), expr]
  return { expr: e.plain('mul', inputs, {}), as: { type: 'mul', inputs, attrs: {} } }
}

/** Why there is nothing to unfold. */
function reasonFor(doc: GraphDocument, { root }: Compiled, chosen: readonly string[]): string {
  if (root === null) return 'There is no node that the gradient flows back from; choose one with G.'
  const nameOf = namesOf(doc)
  const names = chosen.map(nameOf).join(', ')
  return `No gradient of ${nameOf(root)} reaches ${names}, so there is nothing to unfold.`
}
