import { describe, expect, it } from 'vitest'
import { areas, differences, sources } from './sorix/index.ts'

/** Whether two answers agree: numbers within 1e-6, a text with its pattern, the rest exactly. */
function agrees(got: unknown, want: unknown): boolean {
  if (want instanceof RegExp) return typeof got === 'string' && want.test(got)
  if (typeof want === 'number')
    return typeof got === 'number' && Math.abs(got - want) <= 1e-6 * Math.max(1, Math.abs(want))
  if (!Array.isArray(want)) return Object.is(got, want)
  return (
    Array.isArray(got) &&
    got.length === want.length &&
    want.every((one, at) => agrees(got[at], one))
  )
}

const show = (value: unknown) => (value instanceof RegExp ? String(value) : JSON.stringify(value))

const expectAgreement = (got: unknown, want: unknown) =>
  expect(agrees(got, want), `got ${show(got)}, wanted ${show(want)}`).toBe(true)

describe.each(Object.entries(areas))('sorix, %s', (_area, facts) => {
  it.each(facts)('$says', ({ run, want }) => expectAgreement(run(), want))
})

describe('unlike sorix', () => {
  it.each(differences)('$says', { timeout: 30_000 }, ({ run, want }) =>
    expectAgreement(run(), want),
  )
})

describe('the facts', () => {
  const all = [...Object.values(areas).flat(), ...differences]

  it('are each said once', () => {
    expect(new Set(all.map(({ says }) => says)).size).toBe(all.length)
  })

  it('come from files that are listed, each of which told one', () => {
    const from = new Set(all.map((fact) => fact.from))
    expect([...from].toSorted()).toEqual(Object.keys(sources).toSorted())
  })
})
