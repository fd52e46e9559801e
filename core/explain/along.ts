import type { Applied } from '../ops/apply.ts'
import type { Attrs } from '../ops/attrs.ts'
import type { ComputedDef } from '../ops/op.ts'
import { choices, functions, pairs } from '../ops/primitives/elementwise.ts'
import { isFloat, type NdArray, rounderOf } from '../tensor/storage.ts'
import { type Curve, sampleCurve } from './curve.ts'
import { portSlopes } from './slope.ts'
import { broadcastIndex } from './spelled.ts'

const elementwise: ReadonlySet<string> = new Set(
  [functions, pairs, choices].flatMap((family) => Object.keys(family)),
)

/** Whether an op, as it was applied, takes its inputs element by element, broadcast or not. */
export function isElementwise({
  calls,
  ports,
}: Pick<Applied<unknown>, 'calls' | 'ports'>): boolean {
  return ports.length > 0 && calls.every(({ name }) => elementwise.has(name))
}

/** One element of an elementwise node, seen along one of its inputs while the others are held. */
export interface Along {
  readonly port: number
  /** Which element of that input it is made of. */
  readonly at: number
  readonly x: number
  readonly y: number
  /** ∂y/∂x with the others held, as the row's own reverse rule gives it. */
  readonly slope: number
  /** Each input's element, as scalars. */
  readonly elements: readonly NdArray[]
}

/**
 * Element `element` of an elementwise node along its input `port`.
 *
 * @param value what the node is; its dtype's rounding is the slope's too.
 * @errors none where the row takes these inputs.
 */
export function along(
  op: ComputedDef,
  attrs: Attrs,
  inputs: readonly NdArray[],
  value: NdArray,
  element: number,
  port: number,
): Along {
  const places = inputs.map(({ shape }) => broadcastIndex(element, shape, value.shape))
  const elements = inputs.map((input, i) => {
    const data = input.data.slice(places[i]!, places[i]! + 1)
    return { ...input, shape: [], data }
  })
  const [slope = Number.NaN] = portSlopes(op, attrs, elements, port).data
  const x = elements[port]?.data[0] ?? Number.NaN
  return { port, at: places[port] ?? 0, x, y: value.data[element] ?? Number.NaN, slope, elements }
}

/**
 * The curve on which that element lies: the row over a range of one input, the others held, in float64.
 *
 * @errors none; where the function has no number, the sample is NaN or infinite.
 */
export function curveAlong(
  op: ComputedDef,
  attrs: Attrs,
  { elements, port }: Pick<Along, 'elements' | 'port'>,
  domain: readonly [number, number],
  count: number,
): Curve {
  const held = elements.map((input) =>
    isFloat(input.dtype)
      ? { ...input, dtype: 'float64' as const, data: Float64Array.from(input.data) }
      : input,
  )
  return sampleCurve(op, attrs, domain, count, { inputs: held, port })
}

/** What comes to one element of a node, and what it hands on to one input. */
export interface Passing {
  /** What arrives; `null` where no gradient does. */
  readonly arrives: number | null
  readonly slope: number
  /** Arrives × slope, as the engine has it; `null` where nothing is handed on. */
  readonly passes: number | null
  /** How many such shares add up to what the input's element gets, where it was broadcast. */
  readonly shares: number
}

/**
 * Of one element of an elementwise node: what arrives, the slope, and what passes on by one edge.
 *
 * @param grad what arrives at the node, and `flowing` what leaves it by the edge.
 */
export function passingOf(
  { at, slope }: Pick<Along, 'at' | 'slope'>,
  element: number,
  grad: NdArray | null,
  flowing: NdArray | null,
): Passing {
  const arrives = grad?.data[element] ?? null
  const shares = grad === null || flowing === null ? 1 : grad.data.length / flowing.data.length
  if (arrives === null || flowing === null) return { arrives, slope, passes: null, shares: 1 }
  if (shares === 1) return { arrives, slope, passes: flowing.data[at] ?? null, shares }
  return { arrives, slope, passes: rounderOf(flowing.dtype)(arrives * slope), shares }
}
