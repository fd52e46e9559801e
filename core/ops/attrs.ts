import { GraphError } from '../errors.ts'
import type { Axes } from '../tensor/shape.ts'

/** A list of whole numbers; `null` among them leaves one open. */
type Whole = readonly (number | null)[]

/** A typed parameter of an op: what the form offers, what a file may say, and its default. */
export type AttrDef = { readonly doc: string } & (
  | {
      readonly kind: 'number'
      readonly default: number | null
      /** Whether `null` is a value too, and what it stands for. */
      readonly open?: string
    }
  | {
      readonly kind: 'int'
      readonly default: number | null
      readonly min: number
      readonly max: number
      readonly open?: string
    }
  | { readonly kind: 'flag'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[] }
  | { readonly kind: 'axes'; readonly default: Axes }
  | {
      readonly kind: 'ints'
      readonly default: Whole
      readonly min: number
      /** Whether `null` may stand for an entry, and what it stands for. */
      readonly open?: string
    }
)

/** A parameter's value. */
export type AttrValue = number | boolean | string | Axes | Whole

/** Parameters by name. */
export type AttrDefs = Readonly<Record<string, AttrDef>>

/** The values of an op's parameters, each of the kind that its row declares. */
export type Attrs = Readonly<Record<string, AttrValue>>

const isWhole = (value: unknown): value is number => Number.isInteger(value)

/** What an axis parameter accepts: an axis, a list of them, `null` for all. */
function isAxes(value: unknown): value is Axes {
  return value === null || isWhole(value) || (Array.isArray(value) && value.every(isWhole))
}

type OfKind<K extends AttrDef['kind']> = Extract<AttrDef, { kind: K }>

const isOpen = (value: unknown, { open }: { readonly open?: string }): boolean =>
  value === null && open !== undefined

const accepts: {
  readonly [K in AttrDef['kind']]: (value: unknown, def: OfKind<K>) => boolean
} = {
  number: (value, def) =>
    isOpen(value, def) || (typeof value === 'number' && Number.isFinite(value)),
  int: (value, def) =>
    isOpen(value, def) || (isWhole(value) && value >= def.min && value <= def.max),
  flag: (value) => typeof value === 'boolean',
  choice: (value, def) => def.options.some((option) => option === value),
  axes: isAxes,
  ints: (value, def) =>
    Array.isArray(value) &&
    value.length <= maxEntries &&
    value.every((entry) => isOpen(entry, def) || (isWhole(entry) && entry >= def.min)),
}

/** The most entries a list among the parameters may have. */
const maxEntries = 4096

const orOpen = ({ open }: { readonly open?: string }): string =>
  open === undefined ? '' : `, or null for ${open}`

/** In words, what a parameter accepts. */
export function describeAttr(def: AttrDef): string {
  switch (def.kind) {
    case 'number':
      return `a number${orOpen(def)}`
    case 'int':
      return `a whole number from ${def.min} to ${def.max}${orOpen(def)}`
    case 'flag':
      return 'true or false'
    case 'choice':
      return `one of ${def.options.join(', ')}`
    case 'axes':
      return 'an axis, a list of axes, or null for all'
    case 'ints':
      return `a list of at most ${maxEntries.toLocaleString('en')} whole numbers${Number.isFinite(def.min) ? `, ${def.min} or more` : ''}${orOpen(def)}`
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
  const accept = accepts[def.kind] as (value: unknown, def: AttrDef) => boolean
  if (!accept(raw, def))
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
