import { useRef, useState } from 'react'
import { type DType, parseNumber, shortestDigits } from '#core/index.ts'
import { useDraft } from './useDraft.ts'
import type { ScrubHandlers } from './useNumberHold.ts'

interface Props extends ScrubHandlers {
  readonly value: number
  readonly dtype: DType
  readonly label: string
  /** What stands in the field at first. */
  readonly text: string
  readonly onDone: () => void
}

/** The field in which a number is typed; what is not a number says so and stays to be mended. */
export function TypedNumber({
  text,
  value,
  label,
  dtype,
  onBegin,
  onChange,
  onCommit,
  onPaste,
  onDone,
}: Props) {
  const [typed, setTyped] = useState(text)
  const [wrong, setWrong] = useState<string | null>(null)
  useDraft(wrong === null && typed !== shortestDigits(value, dtype))
  const field = useRef<HTMLInputElement>(null)
  const left = useRef(false)
  /** Leaves the field; the number it stood for has the keyboard again. */
  const finish = () => {
    const cell = field.current?.parentElement?.parentElement
    left.current = true
    onDone()
    requestAnimationFrame(() => cell?.querySelector<HTMLElement>('[role=spinbutton]')?.focus())
  }
  const take = (): boolean => {
    const number = parseNumber(typed)
    if (number === null) {
      if (/[\s,;[\]]/.test(typed.trim())) {
        onPaste(typed)
        return true
      }
      setWrong(typed.trim() === '' ? 'Type a number.' : `“${typed.trim()}” is not a number.`)
      return false
    }
    if (dtype === 'int64' && !Number.isSafeInteger(number)) {
      setWrong(`int64 holds whole numbers, and “${typed.trim()}” is none.`)
      return false
    }
    onBegin()
    onChange(number)
    onCommit()
    return true
  }
  return (
    <span className="typed nodrag nopan nokey">
      <input
        ref={(element) => {
          field.current = element
          // Typing began on the number itself, so the keyboard belongs here.
          if (element !== null && document.activeElement !== element) element.focus()
        }}
        aria-label={label}
        aria-invalid={wrong !== null}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setWrong(null)
        }}
        onKeyDown={(event) => {
          const isEnd = event.key === 'Enter' || event.key === 'Escape'
          // Keys with Ctrl or ⌘ are the window’s, as in every other field.
          if (isEnd || !(event.ctrlKey || event.metaKey)) event.stopPropagation()
          if (event.key === 'Escape') finish()
          else if (event.key === 'Enter' && take()) finish()
        }}
        onBlur={() => {
          if (!left.current && take()) onDone()
        }}
      />
      {wrong !== null && (
        <span className="typed-error" role="alert">
          {wrong}
        </span>
      )}
    </span>
  )
}
