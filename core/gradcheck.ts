import type { NdArray } from './tensor/storage.ts'

/** How one leaf's gradient compares with central differences. */
export interface LeafCheck {
  readonly node: string
  /** Elements compared, and elements left out because the function has a kink or a tie there. */
  readonly checked: number
  readonly skipped: number
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
  /** Runs forward and returns the sum of the root's elements. */
  readonly total: () => number
}

/** Relative and absolute tolerance. */
export interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

/**
 * Compares a gradient with central differences `(L(x + ε) − L(x − ε)) / 2ε` in float64.
 *
 * ε is 1e-6 · max(1, |x|). Where the slopes to the left and to the right disagree by more than
 * rounding explains, and not by more so farther away, as curvature does, the element stands at a kink
 * or a tie: the slope is a convention there, and it is skipped; so it is where one of them is not
 * finite, as beside the end of a domain.
 *
 * @source PyTorch, `torch.autograd.gradcheck`; FORMAT.md for the tolerances of `check`.
 */
export function checkLeaf(
  { node, elements, grad, total }: Probe,
  { rtol, atol }: Tolerance,
): LeafCheck {
  const middle = total()
  const result = {
    node,
    checked: 0,
    skipped: 0,
    failed: 0,
    worst: 0,
    worstAt: -1,
    analytic: 0,
    numeric: 0,
  }
  for (let i = 0; i < elements.length; i++) {
    const x = elements[i]!
    const epsilon = 1e-6 * Math.max(1, Math.abs(x))
    const at = (value: number): number => {
      elements[i] = value
      return total()
    }
    const [above, below] = [at(x + epsilon), at(x - epsilon)]
    elements[i] = x
    const width = x + epsilon - (x - epsilon)
    const numeric = (above - below) / width
    const [right, left] = [(above - middle) / epsilon, (middle - below) / epsilon]
    const bend = Math.abs(right - left)
    const noise = (64 * Number.EPSILON * Math.abs(middle)) / epsilon
    const sharp = bend > noise + 1e-3 * Math.max(Math.abs(right), Math.abs(left))
    const wide = 8 * epsilon
    const bendAround = () => Math.abs(at(x + wide) + at(x - wide) - 2 * middle) / wide
    if (!Number.isFinite(bend) || (sharp && !(bendAround() > 4 * bend))) {
      elements[i] = x
      result.skipped++
      continue
    }
    elements[i] = x
    result.checked++
    const analytic = grad[i]!
    const error = Math.abs(analytic - numeric)
    const failed = !(error <= atol + rtol * Math.abs(numeric))
    if (failed) result.failed++
    if (failed ? !(result.worst > error) : error > result.worst || result.worstAt < 0)
      Object.assign(result, { worst: error, worstAt: i, analytic, numeric })
  }
  total()
  return result
}
