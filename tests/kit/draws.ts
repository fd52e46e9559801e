/** Numbers between 0 and 1 that are the same in every run. */
export function sampler(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** At most `count` of a list, spread over it and the same in every run. */
export function pick<T>(list: readonly T[], count: number, seed: number): readonly T[] {
  if (list.length <= count) return list
  const random = sampler(seed)
  const left = [...list]
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0]!)
}
