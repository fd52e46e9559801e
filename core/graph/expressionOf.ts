import type { AttrDef } from '../ops/attrs.ts'
import { isOpName, ops } from '../ops/index.ts'
import type { ComputedDef, OpDef } from '../ops/op.ts'
import { sizeOf } from '../tensor/shape.ts'
import { dtypeOf, type GraphDocument, type GraphNode } from './document.ts'
import { type NodeNames, namesOf } from './expressionNames.ts'
import { quoteName } from './expressionTokens.ts'
import { toNumber } from './leaf.ts'
import { topologicalOrder } from './order.ts'

/** A formula's text, and the nodes whose formula it is, in the order in which it says them. */
export interface WrittenExpression {
  readonly text: string
  readonly nodes: ReadonlySet<string>
}

/** A piece of text; how tightly it holds together, 6 for one thing. */
interface Written {
  readonly text: string
  readonly precedence: number
  /** Whether it is a plain number. */
  readonly plain: boolean
  /** The nodes it says, parts before wholes. */
  readonly nodes: readonly string[]
}

type Unplaced = Omit<Written, 'nodes'>

const whole = (text: string): Unplaced => ({ text, precedence: 6, plain: false })

/** Leaves with more values are called by their names; shorter ones may stand where they are used. */
const valueLimit = 64
const inlineLimit = 16
/** What gets longer than this is named, in a line of its own: so brackets never nest deep. */
const lineLimit = 72
/** Of one node's formula, how many of the ops behind it are written out. */
const coneLimit = 60

const showNumber = (value: number): string =>
  Object.is(value, -0) ? '-0' : String(value).replace('Infinity', 'inf').replace('NaN', 'nan')

/** Values in nested brackets, as their shape has them; a scalar as itself. */
function nest(values: readonly string[], shape: readonly number[]): string {
  let level = [...values]
  for (const size of shape.toReversed())
    level = Array.from(
      { length: level.length / size },
      (_, row) => `[${level.slice(row * size, (row + 1) * size).join(', ')}]`,
    )
  return level[0] ?? '[]'
}

function showAttr(value: unknown): string {
  if (typeof value === 'number') return showNumber(value)
  if (Array.isArray(value)) return `[${value.map(showAttr).join(', ')}]`
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** Parameters as `name=value`, those that differ from what the op has by itself. */
function attrsOf(defs: Readonly<Record<string, AttrDef>>, { data }: GraphNode): readonly string[] {
  return Object.entries(defs).flatMap(([name, def]) => {
    const value = data[name]
    const isDefault = value === undefined || JSON.stringify(value) === JSON.stringify(def.default)
    return isDefault ? [] : [`${name}=${showAttr(value)}`]
  })
}

/** The stored values of a tensor, and its shape; `null` where there are too many, or they cannot be read. */
function storedIn({ data }: GraphNode, limit: number) {
  const values = data['values']
  if (!Array.isArray(values) || values.length > limit) return null
  const numbers = values.map(toNumber)
  const shape = data['shape'] ?? [values.length]
  if (!Array.isArray(shape) || sizeOf(shape as number[]) !== values.length) return null
  return numbers.every((value) => value !== null) ? { numbers, shape: shape as number[] } : null
}

const bracket = ({ text }: Unplaced): string => `(${text})`

/** Operands around or after a sign, in no more brackets than they need. */
function writeSigned(op: ComputedDef, [a, b]: readonly Unplaced[]): Unplaced | null {
  if (op.operator === null || a === undefined) return null
  const { signs, precedence, place } = op.operator
  const loose = (x: Unplaced, least: number) => (x.precedence < least ? bracket(x) : x.text)
  const signed = (x: Unplaced) => /^[-−]/.test(x.text)
  if (place === 'prefix') {
    if (a.plain) return null
    return {
      text: `${signs[0]}${signed(a) ? bracket(a) : loose(a, precedence)}`,
      precedence,
      plain: false,
    }
  }
  // A plain number right of a sign that takes one as a parameter would be read as that.
  if (b === undefined || (place === 'right' && b.plain)) return null
  const [left, right] = [
    place === 'left' ? precedence : precedence + 1,
    place === 'right' ? precedence : precedence + 1,
  ]
  const space = precedence < 3 ? ' ' : ''
  const second = signed(b) ? bracket(b) : loose(b, right)
  return { text: `${loose(a, left)}${space}${signs[0]}${space}${second}`, precedence, plain: false }
}

/** An input and a number that is a parameter: `x^3`. */
function writeNumbered(op: ComputedDef, { data }: GraphNode, a: Unplaced): Unplaced | null {
  const { attr = '', signs = [''], precedence = 0 } = op.operator ?? {}
  const value = data[attr] ?? op.attrs[attr]?.default
  if (typeof value !== 'number') return null
  const base = a.precedence <= precedence ? bracket(a) : a.text
  const number = value < 0 || Object.is(value, -0) ? `(${showNumber(value)})` : showNumber(value)
  return { text: `${base}${signs[0]}${number}`, precedence, plain: false }
}

/** An op applied: by its sign, or else by its name. */
function writeOp(op: ComputedDef, node: GraphNode, inputs: readonly Unplaced[]): Unplaced {
  const signed =
    op.operator?.attr === undefined
      ? writeSigned(op, inputs)
      : writeNumbered(op, node, inputs[0] ?? whole('?'))
  if (signed !== null) return signed
  const texts = inputs.map(({ text }) => text)
  const operands = op.variadic ? [`[${texts.join(', ')}]`] : texts
  return whole(`${node.type}(${[...operands, ...attrsOf(op.attrs, node)].join(', ')})`)
}

/** Whether a leaf is a number of a formula rather than one with a name. */
function isNumber({ type, data: { label = '', requiresGrad, values } }: GraphNode): boolean {
  const isShort = type !== 'tensor' || (Array.isArray(values) && values.length <= inlineLimit)
  return isLeaf(type) && label === '' && requiresGrad !== true && isShort
}

const isLeaf = (type: string): boolean => isOpName(type) && ops[type].kind === 'leaf'

/** Writes a selection's nodes, inputs first. */
class Writer {
  readonly #doc: GraphDocument
  readonly #names: NodeNames
  readonly #chosen: ReadonlySet<string>
  readonly #uses = new Map<string, number>()
  readonly #texts = new Map<string, Written>()
  readonly #lines: string[] = []
  readonly #said: string[] = []

  constructor(doc: GraphDocument, names: NodeNames, chosen: ReadonlySet<string>) {
    this.#doc = doc
    this.#names = names
    this.#chosen = chosen
  }

  run(): WrittenExpression {
    const inputsOf = (id: string) =>
      this.#names
        .inputsOf(id)
        .flatMap((input) => (input !== null && this.#chosen.has(input) ? [input] : []))
    const { order } = topologicalOrder([...this.#chosen], inputsOf)
    for (const id of order)
      for (const input of inputsOf(id)) this.#uses.set(input, (this.#uses.get(input) ?? 0) + 1)
    const place = new Map(order.map((id, at) => [id, at]))
    // What is read before it is written lies on a loop: it can only be called by its name.
    const looping = new Set(
      order.flatMap((id) => inputsOf(id).filter((input) => place.get(input)! >= place.get(id)!)),
    )
    for (const id of order) this.#write(id, looping.has(id))
    return { text: this.#lines.join('\n'), nodes: new Set(this.#said) }
  }

  #name(id: string): string {
    return quoteName(this.#names.nameOf(id))
  }

  #read(id: string | null): Written {
    const text = id === null ? '?' : this.#name(id)
    return this.#texts.get(id ?? '') ?? { ...whole(text), nodes: [] }
  }

  /** Writes a node into those that use it, or in a line of its own. */
  #write(id: string, isLooping: boolean): void {
    const node = this.#names.nodes.get(id)
    if (node === undefined || !isOpName(node.type)) return
    const op: OpDef = ops[node.type]
    const uses = this.#uses.get(id) ?? 0
    const number =
      op.kind === 'leaf' && uses < 2 && isNumber(node) ? this.#leaf(op, node, true) : null
    const isInline = number !== null && number.text.length <= lineLimit
    const inputs = this.#names.inputsOf(id).map((input) => this.#read(input))
    const written = isInline
      ? number
      : op.kind === 'leaf'
        ? this.#leaf(op, node, false)
        : writeOp(op, node, inputs)
    if (written === null) return
    const nodes = [...inputs.flatMap((input) => input.nodes), id]
    const isNamed = isLooping || (op.kind === 'leaf' ? !isInline : uses > 1)
    if (uses > 0 && !isNamed && written.text.length <= lineLimit)
      this.#texts.set(id, { ...written, nodes })
    else {
      this.#lines.push(
        uses === 0 && !isNamed ? written.text : `${this.#name(id)} = ${written.text}`,
      )
      this.#said.push(...nodes)
    }
  }

  /** A leaf by its elements; `isInline` where it has no name, and so asks for no gradient unless it says so. */
  #leaf(op: Extract<OpDef, { kind: 'leaf' }>, node: GraphNode, isInline: boolean): Unplaced | null {
    const { data, type } = node
    const own = op.dtype ?? dtypeOf(this.#doc)
    const dtype = data['dtype'] ?? own
    const asks = data['requiresGrad'] === true
    const asksByItself = !isInline && dtype !== 'int64'
    const said = [
      ...(dtype === own ? [] : [`dtype=${showAttr(dtype)}`]),
      ...(asks === asksByItself ? [] : [`requiresGrad=${asks}`]),
    ]
    if (op.generate !== null)
      return whole(`${type}(${[...attrsOf(op.attrs, node), ...said].join(', ')})`)
    const stored = storedIn(node, valueLimit)
    if (stored === null) return null
    const { numbers, shape } = stored
    const isEmpty = numbers.length === 0
    const values = numbers.map((value) => showNumber(value ?? Number.NaN))
    const text = isEmpty ? '[]' : nest(values, shape)
    if (isEmpty && shape.length !== 1) said.unshift(`shape=[${shape.join(', ')}]`)
    if (said.length > 0) return whole(`tensor(${[text, ...said].join(', ')})`)
    const isNumber = shape.length === 0
    return { text, precedence: isNumber && text.startsWith('-') ? 4 : 6, plain: isNumber }
  }
}

/** A node with the ops behind it, as far as a formula is readable, and the numbers they use. */
function coneOf({ nodes, inputsOf }: NodeNames, start: string): ReadonlySet<string> {
  const cone = new Set([start])
  const queue = [start]
  for (const id of queue)
    for (const input of inputsOf(id)) {
      const node = nodes.get(input ?? '')
      if (node === undefined || cone.has(node.id) || cone.size >= coneLimit) continue
      if (!isOpName(node.type) || (isLeaf(node.type) && !isNumber(node))) continue
      cone.add(node.id)
      queue.push(node.id)
    }
  return cone
}

/**
 * The formula of nodes: of several, all that they compute, what comes from outside by its name; of a
 * single op, all that it is made of, down to the leaves.
 *
 * A node that is used once is written where it is used; one that is used more often, or gets long, has
 * a line of its own. `readExpression` makes the same nodes of it, with the same values.
 *
 * @errors none; an input that is missing is a `?`, a loop is written with names.
 */
export function expressionOf(doc: GraphDocument, ids: Iterable<string>): WrittenExpression {
  const names = namesOf(doc)
  const wanted = new Set(ids)
  const able = doc.nodes.filter(({ id, type }) => wanted.has(id) && isOpName(type))
  const [first, ...more] = able
  const isCone = first !== undefined && more.length === 0 && !isLeaf(first.type)
  const chosen = isCone ? coneOf(names, first.id) : new Set(able.map(({ id }) => id))
  return new Writer(doc, names, chosen).run()
}
