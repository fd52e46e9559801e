import type { NdArray } from '#core/index.ts'
import { laneOffset, laneWidth, strandLimit, strandWidth } from '../edge.ts'

/**
 * What a lane tells of its gradient's sign: `zero` is dried up; `none` is not a number, which has no
 * sign; `unknown` has not been handed back yet, and gives no hint.
 */
export type Sign = 'positive' | 'negative' | 'mixed' | 'zero' | 'none' | 'unknown'

/** One lane of the gradient's side of a wire. */
export interface Lane {
  /** How far to the right of the wire's middle it lies, seen from the source, in canvas px. */
  readonly offset: number
  /** In canvas px; 0 where nothing flows. */
  readonly width: number
  readonly sign: Sign
  /** The part of the squares that are of positive elements: 1, 0, or in between where signs are mixed. */
  readonly positive: number
}

/** A tensor's elements taken together. */
interface Flow {
  /** Their root mean square. */
  readonly size: number
  readonly sign: Sign
  readonly positive: number
}

/** The largest element's size, NaN where one is no number, and which signs there are. */
function look(data: ArrayLike<number>): { largest: number; plus: boolean; minus: boolean } {
  let [largest, plus, minus] = [0, false, false]
  for (let i = 0; i < data.length; i++) {
    const element = data[i] ?? 0
    largest = Math.max(largest, Math.abs(element))
    if (element > 0) plus = true
    else if (element < 0) minus = true
  }
  return { largest, plus, minus }
}

/** Sums of squares by sign, with the largest element divided out: no square overflows or vanishes. */
function squares(data: ArrayLike<number>, largest: number): { plus: number; minus: number } {
  let [plus, minus] = [0, 0]
  const infinite = largest === Number.POSITIVE_INFINITY
  for (let i = 0; i < data.length; i++) {
    const element = data[i] ?? 0
    // What is finite is nothing beside what is not.
    const part = infinite
      ? Math.sign(element) * Number(!Number.isFinite(element))
      : element / largest
    if (part > 0) plus += part * part
    else minus += part * part
  }
  return { plus, minus }
}

function flowOf({ data }: NdArray): Flow {
  const { largest, plus, minus } = look(data)
  if (Number.isNaN(largest)) return { size: Number.NaN, sign: 'none', positive: 0 }
  if (largest === 0) return { size: 0, sign: 'zero', positive: 0 }
  const sums = squares(data, largest)
  const total = sums.plus + sums.minus
  return {
    size: largest * Math.sqrt(total / data.length),
    sign: plus && minus ? 'mixed' : plus ? 'positive' : 'negative',
    positive: sums.plus / total,
  }
}

const flows = new WeakMap<NdArray, Flow>()

/** The same, looked for once a run: what a run gives are views that no other run gives. */
function flowNow(array: NdArray): Flow {
  const known = flows.get(array)
  if (known !== undefined) return known
  const flow = flowOf(array)
  flows.set(array, flow)
  return flow
}

/** What sign a gradient's elements have, taken together. */
export const signOf = (array: NdArray): Sign => flowNow(array).sign

const strandGap = 4.6
/** The topmost strand's offset, at least: the value's lane runs above it. */
const strandTop = -3

/** How far the first of so many strands lies to the right of the middle. */
const firstStrand = (count: number) =>
  Math.max(strandTop, laneOffset - ((count - 1) / 2) * strandGap)

function signOfNumber(gradient: number): Sign {
  if (Number.isNaN(gradient)) return 'none'
  return gradient > 0 ? 'positive' : gradient < 0 ? 'negative' : 'zero'
}

/**
 * The lanes of what arrives by a wire: a strand an element up to 8 of them, one lane of their root
 * mean square otherwise, or where `whole` is asked for because strands could not be told apart.
 */
export function lanesOf(contribution: NdArray, whole: boolean): readonly Lane[] {
  const { data, shape } = contribution
  if (!whole && shape.length > 0 && data.length > 1 && data.length <= strandLimit) {
    const first = firstStrand(data.length)
    return Array.from(data, (gradient, at) => {
      const [offset, sign] = [first + at * strandGap, signOfNumber(gradient)]
      return { offset, width: strandWidth(gradient), sign, positive: gradient > 0 ? 1 : 0 }
    })
  }
  const { size, sign, positive } = flowNow(contribution)
  return [{ offset: laneOffset, width: laneWidth(size), sign, positive }]
}

/** The lane of a gradient that is still to come. */
export const unknownLane: Lane = { offset: laneOffset, width: 1, sign: 'unknown', positive: 0 }

/** A part of a lane that has one sign. */
export interface Part {
  readonly offset: number
  readonly width: number
  readonly sign: Exclude<Sign, 'mixed'>
}

/** Offsets in quarters of a px, so that what is drawn along them can be kept from frame to frame. */
const quarter = (offset: number) => Math.round(offset * 4) / 4

/** Between the parts of a mixed lane. */
const partGap = 1

/**
 * A lane as parts of one sign each, the positive above the negative. A mixed lane is two lanes side
 * by side, as wide as their shares of the squares, and neither is ever too narrow to be seen.
 */
export function partsOf({ offset, width, sign, positive }: Lane): readonly Part[] {
  if (sign !== 'mixed') return [{ offset: quarter(offset), width, sign }]
  const [plus, minus] = [Math.max(1, width * positive), Math.max(1, width * (1 - positive))]
  const top = offset - (plus + partGap + minus) / 2
  return [
    { offset: quarter(top + plus / 2), width: plus, sign: 'positive' },
    { offset: quarter(top + plus + partGap + minus / 2), width: minus, sign: 'negative' },
  ]
}
