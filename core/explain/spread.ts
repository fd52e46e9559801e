/** Where something passes: at the root there are no hops, elsewhere one to each place it comes from. */
export interface Place<H> {
  readonly hops: readonly { readonly hop: H; readonly to: number }[]
}

/** Something carried back along one path, with the way it came. */
export interface Trail<T, H> {
  readonly value: T
  readonly size: number
  /** The last hop of the way; `null` at the root. */
  readonly hop: H | null
  readonly before: Trail<T, H> | null
}

/** How something is carried: by a hop, added where paths are not told apart, and measured. */
export interface Carrier<T, H> {
  readonly push: (hop: H, value: T) => T
  readonly add: (a: T, b: T) => T
  readonly size: (value: T) => number
}

/** What arrived: by the paths told apart, and by all the others together. */
export interface Arrived<T, H> {
  /** Where there are others, the largest first; else as the places have them, whatever their sizes. */
  readonly trails: readonly Trail<T, H>[]
  /** `null` where every path was told apart. */
  readonly rest: T | null
}

/** What is no number counts as the largest: it must be seen. */
const bySize = <T, H>(a: Trail<T, H>, b: Trail<T, H>) => b.size - a.size

/**
 * Carries something from the root back along every path, place by place, and tells the `keep` largest
 * apart; the others are added up on the way and carried on together, so that nothing is left out.
 *
 * The work is at most `keep` + 1 pushes a hop, however many paths there are. Where a push keeps the
 * order of sizes, as multiplying by a number does, the paths kept are the largest of all.
 *
 * @param places the root first, each after those it comes from; the last is where it arrives.
 * @param start  what starts at a place of the root's.
 */
export function spread<T, H>(
  places: readonly Place<H>[],
  start: (place: number) => T,
  { push, add, size }: Carrier<T, H>,
  keep: number,
): Arrived<T, H> {
  const arrived: Arrived<T, H>[] = []
  const trail = (value: T, hop: H | null, before: Trail<T, H> | null): Trail<T, H> => {
    const measured = size(value)
    return {
      value,
      size: Number.isNaN(measured) ? Number.POSITIVE_INFINITY : measured,
      hop,
      before,
    }
  }
  places.forEach(({ hops }, at) => {
    if (hops.length === 0) {
      const value = start(at)
      arrived.push(
        keep > 0 ? { trails: [trail(value, null, null)], rest: null } : { trails: [], rest: value },
      )
      return
    }
    const all: Trail<T, H>[] = []
    let rest: T | null = null
    const leave = (value: T) => {
      rest = rest === null ? value : add(rest, value)
    }
    for (const { hop, to } of hops) {
      const from = arrived[to]!
      for (const before of from.trails) all.push(trail(push(hop, before.value), hop, before))
      if (from.rest !== null) leave(push(hop, from.rest))
    }
    const last = at === places.length - 1
    if (all.length > keep || (last && rest !== null)) all.sort(bySize)
    for (const { value } of all.splice(keep)) leave(value)
    arrived.push({ trails: all, rest })
  })
  return arrived.at(-1) ?? { trails: [], rest: null }
}

/** How many paths there are, in time linear in the edges. */
export function countPaths(places: readonly Place<unknown>[]): bigint {
  const carrier: Carrier<bigint, unknown> = {
    push: (_hop, count) => count,
    add: (a, b) => a + b,
    size: () => 0,
  }
  return spread(places, () => 1n, carrier, 0).rest ?? 0n
}

/**
 * How many paths can be told apart for so much work: as many as wanted, or a half, a quarter … of
 * them, and one at the least.
 *
 * @param costOf what one push by a hop costs.
 */
export function affordable<H>(
  places: readonly Place<H>[],
  costOf: (hop: H) => number,
  wanted: number,
  limit: number,
): number {
  const costs = places.map(({ hops }) => hops.map(({ hop }) => costOf(hop)))
  for (let keep = wanted; keep > 1; keep = Math.ceil(keep / 2)) {
    const counts: number[] = []
    let work = 0
    places.forEach(({ hops }, at) => {
      let count = hops.length === 0 ? 1 : 0
      hops.forEach(({ to }, i) => {
        count += counts[to]!
        work += counts[to]! * costs[at]![i]!
      })
      counts.push(Math.min(count, keep))
    })
    if (work <= limit) return keep
  }
  return 1
}

/** A trail's way, from the root on: each part of it after the first is one hop further. */
export function wayOf<T, H>(trail: Trail<T, H>): readonly Trail<T, H>[] {
  const way: Trail<T, H>[] = []
  for (let at: Trail<T, H> | null = trail; at !== null; at = at.before) way.push(at)
  return way.reverse()
}
