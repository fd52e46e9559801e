import { useState } from 'react'
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
  ZIndexLayer,
} from 'recharts'
import { showNumber } from '#core/index.ts'
import {
  ChartFrame,
  ChartKey,
  ChartTooltip,
  gridLook,
  ink,
  layer,
  numericAxis,
  spanOf,
  zeroLook,
} from '../../ui/chart.tsx'
import { Num } from '../../ui/Num.tsx'

/** A point of a curve. */
export interface CurvePoint {
  readonly x: number
  readonly value: number
  readonly slope: number
}

/** An element's point on a curve. */
interface ElementPoint extends CurvePoint {
  readonly element: number
}

interface Props {
  readonly title: string
  readonly name: string
  readonly curve: readonly CurvePoint[]
  readonly flat: readonly (readonly [number, number])[]
  /** The elements that have dots. */
  readonly points: readonly ElementPoint[]
  /** The element that is looked at. */
  readonly chosen: number
  readonly choose: (element: number) => void
  readonly width: number
}

/** The elements as dots on both curves, and the tangent at the chosen one. */
function Dots({
  points,
  chosen,
  choose,
  domain,
}: Pick<Props, 'points' | 'chosen' | 'choose'> & { domain: readonly [number, number] }) {
  const toX = useXAxisScale()
  const toY = useYAxisScale()
  if (toX === undefined || toY === undefined) return null
  const at = points.find(({ element }) => element === chosen)
  const reach = 0.75
  const [left, right] = [
    Math.max(domain[0], (at?.x ?? 0) - reach),
    Math.min(domain[1], (at?.x ?? 0) + reach),
  ]
  const place = (x: number, y: number) => ({ cx: toX(x) ?? 0, cy: toY(y) ?? 0 })
  return (
    <g className="curve-dots">
      {points.map((point) => (
        <g key={point.element} onPointerDown={() => choose(point.element)}>
          <title>element {point.element}</title>
          {Number.isFinite(point.slope) && (
            <circle {...place(point.x, point.slope)} r="3.5" className="dot-slope" />
          )}
          {Number.isFinite(point.value) && (
            <circle {...place(point.x, point.value)} r="4" className="dot-value" />
          )}
        </g>
      ))}
      {at !== undefined && Number.isFinite(at.value) && (
        <>
          {Number.isFinite(at.slope) && (
            <line
              className="tangent-line"
              x1={toX(left)}
              x2={toX(right)}
              y1={toY(at.value + (left - at.x) * at.slope)}
              y2={toY(at.value + (right - at.x) * at.slope)}
            />
          )}
          {Number.isFinite(at.slope) && (
            <circle {...place(at.x, at.slope)} r="3.5" className="dot-slope" />
          )}
          <circle {...place(at.x, at.value)} r="5.5" className="dot-chosen" />
        </>
      )}
    </g>
  )
}

function Readout({ point }: { point: CurvePoint | undefined }) {
  if (point === undefined) return null
  return (
    <p className="chart-note">
      at x = {showNumber(point.x)}: slope <Num value={point.slope} dtype="float64" kind="grad" />
    </p>
  )
}

/** The least room that "flat" is read in, in px. */
const wordWidth = 36

/** The word in a flat zone, on the side of it that the curve leaves free. */
function flatWord(curve: readonly CurvePoint[], from: number, to: number, width: number) {
  const [start, end] = [curve[0]?.x ?? 0, curve.at(-1)?.x ?? 1]
  if (((to - from) / (end - start)) * (width - 42) < wordWidth) return {}
  const there = curve.find(({ x }) => x >= (from + to) / 2)?.value ?? 0
  const position = there > 0 ? ('insideBottom' as const) : ('insideTop' as const)
  return { label: { value: 'flat', position, fill: 'var(--color-ink-tertiary)', fontSize: 12 } }
}

/** f and f′ over the domain, with the elements on them; where f′ is nearly 0 the ground is shaded. */
export function CurveChart({ title, name, curve, flat, points, chosen, choose, width }: Props) {
  const [withSlope, setWithSlope] = useState(true)
  const domain: readonly [number, number] = [curve[0]?.x ?? -1, curve.at(-1)?.x ?? 1]
  const heights = spanOf(
    curve.flatMap(({ value, slope }) => (withSlope ? [value, slope] : [value])),
  )
  const entries = [
    { name, color: ink.value },
    { name: 'slope', color: ink.positive },
  ]
  return (
    <ChartFrame title={title} aside={<ChartKey entries={entries} />}>
      <ComposedChart
        width={width}
        height={176}
        data={[...curve]}
        margin={{ top: 4, right: 6, bottom: 0, left: 0 }}
        accessibilityLayer
        title={`${title} of ${name}`}
      >
        {flat.map(([from, to]) => (
          <ReferenceArea
            key={from}
            x1={from}
            x2={to}
            fill="var(--color-chart-flat-zone)"
            fillOpacity={1}
            {...flatWord(curve, from, to, width)}
            zIndex={layer.ground}
          />
        ))}
        <CartesianGrid {...gridLook} />
        <ReferenceLine y={0} {...zeroLook} />
        <XAxis dataKey="x" {...numericAxis(domain)} height={20} />
        <YAxis {...numericAxis(heights)} width={36} />
        <Tooltip
          content={(props) => <ChartTooltip {...props} heading="x" />}
          isAnimationActive={false}
          cursor={{ stroke: ink.zero }}
        />
        <Line
          dataKey="value"
          name={name}
          stroke={ink.value}
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
        {withSlope && (
          <Line
            dataKey="slope"
            name="slope"
            stroke={ink.positive}
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
          />
        )}
        <ZIndexLayer zIndex={layer.marks}>
          <Dots points={points} chosen={chosen} choose={choose} domain={domain} />
        </ZIndexLayer>
      </ComposedChart>
      <div className="chart-foot">
        <button
          type="button"
          className="btn"
          aria-pressed={withSlope}
          onClick={() => setWithSlope(!withSlope)}
        >
          {withSlope ? 'Hide the slope' : 'Show the slope'}
        </button>
        <Readout point={points.find(({ element }) => element === chosen)} />
      </div>
    </ChartFrame>
  )
}
