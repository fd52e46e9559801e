import { type PointerEvent, type ReactNode, useId, useMemo } from 'react'
import {
  type Attrs,
  type ComputedDef,
  curveDomain,
  flatZones,
  localSlopes,
  type NdArray,
  sampleCurve,
  showNumber,
} from '#core/index.ts'
import { useApp } from '../../store/store.ts'
import { plotHeights } from '../layout.ts'
import { elementIn, partOf } from '../values.ts'
import { linearScale, linePath, type Scale, ticks } from './scale.ts'
import { useDotDrag } from './useDotDrag.ts'

interface Props {
  readonly op: ComputedDef
  readonly attrs: Attrs
  readonly input: NdArray
  readonly value: NdArray
  /** The stored leaf behind the input, whose elements the dots move; `null` where there is none. */
  readonly leaf: string | null
  readonly name: string
  readonly width: number
}

/** The most elements that have dots; the chosen one always does. */
const dotLimit = 128
/** From here on dots are smaller, so that they do not hide the curve. */
const manyDots = 24

/** The curve of f and of f′ with a dot an element; the chosen dot bears the tangent, and can be dragged. */
export function CurvePlot(props: Props) {
  const { op, attrs, input, value, leaf, name, width } = props
  const element = elementIn(
    input,
    useApp((state) => state.element),
  )
  const clip = useId()
  const height = plotHeights.curve - 12
  const [from, to] = curveDomain(op, input.data)
  const curve = useMemo(() => sampleCurve(op, attrs, [from, to], 160), [op, attrs, from, to])
  const [low, high] = verticalRange(curve.f, curve.slope)
  const x = linearScale([from, to], [26, width - 4])
  const y = linearScale([low, high], [height - 20, 8])
  const { svg, take, handlers } = useDotDrag(leaf, element, x, [from, to], width)
  const slopesOf = (from: number, to: number) =>
    localSlopes(op, attrs, partOf(input, from, to)).data
  const [slope] = slopesOf(element, element + 1)
  const chosen = { x: input.data[element], y: value.data[element], slope }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing in which dots are called by name; a fieldset draws none
    <svg
      ref={svg}
      className="plot curve-plot nodrag nopan nokey"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={describe(op.title, [from, to], chosen)}
      {...handlers}
    >
      <clipPath id={clip}>
        <rect x="26" y="2" width={width - 30} height={height - 20} />
      </clipPath>
      {flatZones(curve).map(([a, b]) => (
        <rect key={a} className="flat" x={x(a)} y="4" width={x(b) - x(a)} height={height - 24} />
      ))}
      <Axes x={x} y={y} domain={[from, to]} range={[low, high]} width={width} height={height} />
      <g clipPath={`url(#${clip})`}>
        <path className="curve-d" d={linePath(curve.x, curve.slope, x, y)} />
        <path className="curve-f" d={linePath(curve.x, curve.f, x, y)} />
        <Tangent {...chosen} x0={x} y0={y} />
      </g>
      <Dots
        {...{ input, value, name, element, x, y, height, take }}
        slopes={slopesOf(0, dotLimit)}
      />
      {Number.isFinite(chosen.x) &&
        chosen.x !== undefined &&
        chosen.y !== undefined &&
        inside(y(chosen.y), height) && (
          <Dot name={name} at={element} chosen>
            <circle
              className={`dot-sel ${leaf === null ? '' : 'is-draggable'}`}
              data-dot={name}
              cx={x(chosen.x)}
              cy={y(chosen.y)}
              r="5.2"
              onPointerDown={take(element)}
            />
          </Dot>
        )}
      {chosen.x !== undefined && (
        <g textAnchor="end">
          <text className="tick" x={width - 8} y={height - 46}>
            at x = {showNumber(chosen.x)}
          </text>
          <text className="lab lab-gp" x={width - 8} y={height - 30}>
            slope {showNumber(chosen.slope ?? Number.NaN)}
          </text>
        </g>
      )}
    </svg>
  )
}

interface Chosen {
  readonly x: number | undefined
  readonly y: number | undefined
  readonly slope: number | undefined
}

/** The plot in words. */
function describe(
  title: string,
  [from, to]: readonly [number, number],
  { x, slope }: Chosen,
): string {
  const where = `${title} and its slope from ${showNumber(from)} to ${showNumber(to)}`
  if (x === undefined) return where
  return `${where}; at ${showNumber(x)} the slope is ${showNumber(slope ?? Number.NaN)}`
}

/** Says which element a dot is; the keyboard moves it where its number stands. */
function Dot({
  name,
  at,
  chosen,
  children,
}: {
  readonly name: string
  readonly at: number
  readonly chosen?: true
  readonly children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group in a drawing is not interactive
    <g role="img" aria-label={`${name}, element ${at}`} aria-current={chosen}>
      {children}
    </g>
  )
}

/** A dot an element on f and on f′; the chosen one is drawn over them. */
function Dots({
  input,
  value,
  name,
  slopes,
  element,
  x,
  y,
  height,
  take,
}: Pick<Props, 'input' | 'value' | 'name'> & {
  /** The slope at each element that has a dot. */
  readonly slopes: ArrayLike<number>
  readonly element: number
  readonly x: Scale
  readonly y: Scale
  readonly height: number
  readonly take: (at: number) => (event: PointerEvent<SVGElement>) => void
}) {
  const count = Math.min(input.data.length, dotLimit)
  const many = count > manyDots
  return Array.from({ length: count }, (_, at) => {
    const [cx, cy] = [x(input.data[at]!), y(value.data[at]!)]
    if (!Number.isFinite(cx)) return null
    const slope = y(slopes[at] ?? Number.NaN)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index
      <g key={at}>
        {inside(slope, height) && (
          <circle className="dot-d" cx={cx} cy={slope} r={many ? 1.5 : 3} />
        )}
        {at !== element && inside(cy, height) && (
          <Dot name={name} at={at}>
            <circle className="dot-f" cx={cx} cy={cy} r={many ? 2 : 4} onPointerDown={take(at)} />
          </Dot>
        )}
      </g>
    )
  })
}

const inside = (at: number, height: number) => Number.isFinite(at) && at >= 0 && at <= height

/** The range that shows f and f′, without letting a pole flatten the rest. */
function verticalRange(f: ArrayLike<number>, slope: ArrayLike<number>): [number, number] {
  const all = [...Array.from(f), ...Array.from(slope)].filter(Number.isFinite).sort((a, b) => a - b)
  const low = Math.min(0, all[Math.floor(all.length * 0.02)] ?? 0)
  const high = Math.max(0, all[Math.ceil(all.length * 0.98) - 1] ?? 1)
  const margin = (high - low || 1) * 0.06
  return [low - margin, high + margin]
}

function Axes({
  x,
  y,
  domain,
  range,
  width,
  height,
}: {
  readonly x: Scale
  readonly y: Scale
  readonly domain: readonly [number, number]
  readonly range: readonly [number, number]
  readonly width: number
  readonly height: number
}) {
  return (
    <g>
      {ticks(range, 4).map((tick) => (
        <g key={tick}>
          <path
            className={tick === 0 ? 'axis-line' : 'grid-line'}
            d={`M26 ${y(tick)}H${width - 4}`}
          />
          <text className="tick" x="22" y={y(tick) + 4} textAnchor="end">
            {showNumber(tick)}
          </text>
        </g>
      ))}
      {ticks(domain, 4).map((tick) => (
        <text key={tick} className="tick" x={x(tick)} y={height - 4} textAnchor="middle">
          {showNumber(tick)}
        </text>
      ))}
      {domain[0] < 0 && domain[1] > 0 && (
        <path className="axis-line" d={`M${x(0)} 4V${height - 20}`} />
      )}
    </g>
  )
}

/** The line that touches the curve at the chosen element, a fixed length whatever its slope. */
function Tangent({
  x,
  y,
  slope,
  x0,
  y0,
}: Chosen & {
  readonly x0: Scale
  readonly y0: Scale
}) {
  if (x === undefined || y === undefined || slope === undefined) return null
  if (![x, y, slope].every(Number.isFinite)) return null
  const [cx, cy] = [x0(x), y0(y)]
  const [dx, dy] = [x0(x + 1) - cx, y0(y + slope) - cy]
  const scale = 44 / Math.hypot(dx, dy)
  return (
    <path
      className="tangent"
      d={`M${cx - dx * scale} ${cy - dy * scale}L${cx + dx * scale} ${cy + dy * scale}`}
    />
  )
}
