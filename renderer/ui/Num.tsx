import { allDigits, type DType, showNumber } from '#core/index.ts'

/** The class that colours a number by what it is: a value, or a gradient by its sign. */
export function tone(kind: 'value' | 'grad', value: number): string {
  if (Number.isNaN(value)) return 'err'
  if (kind === 'value') return 'v'
  return value < 0 ? 'gn' : 'gp'
}

/** A number as cards show it; all its digits are one hover away. */
export function Num({
  value,
  dtype,
  kind,
}: {
  readonly value: number
  readonly dtype: DType
  readonly kind: 'value' | 'grad'
}) {
  return (
    <span className={`num ${tone(kind, value)}`} title={allDigits(value, dtype)}>
      {showNumber(value)}
    </span>
  )
}
