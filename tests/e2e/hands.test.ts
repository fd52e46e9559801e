import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, middle, openApp } from '../kit/appPage.ts'
import { until } from '../kit/poll.ts'

after(closeBrowser)

type Place = { readonly x: number; readonly y: number }

/** Presses at one place, moves to another, and lets go. */
async function drag({ page }: AppPage, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

const wires = (app: AppPage) => app.page.getByRole('group', { name: /^Edge from/ }).count()
const shows = (app: AppPage, name: string, text: string) => async () =>
  (await app.card(name).innerText()).includes(text)

/** A leaf and two activations: one wired, one free. */
const two = JSON.stringify({
  format: 'backprop-canvas',
  version: 1,
  title: 'Two',
  nodes: [
    {
      id: 'X',
      type: 'tensor',
      position: { x: 0, y: 0 },
      data: { shape: [2], values: [-1, 2], requiresGrad: true },
    },
    { id: 'T', type: 'tanh', position: { x: 360, y: 0 }, data: {} },
    { id: 'R', type: 'relu', position: { x: 720, y: 0 }, data: {} },
  ],
  edges: [{ id: 'e1', source: 'X', sourceHandle: 'out', target: 'T', targetHandle: 'input' }],
})

describe('by hand', () => {
  it('drops an op from the palette where the pointer is, and wires it from pill to pill', async () => {
    const app = await openApp({ width: 1440 })
    const pane = await middle(app.page.getByRole('main'))
    const entry = app.page.getByRole('button', { name: 'sigmoid' })
    await entry.dragTo(app.page.getByRole('main'), {
      targetPosition: { x: 130, y: 560 },
    })
    await app.card('sigmoid').waitFor()
    const card = await middle(app.card('sigmoid'))
    assert.ok(Math.abs(card.x - pane.x) > 100, 'it is where it was dropped, not in the middle')
    await drag(
      app,
      await middle(app.page.getByLabel('output of X')),
      await middle(app.page.getByLabel(/^input input of sigmoid/)),
    )
    // σ(3), as PyTorch prints it.
    await until(shows(app, 'sigmoid', '0.9526'), 'sigmoid has a value')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('leads a wire elsewhere, and takes it off where it is let go over nothing', async () => {
    const app = await openApp({ text: two })
    await until(shows(app, 'T', '0.9640'), 'tanh has a value')
    // A wire is taken by its end, just before the pill.
    const byEnd = async (port: RegExp | string) => {
      const { x, y } = await middle(app.page.getByLabel(port))
      return { x: x - 18, y }
    }
    await drag(
      app,
      await byEnd('input input of T'),
      await middle(app.page.getByLabel(/^input input of R/)),
    )
    await until(shows(app, 'R', '2'), 'ReLU has the value now')
    assert.equal(await wires(app), 1)
    const there = await byEnd('input input of R')
    await drag(app, there, { x: there.x - 60, y: there.y + 260 })
    await until(async () => (await wires(app)) === 0, 'the wire is off')
    await app.page.keyboard.press('Control+z')
    await until(async () => (await wires(app)) === 1, 'undo brings it back')
    await app.close()
  })

  it('refuses a loop while the wire is in hand, with its reason', async () => {
    const app = await openApp()
    const from = await middle(app.page.getByLabel('output of L'))
    const to = await middle(app.page.getByLabel('input input of Y'))
    await app.page.mouse.move(from.x, from.y)
    await app.page.mouse.down()
    await app.page.mouse.move(to.x, to.y, { steps: 8 })
    await app.page.getByText('Wiring L into y would close a loop.').first().waitFor()
    await app.page.mouse.up()
    assert.equal(await wires(app), 2)
    await app.close()
  })

  it('moves what a box has caught, all together and as one entry of the history', async () => {
    const app = await openApp({ text: two })
    await app.card('R').waitFor()
    const pane = await app.page.getByRole('main').boundingBox()
    assert.ok(pane)
    await app.page.keyboard.down('Shift')
    await drag(
      app,
      { x: pane.x + 10, y: pane.y + 10 },
      { x: pane.x + pane.width - 10, y: pane.y + pane.height - 60 },
    )
    await app.page.keyboard.up('Shift')
    await app.inspector.getByRole('heading', { name: '3 nodes' }).waitFor()
    const places = () => Promise.all(['X', 'T', 'R'].map((name) => middle(app.card(name))))
    const before = await places()
    const from = before[0]
    assert.ok(from)
    await drag(app, from, { x: from.x + 40, y: from.y + 50 })
    // The first pixels decide that it is a drag, and are not moved by.
    const steps = async () =>
      (await places()).map(({ x }, at) => Math.round(x - (before[at]?.x ?? Number.NaN)))
    await until(async () => (await steps()).every((step) => step > 20), 'all have moved')
    assert.equal(new Set(await steps()).size, 1, 'and all by as much')
    await app.page.keyboard.press('Control+z')
    await until(async () => (await steps()).every((step) => step === 0), 'one undo puts them back')
    assert.equal(await app.page.getByRole('button', { name: 'Undo' }).isDisabled(), true)
    await app.close()
  })

  it('takes a pasted list or matrix, and says which number is none', async () => {
    const app = await openApp()
    const cell = app.element('X', 0)
    const type = async (text: string) => {
      await app.page
        .getByLabel(/^X(, element 0.*)?$/)
        .first()
        .focus()
      await app.page.keyboard.press('Enter')
      await app.page.keyboard.press('Control+a')
      await app.page.keyboard.type(text)
      await app.page.keyboard.press('Enter')
    }
    await cell.focus()
    await type('1 2 3')
    await until(shows(app, 'X', '[3]'), 'X has three elements')
    // 1 − tanh²(2), float32 with every operation rounded.
    await until(shows(app, 'X', '0.07065'), 'its gradients follow')
    await type('1 2; 3 x')
    await app.page.getByText('“x” in row 1, column 1 is not a number.').waitFor()
    await until(shows(app, 'X', '[3]'), 'nothing has changed')
    await app.close()
  })

  it('asks about unsaved changes, and each answer does what it says', async () => {
    const app = await openApp()
    await app.element('X', 0).focus()
    await app.page.keyboard.press('ArrowRight')
    const ask = async (answer: string) => {
      await app.page.keyboard.press('Control+Alt+N')
      await app.page.getByRole('alertdialog').getByRole('button', { name: answer }).click()
      await app.page.getByRole('alertdialog').waitFor({ state: 'detached' })
    }
    await ask('Cancel')
    assert.equal(await app.page.getByRole('article').count(), 3)
    await ask('Don’t save')
    await until(async () => (await app.page.getByRole('article').count()) === 0, 'it is empty')
    await app.close()
  })
})
