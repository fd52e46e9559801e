import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef } from 'react'
import { type Place, stepFrom } from './place.ts'
import type { GridParts } from './Rows.tsx'

/** What a grid does when entries are reached for. */
export interface Reach {
  readonly choose: (place: Place) => void
  /** Points at an entry with the pointer, or at none. */
  readonly point: (place: Place | null) => void
  /** Whether something of the grid has the keyboard. */
  readonly light: (on: boolean) => void
}

/** Keys and pointer on a grid: the chosen entry has its only tab stop, and gets the keyboard as it moves. */
export function useHands(
  { jacobian, place, shown, look }: GridParts,
  { choose, point, light }: Reach,
) {
  const grid = useRef<HTMLDivElement>(null)
  const moved = useRef(false)
  useLayoutEffect(() => {
    if (!moved.current) return
    moved.current = false
    grid.current?.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]')?.focus()
  })
  const take = (next: Place) => {
    moved.current = true
    choose(next)
  }
  const under = ({ target, clientX, clientY }: PointerEvent): Place | null => {
    const on = (target as Element).closest('.jac-head, .jac-arriving, .jac-sent, .jac-left2')
    const box = grid.current?.querySelector('.jac-plane')?.getBoundingClientRect()
    if (on !== null || box === undefined) return null
    const row = shown.rows[Math.floor((clientY - box.top) / look.cell.height)]
    const column = shown.columns[Math.floor((clientX - box.left) / look.cell.width)]
    return row === undefined || column === undefined ? null : { row, column }
  }
  return {
    grid,
    hands: {
      onKeyDown: (event: KeyboardEvent) => {
        const next = stepFrom(jacobian, place, event.key, event.ctrlKey || event.metaKey)
        if (next === null || event.altKey) return
        event.preventDefault()
        take(next)
      },
      onFocus: () => light(true),
      onBlur: () => light(false),
      onPointerMove: (event: PointerEvent) => point(under(event)),
      onPointerLeave: () => point(null),
      onPointerDown: (event: PointerEvent) => {
        const next = under(event)
        if (next !== null) take(next)
      },
    },
  }
}
