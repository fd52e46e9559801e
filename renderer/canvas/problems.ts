import type { Problem } from '#core/index.ts'

/** The problems that are told under a node's card: not those that its ports show, nor what is only kept. */
export function saidUnder(problems: readonly Problem[], id: string): readonly Problem[] {
  return problems.filter(
    ({ node, code }) => node === id && code !== 'missing-input' && code !== 'unknown-field',
  )
}
