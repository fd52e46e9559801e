import { useStore } from '@xyflow/react'
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { stepOf } from '../../store/step.ts'
import { useApp } from '../../store/store.ts'
import type { FlowEdge } from '../flow.ts'
import { momentAt, stagedEdge } from '../staged.ts'
import { type Painter, painterOf } from './painter.ts'
import { useMotion } from './useMotion.ts'
import { atRest, detailAt, riverOf } from './wires.ts'
import './river.css'

/** Beads rest where more wires than this are seen: none of them could be followed, and frames would wait for all. */
const wireLimit = 400

/**
 * What flows in all wires, drawn at once under the cards: values forward, gradients back as widths.
 *
 * React Flow's own edges lie over it and take the pointer and the keyboard. It is drawn when React
 * has put the cards in place, so that both show the same run from the same place in every frame.
 * While it is not displayed it has no size, and nothing is computed for it.
 */
export function River({ edges }: { readonly edges: readonly FlowEdge[] }) {
  const results = useApp((state) => state.results)
  const lit = useApp((state) => state.lit)
  const now = useApp(stepOf)
  const current = useApp(stagedEdge)
  const [left, top, zoom] = useStore(({ transform }) => transform)
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<Painter>(null)
  const { width, height } = useSize(box)
  const motion = useMotion()
  const seen = { x: -left / zoom, y: -top / zoom, width: width / zoom, height: height / zoom }
  const wires =
    width * height === 0
      ? []
      : riverOf({
          edges,
          results,
          lit: lit?.edges ?? null,
          moment: now === null ? atRest : momentAt(results, now, current),
          seen,
          detail: detailAt(zoom),
        })

  useLayoutEffect(() => {
    if (canvas.current === null) return
    painter.current ??= painterOf(canvas.current)
    painter.current.show({ wires, view: { left, top, zoom }, width, height })
  }, [wires, left, top, zoom, width, height])
  const runs = motion && wires.length <= wireLimit
  useEffect(() => {
    painter.current?.run(runs)
    return () => painter.current?.run(false)
  }, [runs])
  useLooks(() => painter.current?.repaint())
  return (
    <div className="river" ref={box} aria-hidden="true" data-revision={results.revision}>
      <canvas ref={canvas} />
    </div>
  )
}

/** Calls back when the theme or the screen's fineness is another. */
function useLooks(changed: () => void): void {
  const onLooks = useEffectEvent(changed)
  useEffect(() => {
    // The theme may change by hand or with the system: the page's mark says so in either case.
    const observer = new MutationObserver(() => onLooks())
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    let off = () => {}
    const watch = () => {
      const fineness = matchMedia(`(resolution: ${devicePixelRatio}dppx)`)
      const onFineness = () => {
        onLooks()
        watch()
      }
      fineness.addEventListener('change', onFineness, { once: true })
      off = () => fineness.removeEventListener('change', onFineness)
    }
    watch()
    return () => {
      observer.disconnect()
      off()
    }
  }, [])
}

/** An element's size in CSS px, known in the frame in which it changes; 0 while it is not displayed. */
function useSize(element: { readonly current: HTMLElement | null }) {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = current
      flushSync(() => setSize({ width, height }))
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return size
}
