import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, middle, openApp, saved } from '../kit/appPage.ts'
import { eventually, reads, until } from '../kit/poll.ts'

after(closeBrowser)

const empty = (dtype: 'float32' | 'float64') =>
  JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    settings: { dtype, seed: 0 },
    nodes: [],
    edges: [],
  })

const field = ({ page }: AppPage) => page.getByRole('textbox', { name: 'Formula' })
const bar = ({ page }: AppPage) => page.getByRole('region', { name: 'Formula' })

/** Opens the bar by its key; it has the keyboard then. */
async function openBar(app: AppPage): Promise<void> {
  await app.page.keyboard.press('=')
  await until(
    () => field(app).evaluate((area) => area === document.activeElement),
    'the formula has the keyboard',
  )
}

/** A card's words in one line, once they say so. */
const shows = (app: AppPage, name: string, wanted: RegExp) =>
  eventually(async () =>
    assert.match((await app.card(name).innerText()).replaceAll(/\s+/g, ' '), wanted),
  )

/** Whether a card is lit: the shadow around it is not that of the others. */
const isLit = (app: AppPage, name: string, other: string) => async () => {
  const shadow = (card: string) =>
    app.card(card).evaluate((element) => getComputedStyle(element).boxShadow)
  return (await shadow(name)) !== (await shadow(other))
}

/** The parts of the text that are marked under it. */
const marked = (app: AppPage) =>
  bar(app).evaluate((element) =>
    [...element.querySelectorAll('[aria-hidden] span')]
      .filter((part) => getComputedStyle(part).backgroundColor !== 'rgba(0, 0, 0, 0)')
      .map((part) => part.textContent),
  )

describe('a formula', () => {
  it('becomes the seed graph by keyboard alone: a slip is shown at its place first', async () => {
    const app = await openApp({ text: empty('float32') })
    const { keyboard } = app.page
    await openBar(app)
    await keyboard.type('X = [-3, -1, 0, 1, 3]; Y = tahn(X); sum(Y)')
    await bar(app).getByText('There is no function tahn. Did you mean tanh?').waitFor()
    await keyboard.press('Home')
    await keyboard.press('Enter')
    const chosen = () =>
      field(app).evaluate((area: HTMLTextAreaElement) =>
        area.value.slice(area.selectionStart, area.selectionEnd),
      )
    await reads(chosen, 'tahn')
    await keyboard.type('tanh')
    await bar(app).getByRole('button', { name: 'Add 3 nodes' }).waitFor()
    await keyboard.press('Enter')
    await shows(app, 'X', /−3 0 0\.009866 −1 1 0\.4200 0 2 1 1 3 0\.4200 3 4 0\.009866/)
    await shows(app, 'Y', /−0\.9951 0 1 −0\.7616 1 1 0 2 1 0\.7616 3 1 0\.9951 4 1/)
    await shows(app, 'sum', / 0 /)
    assert.equal((await saved(app))['root'], 'sum')
    // The card of the result has the keyboard, and its formula is shown.
    await reads(() => field(app).inputValue(), 'sum(tanh(X))')
    await until(
      () => app.node('sum').evaluate((element) => element === document.activeElement),
      'the result has the keyboard',
    )
    await keyboard.press('Control+a')
    await reads(() => field(app).inputValue(), 'X = [-3, -1, 0, 1, 3]\nsum(tanh(X))')
    await app.node('sum').focus()
    await bar(app).getByRole('button', { name: 'On the canvas' }).waitFor()
    await keyboard.press('=')
    await keyboard.press('End')
    await until(isLit(app, 'sum', 'X'), 'the caret behind sum(…) lights the sum')
    await keyboard.press('Escape')
    await field(app).waitFor({ state: 'detached' })
    await keyboard.press('Control+z')
    await app.page.getByText('Nothing here yet').waitFor()
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('becomes the diamond, and is linked with it by pointer', async () => {
    const app = await openApp({ text: empty('float64') })
    const { keyboard, mouse } = app.page
    await openBar(app)
    await keyboard.type('x = [2, -1]; sum(x*x + x)')
    await keyboard.press('Enter')
    await shows(app, 'x', /2 0 5 −1 1 −1/)
    await shows(app, 'sum', /6 /)
    await reads(() => field(app).inputValue(), 'sum(x*x + x)')
    const box = await field(app).boundingBox()
    assert.ok(box)
    const letter = await field(app).evaluate((area) => {
      const pen = document.createElement('canvas').getContext('2d')
      if (pen !== null) pen.font = getComputedStyle(area).font
      return pen?.measureText('0').width ?? 0
    })
    // On the star of x*x.
    await mouse.move(box.x + 10 + 5.4 * letter, box.y + 14)
    await until(isLit(app, 'mul', 'add'), 'x*x lights the product')
    await reads(() => marked(app), ['x*x'])
    const { x, y } = await middle(app.card('x'))
    await mouse.move(x, y)
    await reads(() => marked(app), ['x', 'x', 'x'])
    // An edited formula uses what is there; the draft survives another selection.
    await field(app).fill('sum(x*x + x) * 2')
    await app.choose('x')
    await reads(() => field(app).inputValue(), 'sum(x*x + x) * 2')
    await bar(app).getByRole('button', { name: 'Add 2 nodes' }).click()
    await shows(app, 'mul2', /12 /)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('becomes micrograd’s neuron, from a start that the bar offers', async () => {
    const app = await openApp({ text: empty('float64') })
    await openBar(app)
    await bar(app).getByRole('button', { name: 'micrograd’s neuron' }).click()
    await field(app).press('Control+Enter')
    await shows(app, 'tanh', /0\.7071 /)
    await shows(app, 'x1', /2 .*−1\.500/)
    await shows(app, 'w1', /−3 .*1\.000/)
    await shows(app, 'x2', /0 .*0\.5000/)
    await shows(app, 'w2', /1 .* 0 /)
    await shows(app, 'b', /6\.881 .*0\.5000/)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('becomes a network of two layers with a batch, from several lines', async () => {
    const app = await openApp({ text: empty('float32') })
    await openBar(app)
    await field(app).fill(`h = tanh(x @ W1 + b1)
mse_loss(h @ W2 + b2, t)
x = tensor([[1.562999963760376, -0.06700000166893005], [0.7229999899864197, -0.1770000010728836], [-0.5299999713897705, -1.0820000171661377], [-0.5040000081062317, 1.5540000200271606]], requiresGrad=false)
W1 = [[-0.6710000038146973, -0.8109999895095825, 0.19300000369548798], [0.8659999966621399, 0.6970000267028809, -1.3669999837875366]]
b1 = [-0.010999999940395355, 0.1120000034570694, -0.39800000190734863]
W2 = [[-0.675000011920929], [-0.13300000131130219], [0.5450000166893005]]
b2 = [-0.12600000202655792]
t = tensor([[-1.593999981880188], [-1.6610000133514404], [0.07900000363588333], [0.39100000262260437]], requiresGrad=false)`)
    await field(app).press('Control+Enter')
    await shows(app, 'mse_loss', /3\.012 /)
    await shows(app, 'b1', /−0\.7637.*−0\.1566.*1\.178/)
    await shows(app, 'b2', /1\.444/)
    await shows(app, 'W1', /−0\.6810.*−0\.1241.*1\.262.*0\.3763.*0\.08816.*−0\.2261/)
    await shows(app, 'W2', /−2\.422.*−2\.311.*1\.096/)
    await reads(() => field(app).inputValue(), 'mse_loss(tanh(x@W1 + b1)@W2 + b2, t)')
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
