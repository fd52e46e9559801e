import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { printDocument } from '#core/graph/document.ts'
import { type AppPage, closeBrowser, middle, openApp } from '../kit/appPage.ts'
import { goldenDocuments } from '../kit/goldenDocuments.ts'
import { reads, until } from '../kit/poll.ts'

after(closeBrowser)

const golden = goldenDocuments('graph')

/** A golden case’s graph, opened. */
async function open(id: string): Promise<AppPage> {
  const doc = golden.get(`graph/graph/${id}`)
  assert.ok(doc)
  return openApp({ text: printDocument(doc) })
}

/** The numbers of a row of the nudge, as they are on screen. */
const row = (app: AppPage, name: string) => async () => {
  const cells = app.inspector.getByRole('row').filter({ hasText: name }).getByRole('cell')
  return (await cells.allInnerTexts()).filter((text) => text !== '')
}

const answers = (app: AppPage) => async () => {
  const rows = app.inspector.getByRole('table').first().getByRole('row')
  const texts = await rows.evaluateAll((list) =>
    list.map((one) => [...one.querySelectorAll('td.num')].map(({ textContent }) => textContent)),
  )
  return texts.slice(1)
}

const epsilon = (app: AppPage) => app.inspector.getByRole('slider', { name: /^ε/ })
const status = (app: AppPage) => app.page.getByRole('status', { name: 'Nudge test' })
const badge = (app: AppPage, name: string) => () => app.card(name).getByRole('button').innerText()
const says = (app: AppPage, words: RegExp) => app.inspector.getByText(words).waitFor()

/** Closes a window in which nothing went wrong. */
async function end(app: AppPage): Promise<void> {
  assert.deepEqual(app.faults, [])
  await app.close()
}

describe('the nudge test', () => {
  it('sets the quotient beside the gradient on the seed’s graph, by keyboard alone', async () => {
    const app = await open('seed-example/float32')
    const { keyboard } = app.page
    await app.element('X', 3).focus()
    await app.node('X').focus()
    await keyboard.press('n')
    await until(
      () => epsilon(app).evaluate((field) => field === document.activeElement),
      'ε has the keyboard',
    )
    // tanh(1 ± 0.001) + 0, and 1 − tanh²(1) of the golden case: 0.41997434161402614.
    await reads(answers(app), [
      ['1.001', '0.0004197'],
      ['1.000', '0.0000000'],
      ['0.999', '−0.0004203'],
    ])
    await reads(row(app, '∂S/∂X[3]'), ['0.41997434'])
    await reads(row(app, '2ε'), ['0.41997445'])
    await reads(row(app, 'relative error'), ['2.5×10⁻⁷'])
    await says(app, /^The gradient is right: the two agree to 6 digits\.$/)
    await keyboard.press('End')
    await says(app, /ε is too large here: S bends on the way/)
    await keyboard.press('Home')
    await says(app, /ε is too small here: rounding drowns the answer/)
    await keyboard.press('Escape')
    await keyboard.press('Shift+N')
    await reads(() => status(app).innerText(), '1 of 1 leaf agrees')
    await reads(badge(app, 'X'), 'nudge agrees')
    await app.element('X', 3).focus()
    await keyboard.press('Home')
    await until(
      async () => (await app.card('Y').innerText()).includes('−0.9999'),
      'tanh(−5) is there',
    )
    await reads(badge(app, 'X'), 'nudge agrees')
    await keyboard.press('Shift+N')
    await app.card('X').getByText('requires gradient').waitFor()
    await end(app)
  })

  it('counts both paths of the diamond, for each element chosen', async () => {
    const app = await open('diamond-same-tensor-twice/float64')
    await app.choose('x')
    await app.inspector.getByRole('tab', { name: 'Nudge' }).click()
    await reads(answers(app), [
      ['2.001', '6.005001'],
      ['2.000', '6.000000'],
      ['1.999', '5.995001'],
    ])
    await reads(row(app, '∂s/∂x[0]'), ['5.0000000'])
    await app.inspector.getByText('1', { exact: true }).first().click()
    await reads(answers(app), [
      ['−0.999', '5.999001'],
      ['−1.000', '6.000000'],
      ['−1.001', '6.001001'],
    ])
    await reads(row(app, '∂s/∂x[1]'), ['−1.0000000'])
    await says(app, /^The gradient is right: /)
    await end(app)
  })

  it('keeps the neuron’s five badges true while an input is dragged', async () => {
    const app = await open('neuron-tanh/float64')
    await app.page.keyboard.press('Shift+N')
    await reads(() => status(app).innerText(), '5 of 5 leaves agree')
    await app.card('x1').getByRole('button').click()
    await reads(row(app, '∂o/∂x1'), ['−1.5000004'])
    await reads(row(app, '2ε'), ['−1.5000026'])
    const from = await middle(app.element('w2'))
    await app.page.mouse.move(from.x, from.y)
    await app.page.mouse.down()
    for (let step = 1; step <= 10; step++) {
      await app.page.mouse.move(from.x + 4 * step, from.y)
      for (const name of ['x1', 'w1', 'x2', 'w2', 'b'])
        assert.match(await badge(app, name)(), /^nudge (agrees|…)$/)
    }
    await app.page.mouse.up()
    await reads(() => status(app).innerText(), '5 of 5 leaves agree')
    await app.choose('x1')
    // x2 is 0: whatever w2 is, the neuron’s output is as it was.
    await reads(row(app, '∂o/∂x1'), ['−1.5000004'])
    await end(app)
  })

  it('checks every weight of two layers with a batch, and takes ε from the plot', async () => {
    const app = await open('mlp-tanh-mse-1/float64')
    await app.page.keyboard.press('Shift+N')
    await reads(() => status(app).innerText(), '4 of 4 leaves agree')
    await app.card('W1').getByRole('button').click()
    await app.inspector.getByText('0,2', { exact: true }).click()
    await reads(row(app, '∂loss/∂W1[0, 2]'), ['1.2620308'])
    await says(app, /^6 of 6 elements agree\.$/)
    const box = await epsilon(app).boundingBox()
    assert.ok(box)
    await app.page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2)
    await until(
      async () =>
        /^ε = (\d(\.\d)?×)?10⁻⁶/.test((await epsilon(app).getAttribute('aria-valuetext')) ?? ''),
      'ε is where the plot was clicked',
    )
    await reads(row(app, '2ε'), ['1.2620308'])
    await end(app)
  })
})
