import { type NdArray, pairsOf, showNumber } from '#core/index.ts'
import { plotHeights } from '../layout.ts'
import { linearScale } from './scale.ts'

const pairLimit = 16

/** Value against target: one line a pair, as long as the error. */
export function LossPlot({
  input,
  target,
  width,
}: {
  readonly input: NdArray
  readonly target: NdArray
  readonly width: number
}) {
  const height = plotHeights.loss - 12
  const { pairs, count } = pairsOf(input, target, pairLimit)
  const all = pairs.flat().filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)]
  const y = linearScale([low, high === low ? low + 1 : high], [height - 8, 18])
  const room = (width - 8) / Math.max(1, pairs.length)
  return (
    <svg
      className="plot"
      width={width}
      height={height}
      role="img"
      aria-label="value against target"
    >
      <text className="tick" x="0" y="11">
        ● value ○ target{count > pairLimit && `, first ${pairLimit}`}
      </text>
      <path className="axis-line" d={`M0 ${y(0)}H${width}`} />
      {pairs.map(([value, wanted], at) => {
        const x = 4 + (at + 0.5) * room
        if (!Number.isFinite(value) || !Number.isFinite(wanted)) return null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its index
          <g key={at}>
            <title>{`${showNumber(value)} against ${showNumber(wanted)}`}</title>
            <path className="zero" d={`M${x} ${y(value)}V${y(wanted)}`} />
            <circle className="dot-target" cx={x} cy={y(wanted)} r="4" />
            <circle className="dot-f" cx={x} cy={y(value)} r="4" />
          </g>
        )
      })}
    </svg>
  )
}
