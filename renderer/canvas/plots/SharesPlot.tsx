import { type Attrs, type NdArray, sharesOf, showNumber } from '#core/index.ts'
import { useApp } from '../../store/store.ts'
import { plotHeights } from '../layout.ts'
import { linearScale } from './scale.ts'

const barLimit = 24

/** A line of scores as shares of 1; with a target, what is wanted of each. */
export function SharesPlot({
  attrs,
  input,
  target,
  width,
}: {
  readonly attrs: Attrs
  readonly input: NdArray
  readonly target: NdArray | null
  readonly width: number
}) {
  const element = useApp((state) => state.element)
  const found = sharesOf(input, attrs['axis'], target, element)
  if (found === null) return null
  const height = plotHeights.shares - 12
  const shares = Array.from(found.shares.slice(0, barLimit))
  const y = linearScale([0, 1], [height - 16, 18])
  const room = (width - 20) / shares.length
  const bar = Math.min(22, room * 0.7)
  const more = found.shares.length > shares.length
  return (
    <svg
      className="plot"
      width={width}
      height={height}
      role="img"
      aria-label={`shares ${shares.map((share) => showNumber(share)).join(', ')}`}
    >
      <text className="tick" x="0" y="11">
        {found.wanted === null ? 'shares of 1' : '▮ share ○ wanted'}
        {more && `, first ${shares.length} of ${found.shares.length}`}
      </text>
      {[0, 0.5, 1].map((tick) => (
        <g key={tick}>
          <path className={tick === 0 ? 'axis-line' : 'grid-line'} d={`M20 ${y(tick)}H${width}`} />
          <text className="tick" x="16" y={y(tick) + 4} textAnchor="end">
            {showNumber(tick)}
          </text>
        </g>
      ))}
      {shares.map((share, at) => {
        const middle = 20 + (at + 0.5) * room
        const wanted = found.wanted?.[at]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a share is its index
          <g key={at}>
            <title>{`${at}: ${showNumber(share)}`}</title>
            {Number.isFinite(share) && (
              <rect
                className="bar-v"
                x={middle - bar / 2}
                width={bar}
                y={y(share)}
                height={y(0) - y(share)}
              />
            )}
            {wanted !== undefined && (
              <circle className="dot-target" cx={middle} cy={y(wanted)} r="4" />
            )}
            <text
              className={`tick ${at === found.chosen ? 'is-chosen' : ''}`}
              x={middle}
              y={height - 3}
              textAnchor="middle"
            >
              {at}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
