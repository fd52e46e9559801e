import type { Notation } from '../ops/primitive.ts'
import { type PrimitiveName, primitives } from '../ops/primitives.ts'
import { isPlainName, splitElement } from './elementName.ts'
import { showNumber } from './number.ts'

/** A piece of a formula, and how tightly it holds together. */
export interface Tex {
  readonly text: string
  /** 0 comparison, 1 sum, 2 sign or ∑, 3 product, 4 power, fraction or cases, 5 one thing. */
  readonly precedence: number
  /** Whether it begins with a minus sign, in whatever colour. */
  readonly signed: boolean
  /** What it stands for, where the text alone does not say: two 2s need not be the same value. */
  readonly key?: string
}

/** One thing, that never needs brackets. */
export const atom = (text: string): Tex => ({ text, precedence: 5, signed: false })

/** What a piece stands for: equal keys are the same value. */
export const keyOf = ({ key, text }: Tex): string => key ?? text

const words: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
}

/** Combining marks that LaTeX has no accent for, or nothing to set on. */
const lostMarks =
  /[\u0305\u0309\u030d-\u0326\u0328-\u036f]|(?<![A-Za-z\u0370-\u03ff])[\u0300-\u036f]/g

/**
 * Text that stands for itself within `\text{…}`; what cannot be printed is left out.
 *
 * Symbols go in by their number: KaTeX reads `≠` as a macro that only formulas may use.
 */
export function escapeTex(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(lostMarks, '')
    .replaceAll(/[\\{}$&#^_%~]/g, (c) => words[c] ?? `\\${c}`)
    .replaceAll(
      /[©®‼\u2100-\u2bff]/g,
      (c) => `{\\char"${c.charCodeAt(0).toString(16).toUpperCase()}}`,
    )
}

function bareSymbol(name: string): string {
  const indexed = /^(\p{L})(\d+)$/u.exec(name)
  if (indexed) return `${indexed[1]}_{${indexed[2]}}`
  return /^\p{L}$/u.test(name) ? name : `\\text{${escapeTex(name)}}`
}

const bareHeld = (name: string): string =>
  isPlainName(name) ? bareSymbol(name) : `(${bareSymbol(name)})`

/** A node's name as a symbol: `x1` as x₁, one letter in italics, words upright; an element's index below. */
export function symbol(name: string): string {
  const element = splitElement(name)
  if (element === null) return bareSymbol(name)
  const base = bareHeld(element.base)
  return `${base.includes('_{') ? `{${base}}` : base}_{${element.index}}`
}

/** A name to which something is attached: one that reads as an expression, `x·w`, gets brackets. */
export function held(name: string): string {
  return splitElement(name) === null ? bareHeld(name) : symbol(name)
}

/** Colours say what a piece is; the renderer gives the names their theme's colours. */
export const coloured = (color: 'teal' | 'darkorange' | 'rebeccapurple', text: string): string =>
  `\\textcolor{${color}}{${text}}`

const lowered = (power: string): string =>
  power.replace('⁻', '-').replaceAll(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c)))

/** A number as cards show it, in LaTeX: `−1.5`, `2.5 × 10⁻⁷`. */
export function numeral(value: number): Tex {
  const shown = showNumber(value)
  const text = shown
    .replace('−', '-')
    .replace('∞', '\\infty')
    .replace('NaN', '\\text{NaN}')
    .replace(/×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power: string) => `\\times 10^{${lowered(power)}}`)
  const signed = text.startsWith('-')
  return { text, signed, precedence: signed ? 2 : shown.includes('×') ? 3 : 5 }
}

const bracket = ({ text, precedence }: Tex, least: number): string =>
  precedence < least ? `(${text})` : text

/** `a + b`, `a − b`: a plain minus at the front of `b` joins the sign; any other sign is bracketed. */
function additive(sign: string, a: Tex, b: Tex, times: string): Tex {
  if (sign === '+' && keyOf(a) === keyOf(b) && a.precedence < 5)
    return {
      text: `2 ${times === '\\odot' ? '\\cdot' : times} ${bracket(a, 3)}`,
      precedence: 3,
      signed: false,
    }
  const left = bracket(a, 1)
  const joined = { precedence: 1, signed: a.precedence >= 1 && a.signed }
  if (sign === '+' && b.text.startsWith('-'))
    return { text: `${left} - ${b.text.slice(1)}`, ...joined }
  const right = b.signed ? `(${b.text})` : bracket(b, sign === '-' ? 2 : 1)
  return { text: `${left} ${sign} ${right}`, ...joined }
}

function product(sign: string, a: Tex, b: Tex): Tex {
  if (a.text === '1') return b
  if (b.text === '1') return a
  const precedence = 3
  if (keyOf(a) === keyOf(b)) return { text: `${bracket(a, 5)}^{2}`, precedence: 4, signed: false }
  // A number before a letter needs no sign between.
  if (sign === '\\cdot' && /^[\d.]+$/.test(a.text) && /^\\textcolor\{teal\}\{\p{L}/u.test(b.text))
    return { text: `${a.text} ${bracket(b, 4)}`, precedence, signed: false }
  return { text: `${bracket(a, 3)} ${sign} ${bracket(b, 3)}`, precedence, signed: false }
}

type Writer<K extends Notation['kind']> = (
  notation: Extract<Notation, { kind: K }>,
  operands: readonly Tex[],
  times: string,
) => Tex

/** Something tall: it needs no brackets in a product, but under an exponent it does. */
const tall = (text: string): Tex => ({ text, precedence: 4, signed: false })

const writers: { readonly [K in Notation['kind']]: Writer<K> } = {
  infix: ({ sign, precedence }, [a, b], times) => {
    if (precedence === 1) return additive(sign, a!, b!, times)
    if (precedence === 3) return product(times, a!, b!)
    return { text: `${bracket(a!, 1)} ${sign} ${bracket(b!, 1)}`, precedence: 0, signed: a!.signed }
  },
  prefix: ({ sign }, [a]) => ({ text: `${sign}${bracket(a!, 3)}`, precedence: 2, signed: true }),
  function: ({ name }, [a]) => atom(`${name}(${a!.text})`),
  fraction: (_, [a, b]) => tall(`\\frac{${a!.text}}{${b!.text}}`),
  power: (_, [a, b]) => (b!.text === '1' ? a! : tall(`${bracket(a!, 5)}^{${b!.text}}`)),
  cases: (_, [condition, a, b]) =>
    tall(
      `\\begin{cases} ${a!.text} & \\text{if } ${condition!.text} \\\\ ${b!.text} & \\text{else} \\end{cases}`,
    ),
  gathered: ({ sign }, [a]) => ({
    text: `${sign} ${bracket(a!, 3)}`,
    precedence: 2,
    signed: false,
  }),
  template: ({ text, precedence, least }, operands) => ({
    text: text.replaceAll(/#(\d)/g, (_whole, digit: string) =>
      bracket(operands[Number(digit) - 1]!, least),
    ),
    precedence,
    signed: false,
  }),
  product: (_, [a, b]) => ({
    text: `${bracket(a!, 4)}\\, ${bracket(b!, 4)}`,
    precedence: 3,
    signed: false,
  }),
  silent: (_, [a]) => a!,
  transpose: (_, [a]) => tall(`${bracket(a!, 5)}^{\\top}`),
}

/** How a primitive is written. */
export const notationOf = (name: PrimitiveName): Notation => primitives[name].notation

/** Whether a primitive multiplies two numbers, as its notation says. */
export function isProduct(name: PrimitiveName): boolean {
  const notation = notationOf(name)
  return notation.kind === 'infix' && notation.precedence === 3
}

/** Writes one primitive, by its own notation; `times` is the sign between factors. */
export function write(name: PrimitiveName, operands: readonly Tex[], times = '\\cdot'): Tex {
  const notation = notationOf(name)
  const writer = writers[notation.kind] as Writer<Notation['kind']>
  const { text, precedence, signed } = writer(notation as never, operands, times)
  const keys = operands.map(keyOf)
  const key = notation.kind === 'silent' ? keys[0]! : `${name}(${keys.join()})`
  return { text, precedence, signed, key }
}
