import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, middle, openApp } from '../kit/appPage.ts'
import { frameNow, framesOf, watchFrames } from '../kit/frames.ts'
import { eventually } from '../kit/poll.ts'

const textOf = async (app: AppPage, name: string) =>
  (await app.card(name).innerText()).replaceAll(/\s+/g, ' ')

/** The saved text of the document as it is now, as the app itself writes it. */
async function savedText(app: AppPage): Promise<Record<string, unknown>> {
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.keyboard.press('Control+s'),
  ])
  const stream = await download.createReadStream()
  let text = ''
  for await (const chunk of stream) text += chunk
  return JSON.parse(text)
}

after(closeBrowser)

describe('the seed graph', () => {
  it('is there with the golden values, gradients and nothing amiss', async () => {
    const app = await openApp()
    assert.match(
      await textOf(app, 'X'),
      /−3 0 0\.009866 −1 1 0\.4200 0 2 1 1 3 0\.4200 3 4 0\.009866/,
    )
    assert.match(await textOf(app, 'Y'), /−0\.9951 0 1 −0\.7616 1 1 0 2 1 0\.7616 3 1 0\.9951 4 1/)
    assert.equal(await app.element('X', 1).getAttribute('title'), '-1')
    assert.equal(
      await app.card('X').getByTitle('0.009865999221801758').count(),
      2,
      'all digits of the gradient are one hover away',
    )
    await assertOneRevision(app)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('follows a scrub by mouse in the first frame after the input, everywhere at once', async () => {
    const app = await openApp()
    await app.element('X', 2).focus()
    await app.choose('Y')
    await app.page.keyboard.press('c')
    await app.card('Y').getByRole('application').waitFor()
    const { x, y } = await middle(app.element('X', 2))
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await watchFrames(app.page)
    await app.page.mouse.move(x + 10, y)
    await eventually(async () => assert.ok((await framesOf(app.page)).seen.length > 0))
    const {
      before,
      seen: [after],
    } = await framesOf(app.page)
    assert.ok(after)
    assert.equal(new Set(after.revisions).size, 1, `cards and chart bear ${after.revisions}`)
    assert.equal(after.revisions.length, 4, 'three cards and the docked chart')
    assert.notEqual(after.revisions[0], before.revisions[0])
    // tanh(0.5) and 1 − tanh²(0.5), float32 with every operation rounded.
    assert.match(after.texts['Y'] ?? '', /0\.4621/)
    assert.match(after.texts['X'] ?? '', /0\.5\s+2\s+0\.7864/)
    assert.match(after.texts['L'] ?? '', /0\.4621/)
    assert.notEqual(after.dot, before.dot, 'the dot has moved')
    assert.notDeepEqual(after.bars, before.bars, 'the bars have changed')
    assert.notDeepEqual(after.chart, before.chart, 'the docked chart has changed')
    assert.ok(after.ghosts > 0, 'a ghost keeps the values from before')
    await app.page.mouse.up()
    assert.equal((await frameNow(app.page)).ghosts, 0)
    await app.page.keyboard.press('Control+z')
    await eventually(async () => assert.match(await textOf(app, 'X'), / 0 2 1 /))
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('follows the keyboard: arrows, fine and coarse, and typing; what is no number says so', async () => {
    const app = await openApp()
    const cell = app.element('X', 2)
    await cell.focus()
    const now = (value: string) =>
      eventually(async () => assert.equal(await cell.getAttribute('aria-valuenow'), value))
    await app.page.keyboard.press('ArrowRight')
    await now('0.1')
    await app.page.keyboard.press('Shift+ArrowRight')
    await now('0.11')
    await app.page.keyboard.press('Alt+ArrowLeft')
    await now('-0.89')
    await app.page.keyboard.type('1')
    await app.page.keyboard.press('Backspace')
    await app.page.keyboard.type('abc')
    await app.page.keyboard.press('Enter')
    await app.page.getByText('“abc” is not a number.').waitFor()
    await app.page.keyboard.press('Control+a')
    await app.page.keyboard.type('0.5')
    await app.page.keyboard.press('Enter')
    await eventually(async () => assert.match(await textOf(app, 'Y'), /0\.4621/))
    await app.close()
  })

  it('lets the dot on the curve be dragged, and X follows', async () => {
    const app = await openApp()
    await app.element('X', 2).focus()
    const { x, y } = await middle(app.dot('Y', 2))
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 30, y - 25, { steps: 4 })
    await app.page.mouse.up()
    const moved = Number(await app.element('X', 2).getAttribute('aria-valuenow'))
    assert.ok(moved > 0.5 && moved < 3, `X[2] is ${moved}`)
    await app.page.keyboard.press('Control+z')
    await eventually(async () =>
      assert.equal(await app.element('X', 2).getAttribute('aria-valuenow'), '0'),
    )
    await app.close()
  })
})

describe('building', () => {
  it('adds a sigmoid beside, wires it by click and click, and refuses a loop with its reason', async () => {
    const app = await openApp()
    const before = await savedText(app)
    await app.page.keyboard.press('/')
    await app.page.keyboard.type('sigmoid')
    await app.page.keyboard.press('Enter')
    const card = app.card('sigmoid')
    await card.waitFor()
    await card.getByText('not connected').waitFor()
    await app.page.getByLabel('output of X').click()
    await app.page.getByLabel('input input of sigmoid').click()
    // σ(3) and its slope, as PyTorch prints them.
    await eventually(async () => assert.match(await textOf(app, 'sigmoid'), /0\.9526/))
    await app.page.getByLabel('output of L').click()
    await app.page.getByLabel('input input of Y').click()
    await app.page.getByText('Wiring L into y would close a loop.').waitFor()
    for (let i = 0; i < 3; i++) await app.page.keyboard.press('Control+z')
    await eventually(async () => assert.equal(await card.count(), 0))
    // Where one looks is saved, but is no edit: it is not undone.
    const { viewport: _then, ...start } = before
    const { viewport: _now, ...end } = await savedText(app)
    assert.deepEqual(end, start)
    await app.close()
  })

  it('saves and reopens to an equal document', async () => {
    const app = await openApp()
    await app.element('X', 0).focus()
    await app.page.keyboard.press('ArrowRight')
    const first = await savedText(app)
    await app.close()
    const again = await openApp({ text: JSON.stringify(first) })
    await eventually(async () =>
      assert.equal(await again.element('X', 0).getAttribute('aria-valuenow'), '-2.9'),
    )
    assert.deepEqual(await savedText(again), first)
    await again.close()
  })
})

describe('what is wrong', () => {
  it('is marked at its place while the rest stays alive', async () => {
    const doc = JSON.parse(example('tanh'))
    doc.nodes.push(
      {
        id: 'A',
        type: 'tensor',
        position: { x: 0, y: 520 },
        data: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
      },
      { id: 'M', type: 'matmul', position: { x: 328, y: 560 }, data: {} },
      { id: 'Z', type: 'zebra', position: { x: 684, y: 560 }, data: {} },
    )
    doc.edges.push(
      { id: 'm1', source: 'A', sourceHandle: 'out', target: 'M', targetHandle: 'input' },
      { id: 'm2', source: 'A', sourceHandle: 'out', target: 'M', targetHandle: 'other' },
    )
    const app = await openApp({ text: JSON.stringify(doc) })
    await app.card('M').getByText('Cannot multiply [2×3] by [2×3]').waitFor()
    await app.card('Z').getByText('There is no op "zebra".').waitFor()
    assert.match(await textOf(app, 'X'), /0\.009866/)
    await app.page.keyboard.press('Control+m')
    await app.page
      .getByText(/Cannot multiply \[2×3\] by \[2×3\]/)
      .last()
      .waitFor()
    await app.close()
  })

  it('is refused as a whole where it is no document, and the open one stays', async () => {
    const app = await openApp({ text: '{"format":"other"}' })
    await app.page.getByText(/not a Backprop Canvas document/).waitFor()
    assert.match(await textOf(app, 'X'), /0\.009866/)
    await app.close()
  })
})

async function assertOneRevision(app: AppPage): Promise<void> {
  const { revisions } = await frameNow(app.page)
  assert.ok(revisions.length >= 3)
  assert.equal(new Set(revisions).size, 1)
}
