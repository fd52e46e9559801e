import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
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

/** What a sweep found at one place. */
export interface SweepPoint {
  readonly x: number
  readonly root: number
  readonly grad: number
}

interface Props {
  readonly of: string
  readonly by: string
  readonly rows: readonly SweepPoint[]
  readonly now: SweepPoint
  readonly width: number
}

/** The root and its gradient over one element's range, all else held. */
export function SweepChart({ of, by, rows, now, width }: Props) {
  const domain: readonly [number, number] = [rows[0]?.x ?? -1, rows.at(-1)?.x ?? 1]
  const partial = `∂${of}/∂${by}`
  const entries = [
    { name: of, color: ink.value },
    { name: partial, color: ink.positive },
  ]
  const heights = spanOf([...rows.flatMap(({ root, grad }) => [root, grad]), 0])
  const inside = now.x >= domain[0] && now.x <= domain[1]
  return (
    <ChartFrame title={`${of} against ${by}, all else held`} aside={<ChartKey entries={entries} />}>
      <ComposedChart
        width={width}
        height={160}
        data={[...rows]}
        margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
        accessibilityLayer
        title={`${of} and ${partial} over the range of ${by}`}
      >
        <CartesianGrid {...gridLook} />
        <ReferenceLine y={0} {...zeroLook} />
        <XAxis dataKey="x" {...numericAxis(domain)} height={20} />
        <YAxis {...numericAxis(heights)} width={36} />
        <Tooltip
          content={(props) => <ChartTooltip {...props} heading={by} />}
          isAnimationActive={false}
          cursor={{ stroke: ink.zero }}
        />
        <Line
          dataKey="root"
          name={of}
          stroke={ink.value}
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="grad"
          name={partial}
          stroke={ink.positive}
          strokeWidth={1.5}
          dot={false}
          isAnimationActive={false}
        />
        {inside && Number.isFinite(now.root) && (
          <ReferenceDot
            zIndex={layer.marks}
            x={now.x}
            y={now.root}
            r={5}
            fill={ink.value}
            stroke={ink.chosen}
            strokeWidth={1.5}
          />
        )}
        {inside && Number.isFinite(now.grad) && (
          <ReferenceDot
            zIndex={layer.marks}
            x={now.x}
            y={now.grad}
            r={4}
            fill={ink.surface}
            stroke={ink.positive}
            strokeWidth={1.5}
          />
        )}
      </ComposedChart>
    </ChartFrame>
  )
}
