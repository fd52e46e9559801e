import {
  ExpressionError,
  infixes,
  numbered,
  prefixes,
  type Range,
  type SignRow,
  type Token,
  tokenize,
} from './expressionTokens.ts'

/** A parameter given by name. */
interface Named extends Range {
  readonly name: string
  readonly value: number
}

/** An op applied, by its name or by a sign. */
export interface CallPiece extends Range {
  readonly kind: 'call'
  readonly name: string
  /** The row of its sign; `null` where it is called by name. */
  readonly sign: SignRow | null
  /** Where its name or sign stands. */
  readonly at: Range
  /** Its operands, as places in the list of pieces. */
  readonly args: readonly number[]
  readonly named: readonly Named[]
}

/** One part of a formula; its own parts stand before it in the list of pieces. */
export type Piece =
  | (Range & { readonly kind: 'number'; readonly value: number })
  | (Range & { readonly kind: 'name' | 'word'; readonly name: string })
  | (Range & { readonly kind: 'list'; readonly items: readonly number[] })
  | CallPiece

/** `name = value`, or a value alone. */
export interface Statement extends Range {
  readonly name: (Range & { readonly text: string }) | null
  /** The place of its value in the list of pieces, and of the first piece that is a part of it. */
  readonly value: number
  readonly first: number
}

/** A formula as it is built, without knowing what its names mean. */
export interface Parsed {
  readonly pieces: readonly Piece[]
  readonly statements: readonly Statement[]
}

/** How deep brackets, signs and powers may nest. */
const deepest = 200

const show = (token: Token): string => (token.kind === 'end' ? 'the end' : `“${token.text}”`)

/** Reads by precedence (Pratt): every level of brackets is one call, so their number is bounded. */
class Parser {
  readonly pieces: Piece[] = []
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get #next(): Token {
    return this.#tokens[this.#at]!
  }

  #isEnd(): boolean {
    return this.#next.kind === 'end'
  }

  #isSign(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead]
    return token?.kind === 'sign' && token.text === text
  }

  #take(text: string): Token {
    const token = this.#next
    if (!this.#isSign(text))
      throw new ExpressionError('expected', `Expected “${text}” before ${show(token)}.`, token)
    this.#at++
    return token
  }

  #add(piece: Piece): number {
    return this.pieces.push(piece) - 1
  }

  #range(piece: number): Range {
    return this.pieces[piece]!
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > deepest)
      throw new ExpressionError(
        'too-deep',
        `A formula may nest ${deepest} levels deep. Name a part of it: h = …, then use h.`,
        this.#next,
      )
    const result = read()
    this.#depth--
    return result
  }

  statements(): readonly Statement[] {
    const list: Statement[] = []
    for (;;) {
      while (this.#isEnd()) if (++this.#at >= this.#tokens.length) return list
      list.push(this.#statement())
      if (this.#isEnd()) continue
      const token = this.#next
      if (this.#isSign('='))
        throw new ExpressionError('expected', 'Only a name can stand left of “=”.', token)
      throw new ExpressionError(
        'expected',
        `Expected a sign, such as * or +, before ${show(token)}.`,
        token,
      )
    }
  }

  #statement(): Statement {
    const { kind, text, from, to } = this.#next
    const isNamed = (kind === 'name' || kind === 'quoted') && this.#isSign('=', 1)
    if (isNamed) this.#at += 2
    const first = this.pieces.length
    const value = this.#expression(1)
    const name = isNamed ? { text, from, to } : null
    return { name, value, first, from, to: this.#range(value).to }
  }

  /** Operands and the signs between them, as long as these bind at least as tightly as `least`. */
  #expression(least: number): number {
    let left = this.#methods(this.#operand())
    for (;;) {
      const sign = this.#next
      const row = sign.kind === 'sign' ? infixes.get(sign.text) : undefined
      if (row === undefined || row.precedence < least) return left
      this.#at++
      const above = row.place === 'right' ? row.precedence : row.precedence + 1
      const right =
        row.place === 'right'
          ? this.#deeper(() => this.#expression(above))
          : this.#expression(above)
      left = this.#call(this.#rowFor(sign, row, right), sign, [left, right])
      const follower = infixes.get(this.#next.text)
      if (row.place === 'alone' && this.#next.kind === 'sign' && follower?.place === 'alone')
        throw new ExpressionError(
          'expected',
          'Put brackets around one of the two comparisons.',
          this.#next,
        )
    }
  }

  /** A plain number right of some signs is a parameter. */
  #rowFor(sign: Token, row: SignRow, right: number): SignRow {
    const isNumber = this.pieces[right]!.kind === 'number'
    return (isNumber ? numbered.get(sign.text) : undefined) ?? row
  }

  #call(row: SignRow, sign: Token, args: readonly number[]): number {
    const first = row.place === 'prefix' ? sign : this.#range(args[0]!)
    const { to } = this.#range(args.at(-1)!)
    return this.#add({
      kind: 'call',
      name: row.op,
      sign: row,
      at: { from: sign.from, to: sign.to },
      args,
      named: [],
      from: first.from,
      to,
    })
  }

  #operand(): number {
    const token = this.#next
    const { kind, from, to } = token
    const prefix = kind === 'sign' ? prefixes.get(token.text) : undefined
    if (prefix !== undefined) return this.#prefixed(prefix)
    if (this.#isSign('(')) return this.#bracketed()
    if (this.#isSign('[')) return this.#list()
    if (kind === 'sign' || kind === 'end') throw this.#lacking()
    this.#at++
    if (kind === 'number') return this.#add({ kind, value: token.value, from, to })
    if (kind === 'name' && this.#isSign('(')) return this.#called(token, [])
    return this.#add({ kind: kind === 'word' ? 'word' : 'name', name: token.text, from, to })
  }

  #lacking(): ExpressionError {
    const token = this.#next
    if (this.#isSign('?'))
      return new ExpressionError('expected', 'An input is missing here: write what it is.', token)
    const before = this.#tokens[this.#at - 1]
    const after = before === undefined || before.kind === 'end' ? '' : ` after ${show(before)}`
    return new ExpressionError(
      'expected',
      `Expected a number, a name or a function${after}.`,
      token,
    )
  }

  /** A sign before an operand; a minus before a plain number belongs to the number. */
  #prefixed(row: SignRow): number {
    const sign = this.#next
    this.#at++
    const isNumber = this.#next.kind === 'number'
    const operand = this.#deeper(() => this.#expression(row.precedence))
    const piece = this.pieces[operand]!
    if (!isNumber || piece.kind !== 'number' || operand !== this.pieces.length - 1)
      return this.#call(row, sign, [operand])
    this.pieces[operand] = { ...piece, value: -piece.value, from: sign.from }
    return operand
  }

  #bracketed(): number {
    const open = this.#take('(')
    const inner = this.#deeper(() => this.#expression(1))
    const { to } = this.#take(')')
    const piece = this.pieces[inner]!
    // The brackets are a part of what one points at.
    this.pieces[inner] = { ...piece, from: open.from, to }
    return inner
  }

  #list(): number {
    const open = this.#take('[')
    const items: number[] = []
    while (!this.#isSign(']')) {
      items.push(this.#deeper(() => this.#expression(1)))
      if (!this.#isSign(']')) this.#take(',')
    }
    return this.#add({ kind: 'list', items, from: open.from, to: this.#take(']').to })
  }

  /** The brackets of a function, and what stands in them. */
  #called(name: Token, before: readonly number[]): number {
    this.#take('(')
    const args = [...before]
    const named: Named[] = []
    while (!this.#isSign(')')) {
      const { kind, text, from } = this.#next
      if (kind === 'name' && this.#isSign('=', 1)) {
        this.#at += 2
        const value = this.#deeper(() => this.#expression(1))
        named.push({ name: text, value, from, to: this.#range(value).to })
      } else {
        if (named.length > 0)
          throw new ExpressionError('expected', 'Inputs come before named parameters.', this.#next)
        args.push(this.#deeper(() => this.#expression(1)))
      }
      if (!this.#isSign(')')) this.#take(',')
    }
    const { to } = this.#take(')')
    const from = before[0] === undefined ? name.from : this.#range(before[0]).from
    const at = { from: name.from, to: name.to }
    return this.#add({ kind: 'call', name: name.text, sign: null, at, args, named, from, to })
  }

  /** `x.sum()` is `sum(x)`. */
  #methods(first: number): number {
    let operand = first
    while (this.#isSign('.')) {
      this.#at++
      const name = this.#next
      if (name.kind !== 'name')
        throw new ExpressionError('expected', 'Expected the name of a function after “.”.', name)
      this.#at++
      operand = this.#called(name, [operand])
    }
    return operand
  }
}

/**
 * Reads what a formula is made of; the names in it mean nothing yet.
 *
 * @errors ExpressionError `unreadable`, `expected`, `bracket`, `too-deep`, `too-long`.
 */
export function parseExpression(text: string): Parsed {
  const parser = new Parser(tokenize(text))
  const statements = parser.statements()
  return { pieces: parser.pieces, statements }
}
