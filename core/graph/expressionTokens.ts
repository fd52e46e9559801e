import { type OpName, opNames, ops } from '../ops/index.ts'
import type { Operator } from '../ops/op.ts'

/** What can be wrong with a formula. */
export type ExpressionErrorCode =
  | 'unreadable'
  | 'expected'
  | 'bracket'
  | 'too-deep'
  | 'too-long'
  | 'unknown-function'
  | 'unknown-attr'
  | 'bad-attr'
  | 'operands'
  | 'name'
  | 'cycle'

/** A part of a text: from the first character to before the last. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What is wrong with a formula, and where in its text. */
export class ExpressionError extends Error implements Range {
  readonly code: ExpressionErrorCode
  readonly from: number
  readonly to: number

  constructor(code: ExpressionErrorCode, message: string, { from, to }: Range) {
    super(message)
    this.name = 'ExpressionError'
    this.code = code
    this.from = from
    this.to = to
  }
}

/** A sign between or before operands, and the op it stands for. */
export interface SignRow extends Operator {
  readonly op: OpName
}

const rows: readonly SignRow[] = opNames.flatMap((op) => {
  const def = ops[op]
  return def.kind === 'computed' && def.operator !== null ? [{ op, ...def.operator }] : []
})

const bySign = (wanted: (row: SignRow) => boolean): ReadonlyMap<string, SignRow> =>
  new Map(rows.filter(wanted).flatMap((row) => row.signs.map((sign) => [sign, row] as const)))

/** Signs before an operand. */
export const prefixes = bySign(({ place }) => place === 'prefix')
/** Signs between two inputs. */
export const infixes = bySign(({ place, attr }) => place !== 'prefix' && attr === undefined)
/** Signs between an input and a plain number that is a parameter. */
export const numbered = bySign(({ attr }) => attr !== undefined)

export interface Token extends Range {
  readonly kind: 'number' | 'name' | 'quoted' | 'word' | 'sign' | 'end'
  /** A name as it is compared; a sign as it is written; a word without its quotes. */
  readonly text: string
  /** Of a number: what it is. */
  readonly value: number
}

/** Small digits below the line count as digits: a card shows `x1` as x₁. */
export const foldName = (name: string): string =>
  name.replaceAll(/[₀-₉]/g, (digit) => String(digit.charCodeAt(0) - 0x2080))

const nameRule = /[\p{L}_][\p{L}\p{M}\p{Nd}_₀-₉′']*/uy
const numberRule = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const quotedRule = /`((?:[^`]|``)*)`/y
const wordRule = /"([^"\n]*)"|'([^'\n]*)'/y
const spaceRule = /[^\S\n]+|#[^\n]*/y
const powerRule = /[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/y

/** Words for what digits cannot say. */
const numberWords: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['NaN', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
])

/** Whether a name can stand in a formula without backticks. */
export function isPlainName(name: string): boolean {
  nameRule.lastIndex = 0
  return nameRule.exec(name)?.[0] === name && !numberWords.has(name)
}

/** A name as a formula has it: in backticks where it would read as something else. */
export const quoteName = (name: string): string =>
  isPlainName(name) ? name : `\`${name.replaceAll('`', '``')}\``

const signs = [
  ...new Set([...prefixes.keys(), ...infixes.keys(), ...numbered.keys()]),
  ...['=', '(', ')', '[', ']', ',', '.', '?'],
].sort((a, b) => b.length - a.length)

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']' }

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** The most characters a formula may have. */
const longest = 200_000

/** Cuts a text into what it is made of; statements end at a line break outside brackets, or a semicolon. */
class Tokenizer {
  readonly tokens: Token[] = []
  readonly #open: Token[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  #match(rule: RegExp): RegExpExecArray | null {
    rule.lastIndex = this.#at
    return rule.exec(this.#text)
  }

  #push(kind: Token['kind'], length: number, text: string, value = 0): Token {
    const token = { kind, text, value, from: this.#at, to: this.#at + length }
    this.#at += length
    this.tokens.push(token)
    return token
  }

  #number(): boolean {
    const number = this.#match(numberRule)?.[0]
    if (number !== undefined) this.#push('number', number.length, number, Number(number))
    else if (this.#text[this.#at] !== '∞') return false
    else this.#push('number', 1, '∞', Number.POSITIVE_INFINITY)
    return true
  }

  #name(): boolean {
    const name = this.#match(nameRule)?.[0]
    if (name === undefined) return false
    const value = numberWords.get(name)
    if (value === undefined) this.#push('name', name.length, foldName(name))
    else this.#push('number', name.length, name, value)
    return true
  }

  #quoted(): boolean {
    const quoted = this.#match(quotedRule)
    if (quoted !== null) this.#push('quoted', quoted[0].length, quoted[1]!.replaceAll('``', '`'))
    const word = quoted === null ? this.#match(wordRule) : null
    if (word !== null) this.#push('word', word[0].length, word[1] ?? word[2] ?? '')
    return quoted !== null || word !== null
  }

  /** `x²` is read as `x^2`. */
  #power(): boolean {
    const power = this.#match(powerRule)?.[0]
    if (power === undefined) return false
    const digits = [...power].map((c) => (c === '⁻' ? '-' : String(superscripts.indexOf(c))))
    const range = { from: this.#at, to: this.#at + power.length }
    this.tokens.push({ kind: 'sign', text: '^', value: 0, ...range })
    this.#push('number', power.length, power, Number(digits.join('')))
    return true
  }

  #sign(): boolean {
    const sign = signs.find((some) => this.#text.startsWith(some, this.#at))
    if (sign === undefined) return false
    const token = this.#push('sign', sign.length, sign)
    if (sign in closing) this.#open.push(token)
    if (sign !== ')' && sign !== ']') return true
    const open = this.#open.pop()
    if (open === undefined)
      throw new ExpressionError('bracket', `There is no bracket that this “${sign}” closes.`, token)
    if (closing[open.text] !== sign)
      throw new ExpressionError(
        'bracket',
        `“${open.text}” is closed by “${closing[open.text]}”, not by “${sign}”.`,
        token,
      )
    return true
  }

  /** A line goes on where a bracket is open, or where something is still to come after a sign. */
  #end(): boolean {
    const char = this.#text[this.#at]
    if (char !== '\n' && char !== ';') return false
    const last = this.tokens.at(-1)
    const isHanging = last?.kind === 'sign' && !')]?'.includes(last.text)
    if (char === '\n' && (this.#open.length > 0 || isHanging)) this.#at++
    else this.#push('end', 1, char)
    return true
  }

  run(): readonly Token[] {
    if (this.#text.length > longest) {
      const message = `A formula may have ${longest.toLocaleString('en')} characters.`
      throw new ExpressionError('too-long', message, { from: longest, to: this.#text.length })
    }
    while (this.#at < this.#text.length) {
      const space = this.#match(spaceRule)
      if (space !== null) this.#at += space[0].length
      else if (
        !(
          this.#end() ||
          this.#number() ||
          this.#name() ||
          this.#quoted() ||
          this.#power() ||
          this.#sign()
        )
      ) {
        const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!)
        throw new ExpressionError('unreadable', `“${char}” means nothing in a formula.`, {
          from: this.#at,
          to: this.#at + char.length,
        })
      }
    }
    const open = this.#open.at(-1)
    if (open !== undefined)
      throw new ExpressionError('bracket', `This “${open.text}” is not closed.`, open)
    this.#push('end', 0, '')
    return this.tokens
  }
}

/**
 * The tokens of a formula, the last of them an end.
 *
 * @errors ExpressionError `unreadable`, `bracket`, `too-long`.
 */
export const tokenize = (text: string): readonly Token[] => new Tokenizer(text).run()
