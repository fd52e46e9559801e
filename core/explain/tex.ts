import { type Notation, type PrimitiveName, primitives } from '../ops/primitives.ts'

/** A piece of a formula, and how tightly it holds together. */
export interface Tex {
  readonly text: string
  /** 0 comparison, 1 sum, 2 sign, 3 product, 4 power, 5 one thing. */
  readonly precedence: number
}

/** One thing, that never needs brackets. */
export const atom = (text: string): Tex => ({ text, precedence: 5 })

/** Text that stands for itself in a formula. */
export function escapeTex(text: string): string {
  const escaped = text.replace(/[\\{}$&#^_%~]/g, (c) =>
    c === '\\' ? '\\backslash{}' : c === '^' || c === '~' ? `\\${c}{}` : `\\${c}`,
  )
  return escaped
}

/** A node's name as a symbol: `x1` as x₁, one letter in italics, words upright. */
export function symbol(name: string): string {
  const indexed = /^(\p{L})(\d+)$/u.exec(name)
  if (indexed) return `${indexed[1]}_{${indexed[2]}}`
  return /^\p{L}$/u.test(name) ? name : `\\text{${escapeTex(name)}}`
}

/** Colours say what a piece is; the renderer gives the names their theme's colours. */
export const coloured = (color: 'teal' | 'darkorange' | 'rebeccapurple', text: string): string =>
  `\\textcolor{${color}}{${text}}`

const bracket = ({ text, precedence }: Tex, least: number): string =>
  precedence < least ? `(${text})` : text

/** `a − b`, `a + b`: a sign at the front of `b` joins the one between. */
function additive(sign: string, a: Tex, b: Tex): Tex {
  if (sign === '+' && a.text === b.text && a.precedence < 5)
    return { text: `2 \\cdot ${bracket(a, 3)}`, precedence: 3 }
  if (sign === '+' && b.text.startsWith('-'))
    return { text: `${a.text} - ${b.text.slice(1)}`, precedence: 1 }
  return { text: `${bracket(a, 1)} ${sign} ${bracket(b, sign === '-' ? 2 : 1)}`, precedence: 1 }
}

function product(sign: string, a: Tex, b: Tex): Tex {
  if (a.text === '1') return b
  if (b.text === '1') return a
  if (a.text === b.text) return { text: `${bracket(a, 5)}^{2}`, precedence: 4 }
  // A number before a letter needs no sign between.
  if (sign === '\\cdot' && /^\d+$/.test(a.text) && /^\\textcolor\{teal\}\{\p{L}/u.test(b.text))
    return { text: `${a.text} ${bracket(b, 4)}`, precedence: 3 }
  return { text: `${bracket(a, 3)} ${sign} ${bracket(b, 3)}`, precedence: 3 }
}

type Writer<K extends Notation['kind']> = (
  notation: Extract<Notation, { kind: K }>,
  operands: readonly Tex[],
  times: string,
) => Tex

const writers: { readonly [K in Notation['kind']]: Writer<K> } = {
  infix: ({ sign, precedence }, [a, b], times) => {
    if (precedence === 1) return additive(sign, a!, b!)
    if (precedence === 3) return product(times, a!, b!)
    return { text: `${bracket(a!, 1)} ${sign} ${bracket(b!, 1)}`, precedence: 0 }
  },
  prefix: ({ sign }, [a]) => ({ text: `${sign}${bracket(a!, 3)}`, precedence: 2 }),
  function: ({ name }, [a]) => atom(`${name}(${a!.text})`),
  fraction: (_, [a, b]) => atom(`\\frac{${a!.text}}{${b!.text}}`),
  power: (_, [a, b]) =>
    b!.text === '1' ? a! : { text: `${bracket(a!, 5)}^{${b!.text}}`, precedence: 4 },
  cases: (_, [condition, a, b]) =>
    atom(
      `\\begin{cases} ${a!.text} & \\text{if } ${condition!.text} \\\\ ${b!.text} & \\text{else} \\end{cases}`,
    ),
  sum: (_, [a]) => ({ text: `\\sum_i ${bracket(a!, 3)}`, precedence: 3 }),
  product: (_, [a, b]) => ({ text: `${bracket(a!, 3)}\\, ${bracket(b!, 3)}`, precedence: 3 }),
  silent: (_, [a]) => a!,
  transpose: (_, [a]) => ({ text: `${bracket(a!, 5)}^{\\top}`, precedence: 4 }),
}

/** Writes one primitive, by its own notation; `times` is the sign between factors. */
export function write(name: PrimitiveName, operands: readonly Tex[], times = '\\cdot'): Tex {
  const notation: Notation = primitives[name].notation
  return (writers[notation.kind] as Writer<Notation['kind']>)(notation as never, operands, times)
}
