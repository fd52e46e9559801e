import type { ReactNode } from 'react'
import type { TooltipContentProps } from 'recharts'
import { allDigits, showNumber } from '#core/index.ts'
import { tone } from './Num.tsx'

/** The colours of what a chart draws. */
export const ink = {
  value: 'var(--color-value-bar)',
  valueText: 'var(--color-value)',
  positive: 'var(--color-gradient-positive-line)',
  negative: 'var(--color-gradient-negative-line)',
  grid: 'var(--color-chart-grid)',
  zero: 'var(--color-rule-control)',
  surface: 'var(--color-surface-card)',
  chosen: 'var(--color-ink)',
} as const

/** A gradient's line colour by its sign. */
export const gradientInk = (grad: number) => (grad < 0 ? ink.negative : ink.positive)

/** A tick's label: as few digits as tell it from its neighbours. */
export function showTick(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text =
    size >= 1e5 || size < 1e-3
      ? Number(value.toPrecision(4)).toExponential().replace('e+', 'e')
      : String(Number(value.toPrecision(4)))
  return text.replaceAll('-', '−')
}

/** Round numbers inside `[from, to]`, about `count` of them. */
export function ticksOver([from, to]: readonly [number, number], count = 5): number[] {
  const span = to - from
  if (!(span > 0) || !Number.isFinite(span)) return [from]
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  )
}

/** The interval that finite numbers span, with room above and below; [−1, 1] where there are none. */
export function spanOf(numbers: Iterable<number>, room = 0.06): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [-1, 1]
  if (low === high) return low === 0 ? [-1, 1] : [Math.min(0, 1.2 * low), Math.max(0, 1.2 * low)]
  const margin = (high - low) * room
  return [low - margin, high + margin]
}

/** The layers of a chart, the ground first: grid lines lie at −100, curves at 400. */
export const layer = { ground: -200, zero: -50, marks: 700 } as const

/** What every axis has. */
export const axisLook = {
  tick: { fill: 'var(--color-ink-tertiary)', fontSize: 11 },
  tickLine: false,
  axisLine: false,
  stroke: 'var(--color-rule-strong)',
  tickFormatter: showTick,
  interval: 0,
} as const

/** A numeric axis over an interval. */
export const numericAxis = (domain: readonly [number, number], count = 5) => ({
  ...axisLook,
  type: 'number' as const,
  domain: [domain[0], domain[1]] as [number, number],
  ticks: ticksOver(domain, count),
  allowDataOverflow: true,
})

/** The chart's grid. */
export const gridLook = { stroke: ink.grid, vertical: false, syncWithTicks: true } as const

/** The dashed line at zero. */
export const zeroLook = {
  stroke: ink.zero,
  strokeDasharray: '3 3',
  strokeWidth: 1,
  zIndex: layer.zero,
} as const

/** One line of a legend: a colour, a dash and what it stands for. */
export interface KeyEntry {
  readonly name: ReactNode
  readonly color: string
  readonly dash?: string
}

/** A chart's legend. */
export function ChartKey({ entries }: { entries: readonly KeyEntry[] }) {
  return (
    <ul className="chart-key">
      {entries.map(({ name, color, dash }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other identity and never move.
        <li key={at}>
          <svg width="16" height="8" aria-hidden="true">
            <line
              x1="0"
              x2="16"
              y1="4"
              y2="4"
              stroke={color}
              strokeWidth="2"
              strokeDasharray={dash}
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

/** What a tooltip says, of Recharts' reading of the pointer or the keyboard. */
export function ChartTooltip({
  active,
  label,
  payload,
  heading,
}: Partial<TooltipContentProps> & { heading: string }) {
  if (active !== true || payload === undefined || payload.length === 0) return null
  return (
    <dl className="chart-tip">
      <dt>{heading}</dt>
      <dd title={allDigits(Number(label), 'float64')}>{showNumber(Number(label))}</dd>
      {payload.map(({ graphicalItemId, name, color, value }) => {
        const number = Number(value)
        const className = tone(color === ink.value ? 'value' : 'grad', number)
        return [
          <dt key={`${graphicalItemId}-name`} className={className}>
            {String(name)}
          </dt>,
          <dd
            key={`${graphicalItemId}-value`}
            className={className}
            title={allDigits(number, 'float64')}
          >
            {showNumber(number)}
          </dd>,
        ]
      })}
    </dl>
  )
}

/** The frame of a chart: what it shows, its legend, and a size that does not jump. */
export function ChartFrame({
  title,
  aside,
  children,
}: {
  title: ReactNode
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <figure className="chart">
      <figcaption>
        <span>{title}</span>
        {aside}
      </figcaption>
      {children}
    </figure>
  )
}
