import { describe, expect, it, vi } from 'vitest'
import { addNode, connect, setData } from '#core/index.ts'
import { TestApp } from '../kit/TestApp.ts'

const tanh = () => new TestApp().leaf('x', 0.5).add('tanh', 'y').wire('x → y.input').select('x')

const onTrial = async (app: TestApp) => {
  app.command('unfold')
  return await vi.waitUntil(() => app.state.preview)
}
const valueOnTrial = (app: TestApp) => {
  const { preview } = app.state
  return preview?.store.getState().results.value(preview.holders[0] ?? '')?.data[0]
}

describe('a gradient on trial', () => {
  it('has the engine’s number, and follows the document run by run', async () => {
    const app = tanh()
    await onTrial(app)
    expect(valueOnTrial(app)).toBe(app.state.results.grad('x')?.data[0])
    app.set('x', -1.25)
    expect(valueOnTrial(app)).toBe(app.state.results.grad('x')?.data[0])
  })

  it('is no part of the document, of its history, nor of what is saved', async () => {
    const app = tanh()
    const { doc, past } = app.state
    await onTrial(app)
    expect(app.state.doc).toBe(doc)
    app.command('clearSelection')
    expect(app.state).toMatchObject({ doc, past, preview: null })
    // What was selected still is: only the trial was let go.
    expect([...app.state.selectedNodes]).toEqual(['x'])
  })

  it('lies under the graph, and no card of it covers another', async () => {
    const app = tanh()
    const { nodes } = await onTrial(app)
    const bottom = Math.max(...app.state.doc.nodes.map(({ position }) => position.y)) + 128
    for (const { position } of nodes) expect(position.y).toBeGreaterThan(bottom)
    expect(new Set(nodes.map(({ position: { x, y } }) => `${x} ${y}`)).size).toBe(nodes.length)
  })

  it('is unfolded anew where the graph becomes another, and let go with what it was of', async () => {
    const app = tanh()
    const first = await onTrial(app)
    const position = { x: 640, y: 0 }
    app.state.edit((doc) => {
      const more = addNode(doc, { id: 'L', type: 'square', position, data: {} })
      return connect(more, { source: 'y', target: 'L', targetHandle: 'input' })
    })
    const second = await vi.waitUntil(() => {
      const { preview } = app.state
      return preview !== null && preview !== first && preview.of === 'L' ? preview : null
    })
    expect(second.nodes.length).toBeGreaterThan(first.nodes.length)
    expect(valueOnTrial(app)).toBe(app.state.results.grad('x')?.data[0])
    app.remove('x')
    expect(app.state.preview).toBeNull()
  })

  it('does not come back over another document', async () => {
    const app = tanh()
    await onTrial(app)
    app.state.load({ ...app.state.doc, nodes: [...app.state.doc.nodes] }, null, null)
    await Promise.resolve()
    expect(app.state.preview).toBeNull()
  })
})

describe('a gradient that is kept', () => {
  it('is a part of the graph by one step of history, and the root stays what it was', async () => {
    const app = tanh()
    const { doc } = app.state
    const grad = app.state.results.grad('x')?.data[0] ?? Number.NaN
    const { holders } = await onTrial(app)
    app.command('keepUnfolded')
    expect(app.state.preview).toBeNull()
    expect(app.state.results.compiled.root).toBe('y')
    app.expectValue(holders[0] ?? '', grad).expectGrad('x', grad)
    expect(app.state.selectedNodes.size).toBe(3)
    app.undo()
    expect(app.state.doc.nodes).toBe(doc.nodes)
  })

  it('has a gradient of its own: the second derivative', async () => {
    const app = tanh()
    app.state.edit((doc) => ({ ...doc, settings: { dtype: 'float64' } }))
    await onTrial(app)
    app.command('keepUnfolded').command('setRoot')
    const y = Math.tanh(0.5)
    expect(app.state.results.grad('x')?.data[0]).toBeCloseTo(-2 * y * (1 - y * y), 12)
  })
})

describe('what cannot be unfolded', () => {
  it('says why, and Enter is for a trial alone', async () => {
    const app = tanh()
    app.state.edit((doc) => setData(doc, 'x', { requiresGrad: false }))
    app.command('unfold')
    await vi.waitUntil(() => app.state.message)
    app.expectMessage('No gradient of y reaches x, so there is nothing to unfold.')
    app.command('keepUnfolded').expectMessage('Unfold a gradient first.')
  })
})
