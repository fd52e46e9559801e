import { GraphError } from '#core/errors.ts'
import { applyOp } from '#core/ops/apply.ts'
import { specs } from '#core/ops/arrays.ts'
import { type AttrDef, type Attrs, type AttrValue, readAttrs } from '#core/ops/attrs.ts'
import { opNames, ops } from '#core/ops/index.ts'
import type { ComputedDef, Takes } from '#core/ops/op.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import type { DType } from '#core/tensor/storage.ts'
import { pick } from './draws.ts'

/** A row, applied to inputs of these shapes and dtypes with these parameters. */
export interface OpCase {
  readonly name: string
  readonly op: ComputedDef
  readonly shapes: readonly Shape[]
  readonly dtypes: readonly DType[]
  readonly attrs: Attrs
}

/** Every computed row, by name. */
export const computedRows: readonly (readonly [string, ComputedDef])[] = opNames.flatMap((name) => {
  const op = ops[name]
  return op.kind === 'computed' ? [[name, op] as const] : []
})

/** Shapes of rank 0 to 5, with sizes of 1 and 0, of which many broadcast, multiply and index each other. */
export const shapes: readonly Shape[] = [
  [],
  [1],
  [3],
  [4],
  [2, 3],
  [3, 2],
  [1, 3],
  [2, 1],
  [2, 3, 2],
  [2, 1, 3],
  [2, 2, 1, 3],
  [1, 2, 1, 2, 2],
  [0],
  [2, 0],
  [0, 3],
]

/** What one port may take, by what its row says of it. */
const dtypesOf: Readonly<Record<Takes | 'number', readonly DType[]>> = {
  number: ['float64'],
  probability: ['float64'],
  condition: ['float64', 'int64'],
  index: ['int64'],
  class: ['float64', 'int64'],
}

/** What a row says that one of its inputs takes; `number` where it says nothing. */
export const takesAt = (op: ComputedDef, at: number): Takes | 'number' =>
  op.takes[op.ports[op.variadic ? 0 : at]!] ?? 'number'

/** Every list with one entry from each of `lists`. */
export function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (all, list) => all.flatMap((head) => list.map((entry) => [...head, entry])),
    [[]],
  )
}

/** One to four parts, of one shape or of other sizes along one axis. */
function partShapes(shape: Shape): readonly (readonly Shape[])[] {
  const same = [1, 2, 3, 4].map((count) => Array.from({ length: count }, () => shape))
  const along = shape.map((_, axis) => [2, 0, 3, 1].map((size) => shape.with(axis, size)))
  return [...same, ...along, ...along.map((parts) => parts.slice(2))]
}

/** The shapes to try on a row: it takes those that fit. */
function shapeChoices({ ports, variadic }: ComputedDef): readonly (readonly Shape[])[] {
  return variadic ? shapes.flatMap(partShapes) : product(ports.map(() => shapes))
}

/** Lists of whole numbers that mean something to one row or another beside this shape. */
function listChoices(def: AttrDef & { kind: 'ints' }, shape: Shape): readonly AttrValue[] {
  const order = shape.map((_, axis) => axis)
  const rank = shape.length
  const lists = [
    def.default,
    order.toReversed(),
    [...order.slice(1), 0].slice(0, rank),
    order.map((axis) => axis - rank),
    [0, rank - 1],
    shape,
    shape.toReversed(),
    shape.map((size, axis) => (axis === 0 && size === 1 ? 2 : size)),
    [2, ...shape.map((size) => (size === 1 ? 3 : size))],
    [1, -1, ...shape.slice(1)],
    [sizeOf(shape)],
    shape.map(() => 1),
    shape.map((_, axis) => (axis % 2 === 0 ? -1 : 2)),
    shape.map((size) => -size),
    [2, 1, ...shape.map(() => 2)],
    [0],
    ...(def.open === undefined ? [] : [[null], shape.map((_, axis) => (axis === 0 ? null : 1))]),
  ]
  return lists.filter((list) => list.every((entry) => entry === null || entry >= def.min))
}

/** Values to try for one parameter, by its kind, beside an input of this shape. */
export function attrChoices(def: AttrDef, shape: Shape): readonly AttrValue[] {
  switch (def.kind) {
    case 'axes':
      return [null, 0, -1, [0, 1], [-1, 0], [2, 0], []]
    case 'flag':
      return [false, true]
    case 'choice':
      return def.options
    case 'number':
      return [def.default, 0.5, -1, 0, 2, ...(def.open === undefined ? [] : [null])]
    case 'int':
      return [def.default, 0, 1, 2, -1, -2].filter((at) => at === null || at >= def.min)
    case 'ints':
      return listChoices(def, shape)
  }
}

/** The most combinations of parameters tried beside one choice of shapes. */
const combinationLimit = 60

/** A row's parameters: each value of each, and combinations of them; those of its examples too. */
function combinations(op: ComputedDef, shape: Shape): readonly Attrs[] {
  const names = Object.keys(op.attrs)
  const defaults = readAttrs(op.attrs, {})
  const values = names.map((name) => attrChoices(op.attrs[name]!, shape))
  const apart = names.flatMap((name, at) => values[at]!.map((value) => ({ [name]: value })))
  const count = values.reduce((total, list) => total * list.length, 1)
  const together = count <= 5000 ? product(values) : []
  const all: readonly Attrs[] = [
    defaults,
    ...op.examples.map(({ attrs = {} }) => readAttrs(op.attrs, attrs)),
    ...apart.map((own) => ({ ...defaults, ...own })),
    ...pick(together, combinationLimit, 5).map((list) =>
      Object.fromEntries(list.map((value, at) => [names[at]!, value])),
    ),
  ]
  return [...new Map(all.map((attrs) => [JSON.stringify(attrs), attrs])).values()]
}

/** The most elements that a case's output and inputs have, so that a full Jacobian stays small. */
const elementLimit = 64

/** Whether a row takes a case's shapes, dtypes and parameters, and makes little of it. */
function fits({ op, shapes: own, dtypes, attrs }: OpCase): boolean {
  const inputs = own.map((shape, at) => ({ shape, dtype: dtypes[at]! }))
  try {
    return sizeOf(applyOp(specs, op, inputs, attrs).output.shape) <= elementLimit
  } catch (error) {
    if (error instanceof GraphError) return false
    throw error
  }
}

/** The cases of a row for one choice of shapes: what it accepts of dtypes and parameters. */
export function casesFor(name: string, op: ComputedDef, own: readonly Shape[]): readonly OpCase[] {
  return product(own.map((_, at) => dtypesOf[takesAt(op, at)])).flatMap((dtypes) =>
    combinations(op, own[0]!)
      .map((attrs) => ({ name, op, shapes: own, dtypes, attrs }))
      .filter(fits),
  )
}

/**
 * All cases of a row, from the row alone: the shapes, dtypes and parameters that it accepts of those
 * that make sense for one row or another.
 */
export const casesOf = (name: string, op: ComputedDef): readonly OpCase[] =>
  shapeChoices(op).flatMap((own) => casesFor(name, op, own))
