import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { allDigits, type NdArray, showNumber, showShape } from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { Partial } from './bodies.tsx'
import { laneOffset, norm } from './edge.ts'
import type { FlowEdge } from './flow.ts'
import { nameOf, targetName, throughOf } from './names.ts'
import { failureOf } from './problems.ts'
import { type Sign, signOf } from './river/lanes.ts'
import type { Route } from './route.ts'
import { useShown } from './staged.ts'
import { movesAlong } from './TangentChip.tsx'
import { svgPath, traceLane } from './trace.ts'
import { useFar } from './useFar.ts'

interface Ends {
  readonly sourceX: number
  readonly sourceY: number
  readonly targetX: number
  readonly targetY: number
}

/**
 * A wire: what takes the pointer and the keyboard, and its words. What flows in it is drawn for all
 * wires at once, by the river under the cards.
 */
export function GradEdge(props: EdgeProps<FlowEdge>) {
  const { id, source, target, targetHandleId, sourceX, sourceY, targetX, targetY, data } = props
  const failed = useApp((state) => failureOf(state.results.problems, id))
  const moves = useApp((state) => movesAlong(state.tangents, source, target))
  const far = useFar()
  const way = data?.way ?? []
  return (
    <g className="wire">
      <BaseEdge id={id} path={svgPath(traceLane(way, 0))} interactionWidth={28} />
      {moves && (
        <path className="lane lane-tangent" d={svgPath(traceLane(way, -laneOffset, 5, 12))} />
      )}
      {(!far || failed !== undefined) && (
        <WireLabel
          ends={{ sourceX, sourceY, targetX, targetY }}
          route={data?.route ?? null}
          edge={{ id, source, target, targetHandle: targetHandleId ?? '' }}
          failed={failed}
        />
      )}
    </g>
  )
}

/** What flows, in words and numbers, where the wire is long enough to say it. */
function WireLabel({
  ends,
  route,
  edge,
  failed,
}: {
  readonly ends: Ends
  readonly route: Route | null
  readonly edge: Parameters<typeof throughOf>[2]
  readonly failed: string | undefined
}) {
  const results = useShown()
  const value = results.value(edge.source)
  const contribution = results.contribution(edge.id)
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
          className={`wire-label nopan ${hueOf(signOf(contribution))}`}
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

/** The colour of a gradient's words: that of its sign, where it has one. */
const hueOf = (sign: Sign) =>
  sign === 'negative' ? 'gn' : sign === 'positive' || sign === 'zero' ? 'gp' : ''

const shownDigits = 16

/** The contribution's elements in all their digits, as many as a tooltip holds. */
function digits({ data, dtype }: NdArray): string {
  const shown = Array.from(data.slice(0, shownDigits), (value) => allDigits(value, dtype))
  return `arrives by this wire: ${shown.join(', ')}${data.length > shownDigits ? ', …' : ''}`
}
