import { allDigits, type DType, showNumber } from '#core/index.ts'

/** The class that colours a number by what it is: a value, a tangent, or a gradient by its sign. */
export function tone(kind: 'value' | 'grad' | 'tangent', value: number): string {
  if (Number.isNaN(value)) return 'err'
  if (kind === 'value') return 'v'
  if (kind === 'tangent') return 't'
  return value < 0 ? 'gn' : 'gp'
}

/** More letters than this do not fit a cell in its usual size, as in −1.235×10⁻⁵. */
const cellLetters = 8

/** The class that makes a number small enough for its cell. */
export const sizeClass = (text: string) => (text.length > cellLetters ? 'is-long' : '')

/** A number as cards show it; all its digits are one hover away. */
export function Num({
  value,
  dtype,
  kind,
}: {
  readonly value: number
  readonly dtype: DType
  readonly kind: 'value' | 'grad' | 'tangent'
}) {
  const text = showNumber(value)
  return (
    <span className={`num ${tone(kind, value)} ${sizeClass(text)}`} title={allDigits(value, dtype)}>
      {text}
    </span>
  )
}

/** A number that is not computed yet: no hint of its size or sign. */
export function Unknown() {
  return (
    <span className="unknown-slot" title="not computed yet">
      ?
    </span>
  )
}
