import { GraphError } from '../errors.ts'
import { showShape } from '../tensor/shape.ts'
import type { Tensor } from './variable.ts'

/** A stretch of an axis as Python's `start:stop:step` has it; `null` leaves a bound open. */
export type Stretch = readonly [start?: number | null, stop?: number | null, step?: number]

/** What is taken along one axis: an element, a stretch, all (`null`), or whole numbers that choose. */
export type Place = number | Stretch | null | Tensor

/** @errors GraphError `index` where the axis has no such element. */
function checkedIndex(index: number, axis: number, { shape }: Tensor): number {
  const size = shape[axis]!
  const at = index < 0 ? index + size : index
  if (!Number.isInteger(index) || at < 0 || at >= size)
    throw new GraphError(
      'index',
      `There is no element ${index} along axis ${axis} of ${showShape(shape)}: ${size === 0 ? 'it is empty' : `elements run from ${-size} to ${size - 1}`}.`,
    )
  return at
}

const isList = (place: Place): place is Stretch => Array.isArray(place)
const isTensor = (place: Place): place is Tensor =>
  typeof place === 'object' && place !== null && !isList(place)

/**
 * Part of a tensor, one place an axis: `at(x, 1)` is `x[1]`, `at(x, null, [0, 2])` is `x[:, 0:2]`.
 *
 * A number drops its axis; axes that are not named are taken whole. Whole numbers in a tensor choose
 * along their axis, each as often as it is named, and their gradients add up.
 *
 * @shape x: S → S with numbered axes dropped and the others as long as their places.
 * @errors GraphError `index` where an element is missing, too many axes are named, or two tensors choose.
 * @source NumPy user guide, "Indexing on ndarrays".
 */
export function at(x: Tensor, places: readonly Place[]): Tensor {
  if (places.length > x.shape.length)
    throw new GraphError(
      'index',
      `${places.length} places are named, but ${showShape(x.shape)} has ${x.shape.length} axes.`,
    )
  if (places.filter(isTensor).length > 1)
    throw new GraphError(
      'index',
      'Only one axis can be chosen from by a tensor; take one at a time.',
    )
  const stretches = places.map((place, axis): Stretch => {
    if (typeof place === 'number') {
      const index = checkedIndex(place, axis, x)
      return [index, index + 1]
    }
    return place !== null && isList(place) ? place : []
  })
  const dropped = places.flatMap((place, axis) => (typeof place === 'number' ? axis : []))
  const chosen = places.findIndex(isTensor)
  let part = x
  if (stretches.some((stretch) => stretch.length > 0))
    part = part.slice({
      starts: stretches.map(([start = null]) => start),
      stops: stretches.map(([, stop = null]) => stop),
      steps: stretches.map(([, , step = 1]) => step),
    })
  if (chosen >= 0) part = part.index_select(places[chosen] as Tensor, { axis: chosen })
  return dropped.length > 0 ? part.squeeze({ axis: dropped }) : part
}
