import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { closeBrowser, openApp, saved } from '../kit/appPage.ts'
import { reads } from '../kit/poll.ts'

after(closeBrowser)

const leaf = (id: string, x: number, data: object) => ({
  id,
  type: 'tensor',
  position: { x, y: 0 },
  data: { requiresGrad: true, ...data },
})

const op = (id: string, type: string, x: number, data: object = {}) => ({
  id,
  type,
  position: { x, y: 0 },
  data,
})

const edge = (source: string, target: string, targetHandle = 'input') => ({
  id: `${source}-${target}-${targetHandle}`,
  source,
  sourceHandle: 'out',
  target,
  targetHandle,
})

const text = (nodes: object[], edges: object[] = [], rest: object = {}) =>
  JSON.stringify({ format: 'backprop-canvas', version: 1, title: 'Story', nodes, edges, ...rest })

describe('a saved view', () => {
  const nodes = [leaf('a', 0, { shape: [], values: [1] }), op('t', 'tanh', 320)]
  const at = (viewport: object) => text(nodes, [edge('a', 't')], { viewport })
  /** Two cards fit into the window at their actual size. */
  const whole = 100

  it('is where the file opens', async () => {
    const app = await openApp({ text: at({ x: 240, y: 160, zoom: 0.5 }) })
    await reads(app.zoom, 50)
    const corner = async () => {
      const [canvas, card] = [
        await app.page.getByRole('main').boundingBox(),
        await app.card('a').boundingBox(),
      ]
      assert.ok(canvas && card)
      return { x: Math.round(card.x - canvas.x), y: Math.round(card.y - canvas.y) }
    }
    await reads(corner, { x: 240, y: 160 })
    await app.close()
  })

  it('gives way to the whole graph where it shows none of it', async () => {
    const app = await openApp({ text: at({ x: 50_000, y: 0, zoom: 0.5 }) })
    await app.card('a').waitFor()
    await reads(app.zoom, whole)
    await app.close()
  })
})

describe('a view', () => {
  it('is saved with the graph; a view of all of it as none, whatever the window', async () => {
    const app = await openApp()
    const view = async () => (await saved(app))['viewport']
    const none = { x: 0, y: 0, zoom: 1 }
    assert.deepEqual(await view(), none)
    const whole = await app.zoom()
    await app.page.keyboard.press('Control+-')
    await reads(async () => (await app.zoom()) < whole, true)
    const percent = async () => Math.round(((await view()) as typeof none).zoom * 100)
    await reads(percent, await app.zoom())
    await app.page.keyboard.press('Shift+Digit1')
    await reads(app.zoom, whole)
    await reads(view, none)
    await app.close()
  })
})

describe('a broken file', () => {
  it('leaves the window whole, whatever is selected in it', async () => {
    const app = await openApp({
      text: text([
        leaf('wide', 0, { shape: [1, 1e-10], values: [1, 2] }),
        op('p', 'pow_scalar', 320, { exponent: 'two' }),
        op('t', 'tanh', 640),
        { ...op('n', 'note', 0), position: { x: 0, y: 320 }, data: { text: { toString: 1 } } },
      ]),
    })
    await app.choose('wide')
    await app.inspector.getByRole('heading', { name: 'Tensor' }).waitFor()
    await app.page.keyboard.press('Control+a')
    await app.page.keyboard.press('o')
    await app.page.getByRole('region', { name: 'Curves over one another' }).waitFor()
    await reads(() => app.page.getByRole('alert').count(), 0)
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})

describe('a wire', () => {
  it('says which part of a gradient it brings', async () => {
    const app = await openApp({
      text: text(
        [
          leaf('X', 0, { shape: [2], values: [1, 2] }),
          op('T', 'tanh', 420),
          op('A', 'add', 900),
          op('L', 'sum', 1400),
        ],
        [edge('X', 'T'), edge('T', 'A'), edge('X', 'A', 'other'), edge('A', 'L')],
      ),
    })
    const canvas = app.page.getByRole('main')
    await canvas.getByText('∂L/∂X by T').waitFor()
    assert.equal(await canvas.getByText(/∂L\/∂T\s*by/).count(), 0)
    await app.close()
  })
})
