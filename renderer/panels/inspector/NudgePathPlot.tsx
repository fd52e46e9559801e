import type { Nudge, NudgePath } from '#core/index.ts'
import { linearScale, linePath } from '../../canvas/plots/scale.ts'
import { ChartFrame, ChartKey, gradientInk, ink, spanOf } from '../../ui/chart.tsx'
import { useChartWidth } from './chartWidth.ts'

const height = 132
const margin = { left: 8, right: 8, top: 6, bottom: 20 }

/** L beside the element, the line through what it answered, and the gradient's. */
export function NudgePathPlot({
  path,
  nudge,
  by,
  root,
}: {
  readonly path: NudgePath
  readonly nudge: Nudge
  readonly by: string
  readonly root: string
}) {
  const width = useChartWidth()
  const { x, epsilon, above, middle, below, numeric, analytic } = nudge
  // By how far from the element: x itself has no room left beside a small ε.
  const away = path.x.map((at) => at - x)
  const reach = Math.abs(away[0] ?? 0)
  if (!(reach > 0) || !path.total.some(Number.isFinite)) return null
  const across = linearScale([-reach, reach], [margin.left, width - margin.right])
  const [low, high] = spanOf(
    path.total.map((total) => total - middle),
    0.12,
  )
  const down = linearScale([high, low], [margin.top, height - margin.bottom])
  const line = (slope: number, from: number) =>
    `M${across(-reach)} ${down(from - slope * reach)}L${across(reach)} ${down(from + slope * reach)}`
  const chord = (above + below) / 2 - middle
  const entries = [
    { name: <i>{root}</i>, color: ink.value },
    { name: 'across ±ε', color: gradientInk(numeric) },
    { name: 'gradient', color: ink.chosen, dash: '4 3' },
  ]
  const dots = [
    { at: epsilon, total: above - middle },
    { at: -epsilon, total: below - middle },
  ]
  return (
    <ChartFrame
      title={
        <>
          <i>{root}</i> beside <i>{by}</i>
        </>
      }
      aside={<ChartKey entries={entries} />}
    >
      <svg className="nudge-path" width={width} height={height} aria-hidden="true">
        <clipPath id="nudge-path-clip">
          <rect
            x={margin.left}
            y="0"
            width={width - margin.left - margin.right}
            height={height - margin.bottom + 4}
          />
        </clipPath>
        <g clipPath="url(#nudge-path-clip)">
          <path
            className="nudge-answers"
            d={linePath(
              away,
              path.total.map((t) => t - middle),
              across,
              down,
            )}
          />
          {Number.isFinite(numeric) && (
            <path className="nudge-chord" stroke={gradientInk(numeric)} d={line(numeric, chord)} />
          )}
          {Number.isFinite(analytic) && <path className="nudge-tangent" d={line(analytic, 0)} />}
        </g>
        {dots.map(({ at, total }) => (
          <g key={at}>
            <path
              className="nudge-drop"
              d={`M${across(at)} ${margin.top}V${height - margin.bottom}`}
            />
            {Number.isFinite(total) && (
              <circle cx={across(at)} cy={down(total)} r="4" fill={gradientInk(numeric)} />
            )}
          </g>
        ))}
        <circle className="nudge-here" cx={across(0)} cy={down(0)} r="4.5" />
        <text x={across(-epsilon)} y={height - 5} textAnchor="middle">
          −ε
        </text>
        <text x={across(0)} y={height - 5} textAnchor="middle" className="math-name">
          {by}
        </text>
        <text x={across(epsilon)} y={height - 5} textAnchor="middle">
          +ε
        </text>
      </svg>
    </ChartFrame>
  )
}
