interface Props {
  readonly value: number
  readonly before: number | undefined
  readonly grad: number | null
  readonly range: readonly [number, number] | null
  readonly width: number
}

/** How long the gradient's arrow is: by its logarithm, from a hint to a third of the line. */
function arrowLength(grad: number, width: number): number {
  if (grad === 0 || !Number.isFinite(grad)) return 0
  const decades = Math.log10(Math.abs(grad)) + 3
  return Math.min(width / 3, Math.max(8, 8 + decades * 7))
}

/** A scalar on its line; the arrow is the gradient: which way, and how strongly, the root grows. */
export function NumberLine({ value, before, grad, range, width }: Props) {
  const sizes = [value, before ?? 0].map((number) => Math.abs(number) * 1.2)
  const reach = Math.max(5, ...sizes.filter(Number.isFinite))
  const [from, to] = range ?? [-reach, reach]
  const at = (x: number) => {
    const share = (Math.min(to, Math.max(from, x)) - from) / (to - from || 1)
    return 4 + share * (width - 8)
  }
  const x = at(Number.isNaN(value) ? 0 : value)
  const length = grad === null ? 0 : arrowLength(grad, width)
  const sign = (grad ?? 0) < 0 ? -1 : 1
  const tip = Math.min(width - 2, Math.max(2, x + sign * length))
  const color =
    sign < 0 ? 'var(--color-gradient-negative-line)' : 'var(--color-gradient-positive-line)'
  return (
    <svg className="number-line" width={width} height="26" aria-hidden="true">
      <path className="axis-line" d={`M4 18H${width - 4}M${at(0)} 14V22`} />
      {length > 0 && (
        <g stroke={color} fill={color}>
          <path
            d={`M${x} 7H${tip - sign * 5}`}
            strokeWidth="2"
            strokeDasharray={sign < 0 ? '4 2' : undefined}
          />
          <path d={`M${tip} 7l${-sign * 6} -3.5v7z`} stroke="none" />
        </g>
      )}
      {before !== undefined && !Number.isNaN(before) && (
        <circle className="ghost-dot" cx={at(before)} cy="18" r="4" />
      )}
      {!Number.isNaN(value) && <circle className="dot-f" cx={x} cy="18" r="4" />}
    </svg>
  )
}
