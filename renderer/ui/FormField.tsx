import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useDraft } from './useDraft.ts'

/** A control with its name beside it; `children` gets the id that ties the two. */
export function FormRow({
  label,
  hint,
  error,
  children,
}: {
  label: string
  hint?: string
  error?: string | null
  children: (id: string, describedBy: string | undefined) => ReactNode
}) {
  const id = useId()
  const wrong = error !== null && error !== undefined
  return (
    <div className="form-row" data-wrong={wrong}>
      <label htmlFor={id} title={hint}>
        {label}
      </label>
      {children(id, wrong ? `${id}-error` : undefined)}
      {wrong && (
        <p id={`${id}-error`} className="form-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

/** What became of a text: `null` where it was taken, else why not. */
export type Refusal = string | null

/**
 * A text that is taken on Enter or on leaving, and put back by Escape. A text that is refused stays
 * to be mended, with the reason under it; nothing else has changed.
 */
export function TextField({
  label,
  value,
  commit,
  hint,
  lines = 1,
  placeholder,
  numeric = false,
}: {
  label: string
  value: string
  commit: (text: string) => Refusal
  hint?: string
  lines?: number
  placeholder?: string
  numeric?: boolean
}) {
  const [draft, setDraft] = useState<string | null>(null)
  const [error, setError] = useState<Refusal>(null)
  const [refused, setRefused] = useState<string | null>(null)
  useDraft(draft !== null && draft !== value && draft !== refused)
  const settle = () => {
    if (draft === null) return
    const refusal = draft === value ? null : commit(draft)
    setError(refusal)
    setRefused(refusal === null ? null : draft)
    if (refusal === null) setDraft(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (lines === 1 || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      settle()
    } else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation()
      setDraft(null)
      setError(null)
    }
  }
  return (
    <FormRow label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(id, describedBy) => {
        const shared = {
          id,
          className: numeric ? 'text-field is-numeric' : 'text-field',
          value: draft ?? value,
          title: lines === 1 ? value : undefined,
          placeholder,
          'aria-invalid': error !== null,
          'aria-describedby': describedBy,
          spellCheck: false,
          autoComplete: 'off',
          onBlur: settle,
          onKeyDown,
        }
        return lines === 1 ? (
          <input {...shared} type="text" onChange={(event) => setDraft(event.target.value)} />
        ) : (
          <textarea {...shared} rows={lines} onChange={(event) => setDraft(event.target.value)} />
        )
      }}
    </FormRow>
  )
}

/** A choice of a few names. */
export function ChoiceField({
  label,
  value,
  options,
  choose,
  hint,
  error = null,
}: {
  label: string
  value: string
  options: readonly { readonly value: string; readonly name: string }[]
  choose: (value: string) => void
  hint?: string
  error?: Refusal
}) {
  return (
    <FormRow label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(id, describedBy) => (
        <select
          id={id}
          className="choice-field"
          value={value}
          aria-describedby={describedBy}
          onChange={(event) => choose(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </FormRow>
  )
}

/** Something that is on or off. */
export function SwitchField({
  label,
  on,
  flip,
  hint,
  error = null,
}: {
  label: string
  on: boolean
  flip: (on: boolean) => void
  hint?: string
  error?: Refusal
}) {
  return (
    <FormRow label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(id, describedBy) => (
        <button
          id={id}
          type="button"
          role="switch"
          className="switch-field"
          aria-checked={on}
          aria-describedby={describedBy}
          onClick={() => flip(!on)}
        />
      )}
    </FormRow>
  )
}
