import { GraphError } from '../errors.ts'
import { readAttrs } from '../ops/attrs.ts'
import { isOpName, type OpName, ops } from '../ops/index.ts'
import type { OpDef } from '../ops/op.ts'
import { portName } from '../ops/ports.ts'
import { type DType, isFloat } from '../tensor/storage.ts'
import {
  dtypeOf,
  type GraphDocument,
  type GraphEdge,
  type GraphNode,
  type NodeData,
  type Position,
} from './document.ts'
import { type Meaning, meaningsOf } from './expressionMeaning.ts'
import { type NodeNames, namesOf } from './expressionNames.ts'
import { type Parsed, parseExpression, type Statement } from './expressionParse.ts'
import { ExpressionError, foldName, isPlainName, type Range } from './expressionTokens.ts'
import { fromNumber, toNumber } from './leaf.ts'
import { topologicalOrder } from './order.ts'
import { followRoot } from './root.ts'

/** A part of a formula's text, and the node it stands for. */
export interface ExpressionSpan extends Range {
  readonly node: string
}

/** What a formula asks of a document: nodes and wires to add to those it has. */
export interface ExpressionPlan {
  readonly parsed: Parsed
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** The node of each statement, in the order of the text. */
  readonly statements: readonly string[]
  /** The node the formula comes to; `null` where it says nothing. */
  readonly result: string | null
  readonly spans: readonly ExpressionSpan[]
}

/** Leaves with more values than this are told apart by their names alone. */
const comparedLimit = 4096

/** What makes two nodes the same: their op, parameters and inputs, or their elements; `null` where that cannot be told. */
function sameness(
  doc: GraphDocument,
  type: OpName,
  data: NodeData,
  inputs: readonly (string | null)[],
): string | null {
  const op: OpDef = ops[type]
  const values = data['values']
  if (Array.isArray(values) && values.length > comparedLimit) return null
  try {
    const attrs = readAttrs(op.attrs, data)
    if (op.kind === 'computed') return JSON.stringify([type, attrs, inputs])
    const { dtype = op.dtype ?? dtypeOf(doc), requiresGrad = false, shape } = data
    const numbers = Array.isArray(values)
      ? values.map((value) => fromNumber(toNumber(value) ?? Number.NaN))
      : []
    const sizes = shape ?? [numbers.length]
    return JSON.stringify([type, attrs, dtype, requiresGrad, sizes, numbers])
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    return null
  }
}

/** Turns statements into nodes, those of the document where it has the same. */
class Planner {
  readonly nodes: GraphNode[] = []
  readonly edges: GraphEdge[] = []
  readonly spans: ExpressionSpan[] = []
  readonly #doc: GraphDocument
  readonly #names: NodeNames
  readonly #parsed: Parsed
  readonly #taken: Set<string>
  readonly #counts = new Map<string, number>()
  readonly #edgeIds: ReadonlySet<string>
  #edgeCount = 0
  /** Statements by the name they give. */
  readonly #defined = new Map<string, number>()
  /** Leaves for names that nothing explains. */
  readonly #free = new Map<string, string>()
  /** Nodes that unnamed parts may stand for, by what makes them the same, in the order of the text; each is used once. */
  readonly #own = new Map<string, string[]>()
  readonly #done = new Map<number, string>()

  constructor(doc: GraphDocument, parsed: Parsed, own: ReadonlySet<string>) {
    this.#doc = doc
    this.#names = namesOf(doc)
    this.#parsed = parsed
    this.#taken = new Set(doc.nodes.map(({ id }) => id))
    this.#edgeIds = new Set(doc.edges.map(({ id }) => id))
    for (const [at, { name }] of parsed.statements.entries()) {
      if (name === null) continue
      const known = foldName(name.text)
      if (this.#defined.has(known))
        throw new ExpressionError('name', `${name.text} is given a value twice.`, name)
      this.#defined.set(known, at)
    }
    for (const id of own) {
      const key = this.#samenessOf(id)
      if (key === null || this.#defined.has(foldName(this.#names.nameOf(id)))) continue
      const others = this.#own.get(key)
      if (others === undefined) this.#own.set(key, [id])
      else others.push(id)
    }
  }

  #samenessOf(id: string): string | null {
    const node = this.#names.nodes.get(id)
    if (node === undefined || !isOpName(node.type)) return null
    return sameness(this.#doc, node.type, node.data, this.#names.inputsOf(id))
  }

  run(): readonly string[] {
    const { statements } = this.#parsed
    const meanings = statements.map((statement) => meaningsOf(this.#parsed, statement))
    const needs = (at: number): readonly string[] =>
      [...meanings[at]!.values()].flatMap((meaning) => {
        const needed =
          meaning.kind === 'name' ? this.#defined.get(foldName(meaning.name)) : undefined
        return needed === undefined ? [] : [String(needed)]
      })
    const keys = statements.map((_, at) => String(at))
    const { order, loops } = topologicalOrder(keys, (key) => needs(Number(key)))
    const looped = loops.flatMap(({ members }) => members.map(Number)).sort((a, b) => a - b)[0]
    if (looped !== undefined) {
      const name = statements[looped]!.name!
      throw new ExpressionError('cycle', `${name.text} is made of itself.`, name)
    }
    for (const key of order) this.#state(Number(key), meanings[Number(key)]!)
    return statements.map((_, at) => this.#done.get(at)!)
  }

  /** Works through one statement, parts before wholes. */
  #state(at: number, meanings: ReadonlyMap<number, Meaning>): void {
    const statement = this.#parsed.statements[at]!
    const ids = new Map<number, string>()
    for (const place of [...meanings.keys()].sort((a, b) => a - b)) {
      const meaning = meanings.get(place)!
      const range = this.#parsed.pieces[place]!
      const name = place === statement.value ? statement.name : null
      const id =
        meaning.kind === 'name'
          ? this.#resolve(meaning.name, range)
          : this.#place(meaning, name, ids)
      ids.set(place, id)
      this.#mark(range, id)
    }
    const id = ids.get(statement.value)!
    if (statement.name !== null) this.#mark(statement.name, id)
    this.#done.set(at, id)
  }

  #mark({ from, to }: Range, node: string): void {
    this.spans.push({ from, to, node })
  }

  #resolve(name: string, range: Range): string {
    const folded = foldName(name)
    const statement = this.#defined.get(folded)
    if (statement !== undefined) return this.#done.get(statement)!
    const known = this.#free.get(folded)
    if (known !== undefined) return known
    const [found, ...more] = this.#names.find(name)
    if (more.length > 0) {
      const ids = [found, ...more].join(', ')
      const message = `Several nodes are called ${name}; write one of their ids: ${ids}.`
      throw new ExpressionError('name', message, range)
    }
    if (found !== undefined) return found
    const leaf = this.#add('tensor', name, { shape: [], values: [1], requiresGrad: true })
    this.#free.set(folded, leaf)
    return leaf
  }

  /** The node of a leaf or an op: one that is there already, or a new one. */
  #place(
    meaning: Exclude<Meaning, { kind: 'name' }>,
    name: Statement['name'],
    ids: ReadonlyMap<number, string>,
  ): string {
    const inputs = meaning.kind === 'op' ? meaning.inputs.map((input) => ids.get(input)!) : []
    const data = meaning.kind === 'op' ? meaning.data : this.#leafData(meaning, name)
    const key = sameness(this.#doc, meaning.type, data, inputs)
    if (name === null)
      return this.#own.get(key ?? '')?.shift() ?? this.#wire(meaning.type, null, data, inputs)
    const known = this.#names.find(name.text)
    const same = known.find((id) => key !== null && this.#samenessOf(id) === key)
    if (same !== undefined) return same
    if (known.some((id) => this.#isShown(id, name.text)))
      throw new ExpressionError(
        'name',
        `There is a ${name.text} already, and it is not this. Choose another name, or leave “${name.text} = …” out to use it.`,
        name,
      )
    return this.#wire(meaning.type, name.text, data, inputs)
  }

  /** Whether a node is called so, rather than only having it for its id. */
  #isShown(id: string, name: string): boolean {
    const { label } = this.#names.nodes.get(id)?.data ?? {}
    return typeof label !== 'string' || label === '' || foldName(label) === foldName(name)
  }

  /** A leaf with a name is one to learn; a number in a formula is not. */
  #leafData(meaning: Extract<Meaning, { kind: 'leaf' }>, name: Statement['name']): NodeData {
    const op: OpDef = ops[meaning.type]
    const own = (op.kind === 'leaf' ? op.dtype : null) ?? dtypeOf(this.#doc)
    const dtype = (meaning.data['dtype'] as DType | undefined) ?? own
    const isLearnt = name !== null && isFloat(dtype)
    return { ...meaning.data, requiresGrad: meaning.data['requiresGrad'] ?? isLearnt }
  }

  #wire(type: OpName, name: string | null, data: NodeData, inputs: readonly string[]): string {
    const target = this.#add(type, name, data)
    for (const [at, source] of inputs.entries()) {
      do this.#edgeCount++
      while (this.#edgeIds.has(`e${this.#edgeCount}`))
      const targetHandle = portName(ops[type], at)
      const id = `e${this.#edgeCount}`
      this.edges.push({ id, source, sourceHandle: 'out', target, targetHandle })
    }
    return target
  }

  /** The first of `name`, `name2` … that is free; each search goes on where the last ended. */
  #freshId(name: string): string {
    let count = this.#counts.get(name) ?? 1
    const id = () => (count === 1 ? name : `${name}${count}`)
    while (this.#taken.has(id())) count++
    this.#counts.set(name, count)
    this.#taken.add(id())
    return id()
  }

  #add(type: OpName, name: string | null, data: NodeData): string {
    const isNumber = type === 'tensor' && name === null
    const wanted = name !== null && isPlainName(name) ? name : isNumber ? 'c' : type
    const id = this.#freshId(wanted)
    const label = name === null ? {} : { label: name }
    this.nodes.push({ id, type, position: { x: 0, y: 0 }, data: { ...label, ...data } })
    return id
  }
}

/** The statement a formula comes to: the last without a name, or else the last that computes something. */
function resultOf({ pieces, statements }: Parsed): number {
  const unnamed = statements.findLastIndex(({ name }) => name === null)
  if (unnamed >= 0) return unnamed
  const computing = statements.findLastIndex(({ value }) => pieces[value]!.kind === 'call')
  return computing >= 0 ? computing : statements.length - 1
}

/**
 * Reads a formula, such as `h = tanh(w*x + b); sum(h*h)`, as nodes and wires for a document.
 *
 * Names are those of its own statements, or of nodes of the document; any other becomes a leaf of
 * 1 that asks for a gradient. Numbers become leaves without one. Functions are the ops of the table,
 * their parameters `name=value`; signs are those of its rows.
 *
 * @param own nodes of the document that unnamed parts of the text may stand for, each once: those
 *   whose formula it was. So an unchanged formula adds nothing.
 * @errors ExpressionError with the place in the text.
 */
export function readExpression(
  text: string,
  doc: GraphDocument,
  own: ReadonlySet<string> = new Set(),
): ExpressionPlan {
  const parsed = parseExpression(text)
  const planner = new Planner(doc, parsed, own)
  const statements = planner.run()
  const { nodes, edges, spans } = planner
  const result = statements[resultOf(parsed)] ?? null
  return { parsed, nodes, edges, statements, result, spans }
}

/**
 * Returns `doc` with a formula's nodes and wires, at these places; in a document without ops the
 * gradient flows back from what the formula comes to.
 */
export function addExpression(
  doc: GraphDocument,
  { nodes, edges, result }: ExpressionPlan,
  places: ReadonlyMap<string, Position>,
): GraphDocument {
  if (nodes.length === 0) return doc
  const placed = nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position }))
  const more = { ...doc, nodes: [...doc.nodes, ...placed], edges: [...doc.edges, ...edges] }
  const isFirst = doc.nodes.every(({ type }) => type === 'note')
  return isFirst ? { ...more, root: result } : followRoot(doc, more)
}
