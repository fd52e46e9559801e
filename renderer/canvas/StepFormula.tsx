import { useEffect } from 'react'
import { type Source, type StageFormula, visibleLength } from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { Formula } from '../ui/Formula.tsx'

/** Whether a part of a rule is wider than the card in its usual size. */
const isLong = (tex: string) => visibleLength(tex) > 40

/** The factor that an event is about, if it is about one. */
function sourceOf(target: EventTarget, sources: readonly Source[]): Source | undefined {
  const at = target instanceof Element ? target.closest('[data-source]') : null
  return at === null ? undefined : sources[Number(at.getAttribute('data-source'))]
}

/** A stage's rule: with symbols, with the numbers in, and the result; a factor lights its source. */
export function StepFormula({ formula }: { readonly formula: StageFormula }) {
  const light = useApp((state) => state.light)
  // What is pointed at goes when the formula does.
  useEffect(() => () => light(), [light])
  const { left, symbols, numbers, result, sources } = formula
  const point = ({ target }: { readonly target: EventTarget }) => {
    const source = sourceOf(target, sources)
    if (source === undefined) light()
    else light([source.node], [], source)
  }
  const right = [symbols, numbers, result].filter((part) => part !== null && part !== '')
  // Links read as one line; in its own piece each part may be broken from the next.
  const parts = right.map((part, at) => `${at === 0 ? left : '='} ${part}`)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a formula is no set of fields
    <div
      role="group"
      aria-label="The rule, its numbers, the result"
      className={parts.some(isLong) ? 'step-formula is-long' : 'step-formula'}
      onPointerOver={point}
      onPointerLeave={() => light()}
      onFocus={point}
      onBlur={() => light()}
    >
      {parts.map((tex, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place: symbols, numbers, result
        <Formula key={at} tex={tex} />
      ))}
    </div>
  )
}
