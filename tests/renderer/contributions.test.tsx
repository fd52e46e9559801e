import { describe, expect, it } from 'vitest'
import { contributionName, throughOf } from '../../renderer/canvas/names.ts'
import { Leaving } from '../../renderer/panels/inspector/Charts.tsx'
import { DockedFigure } from '../../renderer/panels/inspector/DockedFigure.tsx'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

/** X feeds tanh and add: what comes by either is but a part of its gradient. */
const fork = () => {
  const app = new TestApp().leaf('X', 2).add('tanh', 'T').add('add', 'A').add('sum', 'L')
  app.wire('X → T.input').wire('T → A.input').wire('X → A.other').wire('A → L.input')
  app.state.edit((doc) => ({
    ...doc,
    nodes: doc.nodes.map((node) =>
      node.id === 'X' ? { ...node, data: { ...node.data, shape: [2], values: [1, 2] } } : node,
    ),
  }))
  return app
}

describe('what arrives by one wire of several', () => {
  it('is told from the whole gradient by the node it comes from', () => {
    const { doc, results } = fork().state
    const names = results.compiled.wiring.edges.map((edge) =>
      contributionName(doc, results.compiled, edge),
    )
    expect(names).toEqual(['∂L/∂X by T', '∂L/∂T', '∂L/∂X by A', '∂L/∂A'])
  })

  it('is told by its port where one node takes the same input twice', () => {
    const app = new TestApp().leaf('x', 2).add('mul', 'y').wire('x → y.input').wire('x → y.other')
    const { doc, results } = app.state
    expect(
      results.compiled.wiring.edges.map((edge) => throughOf(doc, results.compiled, edge)),
    ).toEqual(['y, input', 'y, other'])
  })

  it('is all of it where the other wire leads to nothing the gradient is of', () => {
    const app = fork()
    app.state.edit((doc) => ({ ...doc, root: 'T' }))
    const { doc, results } = app.state
    const [edge] = results.compiled.wiring.edges
    expect(edge && contributionName(doc, results.compiled, edge)).toBe('∂T/∂X')
  })

  it('is called so in the inspector and in the chart beside a card', async () => {
    const app = fork()
    const { doc, results } = app.state
    const leaving = await draw(app, <Leaving id="T" results={results} doc={doc} />)
    expect(leaving.textContent).toContain('∂L/∂X by T')
    const docked = await draw(app, <DockedFigure id="T" results={results} width={300} />)
    expect(docked.textContent).toContain('∂L/∂X by T')
  })
})
