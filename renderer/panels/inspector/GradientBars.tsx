import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  LabelList,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import {
  axisLook,
  ChartFrame,
  ChartTooltip,
  gradientInk,
  gridLook,
  numericAxis,
  spanOf,
  ticksOver,
  zeroLook,
} from '../../ui/chart.tsx'
import { barLabels } from './barLabels.ts'

/** Numbers stand over bars up to this many, where there is room. */
const labelLimit = 6

/** What the axes leave to the bars, in px. */
const inside = { left: 42, height: 102 } as const

/** Every bar's place is named up to this many. */
const everyPlaceLimit = 10

/** More elements than this are thinned out evenly. */
const barLimit = 128

interface Props {
  readonly title: string
  readonly of: string
  readonly grads: ArrayLike<number>
  readonly chosen: number
  readonly choose: (element: number) => void
  readonly width: number
}

/** A gradient as a bar for each element, coloured by its sign. */
export function GradientBars({ title, of, grads, chosen, choose, width }: Props) {
  const stride = Math.max(1, Math.ceil(grads.length / barLimit))
  const rows = Array.from({ length: Math.ceil(grads.length / stride) }, (_, at) => ({
    element: at * stride,
    grad: grads[at * stride] ?? 0,
  }))
  const span = spanOf([0, ...rows.map(({ grad }) => grad)], 0.16)
  const places = rows.map(({ element }) => element)
  const round = ticksOver([0, Math.max(1, places.at(-1) ?? 1)])
  const ticks = places.length > everyPlaceLimit ? round.filter((at) => places.includes(at)) : places
  const heights: readonly [number, number] = [Math.min(0, span[0]), Math.max(0, span[1])]
  const least = Math.min(...rows.map(({ grad }) => grad))
  const bounds: readonly [number, number] = [least >= 0 ? 0 : heights[0], heights[1]]
  const labels = barLabels(
    rows.map(({ grad }) => grad),
    rows.findIndex(({ element }) => element === chosen),
    (width - inside.left) / rows.length,
    inside.height / (bounds[1] - bounds[0] || 1),
  )
  return (
    <ChartFrame title={title} aside={<span className="gp">{of}</span>}>
      <BarChart
        width={width}
        height={128}
        data={rows.map((row, at) => ({ ...row, label: labels[at] }))}
        margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
        barCategoryGap="28%"
        accessibilityLayer
        title={`${title}: ${of}`}
      >
        <CartesianGrid {...gridLook} />
        <XAxis dataKey="element" {...axisLook} ticks={ticks} tickFormatter={String} height={20} />
        <YAxis {...numericAxis(bounds, 3)} width={36} />
        <ReferenceLine y={0} {...zeroLook} />
        <Tooltip
          content={(props) => <ChartTooltip {...props} heading="element" />}
          isAnimationActive={false}
          cursor={{ fill: 'var(--color-surface-hover)' }}
        />
        <Bar
          dataKey="grad"
          name={of}
          isAnimationActive={false}
          maxBarSize={28}
          onClick={(_, at) => choose(at * stride)}
        >
          {rows.map(({ element, grad }) => (
            <Cell
              key={element}
              fill={gradientInk(grad)}
              stroke={element === chosen ? 'var(--color-ink)' : 'none'}
            />
          ))}
          {rows.length <= labelLimit && (
            <LabelList dataKey="label" position="top" className="bar-label" />
          )}
        </Bar>
      </BarChart>
      {stride > 1 && (
        <p className="chart-note">
          Every {stride}th of {grads.length} elements.
        </p>
      )}
    </ChartFrame>
  )
}
