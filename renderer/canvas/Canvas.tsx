import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { type DragEvent, useRef, useState } from 'react'
import { useAppContext } from '../app.ts'
import { useApp } from '../store/store.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { addOp } from './add.ts'
import { ConnectionLine } from './ConnectionLine.tsx'
import { type FlowEdge, type FlowNode, flowEdges, flowNodes } from './flow.ts'
import { GradEdge } from './GradEdge.tsx'
import { Legend, ZoomBar } from './Legend.tsx'
import { opMime } from './mime.ts'
import { NoteNode } from './NoteNode.tsx'
import { NudgeStatus } from './NudgeStatus.tsx'
import { OpNode } from './OpNode.tsx'
import { PreviewEdge, PreviewNode, PreviewRiver, UnfoldBar } from './Preview.tsx'
import { River } from './river/River.tsx'
import { StepCard } from './StepCard.tsx'
import { TargetBar } from './TargetBar.tsx'
import { useCanvasApi } from './useCanvasApi.ts'
import { useFlowMoves, useFlowWires } from './useFlowEdits.ts'
import { usePreviewFlow } from './usePreviewFlow.ts'
import { useView } from './useView.ts'
import { fitOptions, zoomLimits } from './viewport.ts'
import { useWalk } from './walk.ts'
import './canvas.css'

const nodeTypes = { op: OpNode, note: NoteNode, preview: PreviewNode }
const edgeTypes = { gradient: GradEdge, preview: PreviewEdge }

/** The graph, to look at and to change by hand. */
export function Canvas() {
  const revision = useApp((state) => state.results.revision)
  return (
    <Boundary what="The graph" className="canvas" revision={revision}>
      <ReactFlowProvider>
        <Flow />
      </ReactFlowProvider>
    </Boundary>
  )
}

/** How the canvas behaves whatever is on it. */
const behaviour = {
  connectionRadius: 28,
  reconnectRadius: 14,
  onlyRenderVisibleElements: true,
  // Arrow keys belong to what has focus: `useWalk` and the cards themselves see to the keyboard.
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  multiSelectionKeyCode: ['Shift', 'Meta', 'Control'],
  selectionKeyCode: 'Shift',
  ...zoomLimits,
  fitViewOptions: fitOptions,
  proOptions: { hideAttribution: true },
}

function Flow() {
  const app = useAppContext()
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const selectedNodes = useApp((state) => state.selectedNodes)
  const selectedEdges = useApp((state) => state.selectedEdges)
  const minimapOpen = useApp((state) => state.minimapOpen)
  const { drag, handlers } = useFlowMoves()
  const { taken, handlers: wiring } = useFlowWires()
  const walk = useWalk(app)
  const [toNodes] = useState(flowNodes)
  const [toEdges] = useState(flowEdges)
  const container = useRef<HTMLElement>(null)
  const flow = useReactFlow<FlowNode, FlowEdge>()
  const view = useView(container)
  useCanvasApi(container)

  const nodes = toNodes(doc, results, selectedNodes, drag)
  const edges = toEdges(doc.edges, selectedEdges, nodes)
  const preview = usePreviewFlow(nodes)

  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(opMime)
    if (type === '') return
    event.preventDefault()
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    addOp(app, type, { x: Math.round(x - 100), y: Math.round(y - 20) })
  }

  return (
    <main
      className="canvas"
      ref={container}
      aria-label="Graph"
      // What had the keyboard may be deleted; the canvas itself has it then.
      tabIndex={-1}
      {...walk}
    >
      <UnfoldBar />
      <ReactFlow<FlowNode, FlowEdge>
        nodes={preview === null ? nodes : [...nodes, ...preview.nodes]}
        edges={preview === null ? edges : [...edges, ...preview.edges]}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        {...handlers}
        {...wiring}
        {...behaviour}
        {...view}
        onDrop={onDrop}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(opMime)) return
          event.preventDefault()
          event.dataTransfer.dropEffect = 'copy'
        }}
        connectionLineComponent={ConnectionLine}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1} />
        <River edges={taken === null ? edges : edges.filter(({ id }) => id !== taken)} />
        {preview !== null && <PreviewRiver edges={preview.edges} />}
        <StepCard nodes={nodes} edges={edges} />
        {minimapOpen && <MiniMap pannable zoomable ariaLabel="Minimap" />}
      </ReactFlow>
      <div className="canvas-foot">
        <Legend />
        <NudgeStatus />
        <ZoomBar />
      </div>
      <TargetBar />
      {doc.nodes.length === 0 && <EmptyCanvas />}
    </main>
  )
}

function EmptyCanvas() {
  return (
    <div className="empty-canvas">
      <b>Nothing here yet</b>
      <p>
        Drag an op in from the left, press <kbd>/</kbd> to find one, or <kbd>=</kbd> to write a
        formula.
      </p>
    </div>
  )
}
