import { type GraphDocument, type Spot, showNumber, type Unmoved } from '#core/index.ts'
import { placeOf } from '../panels/inspector/names.ts'
import type { Hand } from '../store/tangent.ts'
import { nameOf, nodeOf } from './names.ts'

/** A leaf element by its name: `w`, or `W[0, 2]` where the leaf has several. */
export function spotName(doc: GraphDocument, { node, element }: Spot): string {
  const { shape, values } = nodeOf(doc, node)?.data ?? {}
  const name = nameOf(doc, node)
  if (!Array.isArray(values) || values.length < 2) return name
  const axes = Array.isArray(shape) ? (shape as number[]) : [values.length]
  return `${name}[${placeOf(element, axes)}]`
}

/** Shares of the axis: what a hand moves at a time, and what is too little to be seen. */
const grains = 200
const unseen = 1 / 1000

/** The grain of an axis: what one step along it is worth. */
export const grainOf = ([from, to]: readonly [number, number], fine: boolean): number =>
  Number(((to - from) / grains / (fine ? 10 : 1)).toPrecision(1))

/** Whether the graph could not follow the hand, and one can see it. */
export function isShort({ solved, unmoved, wanted, domain }: Hand): boolean {
  if (unmoved !== null) return true
  if (solved === null || solved.status === 'reached') return false
  return !(Math.abs(solved.value - wanted) <= (domain[1] - domain[0]) * unseen)
}

const reasons: Readonly<Record<Unmoved, (input: string) => string>> = {
  none: (input) => `No stored number lies behind ${input}: there is nothing to move.`,
  whole: (input) => `Behind ${input} lie whole numbers only; they have no slope to follow.`,
  detached: (input) => `No gradient flows back from ${input} to a stored leaf: it is detached.`,
  large: (input) => `Moving ${input} would take too much computing for one frame.`,
}

/** Why nothing moves a dot whose input is this node. */
export const whyUnmoved = (doc: GraphDocument, input: string, unmoved: Unmoved): string =>
  reasons[unmoved](nameOf(doc, input))

/** Why the dot is not where the hand is, in a sentence; `null` where it is. */
export function whyShort(doc: GraphDocument, hand: Hand): string | null {
  if (!isShort(hand)) return null
  const input = nameOf(doc, hand.dot.source.node)
  if (hand.unmoved !== null) return whyUnmoved(doc, hand.dot.source.node, hand.unmoved)
  if (hand.solved === null || hand.lever === null) return null
  const [lever, wanted] = [spotName(doc, hand.lever), showNumber(hand.wanted)]
  const { end, value } = hand.solved
  if (end === 'flat') return `${lever} does not move ${input} here.`
  if (hand.lever.node === hand.dot.source.node) return `${lever} holds whole numbers only.`
  if (end === 'leap') return `${input} leaps over ${wanted} as ${lever} moves.`
  if (end === 'spent')
    return `In ${hand.solved.runs} runs, moving ${lever} brought ${input} no nearer to ${wanted} than ${showNumber(value)}.`
  return `Moving ${lever} brings ${input} no nearer to ${wanted} than ${showNumber(value)}.`
}
