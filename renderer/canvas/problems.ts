import type { Problem } from '#core/index.ts'

/** The problems that are told under a node's card: not those that its ports show, nor what is only kept. */
export function saidUnder(problems: readonly Problem[], id: string): readonly Problem[] {
  return problems.filter(
    ({ node, code }) => node === id && code !== 'missing-input' && code !== 'unknown-field',
  )
}

const failures = new WeakMap<readonly Problem[], ReadonlyMap<string, string>>()

/** What is wrong with a wire; every wire asks on every run, so each list of problems is sorted once. */
export function failureOf(problems: readonly Problem[], edge: string): string | undefined {
  let byEdge = failures.get(problems)
  if (byEdge === undefined) {
    const failed = problems.filter(({ severity }) => severity === 'error').toReversed()
    byEdge = new Map(failed.map((problem) => [problem.edge ?? '', problem.message]))
    failures.set(problems, byEdge)
  }
  return byEdge.get(edge)
}
