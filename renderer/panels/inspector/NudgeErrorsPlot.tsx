import type { KeyboardEvent, PointerEvent } from 'react'
import { epsilonAt, epsilonCount, type NudgeErrors, showNumber } from '#core/index.ts'
import { linearScale, linePath } from '../../canvas/plots/scale.ts'
import { useAppStore } from '../../store/store.ts'
import { ChartFrame, ChartKey } from '../../ui/chart.tsx'
import { useChartWidth } from './chartWidth.ts'

const height = 168
const margin = { left: 40, right: 8, top: 8, bottom: 34 }

/** Errors run from 1, all wrong, down to the last digit of a double. */
const floor = -16
const logOf = (error: number) => Math.max(floor, Math.min(0.3, Math.log10(error)))

/** An error of the last digit or two is luck: a quotient hits the gradient as a stopped clock the hour. */
const lucky = 1e-15

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A power of ten, of a magnitude that an axis shows. */
const powerOfTen = (power: number) =>
  power === 0
    ? '1'
    : `10${String(power)
        .replace('-', '⁻')
        .replaceAll(/\d/g, (digit) => raised[Number(digit)] ?? digit)}`

const last = epsilonCount - 1

/** How far the keys move ε: a quarter of a decade, or a whole one. */
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -4,
  PageUp: 4,
  Home: -last,
  End: last,
}

/** ε in a few letters: 0.001, 1.8×10⁻⁵. */
export const showEpsilon = (epsilon: number) =>
  showNumber(Number(epsilon.toPrecision(2)), 2).replace(/^1×/, '')

const keyEntries = [
  { name: 'float64', color: 'var(--color-ink)' },
  { name: 'float32', color: 'var(--color-ink-tertiary)', dash: '4 3' },
] as const

interface Props {
  readonly errors: NudgeErrors | null
  /** Where the element stands: ε's places grow with it. */
  readonly x: number
  readonly place: number
  /** The error at the ε chosen; `null` where there is no nudge. */
  readonly relative: number | null
}

/** Choosing ε by hand or by keys, over an axis of its places. */
function useEpsilon(place: number, placeAt: (share: number) => number) {
  const store = useAppStore()
  const choose = (next: number) =>
    store.getState().setEpsilon(Math.max(0, Math.min(last, Math.round(next))))
  const toPointer = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    choose(placeAt((clientX - left) / width))
  }
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const step = steps[event.key]
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      choose(place + step)
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      toPointer(event)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) toPointer(event)
    },
  }
}

/**
 * The relative error over ε, log–log: a U, where the bend of L leaves off and rounding begins. It is
 * the slider that chooses ε, too.
 */
export function NudgeErrorsPlot({ errors, x, place, relative }: Props) {
  const width = useChartWidth()
  const across = linearScale([0, last], [margin.left, width - margin.right])
  const down = linearScale([0.3, floor], [margin.top, height - margin.bottom])
  const handlers = useEpsilon(place, (share) => across.invert(share * width))
  const epsilon = `ε = ${showEpsilon(epsilonAt(place, x))}`
  return (
    <ChartFrame title="Relative error over ε" aside={<ChartKey entries={keyEntries} />}>
      <div
        className="nudge-epsilon"
        role="slider"
        tabIndex={0}
        data-epsilon
        aria-label="ε, how far the element is moved"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={place}
        aria-valuetext={
          relative === null ? epsilon : `${epsilon}, relative error ${showNumber(relative, 2)}`
        }
        {...handlers}
      >
        <svg width={width} height={height} aria-hidden="true">
          <Axes x={x} width={width} across={across} down={down} />
          {errors !== null && <Curves errors={errors} across={across} down={down} />}
          <g className="nudge-now">
            <path d={`M${across(place)} ${margin.top}V${height - margin.bottom}`} />
            <circle
              cx={across(place)}
              cy={down(relative === null ? floor : logOf(relative))}
              r="6"
            />
            <text x={across(last / 2)} y={height - 4} textAnchor="middle">
              {epsilon}
            </text>
          </g>
        </svg>
      </div>
      {errors === null && <p className="chart-note">This graph is too large for the curve.</p>}
    </ChartFrame>
  )
}

type Scales = Record<'across' | 'down', ReturnType<typeof linearScale>>

function Axes({ x, width, across, down }: Scales & { readonly x: number; readonly width: number }) {
  const bottom = height - margin.bottom
  return (
    <g className="nudge-axes">
      {[0, -4, -8, -12, -16].map((power) => (
        <g key={power}>
          <path d={`M${margin.left} ${down(power)}H${width - margin.right}`} />
          <text x={margin.left - 6} y={down(power) + 4} textAnchor="end">
            {powerOfTen(power)}
          </text>
        </g>
      ))}
      {[0, 12, 24, 36].map((at) => (
        <text key={at} x={across(at)} y={bottom + 14} textAnchor={at === 0 ? 'start' : 'middle'}>
          {powerOfTen(Math.round(Math.log10(epsilonAt(at, x))))}
        </text>
      ))}
      <text className="nudge-why" x={margin.left} y={bottom + 30}>
        ← rounding
      </text>
      <text className="nudge-why" x={width - margin.right} y={bottom + 30} textAnchor="end">
        bending →
      </text>
    </g>
  )
}

function Curves({ errors, across, down }: Scales & { readonly errors: NudgeErrors }) {
  // A large graph has fewer places than the axis.
  const apart = errors.epsilons.length > 1 ? last / (errors.epsilons.length - 1) : 1
  const path = (list: readonly number[]) => {
    const drawn = list.flatMap((error, at) => (error > lucky ? [{ error, at }] : []))
    return linePath(
      drawn.map(({ at }) => at * apart),
      drawn.map(({ error }) => logOf(error)),
      across,
      down,
    )
  }
  return (
    <>
      <path className="nudge-float32" d={path(errors.float32)} />
      <path className="nudge-float64" d={path(errors.float64)} />
    </>
  )
}
