import { describe, expect, it } from 'vitest'
import { opNames, ops } from '#core/index.ts'
import { layoutCard } from '../../renderer/canvas/layout.ts'

const node = (type: string, view = {}) => ({
  id: 'n',
  type,
  position: { x: 0, y: 0 },
  data: {},
  view,
})

const shapes = [null, [], [5], [2, 3], [100]] as const

describe('a card', () => {
  it.each(opNames)('%s has its ports on it, apart from each other, whatever it shows', (type) => {
    for (const shape of shapes) {
      const { inputs, output, height } = layoutCard(node(type), shape, true)
      expect(inputs).toHaveLength(ops[type].ports.length)
      const centres = [40 - 17, ...inputs, height]
      for (const [at, centre] of inputs.entries())
        expect(centre - centres[at]!).toBeGreaterThanOrEqual(34)
      expect(output).toBe(inputs[0] ?? output)
      expect(Math.max(output, ...inputs) + 17).toBeLessThanOrEqual(height)
    }
  })

  it('keeps its ports where they are when it is wired', () => {
    const { inputs } = layoutCard(node('mul'), null, false)
    for (const shape of shapes) expect(layoutCard(node('mul'), shape, true).inputs).toEqual(inputs)
  })

  it('names its inputs where there are several, and while it has nothing else to show', () => {
    expect(layoutCard(node('tanh'), [5], true).rows).toBe(0)
    expect(layoutCard(node('tanh'), null, false).rows).toBeGreaterThan(0)
    expect(layoutCard(node('mul'), [5], true).rows).toBeGreaterThan(2 * 34)
  })

  it('is hardly wider for its chart', () => {
    for (const type of ['tensor', 'tanh'])
      expect(layoutCard(node(type, { chart: true }), [5], true).width).toBe(
        layoutCard(node(type), [5], true).width,
      )
    expect(layoutCard(node('mul', { chart: true }), [], true).width).toBeLessThan(264)
  })
})
