import { GraphError } from '../errors.ts'
import type { PrimitiveAttrs, Reading, Spec } from '../ops/builder.ts'
import { type PrimitiveName, specOf } from '../ops/primitives.ts'
import { checkRank, type Shape, showShape, sizeOf } from '../tensor/shape.ts'
import type { DType } from '../tensor/storage.ts'

/** A value of a Program: the index of the step that makes it. */
export type Id = number

/** What a step is there for: a node's value, an edge's contribution, a node's gradient, or its tangent. */
export type Origin =
  | { readonly kind: 'value'; readonly node: string }
  | { readonly kind: 'contribution'; readonly edge: string }
  | { readonly kind: 'gradient'; readonly node: string }
  | { readonly kind: 'tangent'; readonly node: string }

/** One line of a Program. A leaf's elements come from outside; a constant's from `attrs.value`. */
export interface Step extends Spec {
  readonly id: Id
  readonly op: PrimitiveName | 'leaf' | 'constant'
  readonly inputs: readonly Id[]
  readonly attrs: PrimitiveAttrs
  readonly origin: Origin
}

/** Forward and backward as one list, in an order that runs. */
export interface Program {
  readonly steps: readonly Step[]
}

/** The most elements one value may have, and all of a Program's together. */
export const budget = { value: 2 ** 24, program: 2 ** 26 } as const

/** A Program under construction: a reading that appends. */
export interface Writer extends Reading<Step> {
  readonly steps: Step[]
  /** What the steps written next are there for. */
  origin: Origin
  leaf(shape: Shape, dtype: DType): Step
  /** The number of steps so far, to come back to when what follows does not fit. */
  mark(): number
  rewind(mark: number): void
}

/**
 * Starts a Program, or goes on with one from where `begun` ends.
 *
 * @errors ShapeError on a step of more axes than a tensor has; GraphError `budget` on a step that would hold more elements than allowed; it is found
 *   from the shape, before anything is allocated.
 */
export function writeProgram(
  float: 'float32' | 'float64' = 'float32',
  begun: readonly Step[] = [],
): Writer {
  const steps = [...begun]
  const keyOf = (value: number, dtype: DType) => `${dtype} ${Object.is(value, -0) ? '-0' : value}`
  const constants = new Map<string, Step>()
  for (const step of begun)
    if (step.op === 'constant')
      constants.set(keyOf(step.attrs['value'] as number, step.dtype), step)
  let total = begun.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  const append = (line: Omit<Step, 'id' | 'origin'>): Step => {
    const step = { id: steps.length, origin: writer.origin, ...line }
    checkRank(step.shape)
    const size = sizeOf(step.shape)
    if (size > budget.value || total + size > budget.program)
      throw new GraphError(
        'budget',
        size > budget.value
          ? `${showShape(step.shape)} would hold ${size.toLocaleString('en')} elements; a value may hold ${budget.value.toLocaleString('en')}.`
          : `${showShape(step.shape)} would bring the graph over ${budget.program.toLocaleString('en')} elements in all.`,
      )
    total += size
    steps.push(step)
    return step
  }
  const writer: Writer = {
    steps,
    origin: { kind: 'value', node: '' },
    float,
    spec: (step) => step,
    leaf: (shape, dtype) => append({ op: 'leaf', inputs: [], attrs: {}, shape, dtype }),
    constant: (value, dtype) => {
      const key = keyOf(value, dtype)
      const known = constants.get(key)
      if (known !== undefined) return known
      const step = append({ op: 'constant', inputs: [], attrs: { value }, shape: [], dtype })
      constants.set(key, step)
      return step
    },
    apply: (op, inputs, attrs) => {
      const { shape, dtype } = specOf(op, inputs, attrs, float)
      return append({ op, inputs: inputs.map(({ id }) => id), attrs, shape, dtype })
    },
    mark: () => steps.length,
    rewind: (mark) => {
      for (const step of steps.splice(mark)) total -= sizeOf(step.shape)
      for (const [key, { id }] of constants) if (id >= mark) constants.delete(key)
    },
  }
  return writer
}

/** A Program as text, one step a line: for tests and for reading. */
export function printProgram(program: Program): string {
  return program.steps
    .map(({ op, inputs, attrs, shape, dtype }, id) => {
      const said = Object.entries(attrs).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      const operands = [...inputs.map((input) => `%${input}`), ...said].join(', ')
      return `%${id} = ${op}(${operands}) : ${dtype}${showShape(shape)}`
    })
    .join('\n')
}
