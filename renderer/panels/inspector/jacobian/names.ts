import type { Shape } from '#core/index.ts'
import { placeOf } from '../names.ts'

const subscripts = '₀₁₂₃₄₅₆₇₈₉'

/** An element by its name, in plain text: `X₀,₁`; a scalar's is its own. */
export function elementName(name: string, shape: Shape, at: number): string {
  if (shape.length === 0) return name
  const place = placeOf(at, shape)
    .replaceAll(', ', ',')
    .replaceAll(/\d/g, (digit) => subscripts[Number(digit)] ?? digit)
  return `${name}${place}`
}

/** A name of so few letters stands before an index; a longer one is told once, over all. */
const shortName = 2

/** What stands before a row or over a column: `X₀,₁`, or the index alone where the name is long. */
export function headOf(name: string, shape: Shape, at: number): string {
  if (shape.length === 0) return name
  return name.length <= shortName
    ? elementName(name, shape, at)
    : placeOf(at, shape).replaceAll(', ', ',')
}
