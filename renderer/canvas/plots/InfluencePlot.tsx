import { type Attrs, type ComputedDef, influence, type NdArray, showNumber } from '#core/index.ts'
import { useApp } from '../../store/store.ts'
import { plotHeights } from '../layout.ts'
import { linearScale } from './scale.ts'

/** What one element of a reduction is made of: each term as a bar, and under it how much it counts. */
export function InfluencePlot({
  op,
  attrs,
  input,
  width,
}: {
  readonly op: ComputedDef
  readonly attrs: Attrs
  readonly input: NdArray
  readonly width: number
}) {
  const element = useApp((state) => state.element)
  const found = influence(op, attrs, input, element)
  if (found === null || found.terms.length === 0) return null
  const height = plotHeights.influence - 12
  const { terms, slopes, count } = found
  const room = width / terms.length
  const bar = Math.min(18, room * 0.6)
  const half = height / 2
  const rows = [
    { kind: 'v', numbers: terms, top: 16, bottom: half + 2 },
    { kind: 'g', numbers: slopes, top: half + 22, bottom: height - 4 },
  ]
  return (
    <svg
      className="plot"
      width={width}
      height={height}
      role="img"
      aria-label={`${count} elements and how far each moves the result`}
    >
      <text className="tick" x="0" y="11">
        elements{count > terms.length && `, first ${terms.length} of ${count}`}
      </text>
      <text className="tick" x="0" y={half + 17}>
        how far each moves the result
      </text>
      {rows.map(({ kind, numbers, top, bottom }) => (
        <Bars key={kind} {...{ kind, numbers, top, bottom, room, bar, width }} />
      ))}
    </svg>
  )
}

/** Numbers as bars from a common zero. */
export function Bars({
  kind,
  numbers,
  top,
  bottom,
  room,
  bar,
  width,
}: {
  /** `v` for values, `g` for gradients. */
  readonly kind: string
  readonly numbers: ArrayLike<number>
  readonly top: number
  readonly bottom: number
  readonly room: number
  readonly bar: number
  readonly width: number
}) {
  const finite = Array.from(numbers).filter(Number.isFinite)
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)]
  const y = linearScale([low, high === low ? low + 1 : high], [bottom, top])
  return (
    <g>
      <path className="axis-line" d={`M0 ${y(0)}H${width}`} />
      {Array.from(numbers, (number, at) => {
        if (!Number.isFinite(number)) return null
        const negative = number < 0 ? 'n' : 'p'
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a term is its index
            key={at}
            className={kind === 'v' ? 'bar-v' : `bar-g${negative}`}
            x={at * room + (room - bar) / 2}
            width={bar}
            y={Math.min(y(0), y(number))}
            height={Math.abs(y(number) - y(0))}
          >
            <title>{showNumber(number)}</title>
          </rect>
        )
      })}
    </g>
  )
}
