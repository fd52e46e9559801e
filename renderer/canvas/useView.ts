import { useReactFlow, useStoreApi, type Viewport } from '@xyflow/react'
import { type RefObject, useEffect, useState } from 'react'
import { emptyDocument, type GraphDocument } from '#core/index.ts'
import { useAppStore } from '../store/store.ts'
import { wholeView } from './bounds.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { isSeen, sameView, showsAny, withinLimits } from './viewport.ts'

/**
 * From where the canvas is looked at: kept with the document, and taken from the next one that is
 * opened. A view of the whole graph is kept as none, so that the file opens as a whole in any window.
 */
export function useView(container: RefObject<HTMLElement | null>) {
  const store = useAppStore()
  const flow = useReactFlow<FlowNode, FlowEdge>()
  const flowStore = useStoreApi<FlowNode, FlowEdge>()
  const [start] = useState(() => {
    const { doc } = store.getState()
    // An empty canvas would be fitted later, to the first card that is put on it.
    const fitView = doc.nodes.length > 0 && !isSeen(doc)
    return { fitView, defaultViewport: withinLimits(doc.viewport) }
  })
  useEffect(() => {
    const open = (doc: GraphDocument) => {
      const viewport = withinLimits(doc.viewport)
      const nodes = flow.getNodes()
      const { clientWidth: width = 0, clientHeight: height = 0 } = container.current ?? {}
      const asSaved = isSeen(doc) && showsAny(viewport, nodes, { width, height })
      if (asSaved || nodes.length === 0) void flow.setViewport(viewport)
      else void flow.setViewport(wholeView(store.getState(), flow.getEdges(), flowStore.getState()))
    }
    return store.subscribe((state, before) => {
      // Another document: a new saved state and a new history, which saving does not begin.
      if (state.saved !== before.saved && state.past !== before.past)
        requestAnimationFrame(() => requestAnimationFrame(() => open(state.doc)))
    })
  }, [store, flow, flowStore, container])
  const onMoveEnd = (_event: unknown, viewport: Viewport) => {
    const whole = wholeView(store.getState(), flow.getEdges(), flowStore.getState())
    store.getState().setViewport(sameView(viewport, whole) ? emptyDocument.viewport : viewport)
  }
  return { ...start, onMoveEnd }
}
