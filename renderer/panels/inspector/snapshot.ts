import type { NdArray, Results } from '#core/index.ts'

/**
 * Runs reuse their buffers, and what React remembers it compares by identity: a copy is what makes
 * a new run look new.
 */
const copy = (array: NdArray | null): NdArray | null =>
  array === null ? null : { ...array, data: array.data.slice() }

/** A node's value in this run, to keep. */
export const valueIn = (results: Results, id: string) => copy(results.value(id))

/** A node's gradient in this run, to keep. */
export const gradIn = (results: Results, id: string) => copy(results.grad(id))

/** What arrives by an edge in this run, to keep. */
export const contributionIn = (results: Results, edge: string) => copy(results.contribution(edge))
