import type {
  Connection,
  EdgeChange,
  NodeChange,
  OnConnectEnd,
  OnNodeDrag,
  ReactFlowProps,
  SelectionDragHandler,
} from '@xyflow/react'
import { useRef, useState } from 'react'
import {
  connect,
  GraphError,
  moveNodes,
  type Position,
  reconnect,
  refuseWire,
  remove,
  type Wire,
} from '#core/index.ts'
import { type AppStore, useApp, useAppStore } from '../store/store.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { makeRoom } from './room.ts'

const noDrag: ReadonlyMap<string, Position> = new Map()

function toWire({
  source,
  target,
  targetHandle,
}: Pick<Connection, 'source' | 'target'> & { targetHandle?: string | null }): Wire {
  return { source, target, targetHandle: targetHandle ?? '' }
}

/** Runs an edit; one that is refused says why. */
function attempt(store: AppStore, edit: () => void): void {
  try {
    edit()
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    store.getState().say(error.message, 'error')
  }
}

/** Ids with React Flow’s changes of selection applied. */
function selectionAfter(
  before: ReadonlySet<string>,
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowEdge>)[],
): ReadonlySet<string> {
  const after = new Set(before)
  for (const change of changes)
    if (change.type === 'select') after[change.selected ? 'add' : 'delete'](change.id)
  return after
}

/**
 * Moving and choosing: React Flow owns positions while a drag lasts, and the document gets them when
 * it ends, as one entry of the history. A drag whose gesture was cancelled or undone moves nothing.
 */
export function useFlowMoves() {
  const store = useAppStore()
  const [drag, setDrag] = useState(noDrag)
  const inHand = useApp((state) => state.before !== null)
  const onNodesChange = (changes: NodeChange<FlowNode>[]) => {
    const { before, select, selectedNodes, selectedEdges } = store.getState()
    select(selectionAfter(selectedNodes, changes), selectedEdges)
    const moved = changes.filter((change) => change.type === 'position' && change.dragging)
    if (moved.length === 0 || before === null) return
    const places = new Map(drag)
    for (const change of moved)
      if (change.type === 'position' && change.position) places.set(change.id, change.position)
    setDrag(places)
  }
  const onEdgesChange = (changes: EdgeChange<FlowEdge>[]) => {
    const { select, selectedNodes, selectedEdges } = store.getState()
    select(selectedNodes, selectionAfter(selectedEdges, changes))
  }
  const start = () => store.getState().begin()
  const finish = (moved: readonly FlowNode[]) => {
    const { before, change, commit } = store.getState()
    setDrag(noDrag)
    if (before === null) return
    change((doc) => moveNodes(doc, new Map(moved.map(({ id, position }) => [id, position]))))
    commit()
  }
  const onNodeDragStop: OnNodeDrag<FlowNode> = (_event, _node, moved) => finish(moved)
  // A box of cards is dragged by the box itself, which has a beginning and an ending of its own.
  const onSelectionDragStop: SelectionDragHandler<FlowNode> = (_event, moved) => finish(moved)
  return {
    drag: inHand ? drag : noDrag,
    handlers: {
      onNodesChange,
      onEdgesChange,
      onNodeDragStart: start,
      onNodeDragStop,
      onSelectionDragStart: start,
      onSelectionDragStop,
    },
  }
}

/**
 * Wiring by drag and by click and click; what is refused says why when the wire is let go. `taken` is
 * the wire whose end is in hand: it runs nowhere until then.
 */
export function useFlowWires() {
  const store = useAppStore()
  const refused = useRef<string | null>(null)
  const [taken, setTaken] = useState<string | null>(null)
  const sayRefused = () => {
    if (refused.current !== null) store.getState().say(refused.current, 'error')
    refused.current = null
  }
  const onConnectEnd: OnConnectEnd = (_event, state) => {
    if (state.isValid === false && state.toHandle !== null) sayRefused()
    refused.current = null
  }
  const onReconnectEnd: NonNullable<ReactFlowProps<FlowNode, FlowEdge>['onReconnectEnd']> = (
    event,
    edge,
    _type,
    state,
  ) => {
    setTaken(null)
    // A wire let go over nothing is a wire taken off.
    if (state.toHandle === null && event.type !== 'keydown')
      store.getState().edit((before) => remove(before, new Set(), new Set([edge.id])))
  }
  const handlers = {
    onConnect: (connection: Connection) =>
      attempt(store, () =>
        store.getState().edit((before) => makeRoom(before, connect(before, toWire(connection)))),
      ),
    onReconnect: (edge: FlowEdge, connection: Connection) =>
      attempt(store, () =>
        store
          .getState()
          .edit((before) => makeRoom(before, reconnect(before, edge.id, toWire(connection)))),
      ),
    onReconnectStart: (_event: unknown, edge: FlowEdge) => setTaken(edge.id),
    onReconnectEnd,
    isValidConnection: (connection: Connection | FlowEdge) => {
      const refusal = refuseWire(store.getState().doc, toWire(connection))
      refused.current = refusal?.message ?? null
      return refusal === null
    },
    onConnectEnd,
    onClickConnectEnd: sayRefused,
  }
  return { taken, handlers }
}
