import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { allDigits, type DType, parseNumber, shortestDigits, showNumber } from '#core/index.ts'
import { snap, stepOf } from '../canvas/values.ts'
import { sizeClass } from './Num.tsx'
import { useDraft } from './useDraft.ts'

/** What a scrubbed number reports; one drag, one key or one typed number is one gesture. */
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

interface Props extends ScrubHandlers {
  readonly value: number
  readonly dtype: DType
  readonly label: string
  readonly range: Range
  readonly onFocus?: () => void
}

type Range = readonly [number, number]

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

const directions: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
}

/**
 * A number to take by the hand: drag it sideways (Shift fine, Alt coarse), step it with the arrow
 * keys, or type.
 */
export function NumberScrub(props: Props) {
  const { value, dtype, label, range, current, onBegin, onChange, onCommit, onCancel, onFocus } =
    props
  const [typing, setTyping] = useState<string | null>(null)
  const drag = useRef<Drag | null>(null)
  /** Held by a key that steps: until it is let go, its repeats are one gesture. */
  const stepping = useRef<Hold | null>(null)
  const text = showNumber(value)
  const whole = dtype === 'int64'
  const step = whole ? Math.max(1, Math.round(stepOf(range))) : stepOf(range)
  /** Where a step starts from: what is no finite number starts from 0. */
  const start = () => (Number.isFinite(current()) ? current() : 0)
  /** The range with a number in it that was typed beyond: steps do not pull it in. */
  const around = (number: number): Range =>
    Number.isFinite(number) ? [Math.min(range[0], number), Math.max(range[1], number)] : range
  const hold = (): Hold => ({ range: around(start()), step })

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    const { clientX: x } = event
    const factor = factorOf(event)
    drag.current = { ...hold(), x, from: start(), last: x, factor, moved: false }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
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
  }
  const onPointerUp = () => {
    const held = drag.current
    drag.current = null
    if (held?.moved) onCommit()
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
  const endSteps = () => {
    if (stepping.current !== null) onCommit()
    stepping.current = null
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const direction = directions[event.key]
    if (event.key === 'Escape' && (drag.current !== null || stepping.current !== null)) {
      drag.current = null
      stepping.current = null
      onCancel()
    } else if (direction !== undefined) stepBy(direction, event)
    else if (event.key === 'Home' || event.key === 'End') {
      onBegin()
      onChange(event.key === 'Home' ? range[0] : range[1])
      onCommit()
    } else if (event.key === 'Enter') setTyping(shortestDigits(value, dtype))
    else if (/^[\d.\-−+]$/.test(event.key) && !event.ctrlKey && !event.metaKey) setTyping(event.key)
    // On a number these keys mean its digits, not its card.
    else if (event.key === 'Delete' || event.key === 'Backspace') setTyping('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  if (typing !== null)
    return <TypedNumber {...props} text={typing} onDone={() => setTyping(null)} />
  return (
    <span
      className={`scrub num nodrag nopan nokey ${Number.isNaN(value) ? 'err' : 'v'} ${sizeClass(text)}`}
      role="spinbutton"
      tabIndex={0}
      aria-label={label}
      aria-valuenow={Number.isFinite(value) ? Number(shortestDigits(value, dtype)) : undefined}
      aria-valuetext={text}
      aria-valuemin={around(value)[0]}
      aria-valuemax={around(value)[1]}
      title={allDigits(value, dtype)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onLostPointerCapture={onPointerUp}
      onDoubleClick={() => setTyping(shortestDigits(value, dtype))}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => event.key in directions && endSteps()}
      onFocus={onFocus}
      onBlur={endSteps}
      onPaste={(event) => {
        event.preventDefault()
        props.onPaste(event.clipboardData.getData('text'))
      }}
    >
      {text}
    </span>
  )
}

/** The field in which a number is typed; what is not a number says so and stays to be mended. */
function TypedNumber({
  text,
  value,
  label,
  dtype,
  onBegin,
  onChange,
  onCommit,
  onPaste,
  onDone,
}: Props & { readonly text: string; readonly onDone: () => void }) {
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
