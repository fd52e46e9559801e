import type { CSSProperties } from 'react'
import { heatOf } from './heat.ts'

/** Numbers as squares: blank where 0, hollow where negative, stronger the larger. */
export function HeatMap({
  numbers,
  columns,
  size,
  most,
  className,
  style,
}: {
  readonly numbers: ArrayLike<number>
  readonly columns: number
  readonly size: number
  readonly most: number
  readonly className: string
  readonly style: CSSProperties
}) {
  const rows = Math.ceil(numbers.length / columns)
  const [width, height] = [columns * size, rows * size]
  const lines = [
    ...Array.from({ length: rows }, (_, i) => `M0 ${(i + 1) * size - 0.5}h${width}`),
    ...Array.from({ length: columns }, (_, i) => `M${(i + 1) * size - 0.5} 0v${height}`),
  ]
  return (
    <svg className={className} style={style} width={width} height={height} aria-hidden="true">
      <path className="jac-lines" d={lines.join('')} />
      {heatOf(numbers, columns, size, most).map(({ sign, strength, path }) => (
        <path
          key={`${sign} ${strength}`}
          className={`jac-tone is-${sign}`}
          fillOpacity={strength}
          d={path}
        />
      ))}
    </svg>
  )
}
