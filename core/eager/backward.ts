import { GraphError } from '../errors.ts'
import { reverseOp } from '../ops/apply.ts'
import type { Builder } from '../ops/builder.ts'
import { builderOver } from '../ops/verbs.ts'
import { sameShape, showShape, sizeOf } from '../tensor/shape.ts'
import { assertAsKept, type Place, TapeRecord, type Tracked } from './tape.ts'
import { type TapeReading, unfold } from './unfold.ts'

/** Which records a gradient runs through, newest first, and at which places it is of use. */
export interface Route<T> {
  readonly records: readonly TapeRecord<T>[]
  readonly isOfUse: (place: Place<T>) => boolean
}

/** The records that `roots` depend on, newest first. */
function recordsBelow<T>(roots: Iterable<Place<T>>): TapeRecord<T>[] {
  const found = new Set<TapeRecord<T>>()
  const queue: (Place<T> | null)[] = [...roots]
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    if (!(place instanceof TapeRecord) || found.has(place)) continue
    found.add(place)
    queue.push(...place.to)
  }
  return [...found].sort((a, b) => b.order - a.order)
}

/**
 * The way from `roots` back to the places `wanted`, or to every leaf where that is `null`.
 *
 * @errors GraphError `no-root` where a record on the way was let go.
 */
export function routeBack<T>(
  roots: Iterable<Place<T>>,
  wanted: ReadonlySet<Place<T>> | null,
): Route<T> {
  const below = recordsBelow(roots)
  const passed = new Set<Place<T>>()
  const isOfUse = (place: Place<T>) => wanted === null || wanted.has(place) || passed.has(place)
  for (const record of below.toReversed())
    if (record.to.some((to) => to !== null && isOfUse(to))) passed.add(record)
  const records = below.filter((record) => passed.has(record))
  for (const record of records) record.kept
  return { records, isOfUse }
}

/**
 * Sends cotangents back along a route and gives what arrives at leaves and where `keeps` says so.
 *
 * The reverse rules are read over tensors: with recording on, what they compute can itself be
 * differentiated. Where ways meet, contributions add.
 *
 * @errors GraphError `in-place` where a rule reads a tensor that was written to since.
 */
export function sendBack<T extends Tracked<T>>(
  reading: TapeReading<T>,
  starts: ReadonlyMap<Place<T>, T>,
  { records, isOfUse }: Route<T>,
  keeps: (record: TapeRecord<T>) => boolean,
): ReadonlyMap<Place<T>, T> {
  const cotangents = new Map(starts)
  let current: TapeRecord<T>
  const k = builderOver<T>({
    ...reading,
    apply: (name, inputs, attrs) => {
      for (const input of inputs) assertAsKept(current, input)
      return reading.apply(name, inputs, attrs)
    },
  })
  for (const record of records) {
    const arriving = cotangents.get(record)
    if (arriving === undefined) continue
    if (!keeps(record)) cotangents.delete(record)
    current = record
    const wanted = record.to.map((to) => to !== null && isOfUse(to))
    const owed = reverseOp(k, unfold(reading, record), arriving, wanted)
    record.kept.inputs.forEach(({ tensor, to }, port) => {
      const flowing = owed[port]
      if (to === null || flowing === null || flowing === undefined) return
      const cotangent = k.cast(flowing, tensor.array.dtype)
      const before = cotangents.get(to)
      cotangents.set(to, before === undefined ? cotangent : k.add(before, cotangent))
    })
  }
  return cotangents
}

/**
 * What a pass starts from at `output`: a copy of `gradient`, or 1 where there is one element.
 *
 * @errors GraphError `no-root` where nothing asks for a gradient, `shape` where one is needed or
 *   does not fit.
 */
export function startOf<T extends Tracked<T>>(k: Builder<T>, output: T, gradient: T | null): T {
  const { shape, dtype } = output.array
  if (!output.requiresGrad)
    throw new GraphError('no-root', 'This tensor does not depend on one that requires a gradient.')
  if (gradient === null && sizeOf(shape) !== 1)
    throw new GraphError(
      'shape',
      `backward() starts from 1 where there is one element; this tensor has ${sizeOf(shape)}. Pass the gradient to start from, or sum first.`,
    )
  if (gradient === null) return k.reshape(k.constant(1, dtype), shape)
  if (!sameShape(shape, gradient.array.shape))
    throw new GraphError(
      'shape',
      `The gradient to start from is ${showShape(gradient.array.shape)}, but the tensor is ${showShape(shape)}.`,
    )
  return k.cast(k.reshape(gradient, shape), dtype)
}
