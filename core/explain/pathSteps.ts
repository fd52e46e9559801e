import type { Results } from '../graph/session.ts'
import type { NdArray } from '../tensor/storage.ts'
import { type Backward, nodeOfFactor } from './local.ts'
import { type Hop, onward } from './routes.ts'
import type { Trail } from './spread.ts'

/** One thing on a path. Numbers of the kinds `seed`, `arrives` and `factor` multiply to the share. */
export type PathStep =
  /** What the gradient starts with at the root: a number, or a norm where the way is through tensors. */
  | { readonly kind: 'seed'; readonly node: string; readonly value: number; readonly norm: boolean }
  /** An op that mixes elements: the norm of what arrives along this path behind it. */
  | {
      readonly kind: 'through'
      readonly node: string
      readonly edge: string
      readonly norm: number
    }
  /** What arrives along the path at the one element whose gradient all that follows scales. */
  | {
      readonly kind: 'arrives'
      readonly node: string
      readonly element: number
      readonly value: number
    }
  /** An op's local derivative; where it is the value of a node, `of` says which. */
  | {
      readonly kind: 'factor'
      readonly node: string
      readonly edge: string
      readonly value: number
      readonly of: string | null
    }
  /** Several of the same kind together: the product of factors; `null` for ops that mix elements. */
  | { readonly kind: 'more'; readonly count: number; readonly product: number | null }

/** Of more factors, or ops, than this only the first and the last are told apart. */
const foldLimit = 6
const ends = { first: 2, last: 3 } as const

/** The first and the last of `count` things, and between them the others together. */
function fold(
  count: number,
  tell: (at: number) => PathStep,
  product: (from: number, to: number) => number | null,
): PathStep[] {
  const list = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => tell(from + at))
  if (count <= foldLimit) return list(0, count)
  const [from, to] = [ends.first, count - ends.last]
  const more: PathStep = { kind: 'more', count: to - from, product: product(from, to) }
  return [...list(0, from), more, ...list(to, count)]
}

/**
 * What happens along one path, from the seed on: op by op, by norms, where elements mix; and from
 * where one element's gradient comes from one element, as factors whose product is the share.
 *
 * @param way     a trail from the root on.
 * @param element the element whose share it is; `null` for the whole.
 * @param size    of what is carried.
 */
export function pathSteps<T extends number | NdArray, H extends Hop>(
  { compiled }: Results,
  backward: Backward,
  way: readonly Trail<T, H>[],
  element: number | null,
  size: (value: T) => number,
): readonly PathStep[] {
  // From the node towards the root, as far as one element leads to one element.
  const derivatives: number[] = []
  let at = element
  let first = way.length
  while (at !== null && first > 1) {
    const hop = way[first - 1]!.hop!
    const to = onward(hop, at)
    if (to === null) break
    derivatives.push(backward.local(hop).data[at]!)
    at = to
    first--
  }
  derivatives.reverse()
  const scaled = fold(
    derivatives.length,
    (i) => {
      const hop = way[first + i]!.hop!
      const { inputs } = compiled.wiring.nodes.get(hop.target)!
      const of = nodeOfFactor(
        hop,
        inputs.map((edge) => edge?.source ?? ''),
      )
      return { kind: 'factor', node: hop.target, edge: hop.edge, value: derivatives[i]!, of }
    },
    (from, to) => derivatives.slice(from, to).reduce((product, value) => product * value, 1),
  )
  const node = compiled.root ?? ''
  const numberAt = (value: T, index: number) =>
    typeof value === 'number' ? value : value.data[index]!
  const [{ value: seed }, source] = [way[0]!, way[first - 1]!]
  if (at !== null && first === 1)
    return [{ kind: 'seed', node, value: numberAt(seed, at), norm: false }, ...scaled]
  const through = fold(
    first - 1,
    (i) => {
      const { hop, value } = way[1 + i]!
      return { kind: 'through', node: hop!.target, edge: hop!.edge, norm: size(value) }
    },
    () => null,
  )
  const arrives: PathStep[] =
    at === null || scaled.length === 0
      ? []
      : [
          {
            kind: 'arrives',
            node: source.hop!.source,
            element: at,
            value: numberAt(source.value, at),
          },
        ]
  return [{ kind: 'seed', node, value: size(seed), norm: true }, ...through, ...arrives, ...scaled]
}
