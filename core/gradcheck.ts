import { threefry } from './tensor/random.ts'
import type { NdArray } from './tensor/storage.ts'

/** How one leaf's gradient compares with central differences. */
export interface LeafCheck {
  readonly node: string
  /** Elements compared, and elements left out because the function has a kink or a tie there. */
  readonly checked: number
  readonly skipped: number
  /** How many of those left out stand at a kink; beside the others L is not finite. */
  readonly kinks: number
  /** Elements out of tolerance. */
  readonly failed: number
  /** The largest |analytic − numeric|, and where. */
  readonly worst: number
  readonly worstAt: number
  readonly analytic: number
  readonly numeric: number
}

/** What a check moves: one leaf of a float64 graph, and how to ask for its root's total. */
export interface Probe {
  readonly node: string
  /** Written in place while probing, and put back. */
  readonly elements: NdArray['data']
  readonly grad: NdArray['data']
  /** Runs forward and returns L, the sum of the root's elements. */
  readonly total: () => number
}

/** Relative and absolute tolerance. */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

/** How a gradient and a nudge compare, where there is something to compare. */
export type Verdict = 'agrees' | 'disagrees' | 'kink' | 'not finite'

/**
 * The tolerance of every check where the root's total is `middle`.
 *
 * @source FORMAT.md, `check`: rtol 1e-5, atol 1e-7 · max(1, |L|).
 */
export const toleranceAt = (middle: number): Tolerance => ({
  rtol: 1e-5,
  atol: 1e-7 * Math.max(1, Math.abs(middle)),
})

/** How far a check moves an element that stands at `x`. */
export const checkEpsilon = (x: number): number => 1e-6 * Math.max(1, Math.abs(x))

/** What L answers when it is asked on both sides of a place. */
export interface Differences {
  /** The slope between the two, and those to the right and to the left of the place. */
  readonly numeric: number
  readonly right: number
  readonly left: number
  /** What a slope means there: at a kink it is a convention. */
  readonly kind: 'smooth' | 'kink' | 'not finite'
}

/**
 * Central differences `(L(x + ε) − L(x − ε)) / 2ε`, and whether L has a slope at all at x.
 *
 * Where the slopes to the left and to the right disagree by more than rounding explains, and not by
 * more so farther away, as curvature does, there is a kink or a tie.
 *
 * @param at L where what is moved stands at a place; it is left wherever it was asked last.
 * @param middle L at `x`.
 * @source PyTorch, `torch.autograd.gradcheck`.
 */
export function differences(
  at: (x: number) => number,
  x: number,
  epsilon: number,
  middle: number,
): Differences {
  const [above, below] = [at(x + epsilon), at(x - epsilon)]
  // By as far apart as they came to be: x ± ε are rounded.
  const width = x + epsilon - (x - epsilon)
  const numeric = (above - below) / width
  const [right, left] = [(above - middle) / epsilon, (middle - below) / epsilon]
  const bend = Math.abs(right - left)
  const noise = (64 * Number.EPSILON * Math.abs(middle)) / epsilon
  const sharp = bend > noise + 1e-3 * Math.max(Math.abs(right), Math.abs(left))
  const wide = 8 * epsilon
  const bendAround = () => Math.abs(at(x + wide) + at(x - wide) - 2 * middle) / wide
  const kind = !Number.isFinite(bend)
    ? 'not finite'
    : sharp && !(bendAround() > 4 * bend)
      ? 'kink'
      : 'smooth'
  return { numeric, right, left, kind }
}

/** What central differences say of a gradient. */
export function judge(
  { kind, numeric }: Differences,
  analytic: number,
  { rtol, atol }: Tolerance,
): Verdict {
  if (kind !== 'smooth') return kind
  // A NaN is in no tolerance.
  return Math.abs(analytic - numeric) <= atol + rtol * Math.abs(numeric) ? 'agrees' : 'disagrees'
}

/** The verdict over a leaf: of those of its elements, the one that matters most. */
export function verdictOf({ checked, skipped, kinks, failed }: LeafCheck): Verdict {
  if (failed > 0) return 'disagrees'
  if (checked > 0 || skipped === 0) return 'agrees'
  return kinks > 0 ? 'kink' : 'not finite'
}

/** One way to move a leaf: where it stands, how far to go, and the slope that the gradient says. */
interface Move {
  readonly at: (x: number) => number
  readonly x: number
  readonly epsilon: number
  readonly analytic: number
  readonly back: () => void
}

/** Each element by itself. */
function* elementMoves({ elements, grad, total }: Probe): Generator<Move> {
  for (let i = 0; i < elements.length; i++) {
    const x = elements[i]!
    const at = (value: number): number => {
      elements[i] = value
      return total()
    }
    const back = () => {
      elements[i] = x
    }
    yield { at, x, epsilon: checkEpsilon(x), analytic: grad[i]!, back }
  }
}

/** How many elements one draw of two random words gives a sign. */
const signs = 64

/**
 * All elements at once, each up or down by a seeded coin: the slope of L along such a direction is
 * the gradient's product with it, so that an error in any element shows.
 */
function* directionMoves({ elements, grad, total }: Probe, count: number): Generator<Move> {
  const epsilon = checkEpsilon(0)
  const start = elements.slice()
  const direction = new Float64Array(start.length)
  for (let nth = 0; nth < count; nth++) {
    for (let i = 0; i < start.length; i += signs) {
      const [low, high] = threefry([nth, 0], [i, 0])
      for (let bit = 0; bit < signs && i + bit < start.length; bit++) {
        const up = (((bit < 32 ? low : high) >>> (bit % 32)) & 1) === 1
        const size = Math.max(1, Math.abs(start[i + bit]!)) / Math.sqrt(start.length)
        direction[i + bit] = up ? size : -size
      }
    }
    const at = (t: number): number => {
      for (let i = 0; i < start.length; i++) elements[i] = start[i]! + t * direction[i]!
      return total()
    }
    let analytic = 0
    for (let i = 0; i < start.length; i++) {
      const [x, step] = [start[i]!, epsilon * direction[i]!]
      // By as far as the element came to move.
      analytic += grad[i]! * (x + step - (x - step))
    }
    yield { at, x: 0, epsilon, analytic: analytic / (2 * epsilon), back: () => elements.set(start) }
  }
}

/**
 * Checks a leaf move by move: after each it yields, so that the work can be spread.
 *
 * @param directions how many random directions to move all elements in at once; none, to move each
 *   element by itself.
 * @param tolerance asked for once L is known.
 * @param cost what is yielded after each piece.
 */
export function* checkSteps(
  probe: Probe,
  tolerance: (middle: number) => Tolerance,
  directions = 0,
  cost = 1,
): Generator<number, LeafCheck> {
  const middle = probe.total()
  const allowed = tolerance(middle)
  const result: Tally = {
    node: probe.node,
    checked: 0,
    skipped: 0,
    kinks: 0,
    failed: 0,
    worst: 0,
    worstAt: -1,
    analytic: 0,
    numeric: 0,
  }
  const moves = directions > 0 ? directionMoves(probe, directions) : elementMoves(probe)
  let nth = -1
  try {
    for (const { at, x, epsilon, analytic, back } of moves) {
      nth++
      const found = differences(at, x, epsilon, middle)
      back()
      const verdict = judge(found, analytic, allowed)
      if (verdict === 'kink' || verdict === 'not finite') {
        result.skipped++
        if (verdict === 'kink') result.kinks++
      } else note(result, nth, found.numeric, analytic, verdict === 'disagrees')
      yield cost
    }
  } finally {
    // Also where the rest is not asked for: what depends on the leaf is as it was.
    probe.total()
  }
  return result
}

type Tally = { -readonly [K in keyof LeafCheck]: LeafCheck[K] }

/** Counts a move that could be compared, and keeps the worst: a failed one before any that passed. */
function note(result: Tally, at: number, numeric: number, analytic: number, failed: boolean): void {
  const error = Math.abs(analytic - numeric)
  result.checked++
  if (failed) result.failed++
  if (failed ? !(result.worst > error) : error > result.worst || result.worstAt < 0)
    Object.assign(result, { worst: error, worstAt: at, analytic, numeric })
}

/**
 * Compares a gradient with central differences in float64, element by element.
 *
 * An element at a kink or a tie is skipped, as the slope is a convention there; so is one beside which
 * L is not finite, as at the end of a domain.
 */
export function checkLeaf(probe: Probe, tolerance: Tolerance): LeafCheck {
  const steps = checkSteps(probe, () => tolerance)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
