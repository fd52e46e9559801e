import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { type DragEvent, type FocusEvent, type KeyboardEvent, useRef, useState } from 'react'
import {
  connect,
  GraphError,
  moveNodes,
  type Position,
  reconnect,
  refuseWire,
  remove,
} from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { useApp, useAppStore } from '../store/store.ts'
import { addOp } from './add.ts'
import { ConnectionLine } from './ConnectionLine.tsx'
import { type FlowEdge, type FlowNode, flowEdges, flowNodes } from './flow.ts'
import { GradEdge } from './GradEdge.tsx'
import { Legend, ZoomBar } from './Legend.tsx'
import { opMime } from './mime.ts'
import { NoteNode } from './NoteNode.tsx'
import { OpNode } from './OpNode.tsx'
import { fitOptions, useCanvasApi } from './useCanvasApi.ts'
import { walk } from './walk.ts'
import './canvas.css'

const nodeTypes = { op: OpNode, note: NoteNode }
const edgeTypes = { gradient: GradEdge }
const noDrag: ReadonlyMap<string, Position> = new Map()

/** The graph, to look at and to change by hand. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  )
}

function toWire({ source, target, targetHandle }: Connection) {
  return { source, target, targetHandle: targetHandle ?? '' }
}

function Flow() {
  const app = useAppContext()
  const store = useAppStore()
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const selectedNodes = useApp((state) => state.selectedNodes)
  const selectedEdges = useApp((state) => state.selectedEdges)
  const minimapOpen = useApp((state) => state.minimapOpen)
  const [drag, setDrag] = useState(noDrag)
  const [toNodes] = useState(flowNodes)
  const [toEdges] = useState(flowEdges)
  const container = useRef<HTMLElement>(null)
  const flow = useReactFlow<FlowNode, FlowEdge>()
  useCanvasApi(container)

  const nodes = toNodes(doc, results, selectedNodes, drag)
  const edges = toEdges(doc.edges, selectedEdges)

  const onNodesChange = (changes: NodeChange<FlowNode>[]) => {
    const selection = new Set(store.getState().selectedNodes)
    const places = new Map(drag)
    let moved = false
    for (const change of changes) {
      if (change.type === 'select') selection[change.selected ? 'add' : 'delete'](change.id)
      if (change.type === 'position' && change.position && change.dragging) {
        places.set(change.id, change.position)
        moved = true
      }
    }
    if (changes.some(({ type }) => type === 'select'))
      store.getState().select(selection, store.getState().selectedEdges)
    if (moved) setDrag(places)
  }
  const onEdgesChange = (changes: EdgeChange<FlowEdge>[]) => {
    const selection = new Set(store.getState().selectedEdges)
    for (const change of changes)
      if (change.type === 'select') selection[change.selected ? 'add' : 'delete'](change.id)
    store.getState().select(store.getState().selectedNodes, selection)
  }
  const finishDrag = (_event: unknown, _node: FlowNode, moved: readonly FlowNode[]) => {
    const places = new Map(moved.map(({ id, position }) => [id, position]))
    setDrag(noDrag)
    store.getState().edit((before) => moveNodes(before, places))
  }
  const attempt = (edit: () => void) => {
    try {
      edit()
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      store.getState().say(error.message, 'error')
    }
  }
  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(opMime)
    if (type === '') return
    event.preventDefault()
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    addOp(app, type, { x: Math.round(x - 100), y: Math.round(y - 20) })
  }
  const refused = useRef<string | null>(null)

  return (
    <main
      className="canvas"
      ref={container}
      aria-label="Graph"
      onFocus={(event) => selectFocused(event, store.getState().select)}
      onKeyDown={(event: KeyboardEvent<HTMLElement>) => walk(event, app)}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={finishDrag}
        onConnect={(connection) =>
          attempt(() => store.getState().edit((before) => connect(before, toWire(connection))))
        }
        onReconnect={(edge, connection) =>
          attempt(() =>
            store.getState().edit((before) => reconnect(before, edge.id, toWire(connection))),
          )
        }
        onReconnectEnd={(event, edge, _type, state) => {
          // A wire let go over nothing is a wire taken off.
          if (state.toHandle === null && event.type !== 'keydown')
            store.getState().edit((before) => remove(before, new Set(), new Set([edge.id])))
        }}
        isValidConnection={(connection) => {
          const wire = toWire(connection as Connection)
          const refusal = refuseWire(store.getState().doc, wire)
          refused.current = refusal?.message ?? null
          return refusal === null
        }}
        onConnectEnd={(_event, state) => {
          if (state.isValid === false && state.toHandle !== null && refused.current !== null)
            store.getState().say(refused.current, 'error')
          refused.current = null
        }}
        onClickConnectEnd={() => {
          if (refused.current !== null) store.getState().say(refused.current, 'error')
          refused.current = null
        }}
        onMoveEnd={(_event, viewport) => store.getState().setViewport(viewport)}
        onDrop={onDrop}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(opMime)) return
          event.preventDefault()
          event.dataTransfer.dropEffect = 'copy'
        }}
        connectionLineComponent={ConnectionLine}
        connectionRadius={28}
        onlyRenderVisibleElements
        disableKeyboardA11y
        deleteKeyCode={null}
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        selectionKeyCode="Shift"
        minZoom={0.05}
        maxZoom={4}
        fitView
        fitViewOptions={fitOptions}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1} />
        {minimapOpen && <MiniMap pannable zoomable ariaLabel="Minimap" />}
      </ReactFlow>
      <Legend />
      <ZoomBar />
      {doc.nodes.length === 0 && <EmptyCanvas />}
    </main>
  )
}

/** What the keyboard reaches is what is selected; a pointer selects by React Flow's own rules. */
function selectFocused(
  { target }: FocusEvent<HTMLElement>,
  select: (nodes: string[], edges?: string[]) => void,
): void {
  if (!target.matches(':focus-visible')) return
  const node = target.closest<HTMLElement>('.react-flow__node')?.dataset['id']
  const edge = target.closest<HTMLElement>('.react-flow__edge')?.dataset['id']
  if (node !== undefined) select([node])
  else if (edge !== undefined) select([], [edge])
}

function EmptyCanvas() {
  return (
    <div className="empty-canvas">
      <b>Nothing here yet</b>
      <p>
        Drag an op in from the left, or press <kbd>/</kbd> to find one.
      </p>
    </div>
  )
}
