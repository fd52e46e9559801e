import { type Attrs, type NdArray, showNumber, termsOf } from '#core/index.ts'
import { useApp } from '../../store/store.ts'
import { plotHeights } from '../layout.ts'
import { linearScale, ticks } from './scale.ts'

/** How a sum comes about: each term as a step from the running total before it. */
export function TermsPlot({
  attrs,
  input,
  width,
}: {
  readonly attrs: Attrs
  readonly input: NdArray
  readonly width: number
}) {
  const element = useApp((state) => state.element)
  const height = plotHeights.terms - 12
  const found = termsOf(attrs, input, element)
  const terms = Array.from(found.terms)
  const totals = [0, ...found.totals]
  const shown = totals.filter(Number.isFinite)
  const lost = terms.findIndex((_, at) => !Number.isFinite(totals[at + 1]))
  const [low, high] = [Math.min(0, ...shown), Math.max(0, ...shown)]
  const margin = (high - low || 1) * 0.05
  const y = linearScale([low - margin, high + margin], [height - 18, 22])
  const room = (width - 34) / Math.max(1, terms.length)
  const bar = Math.min(18, room * 0.72)
  return (
    <svg
      className="plot"
      width={width}
      height={height}
      role="img"
      aria-label={`running total of ${found.count} terms`}
    >
      <text className="tick" x="0" y="11">
        running total
        {lost < 0 && found.count > terms.length && `, first ${terms.length} of ${found.count}`}
        {lost >= 0 && (
          <tspan className="err">
            {`: ${showNumber(totals[lost + 1] ?? Number.NaN)} from term ${lost} on`}
          </tspan>
        )}
      </text>
      {(lost === 0 ? [] : ticks([low - margin, high + margin], 4)).map((tick) => (
        <g key={tick}>
          <path className={tick === 0 ? 'axis-line' : 'grid-line'} d={`M26 ${y(tick)}H${width}`} />
          <text className="tick" x="22" y={y(tick) + 4} textAnchor="end">
            {showNumber(tick)}
          </text>
        </g>
      ))}
      {terms.map((term, at) => {
        const [from, to] = [y(totals[at]!), y(totals[at + 1]!)]
        const x = 30 + at * room + (room - bar) / 2
        if (!Number.isFinite(from) || !Number.isFinite(to)) return null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a term is its index
          <g key={at}>
            <rect
              className="bar-v"
              x={x}
              y={Math.min(from, to)}
              width={bar}
              height={Math.max(1, Math.abs(to - from))}
            >
              <title>{`term ${at}: ${showNumber(term)}`}</title>
            </rect>
            {terms.length <= 10 && (
              <text
                className={`tick ${at === element ? 'ink' : ''}`}
                x={x + bar / 2}
                y={height - 2}
                textAnchor="middle"
              >
                {at}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}
