import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, middle, openApp } from '../kit/appPage.ts'
import { framesOf, watchFrames } from '../kit/frames.ts'
import { eventually, reads } from '../kit/poll.ts'

after(closeBrowser)

/** Waits until a card says something. */
const says = (app: AppPage, name: string, text: string) =>
  app.card(name).getByText(text, { exact: true }).first().waitFor()

const now = (app: AppPage, name: string, at?: number) => () =>
  app.element(name, at).getAttribute('aria-valuenow')

const cards = (app: AppPage) => () => app.page.getByRole('article').count()
const wires = (app: AppPage) => () => app.page.getByRole('group', { name: /^Edge from/ }).count()
const undoButton = (app: AppPage) => app.page.getByRole('button', { name: 'Undo' })

/** How many entries the history has: undoes them all. */
async function undoAll(app: AppPage): Promise<number> {
  for (let entries = 0; ; entries++) {
    if (await undoButton(app).isDisabled()) return entries
    await undoButton(app).click()
  }
}

/** What has the keyboard, by its name. */
const focused = (app: AppPage) => () =>
  app.page.evaluate(() => {
    const { activeElement: active } = document
    return active?.getAttribute('aria-label') ?? active?.tagName
  })

const text = (nodes: object[], edges: object[] = []) =>
  JSON.stringify({ format: 'backprop-canvas', version: 1, title: 'Story', nodes, edges })

const leaf = (id: string, data: object, y = 0) => ({
  id,
  type: 'tensor',
  position: { x: 0, y },
  data: { requiresGrad: true, ...data },
})

describe('a drag', () => {
  it('by a dot is one entry, and lasts when the pointer leaves the plot', async () => {
    const app = await openApp()
    // It is not the chosen one, so it is drawn anew when it is taken.
    const { x, y } = await middle(app.dot('Y', 3))
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 20, y, { steps: 3 })
    await app.page.mouse.move(x + 30, y + 420, { steps: 3 })
    await app.page.mouse.up()
    const held = await now(app, 'X', 3)()
    assert.notEqual(held, '1')
    await app.page.mouse.move(x - 20, y, { steps: 3 })
    assert.equal(await now(app, 'X', 3)(), held, 'it was let go')
    await reads(() => undoButton(app).isEnabled(), true)
    assert.equal(await undoAll(app), 1)
    await reads(now(app, 'X', 3), '1')
    await app.close()
  })

  it('by a dot ends with Escape, and what the pointer does after that changes nothing', async () => {
    const app = await openApp()
    const { x, y } = await middle(app.dot('Y', 0))
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 40, y, { steps: 3 })
    await app.page.keyboard.press('Escape')
    await app.page.mouse.move(x + 60, y, { steps: 3 })
    await app.page.mouse.up()
    await reads(now(app, 'X', 0), '-3')
    assert.equal(await undoAll(app), 0)
    await app.close()
  })

  it('of a number that is undone half-way leaves nothing behind', async () => {
    const app = await openApp()
    const { x, y } = await middle(app.element('X', 2))
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 20, y, { steps: 3 })
    await reads(async () => (await now(app, 'X', 2)()) !== '0', true)
    await app.page.keyboard.press('Control+z')
    await app.page.mouse.move(x + 40, y, { steps: 3 })
    await app.page.mouse.up()
    await reads(now(app, 'X', 2), '0')
    assert.equal(await undoAll(app), 0)
    await app.close()
  })

  it('with Shift held from the start is a fine scrub, not a box', async () => {
    const app = await openApp()
    const { x, y } = await middle(app.element('X', 2))
    await app.page.keyboard.down('Shift')
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 10, y, { steps: 3 })
    await app.page.mouse.up()
    await app.page.keyboard.up('Shift')
    await reads(now(app, 'X', 2), '0.05')
    await app.choose('X')
    await app.element('X', 2).focus()
    await app.choose('Y', 'Shift')
    await app.inspector.getByRole('heading', { name: '2 nodes' }).waitFor()
    await app.close()
  })

  it('of an int64 element passes over whole numbers only', async () => {
    const app = await openApp({
      text: text([leaf('N', { shape: [], values: [2], dtype: 'int64', requiresGrad: false })]),
    })
    const { x, y } = await middle(app.element('N'))
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 3, y, { steps: 3 })
    await app.page.mouse.up()
    await reads(now(app, 'N'), '5')
    await app.element('N').focus()
    await app.page.keyboard.press('ArrowLeft')
    await reads(now(app, 'N'), '4')
    await app.page.keyboard.type('0.5')
    await app.page.keyboard.press('Enter')
    await app.page.getByText('int64 holds whole numbers, and “0.5” is none.').waitFor()
    await app.close()
  })
})

describe('the keyboard', () => {
  it('makes one entry of a key that is held', async () => {
    const app = await openApp()
    await app.element('X', 2).focus()
    for (let repeat = 0; repeat < 5; repeat++) await app.page.keyboard.down('ArrowRight')
    await app.page.keyboard.up('ArrowRight')
    await reads(now(app, 'X', 2), '0.5')
    assert.equal(await undoAll(app), 1)
    await app.close()
  })

  it('stays on the canvas when what had it is deleted, and deletes no more than was selected', async () => {
    const app = await openApp()
    await app.node('X').focus()
    await app.page.keyboard.press('Delete')
    await reads(cards(app), 2)
    await reads(focused(app), 'Graph')
    await app.page.keyboard.press('Delete')
    await app.page.getByText('Select something first.').waitFor()
    assert.equal(await cards(app)(), 2)
    await app.page.keyboard.press('ArrowDown')
    await reads(focused(app), 'Y, tanh')
    await app.close()
  })

  it('stays on the canvas when undo takes away what had it, and nothing of it stays selected', async () => {
    const app = await openApp()
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await reads(focused(app), 'relu, ReLU')
    await app.page.keyboard.press('Control+z')
    await reads(focused(app), 'Graph')
    await app.page.keyboard.press('Delete')
    await app.page.getByText('Select something first.').waitFor()
    assert.equal(await app.page.getByRole('button', { name: 'Redo' }).isEnabled(), true)
    await app.close()
  })

  it('goes to the card that was wired to', async () => {
    const app = await openApp()
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await reads(focused(app), 'relu, ReLU')
    await app.node('X').focus()
    await app.page.keyboard.press('w')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await says(app, 'relu', '3')
    await reads(focused(app), 'relu, ReLU')
    await app.close()
  })

  it('clears a number rather than its card with Backspace', async () => {
    const app = await openApp()
    await app.element('X', 0).focus()
    await app.page.keyboard.press('Backspace')
    await app.page.keyboard.type('0.5')
    await app.page.keyboard.press('Enter')
    await says(app, 'Y', '0.4621')
    assert.equal(await cards(app)(), 3)
    await app.close()
  })

  it('undoes after a click on the precision', async () => {
    const app = await openApp()
    await app.page.getByText('float64', { exact: true }).first().click()
    await says(app, 'X', 'float64')
    await app.page.keyboard.press('Control+z')
    await says(app, 'X', 'float32')
    await app.close()
  })

  it('adds a note by name', async () => {
    const app = await openApp()
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('note')
    await app.page.keyboard.press('Enter')
    await app.page.getByText('A note', { exact: true }).first().waitFor()
    await app.inspector.getByLabel('Text').fill('**Bold** words')
    await app.inspector.getByLabel('Text').press('Control+Enter')
    await app.page.getByRole('main').getByText('Bold', { exact: true }).waitFor()
    await app.close()
  })
})

describe('wiring', () => {
  it('lets go of a wire taken up by a click when Escape is pressed', async () => {
    const app = await openApp()
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await app.card('relu').waitFor()
    await app.page.getByLabel('output of X').click()
    await app.page.keyboard.press('Escape')
    await app.page.getByLabel(/^input input of relu/).click()
    await app.page.keyboard.press('Escape')
    assert.equal(await wires(app)(), 2)
    await app.close()
  })

  it('keeps a wire whose end is only clicked', async () => {
    const app = await openApp()
    const { x, y } = await middle(app.page.getByLabel('input input of Y'))
    await app.page.mouse.click(x - 18, y)
    assert.equal(await wires(app)(), 2)
    assert.equal(await undoAll(app), 0)
    await app.close()
  })
})

describe('a leaf', () => {
  it('takes a matrix for a list, and keeps the keyboard', async () => {
    const app = await openApp({ text: text([leaf('A', { shape: [2], values: [7, 8] })]) })
    await app.element('A', 0).focus()
    await app.page.keyboard.press('Enter')
    await app.page.keyboard.press('Control+a')
    await app.page.keyboard.type('1 2; 3 4')
    await app.page.keyboard.press('Enter')
    await says(app, 'A', '[2×2]')
    await reads(now(app, 'A', 3), '4')
    await reads(async () => (await focused(app)()) !== 'BODY', true, 'the keyboard is somewhere')
    assert.equal(await undoAll(app), 1)
    await says(app, 'A', '[2]')
    await app.close()
  })

  it('changes its shape and dtype in the inspector, one entry each, and says what is refused', async () => {
    const app = await openApp()
    await app.choose('X')
    const shape = app.inspector.getByLabel('Shape')
    await shape.fill('2x3')
    await shape.press('Enter')
    await says(app, 'X', '[2×3]')
    await says(app, 'Y', '[2×3]')
    await shape.fill('2, much')
    await shape.press('Enter')
    await app.inspector.getByText('“much” is not a size.').waitFor()
    await shape.press('Escape')
    const dtype = app.inspector.getByLabel('dtype')
    await dtype.selectOption('float64')
    await says(app, 'X', 'float64')
    // Whole numbers have no slope, so asking for one is given up with the dtype, and refused after.
    await dtype.selectOption('int64')
    await says(app, 'X', 'no gradient asked for')
    await app.inspector.getByRole('switch', { name: 'Requires gradient' }).click()
    await app.inspector.getByText('Only float tensors can require a gradient').waitFor()
    assert.equal(await undoAll(app), 3)
    await says(app, 'X', '[5]')
    await app.close()
  })

  it('saves what is still being typed', async () => {
    const app = await openApp()
    await app.choose('X')
    await app.inspector.getByLabel('Label').fill('Input')
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      app.page.keyboard.press('Control+s'),
    ])
    let saved = ''
    for await (const chunk of await download.createReadStream()) saved += chunk
    assert.match(saved, /"label": "Input"/)
    await app.close()
  })
})

describe('charts', () => {
  it('dock beside a card and follow it in the same revision', async () => {
    const app = await openApp({ text: example('tanh') })
    await app.choose('X')
    await app.inspector.getByRole('switch', { name: 'Chart beside it' }).click()
    await app.card('X').getByRole('application').waitFor()
    await app.element('X', 4).focus()
    await watchFrames(app.page)
    await app.page.keyboard.press('End')
    await eventually(async () => assert.ok((await framesOf(app.page)).seen.length > 0))
    const {
      before,
      seen: [after],
    } = await framesOf(app.page)
    assert.match(after?.texts['X'] ?? '', /5\s+4/)
    assert.equal(after?.revisions.length, 4, 'three cards and the chart')
    assert.equal(new Set(after?.revisions).size, 1, `they bear ${after?.revisions}`)
    assert.notDeepEqual(after?.chart, before.chart, 'the chart has changed')
    await app.close()
  })

  it('lay two activations over one another, until one of them is gone', async () => {
    const app = await openApp()
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('sigmoid')
    await app.page.keyboard.press('Enter')
    await app.card('sigmoid').waitFor()
    await app.choose('sigmoid')
    await app.choose('Y', 'Shift')
    await app.inspector.getByRole('button', { name: 'Lay 2 curves over one another' }).click()
    const overlay = app.page.getByRole('region', { name: 'Curves over one another' })
    await overlay.getByText('sigmoid').first().waitFor()
    await reads(() => overlay.getByRole('listitem').count(), 2)
    await overlay.getByRole('application').waitFor()
    await undoButton(app).click()
    await overlay.waitFor({ state: 'detached' })
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})

/** Lets a file fall onto the window. */
async function dropFile(app: AppPage, name: string, content: string): Promise<void> {
  const data = await app.page.evaluateHandle(
    ([fileName, body]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([body ?? ''], fileName ?? ''))
      return transfer
    },
    [name, content],
  )
  await app.page.getByRole('main').dispatchEvent('drop', { dataTransfer: data })
}

describe('files', () => {
  it('open when they are dropped onto the window; what is none leaves the open one alone', async () => {
    const app = await openApp()
    await dropFile(app, 'notes.txt', 'hello')
    await app.page.getByText(/^notes\.txt was not opened\./).waitFor()
    assert.equal(await cards(app)(), 3)
    await dropFile(app, 'diamond.backprop', example('diamond'))
    // d(x·x + x)/dx at 2.
    await says(app, 'x', '5')
    assert.equal(await undoAll(app), 0)
    await app.close()
  })

  it('are saved where the question about them is answered so, and then the graph is new', async () => {
    const app = await openApp()
    await app.element('X', 0).focus()
    await app.page.keyboard.press('ArrowRight')
    await app.page.keyboard.press('Control+Alt+N')
    const question = app.page.getByRole('alertdialog')
    await question.waitFor()
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      question.getByRole('button', { name: 'Save', exact: true }).click(),
    ])
    let saved = ''
    for await (const chunk of await download.createReadStream()) saved += chunk
    assert.match(saved, /-2\.9/)
    await reads(cards(app), 0)
    await app.page.getByText('Nothing here yet').waitFor()
    await app.close()
  })

  it('keep the view where it is when they are saved', async () => {
    const app = await openApp()
    const before = await app.zoom()
    await app.page.getByRole('button', { name: 'Zoom out' }).click()
    await reads(async () => (await app.zoom()) !== before, true)
    await app.page.getByRole('button', { name: 'Zoom out' }).click()
    await Promise.all([app.page.waitForEvent('download'), app.page.keyboard.press('Control+s')])
    await app.page.getByText('Saved.').waitFor()
    await app.page.evaluate(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))),
        ),
    )
    assert.notEqual(await app.zoom(), before)
    await app.close()
  })
})

describe('cards', () => {
  it('draw what is not finite without a fault, each number inside its card', async () => {
    const values = [
      -1.23456e-5,
      1234567,
      3.14159e12,
      'NaN',
      'Infinity',
      '-Infinity',
      '-0',
      -99999.5,
    ]
    const app = await openApp({
      text: text(
        [
          leaf('A', { shape: [2, 4], values }),
          leaf('v', { shape: [8], values }, 330),
          { id: 't', type: 'tanh', position: { x: 360, y: 330 }, data: {} },
          { id: 's', type: 'sum', position: { x: 720, y: 330 }, data: {} },
        ],
        [
          { id: 'e1', source: 'v', sourceHandle: 'out', target: 't', targetHandle: 'input' },
          { id: 'e2', source: 't', sourceHandle: 'out', target: 's', targetHandle: 'input' },
        ],
      ),
    })
    for (const name of ['A', 'v']) {
      const card = await app.card(name).boundingBox()
      assert.ok(card)
      for (let at = 0; at < 8; at++) {
        const box = await app.element(name, at).boundingBox()
        assert.ok(box && box.x >= card.x && box.x + box.width <= card.x + card.width)
      }
    }
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('leave out from afar what cannot be read, and show it again from near by', async () => {
    const app = await openApp()
    await app.element('X', 0).waitFor()
    for (let step = 0; step < 12; step++) await app.page.keyboard.press('Control+-')
    await reads(() => app.page.getByRole('spinbutton').count(), 0)
    assert.equal(await cards(app)(), 3)
    await app.page.keyboard.press('Control+0')
    await app.page.keyboard.press('Shift+Digit1')
    await app.element('X', 0).waitFor()
    await app.close()
  })

  it('belong to a graph whose title stays as it was after Escape', async () => {
    const app = await openApp()
    const title = () => app.page.getByRole('heading', { level: 1 }).innerText()
    const before = await title()
    await app.page.keyboard.press('Control+Alt+R')
    await app.page.keyboard.type('Another')
    await app.page.keyboard.press('Escape')
    await reads(title, before)
    assert.equal(await undoAll(app), 0)
    await app.close()
  })
})

describe('precision', () => {
  it('shows more digits of the same gradient', async () => {
    const app = await openApp()
    await app.card('X').getByTitle('0.009865999221801758').first().waitFor()
    await app.page.getByText('float64', { exact: true }).first().click()
    // 1 − tanh²(3) in float64.
    await app.card('X').getByTitle('0.009866037165440211').first().waitFor()
    await app.close()
  })
})
