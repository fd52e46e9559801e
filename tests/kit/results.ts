import type { Results } from '#core/graph/session.ts'

/** Everything a reader can see of a run. */
export function shown(results: Results) {
  const { values, grads, contributions, root } = results.compiled
  const list = (keys: Iterable<string>, read: Results['value']) =>
    [...keys].map((key) => {
      const { shape, dtype, data } = read(key)!
      return { key, shape, dtype, data: Array.from(data) }
    })
  return {
    root,
    values: list(values.keys(), results.value),
    grads: list(grads.keys(), results.grad),
    contributions: list(contributions.keys(), results.contribution),
    problems: results.problems,
  }
}
