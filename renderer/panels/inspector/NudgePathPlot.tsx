import { useId } from 'react'
import type { Nudge, NudgePath } from '#core/index.ts'
import { linearScale, linePath } from '../../canvas/plots/scale.ts'
import { ChartFrame, ChartKey, gradientInk, ink, spanOf } from '../../ui/chart.tsx'
import { useChartWidth } from './chartWidth.ts'

const height = 132
const margin = { left: 8, right: 8, top: 6, bottom: 20 }

interface Props {
  readonly path: NudgePath
  readonly nudge: Nudge
  readonly by: string
  readonly root: string
}

type Scales = Record<'across' | 'down', ReturnType<typeof linearScale>>

/** L, the line through its two answers, and the gradient's through the middle; all seen from there. */
function Lines({ path, nudge, across, down }: Pick<Props, 'path' | 'nudge'> & Scales) {
  const { x, above, middle, below, numeric, analytic } = nudge
  const reach = Math.abs((path.x[0] ?? x) - x)
  const line = (slope: number, height: number) =>
    `M${across(-reach)} ${down(height - slope * reach)}L${across(reach)} ${down(height + slope * reach)}`
  const places = path.x.map((at) => at - x)
  const totals = path.total.map((total) => total - middle)
  return (
    <>
      <path className="nudge-answers" d={linePath(places, totals, across, down)} />
      {Number.isFinite(numeric) && (
        <path
          className="nudge-chord"
          stroke={gradientInk(numeric)}
          d={line(numeric, (above + below) / 2 - middle)}
        />
      )}
      {Number.isFinite(analytic) && <path className="nudge-tangent" d={line(analytic, 0)} />}
    </>
  )
}

/** Where L was asked: at the element, and ε to either side of it. */
function Places({ nudge, by, across, down }: Pick<Props, 'nudge' | 'by'> & Scales) {
  const { epsilon, above, middle, below, numeric } = nudge
  const sides = [
    { at: -epsilon, total: below - middle, name: '−ε' },
    { at: epsilon, total: above - middle, name: '+ε' },
  ]
  return (
    <>
      {sides.map(({ at, total, name }) => (
        <g key={name}>
          <path
            className="nudge-drop"
            d={`M${across(at)} ${margin.top}V${height - margin.bottom}`}
          />
          {Number.isFinite(total) && (
            <circle cx={across(at)} cy={down(total)} r="4" fill={gradientInk(numeric)} />
          )}
          <text x={across(at)} y={height - 5} textAnchor="middle">
            {name}
          </text>
        </g>
      ))}
      <circle className="nudge-here" cx={across(0)} cy={down(0)} r="4.5" />
      <text x={across(0)} y={height - 5} textAnchor="middle" className="math-name">
        {by}
      </text>
    </>
  )
}

/** L beside the element, the line through what it answered, and the gradient's. */
export function NudgePathPlot({ path, nudge, by, root }: Props) {
  const width = useChartWidth()
  const clip = useId()
  const { x, middle, numeric } = nudge
  // By how far from the element: x itself has no room left beside a small ε.
  const reach = Math.abs((path.x[0] ?? x) - x)
  if (!(reach > 0) || !Number.isFinite(middle)) return null
  const [left, right] = [margin.left, width - margin.right]
  const across = linearScale([-reach, reach], [left, right])
  const [low, high] = spanOf(
    path.total.map((total) => total - middle),
    0.12,
  )
  const down = linearScale([high, low], [margin.top, height - margin.bottom])
  const entries = [
    { name: <i>{root}</i>, color: ink.value },
    { name: 'across ±ε', color: gradientInk(numeric) },
    { name: 'gradient', color: ink.chosen, dash: '4 3' },
  ]
  const title = (
    <>
      <i>{root}</i> beside <i>{by}</i>
    </>
  )
  return (
    <ChartFrame title={title} aside={<ChartKey entries={entries} />}>
      <svg className="nudge-path" width={width} height={height} aria-hidden="true">
        <clipPath id={clip}>
          <rect x={left} y="0" width={right - left} height={height - margin.bottom + 4} />
        </clipPath>
        <g clipPath={`url(#${clip})`}>
          <Lines path={path} nudge={nudge} across={across} down={down} />
        </g>
        <Places nudge={nudge} by={by} across={across} down={down} />
      </svg>
    </ChartFrame>
  )
}
