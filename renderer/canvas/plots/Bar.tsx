const width = 40

/** A bar from the middle (values) or from the left (gradients); the ghost is where it stood before. */
export function Bar({
  value,
  before,
  kind,
}: {
  /** Share of the longest bar, −1 to 1. */
  readonly value: number
  readonly before: number | undefined
  readonly kind: 'value' | 'grad'
}) {
  const zero = kind === 'value' ? width / 2 : 0
  const room = width - zero
  const length = Number.isFinite(value) ? Math.abs(value) * room : 0
  const left = kind === 'value' && value < 0 ? zero - length : zero
  const fill = kind === 'value' ? 'bar-v' : value < 0 ? 'bar-gn' : 'bar-gp'
  const mark =
    before === undefined || !Number.isFinite(before)
      ? null
      : zero + (kind === 'value' ? before : Math.abs(before)) * room
  return (
    <svg className="bar" width={width} height="8" viewBox={`0 0 ${width} 8`} aria-hidden="true">
      <path className="zero" d={`M${zero} -5V13`} />
      <rect
        className={fill}
        x={left}
        y="0"
        width={Math.max(value === 0 ? 0 : 0.8, length)}
        height="8"
      />
      {mark !== null && <path className="ghost" d={`M${mark} -3V11`} />}
    </svg>
  )
}

/** On a heat cell, a line at the bottom as long as the value was before. */
export function GhostMark({
  value,
  now,
}: {
  readonly value: number | undefined
  readonly now: number
}) {
  if (value === undefined || value === now || !Number.isFinite(value)) return null
  return <i className="ghost-line" style={{ width: `${Math.min(100, Math.abs(value) * 100)}%` }} />
}
