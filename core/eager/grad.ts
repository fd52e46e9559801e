import { GraphError } from '../errors.ts'
import { builderOver } from '../ops/verbs.ts'
import { showShape } from '../tensor/shape.ts'
import { routeBack, sendBack, startOf } from './backward.ts'
import { withRecording } from './recording.ts'
import { type Place, placeOf } from './tape.ts'
import { type PassOptions, type Tensor, tensors } from './variable.ts'

/** How `grad` goes about it. */
export interface GradOptions extends PassOptions {
  /** What to start from at each output; `null` starts from 1. */
  readonly gradOutputs?: Tensor | readonly (Tensor | null)[]
  /** Gives `null` for an input that the outputs do not depend on, instead of an error. */
  readonly allowUnused?: boolean
}

const k = builderOver(tensors)

function listOf<T extends Tensor | null>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : [given as T]
}

/** Cotangents at the outputs' places; an output named twice starts twice. */
function startsOf(outputs: readonly Tensor[], given: readonly (Tensor | null)[]) {
  if (given.length > 0 && given.length !== outputs.length)
    throw new GraphError(
      'shape',
      `There are ${outputs.length} outputs, but ${given.length} gradients to start from.`,
    )
  const starts = new Map<Place<Tensor>, Tensor>()
  outputs.forEach((output, at) => {
    const start = startOf(k, output, given[at] ?? null)
    const before = starts.get(placeOf(output))
    starts.set(placeOf(output), before === undefined ? start : k.add(before, start))
  })
  return starts
}

/**
 * The gradients of `outputs` with respect to `inputs`, leaves or computed tensors; no `grad` is touched.
 *
 * @errors GraphError `no-root` where an input is not reached (unless `allowUnused`) or the graph was
 *   let go; `shape` and `in-place` as `backward` throws.
 * @source PyTorch, `torch.autograd.grad`.
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions & { readonly allowUnused: true },
): (Tensor | null)[]
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions,
): Tensor[]
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  {
    gradOutputs = [],
    createGraph = false,
    retainGraph = createGraph,
    allowUnused = false,
  }: GradOptions = {},
): (Tensor | null)[] {
  return withRecording(createGraph, () => {
    const starts = startsOf(
      listOf(outputs),
      listOf<Tensor | (null & object)>(gradOutputs as Tensor),
    )
    const places = listOf(inputs).map((input) => {
      if (input.requiresGrad) return placeOf(input)
      throw new GraphError(
        'no-root',
        `An input (${showShape(input.shape)}) asks for no gradient: pass { requiresGrad: true } where it is made.`,
      )
    })
    const wanted = new Set(places)
    const route = routeBack(starts.keys(), wanted)
    const arrived = sendBack(tensors, starts, route, (record) => wanted.has(record))
    if (!retainGraph) for (const record of route.records) record.release()
    return places.map((place, at) => {
      const found = arrived.get(place)
      if (found !== undefined) return k.reshape(found, found.shape)
      if (allowUnused) return null
      throw new GraphError(
        'no-root',
        `The outputs do not depend on input ${at}. Pass { allowUnused: true } to have null for it.`,
      )
    })
  })
}
