import { useState } from 'react'
import type { Jacobian } from '#core/index.ts'
import { useApp } from '../../../store/store.ts'
import { type Place, placeIn } from './place.ts'

/**
 * The entry looked at, and how to choose another; `null` where there are none.
 *
 * The columns of a whole Jacobian, or the rows of one row alone, are the element that the canvas looks
 * at too: another one chosen there leads here as well.
 */
export function usePlace(jacobian: Jacobian): readonly [Place | null, (place: Place) => void] {
  const element = useApp((state) => state.element)
  const setElement = useApp((state) => state.setElement)
  const [kept, setKept] = useState<{ readonly place: Place; readonly element: number } | null>(null)
  const { rows, columns, only } = jacobian
  const along = only === null ? 'column' : 'row'
  const holds =
    kept !== null &&
    kept.element === element &&
    kept.place.row < rows &&
    kept.place.column < columns &&
    (only === null || kept.place.row === only)
  const choose = (place: Place) => {
    setKept({ place, element: place[along] })
    setElement(place[along])
  }
  return [holds ? kept.place : placeIn(jacobian, element), choose]
}
