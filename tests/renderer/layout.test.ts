import { describe, expect, it } from 'vitest'
import { opNames } from '#core/index.ts'
import { layoutCard } from '../../renderer/canvas/layout.ts'
import { portsShown } from '../../renderer/canvas/ports.ts'

const node = (type: string, view = {}) => ({
  id: 'n',
  type,
  position: { x: 0, y: 0 },
  data: {},
  view,
})

const two = ['input', 'other']
const shapes = [null, [], [5], [2, 3], [100]] as const

describe('a card', () => {
  it.each(opNames)('%s has its ports on it, apart from each other, whatever it shows', (type) => {
    const ports = portsShown({ edges: [] }, node(type))
    for (const shape of shapes) {
      const { inputs, output, height } = layoutCard(node(type), shape, true, ports)
      expect(inputs).toHaveLength(ports.length)
      const centres = [28, ...inputs]
      for (const [at, centre] of inputs.entries())
        expect(centre - centres[at]!).toBeGreaterThanOrEqual(34)
      expect(Math.max(output, ...inputs) + 17).toBeLessThanOrEqual(height)
    }
  })

  it('keeps its ports where they are when it is wired', () => {
    const { inputs } = layoutCard(node('mul'), null, false, two)
    for (const shape of shapes)
      expect(layoutCard(node('mul'), shape, true, two).inputs).toEqual(inputs)
  })

  it('is hardly wider for its chart', () => {
    for (const type of ['tensor', 'tanh'])
      expect(layoutCard(node(type, { chart: true }), [5], true, []).width).toBe(
        layoutCard(node(type), [5], true, []).width,
      )
    expect(layoutCard(node('mul', { chart: true }), [], true, two).width).toBeLessThan(264)
  })
})
