import { describe, expect, it } from 'vitest'
import type { GraphDocument, GraphNode } from '#core/index.ts'
import { layoutCard } from '../../renderer/canvas/layout.ts'
import { mayStayFree, portsShown, sourceAt } from '../../renderer/canvas/ports.ts'
import { TestApp } from '../kit/TestApp.ts'

const nodeIn = (doc: GraphDocument, id: string): GraphNode => {
  const found = doc.nodes.find((node) => node.id === id)
  if (found === undefined) throw new Error(`There is no ${id}.`)
  return found
}

describe('the inputs of a card', () => {
  it('grow with the wires of an op that takes any number, one more being offered', () => {
    const app = new TestApp().leaf('a', 1).leaf('b', 2).add('stack', 's')
    const shown = () => portsShown(app.state.doc, nodeIn(app.state.doc, 's'))
    expect(shown()).toEqual(['tensors.0', 'tensors.1'])
    app.wire('a → s.tensors.0').wire('b → s.tensors.1')
    expect(shown()).toEqual(['tensors.0', 'tensors.1', 'tensors.2'])
    expect(app.state.results.value('s')?.data).toEqual(Float32Array.of(1, 2))
    const { doc } = app.state
    expect([0, 1, 2].map((at) => mayStayFree(nodeIn(doc, 's'), shown(), at))).toEqual([
      false,
      false,
      true,
    ])
    expect(sourceAt(doc, 's', 'tensors.1')).toBe('b')
    expect(sourceAt(doc, 's', 'tensors.2')).toBeNull()
  })

  it('stand on rows of their own that lie inside the card, with a value and without', () => {
    const ports = Array.from({ length: 9 }, (_, at) => `tensors.${at}`)
    const app = new TestApp().add('concat', 'c')
    for (const shape of [null, []]) {
      const { inputs, height } = layoutCard(nodeIn(app.state.doc, 'c'), shape, false, ports)
      expect(inputs).toHaveLength(9)
      inputs.reduce((above, at) => {
        expect(at - above).toBeGreaterThanOrEqual(40)
        return at
      }, 0)
      expect(inputs.at(-1)).toBeLessThan(height - 20)
    }
  })
})
