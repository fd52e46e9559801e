interface Props {
  readonly data: ArrayLike<number>
  readonly kind: 'value' | 'grad'
  readonly width: number
  readonly height: number
}

/** The outline of many numbers: each column spans the least and the largest of its share. */
export function Sparkline({ data, kind, width, height }: Props) {
  const columns = Math.min(data.length, Math.floor(width))
  let [least, most] = [0, 0]
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (value < least) least = value
    if (value > most && Number.isFinite(value)) most = value
  }
  const span = most - (Number.isFinite(least) ? least : 0) || 1
  const y = (value: number) => Math.min(height, Math.max(0, ((most - value) / span) * height))
  let path = ''
  for (let column = 0; column < columns; column++) {
    const start = Math.floor((column * data.length) / columns)
    const end = Math.max(start + 1, Math.floor(((column + 1) * data.length) / columns))
    let [low, high] = [data[start]!, data[start]!]
    for (let i = start + 1; i < end; i++) {
      if (data[i]! < low) low = data[i]!
      if (data[i]! > high) high = data[i]!
    }
    if (!Number.isFinite(low) || !Number.isFinite(high)) continue
    const x = ((column + 0.5) * width) / columns
    path += `M${x.toFixed(1)} ${y(high).toFixed(1)}V${(y(low) + 1).toFixed(1)}`
  }
  return (
    <svg className="sparkline" width={width} height={height} aria-hidden="true">
      <path className="axis-line" d={`M0 ${y(0)}H${width}`} />
      <path
        className={kind === 'value' ? 'spark-v' : 'spark-g'}
        d={path}
        strokeWidth={Math.max(1, Math.min(3, width / Math.max(1, columns) - 1))}
      />
    </svg>
  )
}
