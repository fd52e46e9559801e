import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { allDigits, type NdArray, showNumber, showShape } from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { Partial } from './bodies.tsx'
import { laneOffset, lanePath, laneWidth, norm, rms, strandLimit, strandWidth } from './edge.ts'
import type { FlowEdge } from './flow.ts'
import { nameOf, targetName, throughOf } from './names.ts'
import { type Route, routePath } from './route.ts'
import { stagedEdge, useShown } from './staged.ts'
import { movesAlong } from './TangentChip.tsx'
import { useFar } from './useFar.ts'

const strandGap = 4.6

/** One gradient lane: its width tells the size, its colour and dash the sign. */
function Lane({
  path,
  gradient,
  width,
}: {
  readonly path: string
  readonly gradient: number
  readonly width: number
}) {
  if (width === 0) return <path className="lane lane-zero" d={path} />
  return (
    <path
      className={gradient < 0 ? 'lane lane-negative' : 'lane lane-positive'}
      d={path}
      strokeWidth={width}
    />
  )
}

/** The arrow head with which a gradient arrives at the source. */
function Head({
  x,
  y,
  width,
  gradient,
}: {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly gradient: number
}) {
  const half = Math.max(1.6, width * 0.72 + 0.6)
  return (
    <path
      className={gradient < 0 ? 'head-negative' : 'head-positive'}
      d={`M${x} ${y}l${half + 4} ${-half}v${2 * half}z`}
    />
  )
}

/** The gradient that flows back along a wire: a strand an element, or one lane of its RMS. */
function River({
  contribution,
  ends,
  way,
}: {
  readonly contribution: NdArray
  readonly ends: Ends
  readonly way: Way
}) {
  const { data, shape } = contribution
  const strands = shape.length > 0 && data.length > 1 && data.length <= strandLimit
  const list = strands ? Array.from(data) : [data.length === 1 ? (data[0] ?? 0) : rms(data)]
  return list.map((gradient, at) => {
    const offset = laneOffset + (at - (list.length - 1) / 2) * strandGap
    const width = strands ? strandWidth(gradient) : laneWidth(gradient)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a strand is its element's index
      <g key={at}>
        <Lane path={way(offset, 10, 0)} gradient={gradient} width={width} />
        {width > 0 && (
          <Head x={ends.sourceX + 5} y={ends.sourceY + offset} width={width} gradient={gradient} />
        )}
      </g>
    )
  })
}

/** The path of a lane, so far below the middle, begun and ended short by so much. */
type Way = (offset: number, begun: number, ended: number) => string

/** Along the wire's route, where it has one. */
function wayOf(route: Route | null, { sourceX, targetX, ...ends }: Ends): Way {
  if (route === null)
    return (offset, begun, ended) =>
      lanePath({ ...ends, sourceX: sourceX + begun, targetX: targetX - ended }, offset)
  return (offset, begun, ended) => {
    const last = route.points.length - 1
    return routePath(
      route.points.map(([x, y], at) => [x + (at === 0 ? begun : at === last ? -ended : 0), y]),
      offset,
    )
  }
}

interface Ends {
  readonly sourceX: number
  readonly sourceY: number
  readonly targetX: number
  readonly targetY: number
}

/** A wire: the value flows forward above, the gradient that arrives by it flows back below. */
export function GradEdge(props: EdgeProps<FlowEdge>) {
  const { id, source, target, targetHandleId, selected } = props
  const results = useApp((state) => state.results)
  const lit = useApp((state) => state.lit?.edges.has(id) === true)
  const staged = useApp((state) => stagedEdge(state) === id)
  const moves = useApp((state) => movesAlong(state.tangents, source, target))
  const far = useFar()
  const failed = results.problems.find(
    (problem) => problem.edge === id && problem.severity === 'error',
  )
  const shown = useShown()
  const value = results.value(source)
  const known = shown.value(source) !== null
  const flows = results.contribution(id) !== null
  const contribution = shown.contribution(id)
  // Wires end at the pills' edges; the pills are 10 px wide.
  const ends = {
    sourceX: props.sourceX,
    sourceY: props.sourceY,
    targetX: props.targetX,
    targetY: props.targetY,
  }
  const route = props.data?.route ?? null
  const way = wayOf(route, ends)
  const state = failed ? 'failed' : value === null ? 'waiting' : 'live'
  return (
    <g
      className={`wire is-${state} ${selected ? 'is-selected' : ''}`}
      data-revision={results.revision}
    >
      <BaseEdge id={id} path={way(0, 0, 0)} interactionWidth={28} style={{ stroke: 'none' }} />
      {(selected || lit || staged) && (
        <path className={lit || staged ? 'wire-halo is-lit' : 'wire-halo'} d={way(0, 0, 0)} />
      )}
      <path
        className={known ? 'lane lane-value' : 'lane lane-unknown'}
        d={way(-laneOffset, 5, 12)}
      />
      {state === 'live' && known && (
        <path
          className="head-value"
          d={`M${ends.targetX - 5} ${ends.targetY - laneOffset}l-8 -4v8z`}
        />
      )}
      {flows && contribution === null && (
        <path className="lane lane-unknown" d={way(laneOffset, 10, 0)} />
      )}
      {moves && <path className="lane lane-tangent" d={way(-laneOffset, 5, 12)} />}
      {contribution !== null && <River contribution={contribution} ends={ends} way={way} />}
      {(!far || failed) && (
        <WireLabel
          ends={ends}
          route={route}
          value={known ? value : null}
          contribution={contribution}
          edge={{ id, source, target, targetHandle: targetHandleId ?? '' }}
          failed={failed?.message}
        />
      )}
    </g>
  )
}

/** What flows, in words and numbers, where the wire is long enough to say it. */
function WireLabel({
  ends,
  route,
  value,
  contribution,
  edge,
  failed,
}: {
  readonly ends: Ends
  readonly route: Route | null
  readonly value: NdArray | null
  readonly contribution: NdArray | null
  readonly edge: Parameters<typeof throughOf>[2]
  readonly failed: string | undefined
}) {
  const root = useApp((state) => targetName(state.doc, state.results.compiled))
  const by = useApp((state) => nameOf(state.doc, edge.source))
  const through = useApp(({ doc, results }) => throughOf(doc, results.compiled, edge))
  if (value === null && failed === undefined) return null
  // A hop has no room for words; what is wrong is marked all the same.
  const label = route?.label ?? null
  if (label === null && failed === undefined) return null
  const [x, y] = label?.at ?? [(ends.sourceX + ends.targetX) / 2, (ends.sourceY + ends.targetY) / 2]
  const straight = label === null || label.side === 'above'
  const scalar = contribution !== null && contribution.shape.length === 0
  const place = (dy: number) => ({
    // Beside a wire that runs down, over and under one that runs across.
    transform: straight
      ? `translate(-50%, -50%) translate(${x}px, ${y + dy}px)`
      : label.side === 'right'
        ? `translate(0, -50%) translate(${x + 16}px, ${y}px)`
        : `translate(-100%, -50%) translate(${x - 16}px, ${y}px)`,
  })
  return (
    <EdgeLabelRenderer>
      {failed !== undefined && (
        <div className="wire-label err nopan" style={place(0)} title={failed}>
          ✕
        </div>
      )}
      {value !== null && (
        <div className="wire-label v nopan" style={place(-26)} title={showShape(value.shape)}>
          {value.shape.length === 0
            ? showNumber(value.data[0] ?? Number.NaN)
            : showShape(value.shape)}
        </div>
      )}
      {contribution !== null && contribution.data.length > 0 && straight && (
        <div
          className={`wire-label nopan ${scalar && (contribution.data[0] ?? 0) < 0 ? 'gn' : 'gp'}`}
          style={place(scalar ? 28 : 44)}
          title={digits(contribution)}
        >
          {scalar ? (
            showNumber(contribution.data[0] ?? Number.NaN)
          ) : (
            <>
              <Partial of={root} by={by} through={through} />
              <br />
              norm {showNumber(norm(contribution.data))}
            </>
          )}
        </div>
      )}
    </EdgeLabelRenderer>
  )
}

const shownDigits = 16

/** The contribution's elements in all their digits, as many as a tooltip holds. */
function digits({ data, dtype }: NdArray): string {
  const shown = Array.from(data.slice(0, shownDigits), (value) => allDigits(value, dtype))
  return `arrives by this wire: ${shown.join(', ')}${data.length > shownDigits ? ', …' : ''}`
}
