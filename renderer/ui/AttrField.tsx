import { type AttrDef, type AttrValue, GraphError, readAttrs } from '#core/index.ts'
import { ChoiceField, type Refusal, SwitchField, TextField } from './FormField.tsx'

/** A typed text as a file would say it; what makes no sense stays text, for the core to refuse. */
const readers: Readonly<Record<'number' | 'int' | 'axes' | 'ints', (text: string) => unknown>> = {
  number: (text) => toNumberOrOpen(text),
  int: (text) => toNumberOrOpen(text),
  ints: (text) =>
    text
      .trim()
      .replaceAll(/^[[(]|[\])]$/g, '')
      .split(/[\s,×]+/)
      .filter(Boolean)
      .map(toNumberOrOpen),
  axes: (text) => {
    const bare = text.trim().replaceAll(/^[[(]|[\])]$/g, '')
    if (/^(all|null|none)?$/i.test(bare) && !text.includes('[')) return null
    const axes = bare
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(toNumberOrText)
    return axes.length === 1 && !/[[(,]/.test(text) ? axes[0] : axes
  },
}

/** A number; or nothing, where the op has words for it. */
function toNumberOrOpen(text: string): unknown {
  return /^(none|null|:|–|—)?$/i.test(text.trim()) ? null : toNumberOrText(text)
}

function toNumberOrText(text: string): unknown {
  const plain = text.trim().replaceAll('−', '-')
  const value = Number(plain)
  return plain === '' || Number.isNaN(value) ? text : value
}

/** A parameter's value as it is typed: `none` for what is left open, `all` for all axes. */
function showAttr({ kind }: AttrDef, value: AttrValue): string {
  if (value === null) return kind === 'axes' ? 'all' : 'none'
  const texts = (Array.isArray(value) ? value : [value]).map((entry) => String(entry ?? 'none'))
  return texts.join(', ').replaceAll('-', '−')
}

/** Spells a parameter's name for a form: `negative_slope` reads as "negative slope". */
const spell = (name: string) => name.replaceAll('_', ' ')

/** One parameter of an op. `set` is called with what the core accepts, and with nothing else. */
export function AttrField({
  name,
  def,
  value,
  set,
}: {
  name: string
  def: AttrDef
  value: AttrValue
  set: (value: AttrValue) => void
}) {
  const label = spell(name)
  if (def.kind === 'flag')
    return <SwitchField label={label} hint={def.doc} on={value === true} flip={set} />
  if (def.kind === 'choice') {
    const options = def.options.map((option) => ({ value: option, name: option }))
    return (
      <ChoiceField
        label={label}
        hint={def.doc}
        value={String(value)}
        options={options}
        choose={set}
      />
    )
  }
  const read = readers[def.kind]
  const commit = (text: string): Refusal => {
    try {
      set(readAttrs({ [name]: def }, { [name]: read(text) })[name] ?? null)
      return null
    } catch (error) {
      if (error instanceof GraphError) return error.message
      throw error
    }
  }
  return (
    <TextField label={label} hint={def.doc} value={showAttr(def, value)} commit={commit} numeric />
  )
}
