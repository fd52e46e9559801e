import { GraphError } from '../errors.ts'
import { type Attrs, showValue } from '../ops/attrs.ts'
import type { LeafDef } from '../ops/op.ts'
import { type Shape, showShape, sizeOf } from '../tensor/shape.ts'
import type { DType, Storage } from '../tensor/storage.ts'
import { isFloat, rounderOf } from '../tensor/storage.ts'
import type { FloatType, NodeData } from './document.ts'

/** The most values a file may store: in one leaf, and in all. */
export const storedBudget = { leaf: 2 ** 20, document: 2 ** 21 } as const

/** A leaf as it will be computed. */
export interface Leaf {
  readonly shape: Shape
  readonly dtype: DType
  readonly requiresGrad: boolean
  /** How many values the document stores for it. */
  readonly stored: number
  /** Writes the elements; called again when only `data.values` has changed. */
  readonly fill: (into: Storage, data: NodeData) => void
}

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

/** A file's number: a JSON number, or one of the four words for what JSON cannot say. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && Object.hasOwn(words, value) ? words[value]! : null
}

/** A number as a file says it. */
export function fromNumber(value: number): number | string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value
  return String(value)
}

const bad = (message: string) => new GraphError('bad-attr', message)

function readShape(raw: unknown, otherwise: Shape): Shape {
  if (raw === undefined) return otherwise
  if (!Array.isArray(raw) || raw.some((size) => !Number.isInteger(size) || size < 0))
    throw bad(`shape is ${showValue(raw)}, but must be a list of sizes, such as [2, 3].`)
  if (raw.length > 32) throw bad(`shape has ${raw.length} axes; 32 are the most.`)
  return raw as number[]
}

function readDtype(raw: unknown, otherwise: DType): DType {
  if (raw === undefined) return otherwise
  if (raw === 'float32' || raw === 'float64' || raw === 'int64') return raw
  throw bad(`dtype is ${showValue(raw)}, but must be one of float32, float64, int64.`)
}

function readFlag(name: string, raw: unknown): boolean {
  if (raw === undefined) return false
  if (typeof raw === 'boolean') return raw
  throw bad(`${name} is ${showValue(raw)}, but must be true or false.`)
}

function checkStored(count: number): void {
  if (count > storedBudget.leaf)
    throw new GraphError(
      'budget',
      `A leaf may store ${storedBudget.leaf.toLocaleString('en')} values; this one has ${count.toLocaleString('en')}.`,
    )
}

/** The `values` list of a stored leaf, checked against its shape. */
function checkValues(values: unknown, shape: Shape, dtype: DType): readonly unknown[] {
  checkStored(sizeOf(shape))
  if (!Array.isArray(values))
    throw bad(`values is ${showValue(values)}, but must be a flat list of numbers.`)
  checkStored(values.length)
  const wrong = values.findIndex((value) => toNumber(value) === null)
  if (wrong >= 0)
    throw bad(`Element ${wrong} is ${showValue(values[wrong])}, which is not a number.`)
  if (dtype === 'int64') {
    const broken = values.findIndex((value) => !Number.isSafeInteger(toNumber(value)))
    if (broken >= 0)
      throw bad(`Element ${broken} is ${showValue(values[broken])}, but int64 holds whole numbers.`)
  }
  if (sizeOf(shape) !== values.length)
    throw new GraphError(
      'shape',
      `${showShape(shape)} holds ${sizeOf(shape)} values, but ${values.length} are given.`,
    )
  return values
}

/**
 * Reads a leaf from a node's data; its shape is known before anything is allocated.
 *
 * @errors GraphError `bad-attr`, `shape`, `budget`, `dtype`.
 */
export function readLeaf(
  op: LeafDef,
  attrs: Attrs,
  data: NodeData,
  settings: { readonly dtype: FloatType; readonly seed: number },
): Leaf {
  const dtype = readDtype(data['dtype'], op.dtype ?? settings.dtype)
  const requiresGrad = readFlag('requiresGrad', data['requiresGrad'])
  if (requiresGrad && !isFloat(dtype))
    throw new GraphError(
      'dtype',
      `Only float tensors can require a gradient; this one is ${dtype}.`,
    )
  const { generate } = op
  if (generate !== null)
    return {
      shape: generate.shape(attrs),
      dtype,
      requiresGrad,
      stored: 0,
      fill: (into) => {
        const round = rounderOf(dtype)
        for (let i = 0; i < into.length; i++)
          into[i] = round(generate.element(attrs, i, settings.seed, round))
      },
    }
  const count = Array.isArray(data['values']) ? data['values'].length : 0
  const shape = readShape(data['shape'], [count])
  const values = checkValues(data['values'], shape, dtype)
  return {
    shape,
    dtype,
    requiresGrad,
    stored: values.length,
    fill: (into, { values: now }) => {
      for (let i = 0; i < into.length; i++) into[i] = toNumber((now as unknown[])[i]) ?? Number.NaN
    },
  }
}
