import { getViewportForBounds } from '@xyflow/react'
import type { AppState } from '../store/store.ts'
import type { Viewport } from './bring.ts'
import type { FlowEdge } from './flow.ts'
import { layoutCard, messagesHeight } from './layout.ts'
import { nodeOf } from './names.ts'
import { portsShown } from './ports.ts'
import { saidUnder } from './problems.ts'
import type { Rect } from './room.ts'
import { fitOptions, zoomLimits } from './viewport.ts'

/** What a wire's lanes take on either side of it. */
const laneRoom = 18

/** Where a node lies, with what is said under its card. */
export function placeOf({ doc, results }: AppState, id: string): Rect | null {
  const node = nodeOf(doc, id)
  if (node === undefined) return null
  const shape = results.compiled.values.get(id)?.shape ?? null
  const hasGrad = results.compiled.grads.has(id)
  const { width, height } = layoutCard(node, shape, hasGrad, portsShown(doc, node))
  const said = saidUnder(results.problems, id).map(({ message }) => message)
  return { ...node.position, width, height: height + messagesHeight(said, width) }
}

/** The smallest place that holds all of these. */
export function around(places: readonly Rect[]): Rect {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { x, y, width, height } of places) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + width)
    bottom = Math.max(bottom, y + height)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** The view of the whole graph: its cards, what is said under them, and wires that go round them. */
export function wholeView(
  state: AppState,
  edges: readonly FlowEdge[],
  { width, height }: { readonly width: number; readonly height: number },
): Viewport {
  const cards = state.doc.nodes.flatMap(({ id }) => placeOf(state, id) ?? [])
  const corners = edges.flatMap(({ data }) => data?.route?.points ?? [])
  const wires = corners.map(([x, y]) => ({
    x: x - laneRoom,
    y: y - laneRoom,
    width: 2 * laneRoom,
    height: 2 * laneRoom,
  }))
  if (cards.length === 0) return { x: 0, y: 0, zoom: 1 }
  const { maxZoom, padding } = fitOptions
  const { minZoom } = zoomLimits
  return getViewportForBounds(
    around([...cards, ...wires]),
    width,
    height,
    minZoom,
    maxZoom,
    padding,
  )
}
