import { describe, expect, it } from 'vitest'
import { barLabels } from '../../renderer/panels/inspector/barLabels.ts'

describe('labels over bars', () => {
  it('all stand where they have room', () => {
    expect(barLabels([1, 2, 3], 0, 80, 30)).toEqual(['1', '2', '3'])
  })

  it('stand where bars differ in height, as in the seed', () => {
    const seed = [0.009866, 0.41997, 1, 0.41997, 0.009866]
    expect(barLabels(seed, 3, 44, 90)).toEqual(['0.009866', '0.4200', '1', '0.4200', '0.009866'])
  })

  it('give way to the chosen one, then to the longest bar’s', () => {
    expect(barLabels([0.009866, 0.01205, 0.009866], 2, 44, 90)).toEqual([
      '0.009866',
      '',
      '0.009866',
    ])
    expect(barLabels([0.009866, 0.01205, 0.009866], 1, 44, 90)).toEqual(['', '0.01205', ''])
  })

  it('are few where bars are narrow', () => {
    const labels = barLabels([1.234, 1.235, 1.236, 1.237, 1.238, 1.239], 0, 30, 40)
    expect(labels).toEqual(['1.234', '', '', '1.237', '', '1.239'])
  })
})
