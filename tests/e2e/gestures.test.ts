import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, middle, openApp } from '../kit/appPage.ts'
import { reads } from '../kit/poll.ts'

after(closeBrowser)

const now = (app: AppPage, name: string, at?: number) => () =>
  app.element(name, at).getAttribute('aria-valuenow')
const wires = (app: AppPage) => () => app.page.getByRole('group', { name: /^Edge from/ }).count()
const cards = (app: AppPage) => () => app.page.getByRole('article').count()
const button = (app: AppPage, name: string) => app.page.getByRole('button', { name, exact: true })
const place = (app: AppPage, name: string) => async () => {
  const { x, y } = await middle(app.card(name))
  return [Math.round(x), Math.round(y)]
}
/** How many entries the history has: undoes them all. */
async function undoAll(app: AppPage): Promise<number> {
  for (let entries = 0; ; entries++) {
    if (await button(app, 'Undo').isDisabled()) return entries
    await button(app, 'Undo').click()
  }
}

/** Takes a card by its head and carries it some way; it is still in hand then. */
async function carry(app: AppPage, name: string): Promise<void> {
  const before = await place(app, name)()
  const { x, y } = await middle(app.card(name).locator('header'))
  await app.page.mouse.move(x, y)
  await app.page.mouse.down()
  await app.page.mouse.move(x + 60, y + 40, { steps: 4 })
  await reads(async () => (await place(app, name)())[0] !== before[0], true, 'it is carried')
}

describe('a card in hand', () => {
  it('is moved as one entry when it is let go', async () => {
    const app = await openApp()
    const before = await place(app, 'Y')()
    await carry(app, 'Y')
    const there = await place(app, 'Y')()
    await app.page.mouse.up()
    await reads(() => button(app, 'Undo').isEnabled(), true)
    assert.deepEqual(await place(app, 'Y')(), there)
    assert.equal(await undoAll(app), 1)
    await reads(place(app, 'Y'), before)
    await app.close()
  })

  it('goes back with Escape and stays there, whatever the pointer does after that', async () => {
    const app = await openApp()
    const before = await place(app, 'Y')()
    await carry(app, 'Y')
    await app.page.keyboard.press('Escape')
    await reads(place(app, 'Y'), before)
    await app.page.mouse.move(700, 500, { steps: 3 })
    await app.page.mouse.up()
    await reads(place(app, 'Y'), before)
    assert.equal(await undoAll(app), 0)
    await app.close()
  })

  it('is all that undo takes back, and nothing is lost of what can be redone', async () => {
    const app = await openApp()
    await app.element('X', 2).focus()
    await app.page.keyboard.press('ArrowRight')
    await app.page.keyboard.press('ArrowRight')
    await app.page.keyboard.press('Control+z')
    await reads(now(app, 'X', 2), '0.1')
    const before = await place(app, 'Y')()
    await carry(app, 'Y')
    await app.page.keyboard.press('Control+z')
    await reads(place(app, 'Y'), before)
    await app.page.mouse.move(700, 500, { steps: 3 })
    await app.page.mouse.up()
    await reads(place(app, 'Y'), before)
    assert.equal(await now(app, 'X', 2)(), '0.1')
    assert.equal(await button(app, 'Redo').isEnabled(), true)
    await app.close()
  })
})

describe('a wire in hand', () => {
  it('that undo took away leaves no entry when it is let go over nothing', async () => {
    const nodes = [
      { id: 'X', type: 'tensor', position: { x: 0, y: 0 }, data: { shape: [], values: [2] } },
      { id: 'R', type: 'relu', position: { x: 400, y: 0 }, data: {} },
    ]
    const app = await openApp({
      text: JSON.stringify({ format: 'backprop-canvas', version: 1, nodes, edges: [] }),
    })
    await app.node('X').focus()
    await app.page.keyboard.press('w')
    await app.page.getByRole('dialog').waitFor()
    await app.page.keyboard.press('Enter')
    await reads(wires(app), 1)
    const { x, y } = await middle(app.page.getByLabel(/^input input of R/))
    await app.page.mouse.move(x - 18, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x - 40, y + 40, { steps: 3 })
    await app.page.keyboard.press('Control+z')
    await reads(wires(app), 0)
    await app.page.mouse.move(x - 50, y + 60, { steps: 3 })
    await app.page.mouse.up()
    assert.equal(await button(app, 'Redo').isEnabled(), true)
    await app.page.keyboard.press('Control+Shift+z')
    await reads(wires(app), 1)
    await app.close()
  })

  it('taken up by a click is let go when another document is opened', async () => {
    const app = await openApp()
    await app.page.getByLabel('output of X').click()
    await app.page.keyboard.press('Control+e')
    await app.page.getByRole('dialog').waitFor()
    await app.page.keyboard.type('diamond')
    await app.page.keyboard.press('Enter')
    await app.card('x·x').waitFor()
    const before = await wires(app)()
    await app.page.getByLabel(/^input input of L/).click()
    await app.page.keyboard.press('Escape')
    assert.equal(await wires(app)(), before)
    assert.equal(await undoAll(app), 0)
    await app.close()
  })
})

describe('keys on the canvas', () => {
  it('make one entry of a held Alt and arrow', async () => {
    const app = await openApp()
    const before = await place(app, 'X')()
    await app.node('X').focus()
    await app.page.keyboard.down('Alt')
    for (let repeat = 0; repeat < 4; repeat++) await app.page.keyboard.down('ArrowDown')
    await app.page.keyboard.up('ArrowDown')
    await app.page.keyboard.press('ArrowDown')
    await app.page.keyboard.up('Alt')
    await reads(async () => ((await place(app, 'X')())[1] ?? 0) > (before[1] ?? 0), true)
    assert.equal(await undoAll(app), 2)
    await reads(place(app, 'X'), before)
    await app.close()
  })

  it('take cards into the selection: Shift leads on, Shift+Space takes one out again', async () => {
    const app = await openApp()
    const heading = (text: string) => app.inspector.getByRole('heading', { name: text }).waitFor()
    await app.node('X').focus()
    await app.page.keyboard.press('Shift+ArrowRight')
    await heading('2 nodes')
    await app.page.keyboard.press('Shift+ArrowRight')
    await heading('3 nodes')
    await app.page.keyboard.press('Shift+Space')
    await heading('2 nodes')
    await app.page.keyboard.press('Shift+Space')
    await heading('3 nodes')
    await app.page.keyboard.press('ArrowLeft')
    await reads(() => app.page.locator('article.card.is-selected').count(), 1)
    await app.page.keyboard.press('Shift+ArrowLeft')
    await heading('2 nodes')
    await app.page.keyboard.press('Delete')
    await reads(cards(app), 1)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('that change what is selected rest in the panels, where keys mean other things', async () => {
    const app = await openApp()
    await app.card('Y').locator('header').click()
    await app.inspector.getByRole('switch', { name: 'Chart beside it' }).focus()
    for (const key of ['Backspace', 'Delete', 'g', 'c']) await app.page.keyboard.press(key)
    assert.equal(await cards(app)(), 3)
    assert.equal(await undoAll(app), 0)
    await app.inspector.getByRole('switch', { name: 'Chart beside it' }).focus()
    await app.page.keyboard.press('?')
    await app.page.getByRole('dialog').getByText('Keyboard shortcuts').first().waitFor()
    await app.page.keyboard.press('Escape')
    await button(app, 'Undo').focus()
    await app.page.keyboard.press('Control+a')
    await app.page.keyboard.press('Delete')
    await reads(cards(app), 0)
    await app.close()
  })
})

describe('a text that is still typed', () => {
  it('counts as unsaved, until it is taken or put back', async () => {
    const app = await openApp()
    await app.card('X').locator('header').click()
    const label = app.inspector.getByLabel('Label')
    await label.press('End')
    await label.pressSequentially('2')
    await reads(async () => (await app.page.title()).startsWith('• '), true)
    await label.press('Escape')
    await reads(async () => (await app.page.title()).startsWith('• '), false)
    await app.element('X', 0).focus()
    await app.page.keyboard.type('0.5')
    await reads(async () => (await app.page.title()).startsWith('• '), true)
    const question = app.page.waitForEvent('dialog')
    await app.page.close({ runBeforeUnload: true })
    assert.equal((await question).type(), 'beforeunload')
    await (await question).dismiss()
    await app.page.keyboard.press('Enter')
    await reads(now(app, 'X', 0), '0.5')
    await app.close()
  })
})

describe('a number that is typed', () => {
  it('leaves Ctrl+S and Ctrl+K to the window, which takes the number first', async () => {
    const app = await openApp()
    await app.element('X', 0).focus()
    await app.page.keyboard.type('0.5')
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      app.page.keyboard.press('Control+s'),
    ])
    let saved = ''
    for await (const chunk of await download.createReadStream()) saved += chunk
    assert.match(saved, /0\.5/)
    await app.element('X', 1).focus()
    await app.page.keyboard.type('0.25')
    await app.page.keyboard.press('Control+k')
    await app.page.getByPlaceholder('What would you like to do?').waitFor()
    await app.page.keyboard.press('Escape')
    await reads(now(app, 'X', 1), '0.25')
    await app.close()
  })
})
