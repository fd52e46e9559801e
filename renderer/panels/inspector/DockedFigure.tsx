import {
  Bar,
  CartesianGrid,
  Cell,
  ComposedChart,
  Label,
  Line,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { GraphDocument, NdArray, Results } from '#core/index.ts'
import { contributionName, nameOf, targetName } from '../../canvas/names.ts'
import { useApp } from '../../store/store.ts'
import {
  axisLook,
  ChartFrame,
  ChartKey,
  ChartTooltip,
  gradientInk,
  gridLook,
  ink,
  numericAxis,
  spanOf,
  zeroLook,
} from '../../ui/chart.tsx'
import { contributionIn, gradIn, valueIn } from './snapshot.ts'

/** In canvas units. */
const height = 200

/** Up to this many elements stand as bars; more are joined to lines. */
const barLimit = 24

/** More elements than this are thinned out evenly: a chart has no more pixels. */
const rowLimit = 512

interface Row {
  readonly x: number
  readonly value: number
  readonly grad: number | null
}

interface Figure {
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly valueName: string
  readonly gradName: string
  readonly rows: readonly Row[]
  /** Whether `x` is an input's value rather than a place. */
  readonly continuous: boolean
}

/** The places at which `count` elements are looked at: all, or as many as there are pixels. */
function places(count: number): number[] {
  const stride = Math.max(1, Math.ceil(count / rowLimit))
  const found = Array.from({ length: Math.ceil(count / stride) }, (_, at) => at * stride)
  return found.at(-1) === count - 1 ? found : [...found, count - 1]
}

/** Output and gradient over the input, in the input's order. */
function overInput(
  doc: GraphDocument,
  results: Results,
  id: string,
  value: NdArray,
): Figure | null {
  const wired = results.compiled.wiring.nodes.get(id)
  const edge = wired?.inputs[0]
  if (wired === undefined || wired.op.plot !== 'curve' || edge === null || edge === undefined)
    return null
  const input = valueIn(results, edge.source)
  if (input === null || input.shape.length !== 1 || input.data.length < 2) return null
  const grad = contributionIn(results, edge.id)
  const rows = places(input.data.length).map((at) => ({
    x: input.data[at] ?? Number.NaN,
    value: value.data[at] ?? Number.NaN,
    grad: grad === null ? null : (grad.data[at] ?? Number.NaN),
  }))
  const [x, y] = [nameOf(doc, edge.source), nameOf(doc, id)]
  return {
    title: grad === null ? wired.op.title : `${wired.op.title} and its gradient`,
    xLabel: x,
    yLabel: grad === null ? y : `${y} / gradient`,
    valueName: y,
    gradName: contributionName(doc, results.compiled, edge),
    rows: rows.sort((a, b) => a.x - b.x),
    continuous: true,
  }
}

/** Value and gradient over the elements' places. */
function overPlace(doc: GraphDocument, results: Results, id: string, value: NdArray): Figure {
  const grad = gradIn(results, id)
  const name = nameOf(doc, id)
  const rows = places(value.data.length).map((at) => ({
    x: at,
    value: value.data[at] ?? Number.NaN,
    grad: grad === null ? null : (grad.data[at] ?? Number.NaN),
  }))
  return {
    title: grad === null ? name : `${name} and its gradient`,
    xLabel: 'element',
    yLabel: grad === null ? 'value' : 'value / gradient',
    valueName: name,
    gradName: `∂${targetName(doc, results.compiled)}/∂${name}`,
    rows,
    continuous: rows.length > barLimit,
  }
}

const centred = { textAnchor: 'middle', fill: 'var(--color-ink-secondary)', fontSize: 11 } as const

function Plot({ figure, width }: { figure: Figure; width: number }) {
  const { rows, continuous, valueName, gradName, xLabel, yLabel, title } = figure
  const flowing = rows.some(({ grad }) => grad !== null)
  const heights = spanOf([0, ...rows.flatMap(({ value, grad }) => [value, grad ?? 0])])
  // Between few points a line says less than they do.
  const dot = rows.length <= barLimit ? { r: 2.5, strokeWidth: 1.5 } : false
  const across = spanOf(
    rows.map(({ x }) => x),
    0,
  )
  return (
    <ComposedChart
      width={width}
      height={height}
      data={[...rows]}
      margin={{ top: 6, right: 8, bottom: 0, left: 4 }}
      barCategoryGap="24%"
      accessibilityLayer
      title={`${title}: ${yLabel} over ${xLabel}`}
    >
      <CartesianGrid {...gridLook} vertical={continuous} />
      <XAxis
        dataKey="x"
        height={36}
        {...(continuous ? numericAxis(across) : { ...axisLook, tickFormatter: String })}
      >
        <Label value={xLabel} position="insideBottom" offset={2} {...centred} />
      </XAxis>
      <YAxis {...numericAxis(heights)} width={46}>
        <Label value={yLabel} angle={-90} position="left" offset={-2} {...centred} />
      </YAxis>
      <ReferenceLine y={0} {...zeroLook} />
      <Tooltip
        content={(props) => <ChartTooltip {...props} heading={xLabel} />}
        isAnimationActive={false}
        cursor={continuous ? { stroke: ink.zero } : { fill: 'var(--color-surface-hover)' }}
      />
      {continuous ? (
        <Line
          dataKey="value"
          name={valueName}
          stroke={ink.value}
          strokeWidth={2}
          dot={dot}
          isAnimationActive={false}
        />
      ) : (
        <Bar
          dataKey="value"
          name={valueName}
          fill={ink.value}
          maxBarSize={28}
          isAnimationActive={false}
        />
      )}
      {flowing && continuous && (
        <Line
          dataKey="grad"
          name={gradName}
          stroke={ink.positive}
          strokeWidth={2}
          dot={dot}
          isAnimationActive={false}
        />
      )}
      {flowing && !continuous && (
        <Bar
          dataKey="grad"
          name={gradName}
          fill={ink.positive}
          maxBarSize={28}
          isAnimationActive={false}
        >
          {rows.map(({ x, grad }) => (
            <Cell key={x} fill={gradientInk(grad ?? 0)} />
          ))}
        </Bar>
      )}
    </ComposedChart>
  )
}

interface Props {
  readonly id: string
  readonly results: Results
  /** The card's inside, in canvas units. */
  readonly width: number
}

/** A node's results as a chart with axes, legend and tooltip. */
export function DockedFigure({ id, results, width }: Props) {
  const doc = useApp((state) => state.doc)
  const value = valueIn(results, id)
  if (value === null) return <p className="chart-note">No value yet.</p>
  if (value.data.length === 0) return <p className="chart-note">No elements.</p>
  const figure = overInput(doc, results, id, value) ?? overPlace(doc, results, id, value)
  const flowing = figure.rows.some(({ grad }) => grad !== null)
  const entries = [
    { name: figure.valueName, color: ink.value },
    ...(flowing ? [{ name: figure.gradName, color: ink.positive }] : []),
  ]
  return (
    <ChartFrame title={figure.title} aside={<ChartKey entries={entries} />}>
      <div className="nodrag nopan nokey">
        <Plot figure={figure} width={width} />
      </div>
    </ChartFrame>
  )
}
