import type { CallPiece, Parsed, Piece } from '../graph/expressionParse.ts'
import { isOpName, ops } from '../ops/index.ts'
import { atom, coloured, escapeTex, numeral, symbol, type Tex } from './tex.ts'

const bracketed = ({ text, precedence }: Tex, least: number): string =>
  precedence < least ? `\\left(${text}\\right)` : text

/** How signs are set, by op; the others as they are. */
const signs: Readonly<Record<string, string>> = {
  mul: '\\cdot',
  matmul: '\\,',
  le: '\\le',
  ge: '\\ge',
  eq: '=',
  ne: '\\ne',
}

const piled = (text: string, precedence: number): Tex => ({ text, precedence, signed: false })

/** An op between or before its operands, or `null` where it is called by name. */
function setSigned({ name }: CallPiece, [a, b]: readonly Tex[]): Tex | null {
  const def = isOpName(name) ? ops[name] : null
  if (def?.kind !== 'computed' || def.operator === null || a === undefined) return null
  const { signs: own, precedence, place } = def.operator
  if (place === 'prefix')
    return { text: `-${a.signed ? `(${a.text})` : bracketed(a, 3)}`, precedence: 2, signed: true }
  if (b === undefined) return null
  if (name === 'div') return piled(`\\frac{${a.text}}{${b.text}}`, 4)
  if (place === 'right') return piled(`${bracketed(a, 5)}^{${b.text}}`, 4)
  // The ranks of `Tex`: it has one for a sign between those of sums and products.
  const rank = precedence === 1 ? 0 : precedence === 2 ? 1 : 3
  const right = b.signed ? `(${b.text})` : bracketed(b, rank + 1)
  const text = `${bracketed(a, rank)} ${signs[name] ?? own[0]} ${right}`
  return { text, precedence: rank, signed: a.signed && a.precedence >= rank }
}

const named = (name: string): string => `\\operatorname{${escapeTex(name)}}`

function setCall(call: CallPiece, read: (at: number) => Tex): Tex {
  const args = call.args.map(read)
  const signed = call.named.length === 0 ? setSigned(call, args) : null
  if (signed !== null) return signed
  const given = call.named.map(
    ({ name, value }) => `\\text{${escapeTex(name)}} = ${read(value).text}`,
  )
  return atom(
    `${named(call.name)}\\left(${[...args.map(({ text }) => text), ...given].join(',\\, ')}\\right)`,
  )
}

function setPiece(piece: Piece, read: (at: number) => Tex): Tex {
  switch (piece.kind) {
    case 'number': {
      const { text, precedence, signed } = numeral(piece.value)
      return { text, precedence, signed }
    }
    case 'name':
      return atom(coloured('teal', symbol(piece.name)))
    case 'word':
      return atom(`\\text{${escapeTex(piece.name)}}`)
    case 'list':
      return atom(`\\left[${piece.items.map((item) => read(item).text).join(',\\, ')}\\right]`)
    case 'call':
      return setCall(piece, read)
  }
}

/**
 * A formula in LaTeX as it was understood: one line a statement.
 *
 * @errors none.
 */
export function expressionTex({ pieces, statements }: Parsed): readonly string[] {
  const set: Tex[] = []
  for (const piece of pieces) set.push(setPiece(piece, (at) => set[at]!))
  return statements.map(({ name, value }) => {
    const { text } = set[value]!
    return name === null ? text : `${coloured('teal', symbol(name.text))} = ${text}`
  })
}
