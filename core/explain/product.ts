import { type NdArray, rounderOf } from '../tensor/storage.ts'
import type { Jacobian } from './jacobian.ts'

/** How what a Jacobian gives compares with what the engine sent back. */
export interface Agreement {
  /** `exact`: the same numbers; `close`: the same but for rounding; `apart`: not the same. */
  readonly kind: 'exact' | 'close' | 'apart'
  /** Columns that are not compared, since there one side has an infinity or a NaN. */
  readonly skipped: number
}

/**
 * How far a sum of rounded products may lie from the engine's own order of the same operations, in
 * units of the dtype's rounding of the largest it can be: a few roundings in each rule, one a term.
 */
const roundings = { each: 16, term: 1 } as const

const unit = { float32: 2 ** -23, float64: 2 ** -52 } as const

/** The vector–Jacobian product `v·J`, added up in float64: what each input element gets back. */
export function timesJacobian(jacobian: Jacobian, cotangent: NdArray): Float64Array {
  const { rows, columns, cells } = jacobian
  const product = new Float64Array(columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const slope = cells[row * columns + column]!
      // What does not depend on it owes it nothing, whatever arrives.
      if (slope !== 0) product[column]! += cotangent.data[row]! * slope
    }
  return product
}

/** How large the terms of one column are, added up by size. */
function reachOf({ rows, columns, cells }: Jacobian, cotangent: NdArray, column: number): number {
  let reach = 0
  for (let row = 0; row < rows; row++) {
    const slope = cells[row * columns + column]!
    if (slope !== 0) reach += Math.abs(cotangent.data[row]! * slope)
  }
  return reach
}

/**
 * Compares a whole Jacobian's `v·J` with the contribution that the engine sent back by the same edge.
 *
 * @errors none; where terms are not finite the column is skipped.
 */
export function compareProduct(
  jacobian: Jacobian,
  cotangent: NdArray,
  contribution: NdArray,
): Agreement {
  const product = timesJacobian(jacobian, cotangent)
  const { dtype, rows } = jacobian
  const round = rounderOf(dtype)
  const tolerance =
    (roundings.each + roundings.term * rows) * (dtype === 'float32' ? unit.float32 : unit.float64)
  let [exact, skipped] = [true, 0]
  for (let column = 0; column < product.length; column++) {
    const [mine, theirs] = [round(product[column]!), contribution.data[column]!]
    if (mine === theirs || (Number.isNaN(mine) && Number.isNaN(theirs))) continue
    const reach = reachOf(jacobian, cotangent, column)
    if (!Number.isFinite(mine) || !Number.isFinite(theirs) || !Number.isFinite(reach)) {
      skipped++
      continue
    }
    exact = false
    if (!(Math.abs(mine - theirs) <= tolerance * reach)) return { kind: 'apart', skipped }
  }
  return { kind: exact ? 'exact' : 'close', skipped }
}
