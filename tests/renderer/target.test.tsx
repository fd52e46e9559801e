import { act } from 'react'
import { describe, expect, it } from 'vitest'
import { emptyDocument, setRoot } from '#core/index.ts'
import { TargetBar } from '../../renderer/canvas/TargetBar.tsx'
import { Forward } from '../../renderer/panels/inspector/Forward.tsx'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

/** `y = tanh(x)` of three elements, summed to L, and beside it z = −x: two sinks, L the root. */
const graph = () => {
  const app = new TestApp()
    .tensor('x', { shape: [3], values: [0, 1, 2], requiresGrad: true })
    .add('tanh', 'y')
    .wire('x → y.input')
    .add('sum', 'L')
    .wire('y → L.input')
  app.add('neg', 'z').wire('x → z.input')
  app.state.edit((doc) => setRoot(doc, 'L'))
  return app
}

const gradOf = (app: TestApp, id: string) => {
  const grad = app.state.results.grad(id)
  return grad === null ? null : Array.from(grad.data)
}

describe('a target for now', () => {
  it('is no part of the document, nor of its history', () => {
    const app = graph()
    const { doc, past } = app.state
    app.state.setElement(1)
    app.select('y').command('target')
    expect(app.state.target).toEqual({ node: 'y', element: 1 })
    expect(gradOf(app, 'y')).toEqual([0, 1, 0])
    expect(app.state.doc).toBe(doc)
    expect(app.state.past).toBe(past)
    app.command('targetBack')
    expect(app.state.target).toBeNull()
    expect(gradOf(app, 'y')).toEqual([1, 1, 1])
    app.command('targetBack').expectMessage('The gradient is of the root already.')
  })

  it('is the node where that is one number, and the root itself is none', () => {
    const app = graph().select('L').command('target')
    expect(app.state.target).toBeNull()
    app.state.aim({ node: 'z', element: null })
    expect(gradOf(app, 'x')).toEqual([-1, -1, -1])
  })

  it('says what has none', () => {
    const app = graph().add('tanh', 'free').add('note', 'n')
    app.select('free').command('target')
    app.expectMessage('This node has no value yet, and so no gradient.')
    app.select('n').command('target').expectMessage('A note has no gradient.')
    app.select('n').command('forwardMode').expectMessage('A note has no tangent.')
    app.select('free').command('forwardMode')
    app.expectMessage('Forward mode starts from a node that has a value of floats.')
  })

  it('that goes is given up at once, with a word', () => {
    const app = graph()
    app.state.aim({ node: 'z', element: 2 })
    app.remove('z')
    expect(app.state.target).toBeNull()
    app.expectMessage('What the gradient was of is gone: it is of L again.')
    expect(gradOf(app, 'y')).toEqual([1, 1, 1])
    app.undo()
    expect(app.state.results.compiled.root).toBe('L')
  })

  it('of an element that is no more is given up too; without a root there is none', () => {
    const app = new TestApp().tensor('x', { shape: [2], values: [1, 2], requiresGrad: true })
    app.add('neg', 'y').wire('x → y.input').add('exp', 'z').wire('x → z.input')
    app.state.edit((doc) => ({ ...doc, root: null }))
    app.state.aim({ node: 'z', element: 1 })
    expect(gradOf(app, 'z')).toEqual([0, 1])
    app.state.edit((doc) => ({
      ...doc,
      nodes: doc.nodes.map((node) =>
        node.id === 'x' ? { ...node, data: { ...node.data, shape: [1], values: [1] } } : node,
      ),
    }))
    app.expectMessage('What the gradient was of is gone: there is none now.')
    expect(gradOf(app, 'x')).toBeNull()
  })

  it('ends with another document, and with another root', () => {
    const app = graph()
    app.state.aim({ node: 'z', element: null })
    app.select('y').command('setRoot')
    expect(app.state.target).toBeNull()
    expect(app.state.results.compiled.root).toBe('y')
    app.state.aim({ node: 'z', element: null })
    app.state.load(emptyDocument, null, null)
    expect(app.state.target).toBeNull()
    app.expectMessage(null)
  })
})

describe('the choice of a target', () => {
  const select = (place: HTMLElement, label: string) =>
    place.querySelector<HTMLSelectElement>(`[aria-label="${label}"]`)
  const change = (field: HTMLSelectElement | HTMLInputElement | null, value: string) =>
    act(async () => {
      const proto = Object.getPrototypeOf(field)
      Object.getOwnPropertyDescriptor(proto, 'value')?.set?.call(field, value)
      field?.dispatchEvent(
        new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }),
      )
    })

  it('lists what has a value, in order, and each element', async () => {
    const app = graph()
    const place = await draw(app, <TargetBar />)
    const names = Array.from(select(place, 'Target')?.options ?? [], ({ text }) => text)
    expect(names).toEqual(['x', 'y', 'L', 'z'])
    expect(place.textContent).not.toContain('Back')
    await change(select(place, 'Target'), 'y')
    await change(select(place, 'Element of the target'), '2')
    expect(app.state.target).toEqual({ node: 'y', element: 2 })
    expect(place.querySelector('output')?.textContent).toBe('Gradient of y₂')
    await act(async () => place.querySelector('button')?.click())
    expect(app.state.target).toBeNull()
  })

  it('has a number typed among many elements', async () => {
    const app = graph().tensor('big', { shape: [100], values: new Array(100).fill(1) })
    app.state.aim({ node: 'big', element: null })
    const place = await draw(app, <TargetBar />)
    const field = place.querySelector<HTMLInputElement>('input[type=number]')
    await change(field, '99')
    expect(app.state.target).toEqual({ node: 'big', element: 99 })
    await change(field, '100')
    expect(app.state.target).toEqual({ node: 'big', element: 99 })
  })
})

describe('forward mode beside the graph', () => {
  const tangentOf = (app: TestApp, id: string) => app.state.tangents?.tangent(id)?.data ?? null

  it('is computed while its lens is open, with every run', () => {
    const app = graph().select('x')
    expect(app.state.tangents).toBeNull()
    app.command('forwardMode')
    expect(Array.from(tangentOf(app, 'y') ?? [])).toEqual([1, 0, 0])
    app.state.setElement(2)
    expect(Array.from(tangentOf(app, 'z') ?? [])).toEqual([-0, -0, -1])
    // Whoever draws reads values and tangents of one run.
    const stop = app.store.subscribe(() => {
      const y = app.state.results.value('y')?.data[2] ?? 0
      expect(tangentOf(app, 'y')?.[2]).toBeCloseTo(1 - y * y, 6)
    })
    app.state.edit((doc) => ({
      ...doc,
      nodes: doc.nodes.map((node) =>
        node.id === 'x' ? { ...node, data: { ...node.data, values: [0, 0, 0] } } : node,
      ),
    }))
    stop()
    expect(tangentOf(app, 'L')?.[0]).toBe(1)
    app.state.seedAll(true)
    expect(tangentOf(app, 'L')?.[0]).toBe(3)
    app.state.show({ inspectorOpen: false })
    expect(app.state.tangents).toBeNull()
  })

  it('says what is too large, and what has nothing to compare with', async () => {
    const app = new TestApp()
    app.state.edit((doc) => ({
      ...doc,
      nodes: [{ id: 'o', type: 'ones', position: { x: 0, y: 0 }, data: { shape: [1500, 1000] } }],
    }))
    app.add('tanh', 'y').wire('o → y.input').select('o').command('forwardMode')
    const node = app.state.doc.nodes[0]
    if (node === undefined) throw new Error('There is a node.')
    const place = await draw(app, <Forward node={node} results={app.state.results} />)
    expect(place.textContent).toContain('too large')
  })

  it('lists the first of many nodes, and the target among them', async () => {
    const app = new TestApp().leaf('x', 0.5)
    for (let i = 0; i < 60; i++)
      app.add('neg', `n${i}`).wire(`${i === 0 ? 'x' : `n${i - 1}`} → n${i}.input`)
    app.select('x').command('forwardMode')
    const [node] = app.state.doc.nodes
    if (node === undefined) throw new Error('There is a node.')
    const place = await draw(app, <Forward node={node} results={app.state.results} />)
    const rows = place.querySelectorAll('.tangents tr')
    expect(rows).toHaveLength(41)
    expect(rows[40]?.textContent).toContain('∂n59/∂x')
    expect(place.textContent).toContain('And 20 more nodes.')
    expect(place.textContent).toContain('They agree.')
  })
})
