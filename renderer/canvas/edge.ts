/** How far a lane lies from the middle of its wire: value above, gradient below. */
export const laneOffset = 9

/** A gradient lane's width in px: 7 at |g| = 1, 3 more or less a decade, from 1 to 16. */
export function laneWidth(gradient: number): number {
  const size = Math.abs(gradient)
  if (size === 0) return 0
  if (!Number.isFinite(size)) return 16
  return Math.min(16, Math.max(1, 7 + 3 * Math.log10(size)))
}

/** The most elements that are drawn as strands of their own. */
export const strandLimit = 8

/** A strand's width: the lane's, scaled so that 1 is 3 px and strands of 8 keep apart. */
export function strandWidth(gradient: number): number {
  const width = laneWidth(gradient)
  return width === 0 ? 0 : Math.min(4.4, Math.max(0.9, (width * 3) / 7))
}

/** The Euclidean norm of a tensor's elements. */
export function norm(data: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < data.length; i++) total += (data[i] ?? 0) ** 2
  return Math.sqrt(total)
}
