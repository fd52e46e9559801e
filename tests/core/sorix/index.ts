import { creation } from './creation.ts'
import type { Fact } from './fact.ts'
import { comparisons, functions } from './functions.ts'
import { higher } from './higher.ts'
import { inPlace } from './inPlace.ts'
import { layers, losses } from './layers.ts'
import { otherRules } from './otherRules.ts'
import { otherValues } from './otherValues.ts'
import { passes } from './passes.ts'
import { reductions } from './reductions.ts'
import { rules } from './rules.ts'
import { shapes } from './shapes.ts'
import { printing, tensors } from './tensors.ts'

export { sources } from './sources.ts'

/** Facts by area, in the order of the documentation. */
export const areas: Readonly<Record<string, readonly Fact[]>> = {
  Tensors: tensors,
  Printing: printing,
  'Making tensors': creation,
  'Gradients of arithmetic': rules,
  'Passes and recording': passes,
  'grad() and higher derivatives': higher,
  'Writing in place': inPlace,
  Functions: functions,
  Comparisons: comparisons,
  'Reductions and softmax': reductions,
  'Shapes and indices': shapes,
  Losses: losses,
  Layers: layers,
}

/** What we do otherwise on purpose. */
export const differences = [...otherValues, ...otherRules]
