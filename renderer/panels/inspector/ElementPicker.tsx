import { useId } from 'react'
import { useApp } from '../../store/store.ts'
import { placeOf } from './names.ts'

/** Elements get a button each where there are few, and their places together have few letters. */
const buttonLimit = 10
const letterLimit = 18

/** Chooses the element that formulas and charts speak of. */
export function ElementPicker({ shape, size }: { shape: readonly number[]; size: number }) {
  const element = useApp((state) => state.element)
  const setElement = useApp((state) => state.setElement)
  const group = useId()
  const chosen = Math.max(0, Math.min(element, size - 1))
  if (size < 2) return null
  const letters = size * Math.max(1, 2 * shape.length - 1)
  if (size > buttonLimit || letters > letterLimit)
    return (
      <label className="element-number">
        element
        <input
          type="number"
          className="text-field is-numeric"
          min={0}
          max={size - 1}
          value={chosen}
          onChange={(event) => {
            const next = event.target.valueAsNumber
            if (Number.isInteger(next)) setElement(Math.max(0, Math.min(next, size - 1)))
          }}
        />
        {shape.length > 1 && <span className="sub">at {placeOf(chosen, shape)}</span>}
      </label>
    )
  return (
    <fieldset className="seg">
      <legend className="visually-hidden">Element</legend>
      {Array.from({ length: size }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index.
        <label key={at}>
          <input
            type="radio"
            className="visually-hidden"
            name={group}
            checked={at === chosen}
            onChange={() => setElement(at)}
          />
          {placeOf(at, shape).replaceAll(', ', ',')}
        </label>
      ))}
    </fieldset>
  )
}
