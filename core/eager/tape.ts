import { GraphError } from '../errors.ts'
import type { Applied } from '../ops/apply.ts'
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

let clock = 0

/** How one tensor was made: an op applied to others. */
export class TapeRecord<T> {
  /** Counts up: a newer record depends on older ones only. */
  readonly order = clock++
  readonly edges: readonly Edge<T>[]
  readonly output: T
  readonly outputVersion: number
  #applied: Applied<NdArray> | null

  constructor(applied: Applied<NdArray>, edges: readonly Edge<T>[], output: T, version: number) {
    this.#applied = applied
    this.edges = edges
    this.output = output
    this.outputVersion = version
  }

  /** The op with what it kept for the way back; `null` once it was let go. */
  get applied(): Applied<NdArray> | null {
    return this.#applied
  }

  /** Lets go of what was kept, so that its memory is free. */
  release(): void {
    this.#applied = null
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
export function assertAsKept<T extends Tracked<T>>(record: TapeRecord<T>, read: T): void {
  const port = record.edges.findIndex((edge) => edge.tensor === read)
  const kept = read === record.output ? record.outputVersion : record.edges[port]?.version
  if (kept === undefined || kept === read.version) return
  const { title, ports } = record.applied!.op
  const what = read === record.output ? 'output' : `input ${ports[port] ?? port}`
  throw new GraphError(
    'in-place',
    `${title} kept its ${what} (${showShape(read.array.shape)}) for the way back, but it was changed in place since: it is at version ${read.version}, and was kept at ${kept}. Write to a copy: clone() it first.`,
  )
}
