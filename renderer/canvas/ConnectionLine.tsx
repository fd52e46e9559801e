import type { ConnectionLineComponentProps } from '@xyflow/react'
import { misfit, refuseWire } from '#core/index.ts'
import { useAppStore } from '../store/store.ts'
import type { FlowNode } from './flow.ts'
import type { Point } from './route.ts'
import { svgPath, traceLane } from './trace.ts'

/** The wire in hand; over a port that refuses it, it says why. */
export function ConnectionLine({
  fromNode,
  fromHandle,
  toHandle,
  fromX,
  fromY,
  toX,
  toY,
  connectionStatus,
}: ConnectionLineComponentProps<FlowNode>) {
  const store = useAppStore()
  const forward = fromHandle.type === 'source'
  const [from, to]: readonly [Point, Point] = [
    [fromX, fromY],
    [toX, toY],
  ]
  const way = forward ? [from, to] : [to, from]
  const wire =
    toHandle === null
      ? null
      : forward
        ? { source: fromNode.id, target: toHandle.nodeId, targetHandle: toHandle.id ?? '' }
        : { source: toHandle.nodeId, target: fromNode.id, targetHandle: fromHandle.id ?? '' }
  const { doc, results } = store.getState()
  const refused =
    connectionStatus === 'invalid' && wire !== null
      ? (refuseWire(doc, wire)?.message ?? 'This port takes no wire from here.')
      : null
  // A wire whose shapes do not fit may be drawn: it becomes a problem at its place.
  const reason = refused ?? (wire === null ? null : misfit(results.compiled, wire))
  return (
    <g className={`wire-in-hand ${reason === null ? '' : 'is-refused'}`}>
      <path d={svgPath(traceLane(way, 0))} />
      <circle cx={toX} cy={toY} r="4" />
      {reason !== null && (
        <foreignObject x={toX + 12} y={toY + 8} width="280" height="80">
          <div className="wire-reason">{reason}</div>
        </foreignObject>
      )}
    </g>
  )
}
