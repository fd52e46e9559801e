import { checkEpsilon, differences, judge, toleranceAt, type Verdict } from '../gradcheck.ts'
import { isDetached } from '../graph/detached.ts'
import type { GraphDocument } from '../graph/document.ts'
import type { Target } from '../graph/target.ts'
import { openTwin, type Twin } from '../graph/twin.ts'

/**
 * What a nudge says of a gradient. Where a `detach` lies on the way to L, or no gradient reaches the
 * leaf, L may move although the gradient says otherwise, and rightly so.
 */
export type NudgeVerdict = Verdict | 'detached' | 'no gradient'

/** The verdict where what disagrees may do so on purpose. */
export const excused = (verdict: Verdict, { compiled }: Twin, node: string): NudgeVerdict =>
  verdict === 'disagrees' && isDetached(compiled, node) ? 'detached' : verdict

/** One element of a leaf moved by ±ε, in float64, and what L answers. */
export interface Nudge {
  /** Where the element stands, and how far it is moved. */
  readonly x: number
  readonly epsilon: number
  /** L, and L with the element moved up and down. */
  readonly middle: number
  readonly above: number
  readonly below: number
  /** (L₊ − L₋) / 2ε, and the gradient that the Program computes. */
  readonly numeric: number
  readonly analytic: number
  /** How far apart those two are, by the larger; 0 where both are 0. */
  readonly relative: number
  /** The slopes to the left and to the right, over a distance of `checkEpsilon`. */
  readonly left: number
  readonly right: number
  /** By the rule of `check`, whatever ε is. */
  readonly verdict: NudgeVerdict
  /** Whether the two differ by less than rounding lets a nudge see, however small they are. */
  readonly withinNoise: boolean
}

/** The relative error of the difference quotient over ε, of a graph in float64 and in float32. */
export interface NudgeErrors {
  readonly epsilons: readonly number[]
  readonly float64: readonly number[]
  readonly float32: readonly number[]
}

/** L along one element, beside where it stands. */
export interface NudgePath {
  readonly x: readonly number[]
  readonly total: readonly number[]
}

/** Nudges the leaves of one document, each version of which it is given. */
export interface Nudger {
  /** `null` where there is no L, no such element, or so much to compute that a hand would wait. */
  readonly nudge: (
    doc: GraphDocument,
    node: string,
    element: number,
    epsilon: number,
    target?: Target | null,
  ) => Nudge | null
  /** `null` too where so few places would be left that no curve is seen. */
  readonly errors: (
    doc: GraphDocument,
    node: string,
    element: number,
    target?: Target | null,
  ) => NudgeErrors | null
  readonly path: (
    doc: GraphDocument,
    node: string,
    element: number,
    reach: number,
    target?: Target | null,
  ) => NudgePath | null
}

/** The most elements that one answer may compute in all: what costs more to ask once is not run. */
export const nudgeLimit = 2e6

/** How far apart two numbers are, by the larger; 0 where both are 0. */
export function relativeError(a: number, b: number): number {
  const size = Math.max(Math.abs(a), Math.abs(b))
  return size === 0 ? 0 : Math.abs(a - b) / size
}

/** 10^(−k/4) for k from 0 to 3: powers of ten in quarters, the same bits in every engine. */
const quarters = [1, 0.5623413251903491, 0.31622776601683794, 0.1778279410038923] as const

/** The decades over which ε runs, by an element of size 1. */
const decades = { from: -12, to: -1 } as const

/** How many places ε has: four a decade, and the last. */
export const epsilonCount = 4 * (decades.to - decades.from) + 1

/**
 * ε number `at`, from 1e-12 to 0.1, ascending, for an element that stands at `x`.
 *
 * @units those of x: for one of 10 and more, by so many powers of ten larger.
 */
export function epsilonAt(at: number, x: number): number {
  const down = epsilonCount - 1 - at
  const [tens, quarter] = [Math.floor(down / 4), quarters[down % 4]!]
  return Number(`${quarter}e${decades.to - tens + magnitude(x)}`)
}

/** How many powers of ten a number is above 1; 0 below 10, and for what is not finite. */
function magnitude(x: number): number {
  const size = Math.abs(x)
  if (!(size >= 10) || !Number.isFinite(size)) return 0
  return Number(size.toExponential().split('e')[1])
}

/** One element of a twin's leaf: asked for L elsewhere, it is put back. */
interface Element {
  readonly x: number
  /** L where the element stands at a place. */
  readonly at: (x: number) => number
  readonly back: () => void
}

function elementOf(twin: Twin, node: string, at: number): Element | null {
  const [step, elements] = [twin.compiled.values.get(node), twin.value(node)?.data]
  if (twin.compiled.root === null || step === undefined || elements === undefined) return null
  if (!(at in elements)) return null
  const x = elements[at]!
  const put = (value: number): number => {
    elements[at] = value
    return twin.total(step)
  }
  return { x, at: put, back: () => void put(x) }
}

/** (L₊ − L₋) / 2ε as it is written: that x ± ε are rounded is one of its errors. */
function quotient({ at, x }: Element, epsilon: number) {
  const [above, below] = [at(x + epsilon), at(x - epsilon)]
  return { above, below, numeric: (above - below) / (2 * epsilon) }
}

function nudgeIn(twin: Twin, node: string, at: number, epsilon: number): Nudge | null {
  const element = elementOf(twin, node, at)
  if (element === null) return null
  const { x } = element
  const analytic = twin.grad(node)?.data[at]
  const middle = element.at(x)
  const tolerance = toleranceAt(middle)
  const { above, below, numeric } = quotient(element, epsilon)
  const checked = differences(element.at, x, checkEpsilon(x), middle)
  element.back()
  const gradient = analytic ?? 0
  return {
    x,
    epsilon,
    middle,
    above,
    below,
    numeric,
    analytic: gradient,
    relative: relativeError(gradient, numeric),
    left: checked.left,
    right: checked.right,
    verdict:
      analytic === undefined
        ? 'no gradient'
        : excused(judge(checked, gradient, tolerance), twin, node),
    withinNoise: Math.abs(gradient - numeric) <= tolerance.atol,
  }
}

/** The quotient's relative error at some of the places of ε. */
function errorsIn(twin: Twin, node: string, at: number, places: readonly number[], slope: number) {
  const element = elementOf(twin, node, at)
  if (element === null) return []
  const errors = places.map((epsilon) => relativeError(slope, quotient(element, epsilon).numeric))
  element.back()
  return errors
}

/** How many places on a path: an odd number, so that the middle is one. */
const pathPlaces = 61

/**
 * Opens a nudger: it keeps the document compiled in float64, and in float32 once that is asked for.
 *
 * @errors none.
 */
export function openNudger(): Nudger {
  const [wide, narrow] = [openTwin('float64', nudgeLimit), openTwin('float32', nudgeLimit)]
  const within = (twin: Twin, runs: number) => twin.work * runs <= nudgeLimit
  return {
    nudge: (doc, node, at, epsilon, target) =>
      nudgeIn(wide.update(doc, target).twin, node, at, epsilon),
    errors: (doc, node, at, target) => {
      const { twin } = wide.update(doc, target)
      // Each place takes two runs of either twin; of a large graph there are fewer places.
      const apart = [1, 2, 4].find((step) => within(twin, 4 * Math.ceil(epsilonCount / step)))
      const element = elementOf(twin, node, at)
      const slope = twin.grad(node)?.data[at]
      if (apart === undefined || element === null || slope === undefined) return null
      const places = Array.from({ length: Math.ceil(epsilonCount / apart) }, (_, i) =>
        epsilonAt(i * apart, element.x),
      )
      return {
        epsilons: places,
        float64: errorsIn(twin, node, at, places, slope),
        float32: errorsIn(narrow.update(doc, target).twin, node, at, places, slope),
      }
    },
    path: (doc, node, at, reach, target) => {
      const { twin } = wide.update(doc, target)
      const element = elementOf(twin, node, at)
      if (element === null || !within(twin, pathPlaces)) return null
      const x = Array.from({ length: pathPlaces }, (_, i) => {
        const share = (2 * i) / (pathPlaces - 1) - 1
        return element.x + share * reach
      })
      const total = x.map(element.at)
      element.back()
      return { x, total }
    },
  }
}
