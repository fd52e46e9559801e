import { GraphError } from '../errors.ts'
import type { Axes } from '../tensor/shape.ts'

/** A typed parameter of an op: what the form offers, what a file may say, and its default. */
export type AttrDef =
  | { readonly kind: 'number'; readonly default: number; readonly doc: string }
  | {
      readonly kind: 'int'
      readonly default: number
      readonly min: number
      readonly max: number
      readonly doc: string
    }
  | { readonly kind: 'flag'; readonly default: boolean; readonly doc: string }
  | {
      readonly kind: 'choice'
      readonly default: string
      readonly options: readonly string[]
      readonly doc: string
    }
  | { readonly kind: 'axes'; readonly default: Axes; readonly doc: string }

/** A parameter's value. */
export type AttrValue = number | boolean | string | Axes

/** Parameters by name. */
export type AttrDefs = Readonly<Record<string, AttrDef>>

/** The values of an op's parameters, each of the kind that its row declares. */
export type Attrs = Readonly<Record<string, AttrValue>>

const isWhole = (value: unknown): value is number => Number.isInteger(value)

/** What an axis parameter accepts: an axis, a list of them, `null` for all. */
function isAxes(value: unknown): value is Axes {
  return value === null || isWhole(value) || (Array.isArray(value) && value.every(isWhole))
}

const accepts: { readonly [K in AttrDef['kind']]: (value: unknown, def: AttrDef) => boolean } = {
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  int: (value, def) => def.kind === 'int' && isWhole(value) && value >= def.min && value <= def.max,
  flag: (value) => typeof value === 'boolean',
  choice: (value, def) => def.kind === 'choice' && def.options.some((option) => option === value),
  axes: isAxes,
}

/** In words, what a parameter accepts. */
export function describeAttr(def: AttrDef): string {
  switch (def.kind) {
    case 'number':
      return 'a number'
    case 'int':
      return `a whole number from ${def.min} to ${def.max}`
    case 'flag':
      return 'true or false'
    case 'choice':
      return `one of ${def.options.join(', ')}`
    case 'axes':
      return 'an axis, a list of axes, or null for all'
  }
}

/** Shows an unknown value in a message, short and on one line. */
export function showValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/**
 * A parameter's value as read from a file, its default where it is not said.
 *
 * @errors GraphError `bad-attr` where the value is not one the parameter accepts.
 */
export function readAttr(name: string, def: AttrDef, raw: unknown): AttrValue {
  if (raw === undefined) return def.default
  if (!accepts[def.kind](raw, def))
    throw new GraphError(
      'bad-attr',
      `${name} is ${showValue(raw)}, but must be ${describeAttr(def)}.`,
    )
  return raw as AttrValue
}

/** All parameters of an op, read from a node's `data`. */
export function readAttrs(defs: AttrDefs, data: Readonly<Record<string, unknown>>): Attrs {
  return Object.fromEntries(
    Object.entries(defs).map(([name, def]) => [name, readAttr(name, def, data[name])]),
  )
}
