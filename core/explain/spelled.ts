import type { PrimitiveAttrs, Reading, Spec } from '../ops/builder.ts'
import { type PrimitiveName, primitives, specOf } from '../ops/primitives.ts'
import {
  type Axes,
  broadcastStrides,
  reducedAxes,
  type Shape,
  sizeOf,
  stridesOf,
} from '../tensor/shape.ts'
import { fromValues, type NdArray } from '../tensor/storage.ts'
import { placeIn, ravel, unravel } from './places.ts'
import { atom, coloured, isProduct, keyOf, notationOf, numeral, type Tex, write } from './tex.ts'

/** One element with its number in: how it is written, and what it is. */
export interface Element extends Tex {
  readonly number: number
  /** Whether it stands for no term at all: a product with it is none, and a sum leaves it out. */
  readonly none?: true
}

/** A value whose elements are written one at a time, when they are asked for. */
export interface Spelled extends Spec {
  readonly at: (index: number) => Element
  /** Whether most of its elements may be none: a sum then looks through all for those that are not. */
  readonly sparse: boolean
}

/** The terms of a sum that are written out; of more, the first of them and dots. */
const termLimit = 6

const inColour = (color: Parameters<typeof coloured>[0], value: number): Element => {
  const tex = numeral(value)
  return { ...tex, text: coloured(color, tex.text), number: value }
}

/** A value's number. */
export const valueNumber = (value: number) => inColour('teal', value)

/** A gradient's number: its colour is its sign's. */
export const gradNumber = (value: number) =>
  inColour(value < 0 ? 'rebeccapurple' : 'darkorange', value)

/** How one element is written: by its number, or by its name. */
export type Show = (value: number, index: number) => Element

/** An array whose elements are written by `show`; `name` tells it from the others. */
export const leafOf = (array: NdArray, name: string, show: Show): Spelled => ({
  shape: array.shape,
  dtype: array.dtype,
  sparse: false,
  at: (index) => ({ ...show(array.data[index]!, index), key: `${name}[${index}]` }),
})

/** 1 at one element and nothing at the others: the cotangent that asks for one row of a Jacobian. */
export const oneHot = ({ shape, dtype }: Spec, one: number): Spelled => ({
  shape,
  dtype,
  sparse: true,
  at: (index) => (index === one ? { ...numeral(1), number: 1 } : nothing),
})

/** Where element `index` of `to` lies in `from`, which broadcasts to it. */
export function broadcastIndex(index: number, from: Shape, to: Shape): number {
  const strides = broadcastStrides(from, to)
  const steps = stridesOf(to)
  return to.reduce(
    (at, size, axis) => at + (Math.floor(index / steps[axis]!) % size) * strides[axis]!,
    0,
  )
}

/** A primitive's number for operands of one element each. */
function compute(
  name: PrimitiveName,
  operands: readonly Element[],
  spec: Spec,
  attrs: PrimitiveAttrs,
): number {
  const out = fromValues([0], [], spec.dtype)
  const inputs = operands.map(({ number }) => fromValues([number], [], 'float64'))
  primitives[name].kernel(out, inputs, attrs)()
  return out.data[0]!
}

/** The first of some terms with plus signs between; 0 where there are none. */
function joined(all: readonly Element[], isCut: boolean): Element {
  const some = all.filter(({ none }) => none !== true)
  const [terms, more] = [some.slice(0, termLimit), isCut || some.length > termLimit]
  const [first] = terms
  if (first === undefined) return nothing
  if (terms.length === 1 && !more) return first
  const text = terms.map((term, at) => (at > 0 && term.signed ? `(${term.text})` : term.text))
  return {
    text: [...text, ...(more ? ['\\dots'] : [])].join(' + '),
    precedence: 1,
    signed: first.signed,
    number: terms.reduce((total, term) => total + term.number, 0),
    key: `sum(${terms.map(keyOf).join()})`,
  }
}

/** The flat indices that element `index` of a sum over `axes` adds up, at most `limit` of them. */
export function summed(
  shape: Shape,
  axes: readonly number[],
  index: number,
  limit: number,
): { readonly at: readonly number[]; readonly count: number } {
  const strides = stridesOf(shape)
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const walk = (list: readonly number[], n: number) => {
    let rest = n
    let at = 0
    for (const axis of list.toReversed()) {
      at += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return at
  }
  const count = axes.reduce((n, axis) => n * shape[axis]!, 1)
  const start = walk(kept, index)
  return {
    at: Array.from({ length: Math.min(count, limit) }, (_, n) => start + walk(axes, n)),
    count,
  }
}

/** Where row and column of a product's element lie in its operands, batch axes broadcast. */
function rowAndColumn(a: Shape, b: Shape, out: Shape, index: number) {
  const inner = a[a.length - 1]!
  const columns = b.length > 1 ? b[b.length - 1]! : 1
  const rows = a.length > 1 ? a[a.length - 2]! : 1
  const batch = out.slice(0, out.length - (a.length > 1 ? 1 : 0) - (b.length > 1 ? 1 : 0))
  const at = Math.floor(index / (rows * columns))
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)].map((own) =>
    broadcastIndex(at, own, batch),
  )
  return {
    inner,
    columns,
    row: batchA! * rows * inner + (Math.floor(index / columns) % rows) * inner,
    column: batchB! * inner * columns + (index % columns),
  }
}

const nothing: Element = { ...numeral(0), number: 0, none: true }

/** How many terms to look at for those that are written. */
const looked = ({ sparse }: Spelled, count: number) => (sparse ? count : Math.min(count, termLimit))

/** What is left of a primitive where an operand is no term; `null` where it is written as it stands. */
function withNothing(name: PrimitiveName, [a, b]: readonly Element[]): Element | null {
  const notation = notationOf(name)
  if (isProduct(name)) return a!.none || b!.none ? nothing : null
  if (notation.kind === 'fraction' || notation.kind === 'prefix') return a!.none ? nothing : null
  if (notation.kind !== 'infix' || notation.precedence !== 1) return null
  if (a!.none && notation.sign === '+') return b!
  return b!.none ? a! : null
}

type Gather = (
  inputs: readonly Spelled[],
  attrs: PrimitiveAttrs,
  spec: Spec,
  index: number,
  times: Times,
) => Element

/** The sign between factors: × between numbers, a dot between names. */
type Times = '\\times' | '\\cdot'

/** How a primitive that moves or gathers elements is spelled; the rest go element by element. */
const gathering: Partial<Record<PrimitiveName, Gather>> = {
  sum: ([x], { axes }, _spec, index) => {
    const { shape } = x!
    const limit = looked(x!, sizeOf(shape))
    const { at, count } = summed(shape, reducedAxes(axes as Axes, shape.length), index, limit)
    return joined(
      at.map((i) => x!.at(i)),
      count > limit,
    )
  },
  matmul: ([a, b], _attrs, spec, index, times) => {
    const { inner, columns, row, column } = rowAndColumn(a!.shape, b!.shape, spec.shape, index)
    const limit = Math.max(looked(a!, inner), looked(b!, inner))
    const terms = Array.from({ length: limit }, (_, k) => {
      const pair = [a!.at(row + k), b!.at(column + k * columns)]
      if (pair.some(({ none }) => none)) return nothing
      return { ...write('mul', pair, times), number: pair[0]!.number * pair[1]!.number }
    })
    return joined(terms, inner > limit)
  },
  permute: ([x], { axes }, spec, index) => {
    const [from, to] = [stridesOf(x!.shape), stridesOf(spec.shape)]
    const at = (axes as number[]).reduce(
      (sum, axis, i) => sum + (Math.floor(index / to[i]!) % spec.shape[i]!) * from[axis]!,
      0,
    )
    return x!.at(at)
  },
  reshape: ([x], _attrs, _spec, index) => x!.at(index),
  cast: ([x], _attrs, _spec, index) => x!.at(index),
  detach: ([x], _attrs, _spec, index) => x!.at(index),
  max: ([x], { axes }, _spec, index) => {
    const { shape } = x!
    const { at, count } = summed(
      shape,
      reducedAxes(axes as Axes, shape.length),
      index,
      sizeOf(shape),
    )
    const terms = at.map((i) => x!.at(i))
    const shown = terms.slice(0, termLimit).map(({ text }) => text)
    const dots = count > termLimit ? ', \\dots' : ''
    return {
      ...atom(`\\max(${shown.join(', ')}${dots})`),
      number: terms.reduce((most, { number }) => Math.max(most, number), Number.NEGATIVE_INFINITY),
      key: `max(${terms.map(keyOf).join()})`,
    }
  },
  slice: ([x], attrs, spec, index) => x!.at(placeIn(x!.shape, attrs, unravel(index, spec.shape))),
  pad: ([x], attrs, spec, index) => {
    const { starts, steps } = attrs as { starts: number[]; steps: number[] }
    const from = unravel(index, spec.shape).map((at, axis) => (at - starts[axis]!) / steps[axis]!)
    const inside = from.every((at, axis) => Number.isInteger(at) && at >= 0 && at < x!.shape[axis]!)
    return inside ? x!.at(ravel(from, x!.shape)) : nothing
  },
  concat: (parts, attrs, spec, index) => {
    const axis = attrs['axis'] as number
    const place = unravel(index, spec.shape)
    let part = 0
    for (; place[axis]! >= parts[part]!.shape[axis]!; part++)
      place[axis]! -= parts[part]!.shape[axis]!
    return parts[part]!.at(ravel(place, parts[part]!.shape))
  },
  gather: ([x, at], attrs, spec, index) => {
    const place = unravel(index, spec.shape)
    place[attrs['axis'] as number] = at!.at(index).number
    return x!.at(ravel(place, x!.shape))
  },
  scatterAdd: ([x, at], attrs, spec, index) => {
    const axis = attrs['axis'] as number
    const wanted = unravel(index, spec.shape)
    const found = Array.from({ length: sizeOf(x!.shape) }, (_, i) => i).filter((i) => {
      const place = unravel(i, x!.shape)
      return place.every((n, j) => (j === axis ? at!.at(i).number : n) === wanted[j])
    })
    return joined(
      found.slice(0, looked(x!, found.length)).map((i) => x!.at(i)),
      found.length > looked(x!, found.length),
    )
  },
  broadcastTo: ([x], _attrs, spec, index) => x!.at(broadcastIndex(index, x!.shape, spec.shape)),
  // With its numbers known, a choice is made: only the branch taken is written.
  select: ([condition, a, b], _attrs, spec, index) => {
    const of = (x: Spelled) => x.at(broadcastIndex(index, x.shape, spec.shape))
    return of(condition!).number ? of(a!) : of(b!)
  },
}

/** The reading that writes one element at a time, with what its leaves say: numbers, or names. */
export const spelling = (times: Times): Reading<Spelled> => ({
  float: 'float64',
  spec: (value) => value,
  constant: (value, dtype) => ({
    shape: [],
    dtype,
    sparse: false,
    at: () => ({ ...numeral(value), number: value }),
  }),
  apply: (name, inputs, attrs) => {
    const spec = specOf(name, inputs, attrs, 'float64')
    const gather = gathering[name]
    const make = (index: number): Element => {
      if (gather !== undefined) return gather(inputs, attrs, spec, index, times)
      const operands = inputs.map((x) => x.at(broadcastIndex(index, x.shape, spec.shape)))
      const left = withNothing(name, operands)
      if (left !== null) return left
      const number = compute(name, operands, spec, attrs)
      // With its numbers known, a comparison is said by its outcome.
      if (spec.dtype === 'bool') return { ...numeral(number), number }
      return { ...write(name, operands, times), number }
    }
    // An element that several others are made of is written once.
    const known = new Map<number, Element>()
    const at = (index: number): Element => {
      const element = known.get(index) ?? make(index)
      known.set(index, element)
      return element
    }
    return { ...spec, at, sparse: inputs.some(({ sparse }) => sparse) }
  },
})

/** Whether a primitive, or its reverse rule, looks through all elements to find the one it takes. */
export const looksThrough = (name: PrimitiveName): boolean => name === 'max' || name === 'gather'

/** Whether an array has an element `index`. */
export const hasElement = ({ shape }: Spec, index: number): boolean =>
  Number.isInteger(index) && index >= 0 && index < sizeOf(shape)
