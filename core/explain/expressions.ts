import { arrays } from '../ops/arrays.ts'
import type { PrimitiveAttrs, Reading, Spec } from '../ops/builder.ts'
import { choices, functions, pairs } from '../ops/primitives/elementwise.ts'
import { type PrimitiveName, specOf } from '../ops/primitives.ts'
import { type Shape, sameShape, sizeOf } from '../tensor/shape.ts'
import { type DType, fromValues, rounderOf } from '../tensor/storage.ts'
import { canonical, simpler } from './exact.ts'

interface Common extends Spec {
  /** In the order of making: what an expression is made of has lower ones. */
  readonly id: number
  /** The node of the document that has this value, where one does. */
  node: string | null
}

/** The output of a node. */
export interface End extends Common {
  readonly kind: 'end'
}

/** One number everywhere. */
export interface Filled extends Common {
  readonly kind: 'filled'
  readonly value: number
}

/** A primitive applied. */
export interface Call extends Common {
  readonly kind: 'call'
  readonly name: PrimitiveName
  readonly inputs: readonly Expr[]
  readonly attrs: PrimitiveAttrs
}

/** A value, said by what it is made of: the same way to make it is the same object. */
export type Expr = End | Filled | Call

/** A reading that notes how values are made, and makes each but once. */
export interface Expressions extends Reading<Expr> {
  end(node: string, spec: Spec): End
  filled(value: number, dtype: DType, shape: Shape): Filled
  /** A primitive applied as it stands, without a simpler way being looked for. */
  plain(name: PrimitiveName, inputs: readonly Expr[], attrs: PrimitiveAttrs): Expr
}

/** Whether a primitive works element by element, so that its operands broadcast. */
const isElementwise = (name: PrimitiveName): boolean =>
  Object.hasOwn(functions, name) || Object.hasOwn(pairs, name) || Object.hasOwn(choices, name)

/** Primitives that only move elements: of one number everywhere they make the same. */
const movers: ReadonlySet<PrimitiveName> = new Set(['broadcastTo', 'reshape', 'permute', 'slice'])

/** Constants of more elements than these are not computed ahead. */
const foldLimit = 4096

/** Two operands may change places without a bit changing. */
const commutes: ReadonlySet<PrimitiveName> = new Set(['add', 'mul'])

/**
 * The reading that writes nothing and computes nothing but constants. Simpler ways to the very same
 * bits are taken: × 1 is left out, what is stretched only to be multiplied is not.
 *
 * @errors ShapeError and GraphError as the primitives' shape rules throw.
 */
export function openExpressions(float: 'float32' | 'float64'): Expressions {
  const known = new Map<string, Expr>()
  let count = 0
  const keep = <E extends Expr>(key: string, make: (id: number) => E): E => {
    const before = known.get(key)
    if (before !== undefined) return before as E
    const made = make(count++)
    known.set(key, made)
    return made
  }
  const keyOf = (name: PrimitiveName, inputs: readonly Expr[], attrs: PrimitiveAttrs) =>
    `${name} ${inputs.map(({ id }) => id).join(',')} ${JSON.stringify(attrs)}`

  const e: Expressions = {
    float,
    spec: (expr) => expr,
    constant: (value, dtype) => e.filled(value, dtype, []),
    end: (node, { shape, dtype }) =>
      keep(`end ${node}`, (id) => ({ kind: 'end', id, node, shape, dtype })),
    filled: (value, dtype, shape) => {
      const stored = rounderOf(dtype)(value)
      const said = Object.is(stored, -0) ? '-0' : String(stored)
      const key = `filled ${dtype} ${said} ${shape.join('×')}`
      return keep(key, (id) => ({ kind: 'filled', id, node: null, value: stored, dtype, shape }))
    },
    plain: (name, inputs, attrs) => {
      const turned = commutes.has(name) ? known.get(keyOf(name, inputs.toReversed(), attrs)) : null
      if (turned != null) return turned
      const { shape, dtype } = specOf(name, inputs, attrs, float)
      const key = keyOf(name, inputs, attrs)
      return keep(key, (id) => ({
        kind: 'call',
        id,
        node: null,
        name,
        inputs,
        attrs,
        shape,
        dtype,
      }))
    },
    apply: (name, operands, given) => {
      const spec = specOf(name, operands, given, float)
      const attrs = canonical(name, operands, given)
      const inputs = isElementwise(name) ? unstretched(name, operands, attrs, spec.shape) : operands
      return folded(name, inputs, attrs, spec) ?? simpler(e, { name, inputs, attrs, ...spec })
    },
  }

  /** The operands without a stretching that broadcasting does anyhow. */
  function unstretched(
    name: PrimitiveName,
    operands: readonly Expr[],
    attrs: PrimitiveAttrs,
    shape: Shape,
  ): readonly Expr[] {
    let inputs = operands
    operands.forEach((operand, at) => {
      const small =
        operand.kind === 'filled'
          ? e.filled(operand.value, operand.dtype, [])
          : operand.kind === 'call' && operand.name === 'broadcastTo'
            ? operand.inputs[0]!
            : operand
      if (small === operand) return
      const shrunk = inputs.with(at, small)
      if (sameShape(specOf(name, shrunk, attrs, float).shape, shape)) inputs = shrunk
    })
    return inputs
  }

  /** What a primitive makes of constants, where that is one number everywhere again. */
  function folded(
    name: PrimitiveName,
    inputs: readonly Expr[],
    attrs: PrimitiveAttrs,
    { shape, dtype }: Spec,
  ): Filled | null {
    const fills = inputs.filter((input) => input.kind === 'filled')
    // A truth is no number that a leaf could hold.
    if (fills.length < inputs.length || fills.length === 0 || dtype === 'bool') return null
    if (movers.has(name)) return e.filled(fills[0]!.value, dtype, shape)
    const apart = isElementwise(name)
    if (
      !apart &&
      [shape, ...fills.map((fill) => fill.shape)].some((own) => sizeOf(own) > foldLimit)
    )
      return null
    const operands = fills.map((fill) => {
      const own = apart ? [] : fill.shape
      return fromValues(new Array<number>(sizeOf(own)).fill(fill.value), own, fill.dtype)
    })
    const { data } = arrays.apply(name, operands, attrs)
    const [first = 0] = data
    return data.every((value) => Object.is(value, first)) ? e.filled(first, dtype, shape) : null
  }
  return e
}
