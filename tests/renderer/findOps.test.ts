import { describe, expect, it } from 'vitest'
import { opNames } from '#core/index.ts'
import { findOps } from '../../renderer/panels/findOps.ts'

describe('a search for an op', () => {
  it.each([
    ['max', 'max'],
    ['pow', 'pow'],
    ['relu', 'relu'],
    ['maxi', 'maximum'],
    ['ReLU', 'relu'],
    ['softp', 'softplus'],
    ['entropy', 'cross_entropy_loss'],
    ['note', 'note'],
  ])('for “%s” takes %s with Enter', (query, best) => {
    expect(findOps(query).best).toBe(best)
  })

  it('takes every op by its own name', () => {
    for (const name of opNames) expect(findOps(name).best).toBe(name)
  })

  it('shows them all while nothing is looked for, and none where there is none', () => {
    expect(findOps(' ').families.flatMap(({ names }) => names)).toHaveLength(opNames.length)
    expect(findOps('nonesuch')).toEqual({ families: [], note: false, best: null })
  })
})
