import { GraphError } from '../errors.ts'
import type { Applied } from '../ops/apply.ts'
import { portName } from '../ops/ports.ts'
import { showShape } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'

/** The part of a tensor that the tape sees. */
export interface Tracked<T> {
  readonly array: NdArray
  readonly requiresGrad: boolean
  /** `null` on a leaf. */
  readonly record: TapeRecord<T> | null
  /** Counts the writes in place. */
  readonly version: number
}

/** Where a gradient can arrive: at what made a tensor, or at the leaf itself. */
export type Place<T> = TapeRecord<T> | T

/** An input as it was when the op was applied; writing to the tensor later changes neither. */
export interface Edge<T> {
  readonly tensor: T
  /** Where its gradient goes; `null` where none was asked for. */
  readonly to: Place<T> | null
  readonly version: number
}

/** What a reverse rule may read, as it was when the op was applied. */
export interface Kept<T> {
  readonly applied: Applied<NdArray>
  readonly inputs: readonly Edge<T>[]
  readonly output: T
  readonly outputVersion: number
}

let clock = 0

/** How one tensor was made: an op applied to others. */
export class TapeRecord<T> {
  /** Counts up: a newer record depends on older ones only. */
  readonly order = clock++
  /** Where each input's gradient goes. */
  readonly to: readonly (Place<T> | null)[]
  #kept: Kept<T> | null

  constructor(kept: Kept<T>) {
    this.#kept = kept
    this.to = kept.inputs.map(({ to }) => to)
  }

  /** @errors GraphError `no-root` where it was let go. */
  get kept(): Kept<T> {
    if (this.#kept !== null) return this.#kept
    throw new GraphError(
      'no-root',
      'This graph was sent back through before and let go. Pass { retainGraph: true } to the earlier pass.',
    )
  }

  /** Lets go of what was kept, so that its memory is free. */
  release(): void {
    this.#kept = null
  }
}

/** Where the gradient of a tensor arrives as things stand. */
export function placeOf<T extends Tracked<T>>(tensor: T): Place<T> {
  return tensor.record ?? tensor
}

/** A tensor as an op finds it. */
export function edgeTo<T extends Tracked<T>>(tensor: T): Edge<T> {
  const { requiresGrad, version } = tensor
  return { tensor, to: requiresGrad ? placeOf(tensor) : null, version }
}

/**
 * Notices that a rule reads a tensor which was written to after its op was applied.
 *
 * @errors GraphError `in-place`, naming the op and the input or output that changed.
 */
export function assertAsKept<T extends Tracked<T>>({ kept }: TapeRecord<T>, read: T): void {
  if (read.version === 0) return
  const port = kept.inputs.findIndex(({ tensor }) => tensor === read)
  const isOutput = read === kept.output
  const version = isOutput ? kept.outputVersion : kept.inputs[port]?.version
  if (version === undefined || version === read.version) return
  const { op } = kept.applied
  const what = isOutput ? 'output' : `input ${op.ports.length === 0 ? port : portName(op, port)}`
  throw new GraphError(
    'in-place',
    `${op.title} kept its ${what} (${showShape(read.array.shape)}) for the way back, but it was changed in place since: it is at version ${read.version}, and was kept at ${version}. Write to a copy: clone() it first.`,
  )
}
