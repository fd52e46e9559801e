import { activations } from './activations.ts'
import { arithmetic } from './arithmetic.ts'
import { choices } from './choices.ts'
import { indexing } from './indexing.ts'
import { leaves } from './leaves.ts'
import { linalg } from './linalg.ts'
import { losses } from './losses.ts'
import { type Family, families, type OpDef } from './op.ts'
import { reductions } from './reductions.ts'
import { shaping } from './shaping.ts'
import { softmaxes } from './softmax.ts'

/** The op table: everything about an op derives from its row here. */
export const ops = {
  ...leaves,
  ...arithmetic,
  ...activations,
  ...softmaxes,
  ...choices,
  ...reductions,
  ...linalg,
  ...shaping,
  ...indexing,
  ...losses,
} satisfies Readonly<Record<string, OpDef>>

/** An op's name, spelt as documents spell it. */
export type OpName = keyof typeof ops

/** Every op's name, in the palette's order. */
export const opNames = Object.keys(ops) as readonly OpName[]

/** Whether a document's `type` names an op. */
export function isOpName(name: string): name is OpName {
  return Object.hasOwn(ops, name)
}

/** The palette: families with their ops' names. */
export const palette = (Object.keys(families) as Family[]).map((family) => ({
  family,
  heading: families[family],
  names: opNames.filter((name) => ops[name].family === family),
}))
