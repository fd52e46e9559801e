import { type KeyboardEvent, useState } from 'react'
import { allDigits, type DType, shortestDigits, showNumber } from '#core/index.ts'
import { sizeClass } from './Num.tsx'
import { TypedNumber } from './TypedNumber.tsx'
import { around, type Range, type ScrubHandlers, useNumberHold } from './useNumberHold.ts'

interface Props extends ScrubHandlers {
  readonly value: number
  readonly dtype: DType
  readonly label: string
  readonly range: Range
  readonly onFocus?: () => void
}

/** What typing begins with when a key is pressed on a number; `null` where the key types nothing. */
function firstTyped(event: KeyboardEvent, digits: string): string | null {
  if (event.key === 'Enter') return digits
  if (/^[\d.\-−+]$/.test(event.key) && !event.ctrlKey && !event.metaKey) return event.key
  // On a number these keys mean its digits, not its card.
  return event.key === 'Delete' || event.key === 'Backspace' ? '' : null
}

/**
 * A number to take by the hand: drag it sideways (Shift fine, Alt coarse), step it with the arrow
 * keys, or type.
 */
export function NumberScrub(props: Props) {
  const { value, dtype, label, range, onFocus, onPaste } = props
  const [typing, setTyping] = useState<string | null>(null)
  const { handlers, takesKey } = useNumberHold(props, range, dtype === 'int64')
  const [text, digits] = [showNumber(value), shortestDigits(value, dtype)]
  const [least, most] = around(range, value)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!takesKey(event)) {
      const typed = firstTyped(event, digits)
      if (typed === null) return
      setTyping(typed)
    }
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
      aria-valuenow={Number.isFinite(value) ? Number(digits) : undefined}
      aria-valuetext={text}
      aria-valuemin={least}
      aria-valuemax={most}
      title={allDigits(value, dtype)}
      {...handlers}
      onDoubleClick={() => setTyping(digits)}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onPaste={(event) => {
        event.preventDefault()
        onPaste(event.clipboardData.getData('text'))
      }}
    >
      {text}
    </span>
  )
}
