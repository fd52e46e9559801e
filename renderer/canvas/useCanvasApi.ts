import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import { useAppContext } from '../app.ts'
import { useAppStore } from '../store/store.ts'
import { around, placeOf, wholeView } from './bounds.ts'
import { bring, seenFrom } from './bring.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { nodeOf } from './names.ts'
import { allShown } from './unfold.ts'

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

/** Lets commands reach the canvas, and keeps the keyboard on it. */
export function useCanvasApi(container: RefObject<HTMLElement | null>): void {
  const app = useAppContext()
  const store = useAppStore()
  const flow = useReactFlow<FlowNode, FlowEdge>()
  const flowStore = useStoreApi()
  useEffect(() => {
    const { canvas } = app
    const reveal = (id: string) => {
      const place = placeOf(store.getState(), id)
      const view = flow.getViewport()
      const wanted = place === null ? view : bring(place, view, flowStore.getState())
      if (wanted !== view) void flow.setViewport(wanted)
    }
    const revealAll = (ids: readonly string[]) => {
      const places = ids.flatMap((id) => placeOf(store.getState(), id) ?? [])
      const view = flow.getViewport()
      if (places.length > 0)
        void flow.setViewport(bring(around(places), view, flowStore.getState()))
    }
    // Not React Flow's: it would keep the wish to fit an empty canvas until the first card, and make it jump.
    const fit = () =>
      void flow.setViewport(
        wholeView(allShown(store.getState()), flow.getEdges(), flowStore.getState()),
      )
    canvas.current = {
      zoomIn: () => void flow.zoomIn(),
      zoomOut: () => void flow.zoomOut(),
      zoomActual: () => void flow.zoomTo(1),
      fit,
      view: () => flow.getViewport(),
      lookFrom: (view) => void flow.setViewport(view),
      seen: () => seenFrom(flow.getViewport(), flowStore.getState()),
      reveal,
      revealAll,
      focusNode: (id, view = 'bring') => {
        const { current } = container
        if (current === null || nodeOf(store.getState().doc, id) === undefined) return
        if (view === 'bring') reveal(id)
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
}
