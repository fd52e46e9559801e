/** How far a lane lies from the middle of its wire: value above, gradient below. */
export const laneOffset = 9

interface Ends {
  readonly sourceX: number
  readonly sourceY: number
  readonly targetX: number
  readonly targetY: number
}

/** The path of one lane of a short hop from source to target, `offset` below the wire's middle line. */
export function lanePath({ sourceX, sourceY, targetX, targetY }: Ends, offset: number): string {
  const [y1, y2] = [sourceY + offset, targetY + offset]
  if (Math.abs(y2 - y1) < 0.5 && targetX > sourceX) return `M${sourceX} ${y1}H${targetX}`
  const reach = Math.max(36, Math.abs(targetX - sourceX) / 2)
  return `M${sourceX} ${y1}C${sourceX + reach} ${y1} ${targetX - reach} ${y2} ${targetX} ${y2}`
}

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

/** The root mean square of a tensor's elements. */
export function rms(data: ArrayLike<number>): number {
  return data.length === 0 ? 0 : norm(data) / Math.sqrt(data.length)
}

/** The Euclidean norm of a tensor's elements. */
export function norm(data: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < data.length; i++) total += (data[i] ?? 0) ** 2
  return Math.sqrt(total)
}
