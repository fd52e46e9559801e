import type { ComponentProps, PointerEvent } from 'react'
import { showNumber } from '#core/index.ts'
import type { Hand } from '../../store/tangent.ts'
import { isShort } from '../reach.ts'
import type { Scale } from './scale.ts'

/** The element that is looked at, on its curve. */
export interface Chosen {
  readonly x: number
  readonly y: number
  readonly slope: number
}

/** Where things are in a plot. */
export interface Frame {
  readonly x: Scale
  readonly y: Scale
  readonly height: number
}

type Take = (at: number) => (event: PointerEvent<SVGElement>) => void

/** From here on dots are smaller, so that they do not hide the curve. */
const manyDots = 24

const inside = (at: number, height: number) => Number.isFinite(at) && at >= 0 && at <= height

/** A dot an element on f and on f′; the chosen one is drawn over them. */
export function Dots({
  points,
  name,
  element,
  frame: { x, y, height },
  domain,
  take,
}: {
  /** The elements that have dots, from the first. */
  readonly points: readonly Chosen[]
  readonly name: string
  readonly element: number
  readonly frame: Frame
  readonly domain: readonly [number, number]
  readonly take: Take
}) {
  const many = points.length > manyDots
  return points.map((point, at) => {
    if (!(point.x >= domain[0] && point.x <= domain[1])) return null
    const [cx, cy, slope] = [x(point.x), y(point.y), y(point.slope)]
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index
      <g key={at}>
        {inside(slope, height) && (
          <circle className="dot-d" cx={cx} cy={slope} r={many ? 1.5 : 3} />
        )}
        {at !== element && inside(cy, height) && (
          // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group in a drawing is not interactive
          <g role="img" aria-label={`${name}, element ${at}`}>
            <circle className="dot-f" cx={cx} cy={cy} r={many ? 2 : 4} onPointerDown={take(at)} />
          </g>
        )}
      </g>
    )
  })
}

/** The line that touches the curve at the chosen element, a fixed length whatever its slope. */
export function Tangent({ chosen, frame: { x, y } }: { chosen: Chosen; frame: Frame }) {
  if (![chosen.x, chosen.y, chosen.slope].every(Number.isFinite)) return null
  const [cx, cy] = [x(chosen.x), y(chosen.y)]
  const [dx, dy] = [x(chosen.x + 1) - cx, y(chosen.y + chosen.slope) - cy]
  const scale = 44 / Math.hypot(dx, dy)
  return (
    <path
      className="tangent"
      d={`M${cx - dx * scale} ${cy - dy * scale}L${cx + dx * scale} ${cy + dy * scale}`}
    />
  )
}

/** A chevron beside the dot: it can go that way. */
const chevron = (cx: number, cy: number, way: 1 | -1) =>
  `M${cx + way * 17} ${cy - 5}l${way * 5} 5l${way * -5} 5`

/** The chosen dot: a slider along the curve, with a halo and chevrons where it can be moved. */
export function Handle({
  name,
  element,
  chosen,
  frame: { x, y, height },
  domain,
  canMove,
  isHeld,
  take,
  keys,
}: {
  readonly name: string
  readonly element: number
  readonly chosen: Chosen
  readonly frame: Frame
  readonly domain: readonly [number, number]
  readonly canMove: boolean
  readonly isHeld: boolean
  readonly take: Take
  readonly keys: Pick<ComponentProps<'g'>, 'onKeyDown' | 'onKeyUp' | 'onBlur'>
}) {
  const isSeen = Number.isFinite(chosen.x) && inside(y(chosen.y), height)
  // Where the curve has no number or leaves the plot, the keyboard still finds it at the edge.
  const cx = Number.isFinite(chosen.x) ? x(chosen.x) : x(domain[0])
  const cy = isSeen ? y(chosen.y) : Math.min(height - 20, Math.max(8, y(chosen.y) || 0))
  return (
    <g
      className={`dot-handle ${canMove ? 'is-draggable' : ''} ${isHeld ? 'is-held' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={`${name}, element ${element}`}
      aria-current="true"
      aria-orientation="horizontal"
      aria-disabled={!canMove}
      aria-valuemin={Math.min(domain[0], chosen.x || 0)}
      aria-valuemax={Math.max(domain[1], chosen.x || 0)}
      aria-valuenow={Number.isFinite(chosen.x) ? chosen.x : 0}
      aria-valuetext={`input ${showNumber(chosen.x)}, value ${showNumber(chosen.y)}, slope ${showNumber(chosen.slope)}`}
      onPointerDown={take(element)}
      {...keys}
    >
      <circle className="dot-halo" cx={cx} cy={cy} r="13" />
      {canMove &&
        // Over a lighter edge, so that they are seen on curve and tangent.
        ['dot-ways-edge', 'dot-ways'].map((name) => (
          <path key={name} className={name} d={`${chevron(cx, cy, -1)}${chevron(cx, cy, 1)}`} />
        ))}
      {isSeen && <circle className="dot-sel" data-dot={name} cx={cx} cy={cy} r="5.2" />}
    </g>
  )
}

/** Where the hand is, while the graph could not follow it there. */
export function HandMark({
  hand,
  chosen,
  height,
  frame: { x, y },
}: {
  hand: Hand
  chosen: Chosen
  height: number
  frame: Frame
}) {
  if (!isShort(hand)) return null
  const at = x(hand.wanted)
  const cy = Number.isFinite(chosen.y) ? y(chosen.y) : height / 2
  return (
    <g className="hand-mark">
      <path d={`M${at} 6V${height - 20}`} />
      <path d={`M${x(chosen.x)} ${cy}H${at}`} />
      <circle cx={at} cy={cy} r="7" />
    </g>
  )
}
