import { useState } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import {
  ChartFrame,
  ChartKey,
  ChartTooltip,
  gridLook,
  ink,
  numericAxis,
  spanOf,
  zeroLook,
} from '../../ui/chart.tsx'
import type { CurvePoint } from './CurveChart.tsx'

/** A named curve among others; all are sampled at the same places. */
export interface NamedCurve {
  readonly name: string
  readonly curve: readonly CurvePoint[]
}

/** Colour says value or slope, so curves are told apart by their dashes. */
const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4'] as const

/** Several activations, or their slopes, over one pair of axes. */
export function OverlayChart({ curves, width }: { curves: readonly NamedCurve[]; width: number }) {
  const [shown, setShown] = useState<'value' | 'slope'>('value')
  const color = shown === 'value' ? ink.value : ink.positive
  const rows = (curves[0]?.curve ?? []).map(({ x }, at) => ({
    x,
    // By their places: an id may be any text, `x` included.
    ...Object.fromEntries(curves.map(({ curve }, i) => [`curve${i}`, curve[at]?.[shown]])),
  }))
  const heights = spanOf(curves.flatMap(({ curve }) => curve.map((point) => point[shown])))
  const domain: readonly [number, number] = [rows[0]?.x ?? -1, rows.at(-1)?.x ?? 1]
  const dashOf = (at: number) => dashes[at % dashes.length] ?? ''
  const entries = curves.map(({ name }, at) => ({ name, color, dash: dashOf(at) }))
  return (
    <ChartFrame title="" aside={<ChartKey entries={entries} />}>
      <LineChart
        width={width}
        height={192}
        data={rows}
        margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
        accessibilityLayer
        title={`${shown === 'value' ? 'Values' : 'Slopes'} of ${curves.map(({ name }) => name).join(', ')}`}
      >
        <CartesianGrid {...gridLook} />
        <ReferenceLine y={0} {...zeroLook} />
        <XAxis dataKey="x" {...numericAxis(domain)} height={20} />
        <YAxis {...numericAxis(heights)} width={36} />
        <Tooltip
          content={(props) => <ChartTooltip {...props} heading="x" />}
          isAnimationActive={false}
          cursor={{ stroke: ink.zero }}
        />
        {curves.map(({ name }, at) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: a curve is its place among them.
            key={at}
            dataKey={`curve${at}`}
            name={name}
            stroke={color}
            strokeWidth={2}
            strokeDasharray={dashOf(at)}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
      <fieldset className="seg" aria-label="What the curves show">
        {(['value', 'slope'] as const).map((what) => (
          <button
            key={what}
            type="button"
            aria-pressed={shown === what}
            onClick={() => setShown(what)}
          >
            {what === 'value' ? 'Values' : 'Slopes'}
          </button>
        ))}
      </fieldset>
    </ChartFrame>
  )
}
