import { type PointerEvent, useRef } from 'react'
import { useAppStore } from '../../store/store.ts'
import { elementGestures } from '../useLeaf.ts'
import { snap } from '../values.ts'
import type { Scale } from './scale.ts'

/** Dragging the dots: along the curve, by the leaf behind the input. */
export function useDotDrag(
  leaf: string | null,
  element: number,
  x: Scale,
  [from, to]: readonly [number, number],
  width: number,
) {
  const store = useAppStore()
  const dragging = useRef(false)
  const svg = useRef<SVGSVGElement>(null)
  const end = () => {
    if (!dragging.current || leaf === null) return
    dragging.current = false
    elementGestures(store, leaf, element).onCommit()
  }
  return {
    svg,
    /** Takes hold of a dot; where no leaf is behind it, it is only chosen. */
    take: (at: number) => (event: PointerEvent<SVGElement>) => {
      if (event.button !== 0) return
      event.stopPropagation()
      store.getState().setElement(at)
      if (leaf === null) return
      // By the plot: the dot itself is drawn anew once it is chosen, and would lose the pointer.
      svg.current?.setPointerCapture(event.pointerId)
      dragging.current = true
      elementGestures(store, leaf, at).onBegin()
    },
    handlers: {
      onPointerMove: (event: PointerEvent) => {
        const box = svg.current?.getBoundingClientRect()
        if (!dragging.current || box === undefined || leaf === null) return
        const at = x.invert(((event.clientX - box.left) / box.width) * width)
        const grain = ((to - from) / 200) * (event.shiftKey ? 0.1 : 1)
        const next = snap(Math.min(to, Math.max(from, at)), Number(grain.toPrecision(1)))
        elementGestures(store, leaf, element).onChange(next)
      },
      onPointerUp: end,
      onPointerCancel: end,
      onLostPointerCapture: end,
    },
  }
}
