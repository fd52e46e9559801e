import { GraphError } from '../errors.ts'
import { type AttrDef, readAttr } from '../ops/attrs.ts'
import { isOpName, type OpName, opNames, ops } from '../ops/index.ts'
import type { ComputedDef, LeafDef, OpDef } from '../ops/op.ts'
import { variadicLimit } from '../ops/ports.ts'
import { sizeOf } from '../tensor/shape.ts'
import { flatten, type Nested } from '../tensor/storage.ts'
import type { NodeData } from './document.ts'
import type { CallPiece, Parsed, Piece, Statement } from './expressionParse.ts'
import { ExpressionError, type ExpressionErrorCode, type Range } from './expressionTokens.ts'
import { fromNumber } from './leaf.ts'

/** What a piece of a formula stands for, before its names are looked up. */
export type Meaning =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'leaf'; readonly type: OpName; readonly data: NodeData }
  | {
      readonly kind: 'op'
      readonly type: OpName
      readonly data: NodeData
      /** Its operands, as places in the list of pieces. */
      readonly inputs: readonly number[]
    }

const fault = (code: ExpressionErrorCode, message: string, range: Range) =>
  new ExpressionError(code, message, range)

/** How many letters differ, with two swapped counted once; at most `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let [last, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? last[j - 2]! + 1 : limit
      const changed = row[j - 1]! + Number(a[i - 1] !== b[j - 1])
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, changed, swapped))
    }
    ;[last, row] = [row, next]
  }
  return Math.min(limit, row[b.length]!)
}

/** The nearest of these names, where one is near enough to be meant. */
function nearest(name: string, among: readonly string[]): string | null {
  const wanted = name.toLowerCase()
  const limit = Math.min(3, Math.ceil(wanted.length / 2)) + 1
  let best: string | null = null
  let least = limit
  for (const other of among) {
    const away = distance(wanted, other, limit)
    if (away < least) [best, least] = [other, away]
  }
  return best
}

const orMeant = (name: string, among: readonly string[]): string => {
  const meant = nearest(name, among)
  return meant === null ? '' : ` Did you mean ${meant}?`
}

/** The parameters of leaves that are not in their rows' attrs. */
const leafAttrs: Readonly<Record<string, AttrDef>> = {
  requiresGrad: { kind: 'flag', default: false, doc: 'Whether the gradient is kept here.' },
  dtype: {
    kind: 'choice',
    default: 'float32',
    options: ['float32', 'float64', 'int64'],
    doc: 'What its elements are.',
  },
}
const shapeAttr: AttrDef = { kind: 'ints', default: [], min: 0, doc: 'The sizes of its axes.' }

/** PyTorch's spelling of a parameter. */
const alias: Readonly<Record<string, string>> = { requires_grad: 'requiresGrad', dim: 'axis' }

const constants: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
}

/** Reads one statement's pieces; each is told by what it is a part of. */
class Reader {
  readonly #pieces: readonly Piece[]
  readonly #meanings = new Map<number, Meaning>()
  /** Pieces that stand for nodes and have not been looked at; parts come after wholes. */
  readonly #wanted: number[]

  constructor({ pieces }: Parsed, { value }: Statement) {
    this.#pieces = pieces
    this.#wanted = [value]
  }

  run(): ReadonlyMap<number, Meaning> {
    for (let at = this.#wanted.pop(); at !== undefined; at = this.#wanted.pop())
      this.#meanings.set(at, this.#mean(this.#pieces[at]!, at))
    return this.#meanings
  }

  #mean(piece: Piece, at: number): Meaning {
    if (piece.kind === 'name') return { kind: 'name', name: piece.name }
    if (piece.kind === 'word')
      throw fault('expected', 'A text in quotes can only be a parameter.', piece)
    return piece.kind === 'call' ? this.#call(piece) : this.#literal(at)
  }

  /** Numbers, plain or in lists, as a leaf. */
  #literal(at: number): Meaning {
    const { shape, values } = this.#tensor(at)
    return { kind: 'leaf', type: 'tensor', data: { shape, values: values.map(fromNumber) } }
  }

  #tensor(at: number): ReturnType<typeof flatten> {
    try {
      return flatten(this.#nested(at))
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      throw fault('bad-attr', error.message, this.#pieces[at]!)
    }
  }

  /** Lists within lists of numbers; the parser bounds how deep they go. */
  #nested(at: number): Nested {
    const piece = this.#pieces[at]!
    if (piece.kind === 'number') return piece.value
    if (piece.kind === 'list') return piece.items.map((item) => this.#nested(item))
    const message = 'A list holds numbers. To join nodes, write stack([a, b]) or concat([a, b]).'
    throw fault('bad-attr', message, piece)
  }

  #call(call: CallPiece): Meaning {
    if (!isOpName(call.name)) {
      const code = 'unknown-function'
      const hint = orMeant(call.name, opNames)
      throw fault(code, `There is no function ${call.name}.${hint}`, call.at)
    }
    const op: OpDef = ops[call.name]
    if (op.kind === 'leaf') return this.#leaf(call.name, op, call)
    const [inputs, rest] = this.#operands(op, call)
    this.#wanted.push(...inputs)
    const given = this.#positional(call, op, rest)
    const data = { ...given, ...this.#named(call, op.attrs, new Set(Object.keys(given))) }
    return { kind: 'op', type: call.name, data, inputs }
  }

  /** The places of a call's inputs, and of what follows them. */
  #operands(op: ComputedDef, { name, sign, args, at, named }: CallPiece) {
    if (sign?.attr !== undefined) return [args.slice(0, 1), args.slice(1)] as const
    const first = args[0] === undefined ? undefined : this.#pieces[args[0]]
    if (op.variadic) {
      const inputs = first?.kind === 'list' ? first.items : args
      if (inputs.length === 0 || inputs.length > variadicLimit)
        throw fault('operands', `${name} takes from 1 to ${variadicLimit} inputs.`, at)
      return [inputs, first?.kind === 'list' ? args.slice(1) : []] as const
    }
    const count = op.ports.length
    if (args.length < count) {
      const spelt = named.find((each) => op.ports.includes(each.name))
      if (spelt !== undefined)
        throw fault(
          'operands',
          `Inputs have no names here: ${name}(${op.ports.join(', ')}).`,
          spelt,
        )
      const said = `${name} takes ${count} ${count === 1 ? 'input' : 'inputs'}`
      throw fault('operands', `${said} (${op.ports.join(', ')}), but has ${args.length}.`, at)
    }
    return [args.slice(0, count), args.slice(count)] as const
  }

  /** Parameters that follow the inputs without a name, in the order of the row. */
  #positional({ name }: CallPiece, op: OpDef, rest: readonly number[]): NodeData {
    const defs = Object.entries(op.attrs)
    return Object.fromEntries(
      rest.map((at, place) => {
        const [attr, def] = defs[place] ?? []
        if (attr !== undefined && def !== undefined) return [attr, this.#attr(attr, def, at)]
        const most = op.ports.length
        const takes = most === 0 ? 'no inputs' : `${most} ${most === 1 ? 'input' : 'inputs'}`
        throw fault('operands', `${name} takes ${takes}; this is one more.`, this.#pieces[at]!)
      }),
    )
  }

  #named(
    { name, named }: CallPiece,
    defs: Readonly<Record<string, AttrDef>>,
    given: ReadonlySet<string>,
  ): NodeData {
    const data: Record<string, unknown> = {}
    for (const each of named) {
      const attr = Object.hasOwn(defs, each.name) ? each.name : (alias[each.name] ?? each.name)
      const def = Object.hasOwn(defs, attr) ? defs[attr] : undefined
      const names = Object.keys(defs)
      if (def === undefined) {
        const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
        const message = `${name} has no parameter ${each.name}; ${known}.${orMeant(each.name, names)}`
        throw fault('unknown-attr', message, each)
      }
      if (given.has(attr) || Object.hasOwn(data, attr))
        throw fault('unknown-attr', `${attr} is given twice.`, each)
      data[attr] = this.#attr(attr, def, each.value)
    }
    return data
  }

  #attr(name: string, def: AttrDef, at: number): unknown {
    try {
      return readAttr(name, def, this.#plain(at))
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      throw fault('bad-attr', error.message, this.#pieces[at]!)
    }
  }

  /** A parameter's value as a file would have it. */
  #plain(at: number): unknown {
    const piece = this.#pieces[at]!
    if (piece.kind === 'number') return piece.value
    if (piece.kind === 'list') return piece.items.map((item) => this.#plain(item))
    if (piece.kind === 'word') return piece.name
    if (piece.kind === 'name')
      return Object.hasOwn(constants, piece.name) ? constants[piece.name] : piece.name
    throw fault('bad-attr', 'A parameter is a plain number, list or word.', piece)
  }

  #leaf(type: OpName, op: LeafDef, call: CallPiece): Meaning {
    const { args } = call
    if (op.generate !== null) {
      const given = this.#positional(call, op, args)
      const named = this.#named(call, { ...op.attrs, ...leafAttrs }, new Set(Object.keys(given)))
      return { kind: 'leaf', type, data: { ...given, ...named } }
    }
    if (args[0] === undefined || args.length > 1)
      throw fault('operands', `${call.name} takes one number or list of numbers.`, call.at)
    const { shape, values } = this.#tensor(args[0])
    const named = this.#named(call, { shape: shapeAttr, ...leafAttrs }, new Set())
    const wanted = (named['shape'] as number[] | undefined) ?? shape
    if (sizeOf(wanted) !== values.length)
      throw fault(
        'bad-attr',
        `The shape [${wanted.join(', ')}] holds ${sizeOf(wanted)} values, not ${values.length}.`,
        call,
      )
    const data = { ...named, shape: wanted, values: values.map(fromNumber) }
    return { kind: 'leaf', type, data }
  }
}

/**
 * What the pieces of a statement that stand for nodes mean, by their place in the list.
 *
 * @errors ExpressionError `unknown-function`, `unknown-attr`, `bad-attr`, `operands`, `expected`.
 */
export const meaningsOf = (parsed: Parsed, statement: Statement): ReadonlyMap<number, Meaning> =>
  new Reader(parsed, statement).run()
