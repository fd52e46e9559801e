import { useId, useMemo } from 'react'
import {
  type Attrs,
  along,
  type ComputedDef,
  curveAlong,
  curveDomain,
  flatZones,
  localSlopes,
  movedNodes,
  type NdArray,
  showNumber,
} from '#core/index.ts'
import { useApp } from '../../store/store.ts'
import type { Dot, Hand } from '../../store/tangent.ts'
import { plotHeights } from '../layout.ts'
import { nodeOf } from '../names.ts'
import { elementIn, isStoredLeaf, partOf } from '../values.ts'
import { type Chosen, Dots, type Frame, Handle, HandMark, Tangent } from './dots.tsx'
import { flatLabels } from './flatLabels.ts'
import { linearScale, linePath, ticks } from './scale.ts'
import { useDot } from './useDot.ts'
import './curve.css'

interface Props {
  readonly id: string
  readonly name: string
  readonly op: ComputedDef
  readonly attrs: Attrs
  readonly inputs: readonly NdArray[]
  /** The nodes that the inputs come from. */
  readonly sources: readonly string[]
  readonly value: NdArray
  /** The input along which the curve is drawn; the others are held. */
  readonly port?: number
  readonly width: number
}

/** The most elements that have dots; the chosen one always does. */
const dotLimit = 128
const samples = 160

/** Both lines of the plot, over a domain. */
function useCurve(
  { op, attrs }: Pick<Props, 'op' | 'attrs'>,
  seen: ReturnType<typeof along>,
  [from, to]: readonly [number, number],
) {
  const { elements, port } = seen
  // Of one input nothing is held: the curve stays whatever its element is.
  const held = elements.length === 1 ? '' : elements.map(({ data }) => data[0]).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: `held` stands for the elements
  return useMemo(
    () => curveAlong(op, attrs, { elements, port }, [from, to], samples),
    [op, attrs, port, held, from, to],
  )
}

/** The points of all elements of a row of one input; where others are held, each has a curve of its own. */
function pointsOf({ op, attrs, inputs, value }: Props): Chosen[] {
  const [input] = inputs
  if (inputs.length !== 1 || input === undefined) return []
  const part = partOf(input, 0, dotLimit)
  const slopes = localSlopes(op, attrs, part).data
  return Array.from(part.data, (x, at) => ({
    x,
    y: value.data[at] ?? Number.NaN,
    slope: slopes[at] ?? Number.NaN,
  }))
}

/** The hand that holds this curve's dot. */
function useHand(id: string, port: number): Hand | null {
  return useApp(({ hand }) => (hand?.dot.node === id && hand.dot.port === port ? hand : null))
}

/** The curve of f and of f′ with a dot an element; the chosen dot bears the tangent, and can be dragged. */
export function CurvePlot(props: Props) {
  const { id, name, op, attrs, inputs, sources, value, port = 0, width } = props
  const wanted = useApp((state) => state.element)
  const hand = useHand(id, port)
  const clip = useId()
  const element = elementIn(value, wanted)
  const height = plotHeights.curve - 12
  const seen = along(op, attrs, inputs, value, element, port)
  const all = inputs.length === 1 ? (inputs[0]?.data ?? []) : [seen.x]
  const [from, to] = hand?.domain ?? curveDomain(op, all)
  const domain = [from, to] as const
  const curve = useCurve(props, seen, domain)
  const [low, high] = verticalRange(curve.f, curve.slope)
  const x = linearScale(domain, [26, width - 4])
  const y = linearScale([low, high], [height - 20, 8])
  const frame: Frame = { x, y, height }
  const source = sources[port] ?? ''
  const canMove = useApp(
    ({ doc, results }) =>
      isStoredLeaf(nodeOf(doc, source)) || movedNodes(results.compiled).has(source),
  )
  const dotAt = (at: number): Dot => ({
    node: id,
    port,
    element: at,
    source: { node: source, element: at === element ? seen.at : at },
  })
  const { svg, take, pointer, keys } = useDot({ dotAt, element, x, domain, width })
  const zones = flatZones(curve)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing in which dots are called by name; a fieldset draws none
    <svg
      ref={svg}
      className="plot curve-plot nodrag nopan nokey"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={describe(op.title, domain, seen)}
      {...pointer}
    >
      <clipPath id={clip}>
        <rect x="26" y="2" width={width - 30} height={height - 20} />
      </clipPath>
      {zones.map(([a, b]) => (
        <rect key={a} className="flat" x={x(a)} y="4" width={x(b) - x(a)} height={height - 24} />
      ))}
      <Axes frame={frame} domain={domain} range={[low, high]} width={width} />
      <g clipPath={`url(#${clip})`}>
        <path className="curve-d" d={linePath(curve.x, curve.slope, x, y)} />
        <path className="curve-f" d={linePath(curve.x, curve.f, x, y)} />
        <Tangent chosen={seen} frame={frame} />
      </g>
      {flatLabels(curve, zones, x, y, height, readoutAt(width, height)).map((at) => (
        <text key={at.x} className="flat-word" x={at.x} y={at.y} textAnchor="middle">
          flat
        </text>
      ))}
      <Readout chosen={seen} width={width} height={height} />
      <Dots points={pointsOf(props)} {...{ name, element, frame, domain, take }} />
      {hand !== null && <HandMark hand={hand} chosen={seen} frame={frame} height={height} />}
      <Handle
        chosen={seen}
        canMove={canMove}
        isHeld={hand !== null}
        {...{ name, element, frame, domain, take, keys }}
      />
    </svg>
  )
}

/** The plot in words. */
function describe(title: string, [from, to]: readonly [number, number], { x, slope }: Chosen) {
  const where = `${title} and its slope from ${showNumber(from)} to ${showNumber(to)}`
  if (Number.isNaN(x)) return where
  return `${where}; at ${showNumber(x)} the slope is ${showNumber(slope)}`
}

/** What the readout covers. */
const readoutAt = (width: number, height: number) => ({
  left: width - 88,
  top: height - 66,
  bottom: height - 20,
})

function Readout({ chosen, width, height }: { chosen: Chosen; width: number; height: number }) {
  return (
    <g textAnchor="end">
      <text className="tick" x={width - 8} y={height - 46}>
        at x = {showNumber(chosen.x)}
      </text>
      <text
        className={`lab ${chosen.slope < 0 ? 'lab-gn' : 'lab-gp'}`}
        x={width - 8}
        y={height - 30}
      >
        slope {showNumber(chosen.slope)}
      </text>
    </g>
  )
}

/** The range that shows f and f′, without letting a pole flatten the rest. */
function verticalRange(f: ArrayLike<number>, slope: ArrayLike<number>): [number, number] {
  const all = [...Array.from(f), ...Array.from(slope)].filter(Number.isFinite).sort((a, b) => a - b)
  const low = Math.min(0, all[Math.floor(all.length * 0.02)] ?? 0)
  const high = Math.max(0, all[Math.ceil(all.length * 0.98) - 1] ?? 1)
  const margin = (high - low || 1) * 0.06
  return [low - margin, high + margin]
}

function Axes({
  frame: { x, y, height },
  domain,
  range,
  width,
}: {
  readonly frame: Frame
  readonly domain: readonly [number, number]
  readonly range: readonly [number, number]
  readonly width: number
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
