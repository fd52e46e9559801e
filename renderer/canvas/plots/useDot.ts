import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import { useAppStore } from '../../store/store.ts'
import type { Dot } from '../../store/tangent.ts'
import { type Grip, takeDot } from '../grip.ts'
import { grainOf } from '../reach.ts'
import { snap } from '../values.ts'
import type { Scale } from './scale.ts'

/** How many grains a key takes, and which way. */
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
}

interface Plot {
  /** The dot of an element; `null` where there is none. */
  readonly dotAt: (element: number) => Dot | null
  readonly element: number
  readonly x: Scale
  readonly domain: readonly [number, number]
  readonly width: number
}

/** Holding the dots of a curve, by the pointer or by keys: one drag, or one key held, is one gesture. */
export function useDot({ dotAt, element, x, domain, width }: Plot) {
  const store = useAppStore()
  const svg = useRef<SVGSVGElement>(null)
  const grip = useRef<Grip | null>(null)
  const isDragged = useRef(false)
  // A card that goes out of sight while its dot is held lets go of it.
  useEffect(() => () => grip.current?.end('commit'), [])
  const hold = (at: number): Grip | null => {
    const dot = dotAt(at)
    return dot === null ? null : takeDot(store, dot, domain)
  }
  const letGo = (how: 'commit' | 'cancel') => {
    const held = grip.current
    grip.current = null
    isDragged.current = false
    held?.end(how)
  }
  const moveTo = (held: Grip, place: number, fine: boolean) => {
    const [from, to] = held.domain
    held.moveTo(snap(Math.min(to, Math.max(from, place)), grainOf(held.domain, fine)))
  }
  const step = (event: KeyboardEvent): boolean => {
    const amount = steps[event.key]
    const end = event.key === 'Home' ? domain[0] : event.key === 'End' ? domain[1] : undefined
    if (amount === undefined && end === undefined) return false
    if (isDragged.current) return true
    grip.current ??= hold(element)
    const held = grip.current
    if (held === null) return true
    const grain = grainOf(held.domain, event.shiftKey)
    const now = Number.isFinite(held.wanted()) ? held.wanted() : 0
    moveTo(held, end ?? now + (amount ?? 0) * grain, event.shiftKey)
    return true
  }
  const letKeyGo = () => {
    if (!isDragged.current) letGo('commit')
  }
  const end = () => {
    if (isDragged.current) letGo('commit')
  }
  return {
    svg,
    /** Takes hold of a dot by the pointer. */
    take: (at: number) => (event: PointerEvent<SVGElement>) => {
      if (event.button !== 0) return
      event.stopPropagation()
      // By the plot: the dot itself is drawn anew once it is chosen, and would lose the pointer.
      svg.current?.setPointerCapture(event.pointerId)
      // So that Escape is the dot's.
      svg.current?.querySelector<SVGElement>('[role=slider]')?.focus({ preventScroll: true })
      letGo('commit')
      grip.current = hold(at)
      isDragged.current = grip.current !== null
    },
    pointer: {
      onPointerMove: (event: PointerEvent) => {
        const held = grip.current
        const box = svg.current?.getBoundingClientRect()
        if (held === null || box === undefined || !isDragged.current) return
        const place = x.invert(((event.clientX - box.left) / box.width) * width)
        moveTo(held, place, event.shiftKey)
      },
      onPointerUp: end,
      onPointerCancel: end,
      onLostPointerCapture: end,
    },
    keys: {
      onKeyDown: (event: KeyboardEvent) => {
        const isMine = event.key === 'Escape' ? grip.current !== null : step(event)
        if (!isMine) return
        if (event.key === 'Escape') letGo('cancel')
        event.preventDefault()
        event.stopPropagation()
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (event.key in steps || event.key === 'Home' || event.key === 'End') letKeyGo()
      },
      onBlur: letKeyGo,
    },
  }
}
