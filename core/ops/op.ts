import type { Shape } from '../tensor/shape.ts'
import type { DType } from '../tensor/storage.ts'
import type { AttrDefs, Attrs } from './attrs.ts'
import type { Builder, Operand, PrimitiveAttrs, Spec } from './builder.ts'

/** The families of the palette, in its order, with their headings; a family's colour is a theme token. */
export const families = {
  leaf: 'Inputs',
  arithmetic: 'Arithmetic',
  activation: 'Activations',
  choice: 'Compare and choose',
  reduction: 'Reductions',
  linear: 'Linear algebra',
  shape: 'Shape and index',
  loss: 'Losses',
} as const

/** What kind of op it is. */
export type Family = keyof typeof families

/** The plot that suits an op's card. */
export type PlotKind =
  | 'elements'
  | 'curve'
  | 'terms'
  | 'influence'
  | 'shares'
  | 'product'
  | 'loss'
  | 'none'

/** What a port takes where it is not any number: whole places, a truth, a share of 1, or a class's number. */
export type Takes = 'index' | 'condition' | 'probability' | 'class'

/** How a formula typed as text writes an op by a sign instead of its name. */
export interface Operator {
  /** The sign that formulas are printed with, then others that are read as the same. */
  readonly signs: readonly [string, ...string[]]
  /** 1 comparison, 2 sum, 3 product, 4 sign, 5 power: the greater takes its operands first. */
  readonly precedence: 1 | 2 | 3 | 4 | 5
  /** Before its operand; or between two, where a row of signs takes the `left` or `right` pair first, or is refused. */
  readonly place: 'prefix' | 'left' | 'right' | 'alone'
  /** The parameter that stands right of the sign where a plain number does, instead of a second input. */
  readonly attr?: string
}

/** One op applied: what its reverse rule may read. */
export interface OpCall<V> {
  readonly inputs: readonly V[]
  readonly output: V
  readonly attrs: Attrs
}

/** A partial derivative of an elementwise row. */
export type PartialRule = <V>(k: Builder<V>, call: OpCall<V>) => Operand<V>

/** A reverse rule of an op that works on more than one element at a time. */
export type ReverseRule = <V>(k: Builder<V>, cotangent: V, call: OpCall<V>, port: number) => V

/** A worked case in plain numbers: a test, a line of the documentation, a preview. */
export interface Example {
  readonly inputs: readonly unknown[]
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly output: unknown
  /** What `sum(output)` owes to each input. */
  readonly grads?: readonly unknown[]
}

interface Described {
  readonly family: Family
  readonly title: string
  /** For palette and card: letters, a path on a grid of 20 × 16 (`M1 8h18`), or `curve` for the row's own. */
  readonly icon: string
  /** One sentence for a learner. */
  readonly doc: string
  readonly attrs: AttrDefs
  readonly plot: PlotKind
  readonly examples: readonly Example[]
}

/** A leaf: it has no inputs; its elements come from the document or from its parameters. */
export interface LeafDef extends Described {
  readonly kind: 'leaf'
  readonly ports: readonly []
  /** The dtype where the document says none; `null` follows the document's setting. */
  readonly dtype: DType | null
  /** How elements are made from parameters; `null` where `data.values` holds them. */
  readonly generate: {
    readonly shape: (attrs: Attrs) => Shape
    /**
     * `seed` is the document's; a row that draws at random mixes its own into it. `round` is to the
     * leaf's dtype, for a row that must know what becomes of its number.
     */
    readonly element: (
      attrs: Attrs,
      i: number,
      seed: number,
      round: (value: number) => number,
    ) => number
  } | null
}

/** A computed op: its value is written once over a builder, and read by every interpreter. */
export interface ComputedDef extends Described {
  readonly kind: 'computed'
  readonly ports: readonly string[]
  readonly value: <V>(k: Builder<V>, inputs: readonly V[], attrs: Attrs) => V
  /**
   * One partial a port, for elementwise rows whose slope should be said otherwise than their
   * primitives would: for its digits, its convention at a kink, or its looks.
   */
  readonly partials: readonly PartialRule[] | null
  /** The reverse rule of a row that is not elementwise, for the same reasons. */
  readonly vjp: ReverseRule | null
  /**
   * The parameters under which the row is no more than its one primitive, told from that primitive's
   * own; `null` where they go by the same names, or have the same values.
   */
  readonly fromPrimitive: ((attrs: PrimitiveAttrs, inputs: readonly Spec[]) => Attrs) | null
  /** Whether the one name in `ports` stands for any number of them: `tensors.0`, `tensors.1` … */
  readonly variadic: boolean
  readonly operator: Operator | null
  /** How the input reads on its target's scale, where a loss takes it on another, as logits. */
  readonly predicts: (<V>(k: Builder<V>, input: V) => V) | null
  /** Ports that do not take just any numbers. */
  readonly takes: Readonly<Record<string, Takes>>
  /** The formula with `{port}` slots, where the reading of `value` is not what a book prints. */
  readonly latex: ((attrs: Attrs) => string) | null
  /**
   * What flows to each port, with `{cotangent}`, `{y}` and `{port}` slots, where the reading of the
   * reverse rule is not what a book prints; `null` for a port that gets nothing.
   */
  readonly latexVjp: ((attrs: Attrs) => readonly (string | null)[]) | null
  /** The inputs to plot and to sample. */
  readonly domain: readonly [number, number]
  /** Inputs at which the slope is a convention. */
  readonly kinks: (attrs: Attrs) => readonly number[]
  /** That convention in words. */
  readonly convention: string | null
  /** In words, the inputs that give a number, where not all do. */
  readonly definedFor: string | null
}

/** One row of the op table. */
export type OpDef = LeafDef | ComputedDef

type Row<D extends OpDef, Defaults extends keyof D> = Omit<D, Defaults | 'kind' | 'family'> &
  Partial<Pick<D, Defaults>>

/** A row without its family, which its file names once. */
export type Unfiled<D extends OpDef = OpDef> = Omit<D, 'family'>

type ComputedRow = Row<
  ComputedDef,
  | 'attrs'
  | 'plot'
  | 'partials'
  | 'vjp'
  | 'fromPrimitive'
  | 'variadic'
  | 'takes'
  | 'latex'
  | 'latexVjp'
  | 'operator'
  | 'predicts'
  | 'domain'
  | 'kinks'
  | 'convention'
  | 'definedFor'
>

/** A computed row; what it does not say has a default. */
export function computed(row: ComputedRow): Unfiled<ComputedDef> {
  return {
    kind: 'computed',
    attrs: {},
    plot: 'none',
    partials: null,
    vjp: null,
    fromPrimitive: null,
    variadic: false,
    takes: {},
    latex: null,
    domain: [-4, 4],
    operator: null,
    predicts: null,
    latexVjp: null,
    kinks: () => [],
    convention: null,
    definedFor: null,
    ...row,
  }
}

/** A row of one input, worked element by element: a card with a curve. */
export function unary(row: Omit<ComputedRow, 'ports'>): Unfiled<ComputedDef> {
  return computed({ plot: 'curve', ports: ['input'], ...row })
}

/** A row of two inputs, worked element by element; the shapes broadcast. */
export function binary(row: Omit<ComputedRow, 'ports'>): Unfiled<ComputedDef> {
  return computed({ ports: ['input', 'other'], ...row })
}

/** A leaf row; what it does not say has a default. */
export function leaf(row: Row<LeafDef, 'ports' | 'plot' | 'dtype' | 'generate'>): Unfiled<LeafDef> {
  return { kind: 'leaf', ports: [], plot: 'elements', dtype: null, generate: null, ...row }
}

/** Files rows under their family; the keys are the ops' names, as documents spell them. */
export function defineOps<Name extends string>(
  family: Family,
  rows: Readonly<Record<Name, Unfiled>>,
): Readonly<Record<Name, OpDef>> {
  const filed: Partial<Record<Name, OpDef>> = {}
  for (const name in rows) filed[name] = { ...rows[name], family } as OpDef
  return filed as Readonly<Record<Name, OpDef>>
}
