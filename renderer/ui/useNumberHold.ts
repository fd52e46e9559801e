import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { snap, stepOf } from '../canvas/values.ts'

/** What a number that is changed by hand reports; one drag or one key held is one gesture. */
export interface ScrubHandlers {
  /** The number as the document has it now, which may be a frame ahead of what is shown. */
  readonly current: () => number
  readonly onBegin: () => void
  readonly onChange: (value: number) => void
  readonly onCommit: () => void
  readonly onCancel: () => void
  /** Text pasted or typed that is more than one number. */
  readonly onPaste: (text: string) => void
}

/** The least and the most. */
export type Range = readonly [number, number]

/** What a number that is held goes by until it is let go, whatever becomes of it meanwhile. */
interface Hold {
  readonly range: Range
  readonly step: number
}

interface Drag extends Hold {
  /** Where distances are counted from, and the number there. */
  x: number
  from: number
  /** Where the pointer was last. */
  last: number
  factor: number
  moved: boolean
}

const clamp = (next: number, [least, most]: Range) => Math.min(most, Math.max(least, next))

/** How much finer or coarser a modifier makes a step: Shift fine, Alt coarse. */
function factorOf(event: { readonly shiftKey: boolean; readonly altKey: boolean }): number {
  return event.shiftKey ? 0.1 : event.altKey ? 10 : 1
}

/** How many steps a key takes, and which way. */
const directions: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
}

/** The range with a number in it that was typed beyond: steps do not pull it in. */
export const around = (range: Range, number: number): Range =>
  Number.isFinite(number) ? [Math.min(range[0], number), Math.max(range[1], number)] : range

/** A number held by the pointer, sideways, or by keys; `whole` where only whole numbers will do. */
export function useNumberHold(
  { current, onBegin, onChange, onCommit, onCancel }: ScrubHandlers,
  range: Range,
  whole: boolean,
) {
  const drag = useRef<Drag | null>(null)
  /** Held by a key that steps: until it is let go, its repeats are one gesture. */
  const stepping = useRef<Hold | null>(null)
  const step = whole ? Math.max(1, Math.round(stepOf(range))) : stepOf(range)
  /** Where a step starts from: what is no finite number starts from 0. */
  const start = () => (Number.isFinite(current()) ? current() : 0)
  const hold = (): Hold => ({ range: around(range, start()), step })

  const pointer = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      const { clientX: x } = event
      const factor = factorOf(event)
      drag.current = { ...hold(), x, from: start(), last: x, factor, moved: false }
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const held = drag.current
      if (held === null) return
      if (!held.moved) {
        if (Math.abs(event.clientX - held.x) < 2) return
        held.moved = true
        onBegin()
      }
      const factor = factorOf(event)
      // Another grain counts from here on, so that the number does not leap.
      if (factor !== held.factor) Object.assign(held, { factor, x: held.last, from: start() })
      held.last = event.clientX
      const grain = held.step * factor
      onChange(clamp(snap(held.from + (held.last - held.x) * grain, grain), held.range))
    },
  }
  const letGo = () => {
    const held = drag.current
    drag.current = null
    if (held?.moved) onCommit()
  }
  const endSteps = () => {
    if (stepping.current !== null) onCommit()
    stepping.current = null
  }
  const stepBy = (amount: number, event: KeyboardEvent) => {
    if (stepping.current === null) {
      stepping.current = hold()
      onBegin()
    }
    const held = stepping.current
    const grain = (whole ? 1 : 2) * held.step * factorOf(event)
    const next = start() + amount * (whole ? Math.max(1, grain) : grain)
    onChange(clamp(snap(next, whole ? 1 : held.step / 10), held.range))
  }
  const jump = (to: number) => {
    onBegin()
    onChange(to)
    onCommit()
  }
  return {
    handlers: {
      ...pointer,
      onPointerUp: letGo,
      onPointerCancel: letGo,
      onLostPointerCapture: letGo,
      onKeyUp: (event: KeyboardEvent) => event.key in directions && endSteps(),
      onBlur: endSteps,
    },
    /** Whether a key was one of those that move the number, and has done so. */
    takesKey: (event: KeyboardEvent): boolean => {
      const direction = directions[event.key]
      if (event.key === 'Escape' && (drag.current !== null || stepping.current !== null)) {
        drag.current = null
        stepping.current = null
        onCancel()
      } else if (direction !== undefined) stepBy(direction, event)
      else if (event.key === 'Home') jump(range[0])
      else if (event.key === 'End') jump(range[1])
      else return false
      return true
    },
  }
}
