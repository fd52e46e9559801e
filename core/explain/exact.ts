import type { PrimitiveAttrs, Spec } from '../ops/builder.ts'
import type { PrimitiveName } from '../ops/primitives.ts'
import { type Axes, reducedAxes, reducedShape, type Shape, sameShape } from '../tensor/shape.ts'
import { isFloat } from '../tensor/storage.ts'
import type { Call, Expr, Expressions } from './expressions.ts'

/** A primitive about to be applied, and what will come of it. */
interface Wanted extends Spec {
  readonly name: PrimitiveName
  readonly inputs: readonly Expr[]
  readonly attrs: PrimitiveAttrs
}

/** A simpler way to the same bits, or `null`. */
type Rule = (e: Expressions, wanted: Wanted) => Expr | null

const shapeIn = ({ shape }: PrimitiveAttrs) => shape as Shape
const calls = (expr: Expr | undefined, name: PrimitiveName): expr is Call =>
  expr?.kind === 'call' && expr.name === name
/** What a primitive of this name was applied to, where that is what `expr` is. */
const inside = (expr: Expr | undefined, name: PrimitiveName): Expr | null =>
  calls(expr, name) ? expr.inputs[0]! : null
const isFilled = (expr: Expr | undefined, value: number): boolean =>
  expr?.kind === 'filled' && Object.is(expr.value, value)

/** The elements of `expr`, repeated to fill a shape. */
const stretched = (e: Expressions, expr: Expr, shape: Shape): Expr =>
  e.apply('broadcastTo', [expr], { shape })

/** Whether multiplying or dividing by one operand leaves the other as it is. */
const leaves = (other: Expr, one: Expr, value: number, { dtype }: Spec): boolean =>
  isFloat(dtype) && other.dtype === dtype && isFilled(one, value)

/** Axes as numbers from the front, ascending; `null` where they are all. */
function allOr(axes: Axes, rank: number): Axes {
  const list = reducedAxes(axes, rank)
  return list.length === rank ? null : list.length === 1 ? list[0]! : list
}

const reductions: readonly PrimitiveName[] = ['sum', 'max']

/** A window in which what takes nothing begins at 0, and a step that is not taken is 1. */
function windowOf(sizes: Shape, { shape, starts, steps }: PrimitiveAttrs): PrimitiveAttrs {
  return {
    shape,
    starts: sizes.map((size, at) => (size === 0 ? 0 : (starts as number[])[at]!)),
    steps: sizes.map((size, at) => (size > 1 ? (steps as number[])[at]! : 1)),
  }
}

/** Parameters in one spelling, so that what is the same looks the same. */
export function canonical(
  name: PrimitiveName,
  [first]: readonly Expr[],
  attrs: PrimitiveAttrs,
): PrimitiveAttrs {
  if (first === undefined) return attrs
  if (name === 'slice') return windowOf(shapeIn(attrs), attrs)
  if (name === 'pad') return windowOf(first.shape, attrs)
  if (!reductions.includes(name)) return attrs
  const rank = first.shape.length
  const keepdims = rank > 0 && attrs['keepdims'] === true
  return { axes: allOr(attrs['axes'] as Axes, rank), keepdims }
}

/** A reduction whose axes are taken away, or kept as 1, only afterwards: as one that does so itself. */
function reducedTo(e: Expressions, of: Expr, shape: Shape): Expr | null {
  if (of.kind !== 'call' || !reductions.includes(of.name)) return null
  const [x] = of.inputs
  const axes = reducedAxes(of.attrs['axes'] as Axes, x!.shape.length)
  for (const keepdims of [false, true])
    if (sameShape(reducedShape(x!.shape, axes, keepdims), shape))
      return e.apply(of.name, [x!], { ...of.attrs, keepdims })
  return null
}

/** Whether a window is all of a shape. */
const isWhole = (shape: Shape, { starts, steps }: PrimitiveAttrs): boolean =>
  shape.every(
    (size, at) => (starts as number[])[at] === 0 && (size < 2 || (steps as number[])[at] === 1),
  )

const rules: { readonly [N in PrimitiveName]?: Rule } = {
  mul: (e, wanted) => {
    const [a, b] = wanted.inputs as [Expr, Expr]
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (leaves(other, one, 1, wanted)) return stretched(e, other, wanted.shape)
      if (leaves(other, one, -1, wanted))
        return stretched(e, e.apply('neg', [other], {}), wanted.shape)
    }
    return null
  },
  div: (e, wanted) => {
    const [a, b] = wanted.inputs as [Expr, Expr]
    return leaves(a, b, 1, wanted) ? stretched(e, a, wanted.shape) : null
  },
  neg: (_e, { inputs: [x] }) => inside(x, 'neg'),
  /** A truth is what it says. */
  ne: (_e, { inputs: [a, b] }) =>
    a?.dtype === 'bool' && isFilled(b, 0) && b!.shape.length === 0 ? a : null,
  select: (e, { inputs: [condition, a, b] }) =>
    calls(condition, 'ne') &&
    condition.inputs[0]!.dtype === 'int64' &&
    isFilled(condition.inputs[1], 0)
      ? e.apply('select', [condition.inputs[0]!, a!, b!], {})
      : null,
  cast: (_e, { inputs: [x], attrs }) => (x!.dtype === attrs['dtype'] ? x! : null),
  reshape: (e, { inputs: [x], attrs }) => {
    const shape = shapeIn(attrs)
    if (sameShape(x!.shape, shape)) return x!
    if (calls(x, 'reshape')) return e.apply('reshape', [x.inputs[0]!], { shape })
    return reducedTo(e, x!, shape)
  },
  broadcastTo: (e, { inputs: [x], attrs }) => {
    const shape = shapeIn(attrs)
    if (sameShape(x!.shape, shape)) return x!
    const smaller = inside(x, 'broadcastTo')
    if (smaller !== null) return stretched(e, smaller, shape)
    // Broadcasting sets axes of size 1 in front by itself.
    const before = inside(x, 'reshape')
    const added = x!.shape.length - (before?.shape.length ?? 0)
    const alone =
      before !== null &&
      added > 0 &&
      x!.shape.slice(0, added).every((size) => size === 1) &&
      sameShape(x!.shape.slice(added), before.shape)
    return alone ? stretched(e, before, shape) : null
  },
  permute: (e, { inputs: [x], attrs }) => {
    const axes = attrs['axes'] as readonly number[]
    if (axes.every((axis, at) => axis === at)) return x!
    if (!calls(x, 'permute')) return null
    const inner = x.attrs['axes'] as readonly number[]
    return e.apply('permute', [x.inputs[0]!], { axes: axes.map((axis) => inner[axis]!) })
  },
  slice: (_e, { inputs: [x], attrs }) =>
    sameShape(x!.shape, shapeIn(attrs)) && isWhole(x!.shape, attrs) ? x! : null,
  pad: (e, { inputs: [x], attrs }) => {
    const shape = shapeIn(attrs)
    if (sameShape(x!.shape, shape) && isWhole(shape, attrs)) return x!
    const { starts, steps } = attrs as { starts: number[]; steps: number[] }
    if (steps.every((step) => step > 0)) return null
    // Backwards is turned round first.
    const last = x!.shape.map((size, at) => (steps[at]! < 0 ? Math.max(0, size - 1) : 0))
    const turned = e.apply('slice', [x!], {
      shape: x!.shape,
      starts: last,
      steps: steps.map((step) => Math.sign(step)),
    })
    return e.apply('pad', [turned], {
      shape,
      starts: starts.map((start, at) => start + last[at]! * Math.min(0, steps[at]!)),
      steps: steps.map(Math.abs),
    })
  },
}

/** A primitive applied, in the simplest way known that gives the same bits. */
export function simpler(e: Expressions, wanted: Wanted): Expr {
  return rules[wanted.name]?.(e, wanted) ?? e.plain(wanted.name, wanted.inputs, wanted.attrs)
}
