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

const isStep = (key: string) => key in steps || key === 'Home' || key === 'End'

/** Moves a dot to a place on its axis, or to the nearest end. */
function moveTo({ domain, moveTo }: Grip, place: number, fine: boolean): void {
  const [from, to] = domain
  moveTo(snap(Math.min(to, Math.max(from, place)), grainOf(domain, fine)))
}

/** Moves a dot as a key says: by grains, or to an end. */
function stepTo(held: Grip, { key, shiftKey }: KeyboardEvent): void {
  const [from, to] = held.domain
  // What is no number starts from 0.
  const now = Number.isFinite(held.wanted()) ? held.wanted() : 0
  const by = (steps[key] ?? 0) * grainOf(held.domain, shiftKey)
  moveTo(held, key === 'Home' ? from : key === 'End' ? to : now + by, shiftKey)
}

interface Plot {
  readonly dotAt: (element: number) => Dot
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
  const hold = (at: number): Grip => takeDot(store, dotAt(at), domain)
  const letGo = (how: 'commit' | 'cancel') => {
    const held = grip.current
    grip.current = null
    isDragged.current = false
    held?.end(how)
  }
  const step = (event: KeyboardEvent): boolean => {
    if (!isStep(event.key)) return false
    // What a pointer holds, no key moves.
    if (isDragged.current) return true
    grip.current ??= hold(element)
    stepTo(grip.current, event)
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
      isDragged.current = true
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
        if (isStep(event.key)) letKeyGo()
      },
      onBlur: letKeyGo,
    },
  }
}
