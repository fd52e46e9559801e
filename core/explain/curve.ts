import { applyOp } from '../ops/apply.ts'
import { arrays } from '../ops/arrays.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import type { NdArray } from '../tensor/storage.ts'
import { portSlopes } from './slope.ts'

/** A function and its slope, sampled; NaN where it has no number. */
export interface Curve {
  readonly x: Float64Array
  readonly f: Float64Array
  readonly slope: Float64Array
}

/** The points at which to sample: evenly spread, with a pair around each kink so that steps stand upright. */
function samplePoints(
  kinks: readonly number[],
  [from, to]: readonly [number, number],
  count: number,
) {
  const steps = Math.max(1, count - 1)
  const even = Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps)
  const near = (to - from) * 1e-9
  const around = kinks
    .filter((kink) => kink > from && kink < to)
    .flatMap((kink) => [kink - near, kink + near])
  return Float64Array.from([...even, ...around]).sort()
}

/** The samples after which a function leaps over a pole: it grows towards the gap on both sides, and changes its sign. */
function leaps(y: ArrayLike<number>): number[] {
  const grows = (i: number, toward: number) => Math.abs(y[toward]!) > Math.abs(y[i]!)
  return Array.from({ length: Math.max(0, y.length - 3) }, (_, i) => i + 1).filter(
    (i) => y[i]! * y[i + 1]! < 0 && grows(i - 1, i) && grows(i + 2, i + 1),
  )
}

/** A curve with a NaN in each leap, so that no line is drawn through a pole. */
function broken({ x, f, slope }: Curve): Curve {
  const gaps = new Set([...leaps(f), ...leaps(slope)])
  if (gaps.size === 0) return { x, f, slope }
  const widen = (list: Float64Array, between: (i: number) => number) =>
    Float64Array.from(
      Array.from(list).flatMap((value, i) => (gaps.has(i) ? [value, between(i)] : [value])),
    )
  return {
    x: widen(x, (i) => (x[i]! + x[i + 1]!) / 2),
    f: widen(f, () => Number.NaN),
    slope: widen(slope, () => Number.NaN),
  }
}

/** The inputs of a row while one of them, `port`, runs over a range; the others are scalars. */
export interface Held {
  readonly inputs: readonly NdArray[]
  readonly port: number
}

/** A row of one input has nothing to hold. */
const alone: Held = { inputs: [], port: 0 }

/**
 * Samples an elementwise row along one input, and its own reverse rule, in float64.
 *
 * @errors none; where the function has no number, the sample is NaN or infinite.
 */
export function sampleCurve(
  op: ComputedDef,
  attrs: Attrs,
  domain: readonly [number, number],
  count: number,
  { inputs, port }: Held = alone,
): Curve {
  const x = samplePoints(op.kinks(attrs), domain, count)
  const input = { shape: [x.length], dtype: 'float64' as const, data: x }
  const all = inputs.length === 0 ? [input] : inputs.with(port, input)
  return broken({
    x,
    f: Float64Array.from(applyOp(arrays, op, all, attrs).output.data),
    slope: Float64Array.from(portSlopes(op, attrs, all, port).data),
  })
}

/** The row's domain, widened in whole steps to hold the current inputs. */
export function curveDomain(op: ComputedDef, inputs: ArrayLike<number>): readonly [number, number] {
  const [from, to] = op.domain
  let [least, most] = [from, to]
  for (let i = 0; i < inputs.length; i++) {
    const value = inputs[i]!
    if (Number.isFinite(value)) [least, most] = [Math.min(least, value), Math.max(most, value)]
  }
  const step = Math.max(1, 10 ** Math.floor(Math.log10(most - least || 1)) / 2)
  return [
    least < from ? Math.floor(least / step) * step : from,
    most > to ? Math.ceil(most / step) * step : to,
  ]
}

/** Where a curve is flat: the intervals with |slope| below `threshold`. */
export function flatZones(curve: Curve, threshold = 0.1): readonly (readonly [number, number])[] {
  const zones: [number, number][] = []
  let start: number | null = null
  curve.x.forEach((x, i) => {
    const flat = Math.abs(curve.slope[i]!) < threshold
    if (flat && start === null) start = x
    const last = i === curve.x.length - 1
    if (start !== null && (!flat || last)) {
      if (x > start) zones.push([start, x])
      start = null
    }
  })
  return zones
}
