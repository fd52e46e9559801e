import { GraphError } from '../errors.ts'
import { type Applied, reverseOp } from '../ops/apply.ts'
import { onArrays } from '../ops/arrays.ts'
import { sameShape, showShape } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'

/** What a computed tensor remembers of how it was made. */
export interface TapeRecord {
  /** Counts up with every op applied: newer records depend on older ones only. */
  readonly order: number
  readonly applied: Applied<NdArray>
  readonly inputs: readonly Tracked[]
}

/** The part of a tensor that the tape sees. */
export interface Tracked {
  readonly array: NdArray
  readonly requiresGrad: boolean
  /** `null` on a leaf. */
  readonly record: TapeRecord | null
  /** Adds to a leaf's gradient. */
  accumulate(grad: NdArray): void
}

let order = 0
let enabled = true
/** Records whose graph a backward pass has let go. */
const released = new WeakSet<TapeRecord>()

/** Whether ops are being recorded. */
export function isRecording(): boolean {
  return enabled
}

/** Runs `body` without recording: what it computes has no gradient. */
export function noGrad<T>(body: () => T): T {
  const before = enabled
  enabled = false
  try {
    return body()
  } finally {
    enabled = before
  }
}

/** A record of an op just applied. */
export function record(applied: Applied<NdArray>, inputs: readonly Tracked[]): TapeRecord {
  return { order: order++, applied, inputs }
}

/** The tensors with a record that `root` depends on, newest first. */
function recorded(root: Tracked): Tracked[] {
  const seen = new Set<Tracked>([root])
  const queue = [root]
  for (let tensor = queue.pop(); tensor !== undefined; tensor = queue.pop())
    for (const input of tensor.record?.inputs ?? [])
      if (input.requiresGrad && !seen.has(input)) {
        seen.add(input)
        queue.push(input)
      }
  return [...seen]
    .filter((tensor) => tensor.record !== null)
    .sort((a, b) => b.record!.order - a.record!.order)
}

/**
 * Sends a cotangent back from `root` and adds what arrives to the leaves' gradients.
 *
 * @errors GraphError `no-root` where nothing requires a gradient or the tape was let go; `shape`
 *   where `cotangent` has not the root's shape.
 * @source PyTorch, `torch.Tensor.backward`.
 */
export function backward(root: Tracked, cotangent: NdArray, retainGraph: boolean): void {
  if (!root.requiresGrad)
    throw new GraphError('no-root', 'This tensor does not depend on one that requires a gradient.')
  if (!sameShape(root.array.shape, cotangent.shape))
    throw new GraphError(
      'shape',
      `The gradient to start from is ${showShape(cotangent.shape)}, but the tensor is ${showShape(root.array.shape)}.`,
    )
  const tensors = recorded(root)
  if (tensors.some((tensor) => released.has(tensor.record!)))
    throw new GraphError(
      'no-root',
      'This graph was sent back through before and let go. Pass { retainGraph: true } to the earlier backward().',
    )
  const start = onArrays.cast(cotangent, root.array.dtype)
  const cotangents = new Map<Tracked, NdArray>([[root, start]])
  for (const tensor of tensors) {
    const arriving = cotangents.get(tensor)
    if (arriving === undefined) continue
    const { applied, inputs } = tensor.record!
    const wanted = inputs.map((input) => input.requiresGrad)
    const owed = reverseOp(onArrays, applied, arriving, wanted)
    inputs.forEach((input, port) => {
      const flowing = owed[port]
      if (flowing === null || flowing === undefined) return
      const grad = onArrays.cast(flowing, input.array.dtype)
      const before = cotangents.get(input)
      // Fan-out: contributions add.
      cotangents.set(input, before === undefined ? grad : onArrays.add(before, grad))
    })
  }
  for (const [tensor, grad] of cotangents) if (tensor.record === null) tensor.accumulate(grad)
  if (!retainGraph) for (const tensor of tensors) released.add(tensor.record!)
}
