import {
  type GraphDocument,
  type GraphNode,
  type Nudge,
  type NudgeCheck,
  type Results,
  showNumber,
} from '#core/index.ts'
import { nameOf } from '../../canvas/names.ts'
import type { BadgeWords } from '../../ui/Badge.tsx'
import { opOf } from './names.ts'

/** Whether a node's elements can be nudged: those of a leaf that a gradient reaches. */
export const canNudge = (node: GraphNode, { compiled }: Results): boolean =>
  compiled.wiring.nodes.get(node.id)?.leaf?.requiresGrad === true && compiled.grads.has(node.id)

/** Why a node cannot be nudged; `null` where it can. */
export function whyNotNudged(doc: GraphDocument, node: GraphNode, results: Results): string | null {
  if (canNudge(node, results)) return null
  const name = nameOf(doc, node.id)
  const { root, values } = results.compiled
  if (node.type === 'note') return 'A note has no gradient.'
  if (opOf(node)?.kind !== 'leaf') return `${name} is computed: nudge an input that it depends on.`
  if (node.data['requiresGrad'] !== true)
    return `${name} asks for no gradient to compare with; press R to ask for one.`
  if (!values.has(node.id)) return `${name} has no value to nudge.`
  if (root === null) return 'There is no L to ask: press G on the node whose gradient is wanted.'
  return `No gradient reaches ${name}: ${nameOf(doc, root)} does not depend on it.`
}

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

type Found = NonNullable<NudgeCheck['found']>

/** What was compared, in a sentence. */
function agreement({ checked, skipped, kinks }: Found, directions: number): string {
  if (directions > 0)
    return `All elements were moved at once, in ${counted(checked, 'random direction')}: L answers as the gradient says.`
  const beside = skipped - kinks
  const left = [
    kinks > 0 ? `${counted(kinks, 'is', 'are')} at a kink` : '',
    beside > 0 ? `L is not finite beside ${beside.toLocaleString('en')}` : '',
  ].filter((text) => text !== '')
  const all = `${checked.toLocaleString('en')} of ${counted(checked + skipped, 'element')} ${checked === 1 ? 'agrees' : 'agree'}`
  return `${[all, ...left].join('; ')}.`
}

function disagreement({ worstAt, numeric, analytic }: Found, directions: number): string {
  const where = directions > 0 ? 'In a random direction' : `At element ${worstAt}`
  return `${where} nudging gives ${showNumber(numeric)}, the gradient ${showNumber(analytic)}.`
}

/** What a leaf's badge says. */
export function badgeOf(check: NudgeCheck | undefined): BadgeWords {
  if (check === undefined) return idle('nudge …', 'Not checked yet.')
  const { found, directions, verdict } = check
  switch (verdict) {
    case 'agrees': {
      if (found === null) return idle('not checked', 'There is nothing to check.')
      const text = found.kinks > 0 ? `agrees, ${counted(found.kinks, 'kink')}` : 'nudge agrees'
      return { tone: 'ok', text, title: agreement(found, directions) }
    }
    case 'disagrees':
      return {
        tone: 'fail',
        text: `nudge ${showNumber(found?.numeric ?? Number.NaN)}`,
        title: found === null ? '' : disagreement(found, directions),
      }
    case 'kink':
      return idle('at a kink', 'Every element is at a kink, where the slope is a convention.')
    case 'not finite':
      return idle('not finite', 'L is not finite beside any element.')
    case 'detached':
      return idle('detached', 'A detach on the way to L lets the value through, but no gradient.')
    case 'no gradient':
      return idle('no gradient', 'No gradient reaches this leaf.')
    case 'too large':
      return idle('too large', 'The graph is too large to be computed again and again.')
  }
}

const idle = (text: string, title: string): BadgeWords => ({ tone: 'idle', text, title })

/** How many digits two numbers share, by their relative error. */
const sharedDigits = (relative: number) => Math.floor(-Math.log10(relative))

/** Where the difference quotient is off by so much that its digits are no more to be trusted. */
const coarse = 1e-5

/** A one-sided slope, without the last digits of a difference. */
const slope = (value: number) => showNumber(Number(value.toPrecision(6)))

/**
 * What a nudge says, in one sentence.
 *
 * @param root what L is called.
 * @param best the ε at which the quotient is nearest; `null` where that is not known.
 */
export function sentenceOf(nudge: Nudge, root: string, best: number | null): string {
  const { verdict, relative, numeric, analytic, epsilon, left, right } = nudge
  switch (verdict) {
    case 'agrees':
      if (relative === 0) return 'The gradient is right: the two agree to the last digit.'
      if (relative <= coarse)
        return `The gradient is right: the two agree to ${sharedDigits(relative)} digits.`
      if (nudge.withinNoise) return `The gradient is right, as far as a nudge of ${root} can tell.`
      return best !== null && epsilon < best
        ? 'The gradient is right, but ε is too small here: rounding drowns the answer.'
        : `The gradient is right, but ε is too large here: ${root} bends on the way.`
    case 'disagrees':
      return `The gradient is wrong: nudging gives ${showNumber(numeric)}, not ${showNumber(analytic)}.`
    case 'kink':
      return `A kink: the slope is ${slope(left)} to the left and ${slope(right)} to the right; the gradient takes ${showNumber(analytic)}.`
    case 'not finite':
      return `${root} is not finite beside this element: there is nothing to compare.`
    case 'detached':
      return `A detach on the way to ${root} lets the value through, but no gradient: the two differ on purpose.`
    case 'no gradient':
      return 'No gradient reaches this element.'
  }
}

/** The badge of one element's verdict. */
export function elementBadge({ verdict, numeric }: Nudge): BadgeWords {
  const text = `nudge ${showNumber(Number(numeric.toPrecision(6)))}`
  if (verdict === 'agrees') return { tone: 'ok', text, title: '' }
  if (verdict === 'disagrees') return { tone: 'fail', text, title: '' }
  return idle(verdict === 'kink' ? 'at a kink' : verdict, '')
}

/**
 * All leaves in one line, for the canvas and a screen reader; one that disagrees is told at once.
 *
 * @param leaves how many there are; `null` while that is not known.
 */
export function summaryOf(checks: readonly NudgeCheck[], leaves: number | null): BadgeWords {
  const of = (verdict: NudgeCheck['verdict']) => checks.filter((one) => one.verdict === verdict)
  const wrong = of('disagrees').length
  if (leaves === null) return idle('checking …', '')
  if (leaves === 0) return idle('No leaf asks for a gradient', '')
  if (wrong > 0)
    return {
      tone: 'fail',
      text: `${wrong} of ${counted(leaves, 'leaf', 'leaves')} ${wrong === 1 ? 'disagrees' : 'disagree'}`,
      title: '',
    }
  if (checks.length < leaves)
    return idle(`${checks.length} of ${counted(leaves, 'leaf', 'leaves')} checked`, '')
  const agreeing = of('agrees').length
  const kinks = of('kink').length
  const others = leaves - agreeing - kinks
  const rest = [
    kinks > 0 ? `${kinks} at a kink` : '',
    others > 0 ? `${others} not to be checked` : '',
  ].filter((text) => text !== '')
  const all = `${agreeing} of ${counted(leaves, 'leaf', 'leaves')} ${agreeing === 1 ? 'agrees' : 'agree'}`
  return { tone: 'ok', text: [all, ...rest].join(', '), title: '' }
}
