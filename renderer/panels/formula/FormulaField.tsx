import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useState } from 'react'
import { useApp, useAppStore } from '../../store/store.ts'
import { type FormulaView, runsOf, spanAt } from './formulaView.ts'

/** The card that the pointer or the keyboard is on. */
function usePointedCard(): string | null {
  const [card, setCard] = useState<string | null>(null)
  useEffect(() => {
    const onPoint = ({ target }: Event) => {
      const node =
        target instanceof Element ? target.closest<HTMLElement>('.react-flow__node') : null
      setCard(node?.dataset['id'] ?? null)
    }
    window.addEventListener('pointerover', onPoint)
    window.addEventListener('focusin', onPoint)
    return () => {
      window.removeEventListener('pointerover', onPoint)
      window.removeEventListener('focusin', onPoint)
    }
  }, [])
  return card
}

/** The letter under the pointer. */
function letterAt({
  clientX,
  clientY,
  currentTarget,
}: PointerEvent<HTMLTextAreaElement>): number | null {
  const position = document.caretPositionFromPoint?.(clientX, clientY)
  if (position?.offsetNode !== currentTarget) return null
  // The caret would stand at the nearer side of the letter.
  const left = position.getClientRect()?.left ?? clientX
  return left <= clientX ? position.offset : position.offset - 1
}

/**
 * A text with parts that light up: under the text area, whose letters are seen, lies the same text
 * with its parts marked.
 */
export function FormulaField({
  view,
  field,
  onType,
  onPut,
  onLeave,
}: {
  readonly view: FormulaView
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly onType: (text: string) => void
  readonly onPut: () => void
  readonly onLeave: () => void
}) {
  const store = useAppStore()
  const lit = useApp((state) => state.lit)
  const pointed = usePointedCard()
  const light = (from: number | null, to = from) => {
    const span = from === null || to === null ? null : spanAt(view.plan?.spans ?? [], { from, to })
    store.getState().light(span === null ? [] : [span.node])
  }
  // What was lit from here goes out with the field.
  useEffect(() => () => store.getState().light(), [store])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Enter') {
      const isMany = view.text.includes('\n')
      if (event.shiftKey || (isMany && !event.ctrlKey && !event.metaKey)) return
      event.preventDefault()
      if (!event.repeat) onPut()
    }
  }
  const runs = runsOf(view, (node) => node === pointed || lit?.nodes.has(node) === true)
  return (
    <div className="formula-field">
      <div className="formula-stack">
        <div className="formula-marks" aria-hidden="true">
          {runs.map(({ from, text, isLit, isFault }) => (
            <span
              key={from}
              className={`${isLit ? 'is-lit' : ''} ${isFault ? (view.fault?.unfinished ? 'is-open' : 'is-fault') : ''}`}
            >
              {text}
            </span>
          ))}
          {'\n'}
        </div>
        <textarea
          ref={field}
          aria-label="Formula"
          aria-invalid={view.fault !== null && !view.fault.unfinished}
          placeholder="sum(tanh(w*x + b))"
          rows={1}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          value={view.text}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={onKeyDown}
          onSelect={(event) => light(event.currentTarget.selectionStart)}
          onPointerMove={(event) => {
            const at = letterAt(event)
            light(at, at === null ? null : at + 1)
          }}
          onPointerLeave={() => light(null)}
          onBlur={() => light(null)}
        />
      </div>
    </div>
  )
}
