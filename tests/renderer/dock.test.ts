import { describe, expect, it } from 'vitest'
import { moveNodes, setView } from '#core/index.ts'
import { layoutCard } from '../../renderer/canvas/layout.ts'
import { portsShown } from '../../renderer/canvas/ports.ts'
import { TestApp } from '../kit/TestApp.ts'

/** Where each card is, and how large. */
function boxes(app: TestApp) {
  const { doc, results } = app.state
  return doc.nodes.map((node) => {
    const shape = results.value(node.id)?.shape ?? null
    const { width, height } = layoutCard(
      node,
      shape,
      results.grad(node.id) !== null,
      portsShown(doc, node),
    )
    return { id: node.id, ...node.position, width, height }
  })
}

const overlaps = (app: TestApp) =>
  boxes(app).flatMap((a, at, all) =>
    all
      .slice(at + 1)
      .filter(
        (b) =>
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map((b) => `${a.id} over ${b.id}`),
  )

/** x → y → z in a row, and w below x. */
function row() {
  const app = new TestApp().leaf('x', 2).add('tanh', 'y').add('neg', 'z').leaf('w', 3)
  app.wire('x → y.input').wire('y → z.input')
  const places = { x: [0, 0], y: [240, 0], z: [540, 0], w: [0, 300] } as const
  app.state.edit((doc) =>
    moveNodes(doc, new Map(Object.entries(places).map(([id, [x, y]]) => [id, { x, y }]))),
  )
  return app
}

describe('a docked chart', () => {
  it('covers no other card: those beside and below it move aside, in order, as one entry', () => {
    const app = row()
    const before = app.state.doc
    expect(overlaps(app)).toEqual([])
    app.select('x').command('toggleChart')
    expect(overlaps(app)).toEqual([])
    const [x, y, z, w] = boxes(app)
    expect(x).toMatchObject({ x: 0, y: 0 })
    expect(z!.x - y!.x).toBe(300)
    expect(w!.x).toBe(0)
    app.undo()
    expect(app.state.doc).toEqual(before)
  })

  it('moves nothing where there is room', () => {
    const app = row()
    const free = new Map(['y', 'z', 'w'].map((id) => [id, { x: 2000, y: 2000 }]))
    app.state.edit((doc) => moveNodes(doc, free))
    app.select('x').command('toggleChart')
    expect(boxes(app)[1]).toMatchObject({ x: 2000, y: 2000 })
  })

  it('is put away without moving anything', () => {
    const app = row().select('x').command('toggleChart')
    const placed = app.state.doc
    app.command('toggleChart')
    expect(app.state.doc).toEqual(setView(placed, 'x', { chart: false }))
  })
})
