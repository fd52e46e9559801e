import { ShapeError } from '../errors.ts'

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[]

/**
 * Number of elements: the product of the sizes, 1 for a scalar.
 *
 * @errors none.
 */
export function sizeOf(shape: Shape): number {
  // Two huge sizes overflow to ∞, and ∞ · 0 would be NaN.
  if (shape.includes(0)) return 0
  let size = 1
  for (const n of shape) size *= n
  return size
}

/** The most axes that a tensor has. */
export const maxRank = 32

/**
 * Sees that a shape has no more axes than a tensor may.
 *
 * @errors ShapeError where it has.
 */
export function checkRank(shape: Shape): void {
  if (shape.length > maxRank)
    throw new ShapeError(
      `A tensor has ${maxRank} axes at most; this one would have ${shape.length}.`,
    )
}

/** Shows a shape as cards and messages do: `[2×3]`, `[5]`, `[ ]` for a scalar; of too many axes the first. */
export function showShape(shape: Shape): string {
  if (shape.length > maxRank) return `[${shape.slice(0, 4).join('×')}×…]`
  return shape.length === 0 ? '[ ]' : `[${shape.join('×')}]`
}

/** Whether two shapes are equal, axis by axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

/** How many elements apart two neighbours along each axis lie, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis] ?? 1
  }
  return strides
}

/**
 * The shape that `a` and `b` stretch to by NumPy's rule: aligned at the last axis, sizes equal or 1.
 *
 * @shape a: S, b: T → the broadcast of S and T.
 * @errors ShapeError where two sizes differ and neither is 1.
 * @source NumPy user guide, "Broadcasting".
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const shape = new Array<number>(rank)
  for (let fromEnd = 1; fromEnd <= rank; fromEnd++) {
    const m = a[a.length - fromEnd] ?? 1
    const n = b[b.length - fromEnd] ?? 1
    if (m !== n && m !== 1 && n !== 1)
      throw new ShapeError(
        `Cannot broadcast ${showShape(a)} with ${showShape(b)}: axis ${rank - fromEnd} is ${m} on one side and ${n} on the other. Sizes must match or be 1.`,
      )
    shape[rank - fromEnd] = m === 1 ? n : m
  }
  return shape
}

/**
 * Strides that read `from` as if it had the broadcast shape `to`: 0 along stretched axes.
 *
 * @errors none; `from` must broadcast to `to`.
 */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from)
  const extra = to.length - from.length
  return to.map((_, axis) => {
    const at = axis - extra
    return at < 0 || from[at] === 1 ? 0 : (own[at] ?? 0)
  })
}

/**
 * An axis counted from the end turned into one counted from the front.
 *
 * @errors ShapeError where the shape has no such axis.
 */
export function normalizeAxis(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || at < 0 || at >= rank)
    throw new ShapeError(
      rank === 0
        ? `There is no axis ${axis}: a scalar has no axes.`
        : `There is no axis ${axis}: axes run from ${-rank} to ${rank - 1} here.`,
    )
  return at
}

/** What `axis` may be in a reduction: one axis, several, or `null` for all. */
export type Axes = number | readonly number[] | null

/**
 * The axes a reduction runs over, ascending and each once.
 *
 * @errors ShapeError where an axis is missing or named twice.
 */
export function reducedAxes(axes: Axes, rank: number): number[] {
  if (axes === null) return Array.from({ length: rank }, (_, axis) => axis)
  const list = (typeof axes === 'number' ? [axes] : [...axes]).map((a) => normalizeAxis(a, rank))
  list.sort((a, b) => a - b)
  const twice = list.find((axis, i) => list[i + 1] === axis)
  if (twice !== undefined) throw new ShapeError(`Axis ${twice} is named twice in one reduction.`)
  return list
}

/** The shape left after reducing `axes` (normalized): dropped, or kept as 1 with `keepdims`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): Shape {
  if (keepdims) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  return shape.filter((_, axis) => !axes.includes(axis))
}

/** The axes along which `from` was stretched to become `to`: those its transpose sums over. */
export function stretchedAxes(from: Shape, to: Shape): number[] {
  const extra = to.length - from.length
  return to.flatMap((size, axis) =>
    axis < extra || (from[axis - extra] === 1 && size !== 1) ? [axis] : [],
  )
}

/**
 * The shape of a matrix product, by NumPy's and PyTorch's rule for every rank ≥ 1.
 *
 * @shape [n] · [n] → [ ]; [m, k] · [k, n] → [m, n]; leading axes broadcast.
 * @errors ShapeError where an operand is a scalar or the inner sizes differ.
 */
export function matmulShape(a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0)
    throw new ShapeError(
      `matmul needs at least one axis on both sides, but got ${showShape(a)} and ${showShape(b)}. Multiply a scalar with mul.`,
    )
  const columns = a[a.length - 1] ?? 1
  const rows = b.length === 1 ? (b[0] ?? 1) : (b[b.length - 2] ?? 1)
  if (columns !== rows)
    throw new ShapeError(
      `Cannot multiply ${showShape(a)} by ${showShape(b)}: the left side has ${columns} columns, so the right side needs ${columns} rows, not ${rows}.`,
    )
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2))
  return [
    ...batch,
    ...(a.length > 1 ? [a[a.length - 2] ?? 1] : []),
    ...(b.length > 1 ? [b[b.length - 1] ?? 1] : []),
  ]
}
