import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Case, compareCase } from '#core/cli/goldenCase.ts'

const folder = new URL('../golden/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .toSorted()
const checked = files.flatMap((name) => {
  const { cases } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
    cases: readonly Case[]
  }
  return cases.map((one) => ({ one, ...compareCase(one) }))
})

describe('the golden cases', () => {
  const opened = checked.filter(({ doors }) => doors.length > 0)
  it.each(opened)('agree in $one.id', ({ mismatches }) => {
    expect(mismatches).toEqual([])
  })

  it('are reached by every door that the op table opens', () => {
    const through = (door: string) =>
      checked.filter(({ doors }) => doors.some((one) => one === door))
    expect(through('eager')).toHaveLength(498)
    expect(through('compiled')).toHaveLength(494)
    expect(through('printed')).toHaveLength(56)
  })
})

const sum: Case = {
  id: 'reduction/sum/float64',
  op: 'sum',
  dtype: 'float64',
  attrs: {},
  inputs: [{ shape: [2], data: [1, 2], requires_grad: true }],
  output: { shape: [], data: [3] },
  grad_output: null,
  grads: [{ shape: [2], data: [1, 1] }],
}

describe('compareCase', () => {
  it('passes a case by the eager and the compiled door', () => {
    expect(compareCase(sum)).toEqual({ doors: ['eager', 'compiled'], mismatches: [] })
  })

  it('reports a value that differs by more than the tolerance at both doors', () => {
    const { mismatches } = compareCase({ ...sum, output: { shape: [], data: [3 + 1e-9] } })
    expect(mismatches.map(({ door, what }) => `${door} ${what}`)).toEqual([
      'eager output',
      'compiled output',
    ])
  })

  it('reports a gradient of another shape', () => {
    const { mismatches } = compareCase({ ...sum, grads: [{ shape: [2, 1], data: [1, 1] }] })
    expect(mismatches).toHaveLength(2)
  })

  it('reports a gradient where the reference has none', () => {
    const { mismatches } = compareCase({ ...sum, grads: [null] })
    expect(mismatches[0]).toMatchObject({ expected: 'none' })
  })

  it('opens no door to an op that is not in the table', () => {
    expect(compareCase({ ...sum, op: 'fft' })).toEqual({ doors: [], mismatches: [] })
  })

  it('takes only the eager door where backward runs more than once', () => {
    const twice = { ...sum, backward_runs: 2, grads: [{ shape: [2], data: [2, 2] }] }
    expect(compareCase(twice)).toEqual({ doors: ['eager'], mismatches: [] })
  })
})
