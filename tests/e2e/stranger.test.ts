import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import type { Locator } from 'playwright-core'
import { type AppPage, closeBrowser, openApp } from '../kit/appPage.ts'

after(closeBrowser)

const text = (nodes: object[], edges: object[] = [], rest: object = {}) =>
  JSON.stringify({ format: 'backprop-canvas', version: 1, title: 'Story', nodes, edges, ...rest })

const node = (id: string, type: string, x: number, y: number, data: object = {}) => ({
  id,
  type,
  position: { x, y },
  data,
})

const tensor = (id: string, x: number, y: number, values: number[], shape: number[] = []) =>
  node(id, 'tensor', x, y, { shape, values, requiresGrad: true })

/** `'a → y.other'` */
const wire = (words: string) => {
  const [source = '', end = ''] = words.split(' → ')
  const [target = '', targetHandle = ''] = end.split('.')
  return { id: words, source, sourceHandle: 'out', target, targetHandle }
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where something is on the screen. */
async function boxOf(what: Locator): Promise<Box> {
  const box = await what.first().boundingBox()
  assert.ok(box, `${what} is not there`)
  return box
}

/** Opens a document and waits until it is in view. */
async function opened(options: Parameters<typeof openApp>[0]): Promise<AppPage> {
  const app = await openApp(options)
  await still(app.page.locator('article, .empty-canvas'))
  return app
}

/** Waits until something has come to rest. */
async function still(what: Locator): Promise<void> {
  for (let [before, now] = [{}, await boxOf(what)]; ; [before, now] = [now, await boxOf(what)]) {
    if (isDeepStrictEqual(before, now)) return
    await new Promise((done) => setTimeout(done, 60))
  }
}

const input = (app: AppPage, port: string, card: string) =>
  app.page.getByRole('img', { name: new RegExp(`^input ${port} of ${card}\\b`) })

/** A loss of default names, wired or not. */
const loss = (edges: readonly string[]) =>
  text(
    [
      tensor('tensor', 0, 0, [0.3]),
      tensor('tensor2', 0, 200, [-0.7]),
      node('mul', 'mul', 280, 80),
      node('mse_loss', 'mse_loss', 560, 80),
    ],
    edges.map(wire),
    { root: 'mse_loss' },
  )

const wires = [
  'tensor → mul.input',
  'tensor2 → mul.other',
  'mul → mse_loss.input',
  'tensor → mse_loss.target',
]

describe('a card', () => {
  it('has each input in the row of its name, wired or not', async () => {
    for (const edges of [[], wires.slice(0, 1), wires]) {
      const app = await opened({ text: loss(edges) })
      for (const [card, port] of [
        ['mul', 'input'],
        ['mul', 'other'],
        ['mse_loss', 'target'],
      ] as const) {
        const pill = await boxOf(input(app, port, card))
        const name = await boxOf(app.card(card).getByText(port, { exact: true }))
        const off = pill.y + pill.height / 2 - (name.y + name.height / 2)
        assert.ok(Math.abs(off) < 2, `${port} of ${card} is ${off} px off its name`)
        assert.ok(name.x >= pill.x + pill.width, `${port} of ${card} is under its pill`)
      }
      await app.close()
    }
  })

  it('keeps its gradient inside, whatever the names are', async () => {
    const app = await opened({ text: loss(wires) })
    const card = app.card('tensor2')
    const number = await boxOf(card.getByText(/^−?0\.\d+$/).last())
    const [edge, pill] = [
      await boxOf(card),
      await boxOf(app.page.getByRole('img', { name: 'output of tensor2' })),
    ]
    assert.ok(number.x + number.width <= Math.min(pill.x, edge.x + edge.width))
    await app.close()
  })
})
