import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import type { GraphDocument } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { useAppStore } from '../store/store.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { nodeOf } from './names.ts'
import { isSeen, showsAny, withinLimits } from './viewport.ts'

/** How the whole graph is brought into view. */
export const fitOptions = { padding: 0.12, maxZoom: 1 } as const

/** How far from the edge what is brought into view stands, in pixels. */
const margin = 24

/** Gives keyboard focus to a node once it is mounted; nodes out of sight mount when they come into view. */
function focusWhenMounted(container: HTMLElement, id: string, tries = 20): void {
  const node = container.querySelector<HTMLElement>(
    `.react-flow__node[data-id="${CSS.escape(id)}"]`,
  )
  if (node !== null) node.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusWhenMounted(container, id, tries - 1))
}

/** The id of the node or edge that has the keyboard, `''` for another place; `null` outside. */
function holderOf(active: Element | null, container: HTMLElement): string | null {
  if (active === null || !container.contains(active)) return null
  return active.closest<HTMLElement>('.react-flow__node')?.dataset['id'] ?? ''
}

/** Where what had the keyboard was taken away, its card has it next, or else the canvas. */
function keepFocus(container: HTMLElement, id: string): void {
  if (document.activeElement !== document.body && document.activeElement !== null) return
  const node = container.querySelector<HTMLElement>(
    `.react-flow__node[data-id="${CSS.escape(id)}"]`,
  )
  ;(node ?? container).focus({ preventScroll: true })
}

/** Lets commands reach the canvas; a newly opened document is seen as it was saved, or else as a whole. */
export function useCanvasApi(container: RefObject<HTMLElement | null>): void {
  const app = useAppContext()
  const store = useAppStore()
  const flow = useReactFlow<FlowNode, FlowEdge>()
  const flowStore = useStoreApi()
  useEffect(() => {
    const { canvas } = app
    /** Pans as far as it takes to have all of a card in view; its top left corner above all. */
    const bring = (id: string) => {
      const [room, node] = [container.current, flow.getNode(id)]
      if (room === null || node === undefined) return
      const { x, y, zoom } = flow.getViewport()
      const pan = (from: number, size: number, all: number) => {
        const far = Math.min(0, all - margin - (from + size))
        return Math.max(from + far, margin) - from
      }
      const dx = pan(node.position.x * zoom + x, (node.width ?? 0) * zoom, room.clientWidth)
      const dy = pan(node.position.y * zoom + y, (node.height ?? 0) * zoom, room.clientHeight)
      if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom })
    }
    canvas.current = {
      zoomIn: () => void flow.zoomIn(),
      zoomOut: () => void flow.zoomOut(),
      zoomActual: () => void flow.zoomTo(1),
      fit: () => void flow.fitView(fitOptions),
      middle: () => {
        const box = container.current?.getBoundingClientRect()
        if (box === undefined) return { x: 0, y: 0 }
        return flow.screenToFlowPosition({
          x: box.left + box.width / 2,
          y: box.top + box.height / 2,
        })
      },
      focusNode: (id, view = 'bring') => {
        const { current } = container
        if (current === null || nodeOf(store.getState().doc, id) === undefined) return
        // Once React Flow has been told of a card that was just added, or of its new size.
        if (view === 'bring') requestAnimationFrame(() => bring(id))
        focusWhenMounted(current, id)
      },
      focus: () => container.current?.focus(),
      dropWire: () => flowStore.setState({ connectionClickStartHandle: null }),
    }
    return () => {
      canvas.current = null
    }
  }, [app, store, flow, flowStore, container])
  useEffect(
    () =>
      store.subscribe((state, before) => {
        const { current } = container
        if (current === null || (state.doc === before.doc && state.results === before.results))
          return
        const held = holderOf(document.activeElement, current)
        if (held !== null) requestAnimationFrame(() => keepFocus(current, held))
      }),
    [store, container],
  )
  useEffect(() => {
    const open = (doc: GraphDocument) => {
      const viewport = withinLimits(doc.viewport)
      const nodes = flow.getNodes()
      const { clientWidth: width = 0, clientHeight: height = 0 } = container.current ?? {}
      const asSaved = isSeen(doc) && showsAny(viewport, nodes, { width, height })
      if (asSaved || nodes.length === 0) void flow.setViewport(viewport)
      else void flow.fitView(fitOptions)
    }
    return store.subscribe((state, before) => {
      // Another document: a new saved state and a new history, which saving does not begin.
      if (state.saved !== before.saved && state.past !== before.past)
        requestAnimationFrame(() => requestAnimationFrame(() => open(state.doc)))
    })
  }, [store, flow, container])
}
