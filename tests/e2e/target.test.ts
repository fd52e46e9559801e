import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, openApp, saved } from '../kit/appPage.ts'
import { goldenDocument } from '../kit/goldenDocument.ts'
import { eventually } from '../kit/poll.ts'

after(closeBrowser)

const textOf = async (app: AppPage, name: string) =>
  (await app.card(name).innerText()).replaceAll(/\s+/g, ' ')
const shows = (app: AppPage, name: string, what: RegExp) =>
  eventually(async () => assert.match(await textOf(app, name), what))
const lensShows = (app: AppPage, what: RegExp) =>
  eventually(async () =>
    assert.match((await app.inspector.innerText()).replaceAll(/\s+/g, ' '), what),
  )
const gradientOf = (app: AppPage) => app.page.getByRole('combobox', { name: 'Target', exact: true })
const elementOf = (app: AppPage) =>
  app.page.getByRole('combobox', { name: 'Element of the target' })

describe('any target, and forward mode', () => {
  it('on the seed graph: one element of tanh, and back; everything speaks of it', async () => {
    const app = await openApp({ text: example('tanh') })
    await gradientOf(app).selectOption('Y')
    await elementOf(app).selectOption('1')
    // Golden: the gradient of x₁ is 0.41997…; no other element moves Y₁.
    await shows(app, 'X', /∂Y₁\/∂X −3 0 0 −1 1 0\.4200 0 2 0 1 3 0 3 4 0/)
    await shows(app, 'L', /∂Y₁\/∂L –/)
    await app.card('Y').getByTitle('The gradient flows back from Y₁').waitFor()
    await app.choose('X')
    await lensShows(app, /Y₁ against X₀/)
    await elementOf(app).selectOption('2')
    await shows(app, 'X', /∂Y₂\/∂X −3 0 0 −1 1 0 0 2 1 1 3 0 3 4 0/)
    assert.equal((await saved(app))['root'], 'L')
    assert.ok(await app.page.getByRole('button', { name: 'Undo' }).isDisabled())
    await app.page.getByRole('button', { name: 'Back to L' }).click()
    await shows(app, 'X', /∂L\/∂X −3 0 0\.009866 −1 1 0\.4200 0 2 1 1 3 0\.4200 3 4 0\.009866/)
    await app.inspector.getByRole('tab', { name: 'Forward' }).click()
    await app.inspector.getByText('1', { exact: true }).first().click()
    await shows(app, 'Y', /∂\/∂X₁ 0\.4200 norm 0\.4200/)
    await shows(app, 'L', /∂\/∂X₁ 0\.4200/)
    await lensShows(app, /forward 0\.4199\d+ backward 0\.4199\d+ They agree\./)
    // By hand: y·y, 1 − y·y, times ȳ, for 5 elements; forward 4 sums more, and 5 times.
    await lensShows(app, /Backward: 1 pass, 15 operations, every leaf\./)
    await lensShows(
      app,
      /1 pass, 19 operations, this one element; all 5 elements need 5 passes, 95\./,
    )
    await app.inspector.getByRole('switch', { name: 'All elements at once' }).click()
    // Golden: the sum of all five gradients.
    await shows(app, 'L', /∂\/∂X 1\.860/)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('on the diamond: each element of the end has its own gradient, and its own tangent', async () => {
    const app = await openApp({
      text: goldenDocument('graph/graph/diamond-same-tensor-twice/float64'),
    })
    // Golden: the gradient of x is 5 at 2 and −1 at −1.
    await shows(app, 'x', /∂s\/∂x 2 0 5 −1 1 −1/)
    await gradientOf(app).selectOption('z')
    await elementOf(app).selectOption('0')
    await shows(app, 'x', /∂z₀\/∂x 2 0 5 −1 1 0/)
    await elementOf(app).selectOption('1')
    await shows(app, 'x', /∂z₁\/∂x 2 0 0 −1 1 −1/)
    await app.choose('x')
    await app.inspector.getByRole('tab', { name: 'Forward' }).click()
    await shows(app, 's', /∂\/∂x₀ 5/)
    await lensShows(app, /forward 0 backward 0 They agree\./)
    await app.inspector.getByText('1', { exact: true }).first().click()
    await shows(app, 's', /∂\/∂x₁ −1/)
    await lensShows(app, /∂z₁\/∂x₁ forward -1 backward -1 They agree\./)
    const row = app.inspector.getByRole('button', { name: '∂y₁/∂x₁' })
    await row.hover()
    await app.page.locator('article.card.is-lit').getByText('y').first().waitFor()
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('on the neuron, by keyboard alone', async () => {
    const app = await openApp({ text: goldenDocument('graph/graph/neuron-tanh/float64') })
    const { keyboard } = app.page
    await app.node('x1').focus()
    await keyboard.press('f')
    // Golden: ∂o/∂x1 is −1.5000003851533106; on the way, the product passes w1 = −3.
    await shows(app, 'o', /∂\/∂x1 −1\.500/)
    await shows(app, 'n', /∂\/∂x1 −3/)
    await lensShows(
      app,
      /forward -1\.50000038515331\d* backward -1\.50000038515331\d* They agree\./,
    )
    await app.page
      .getByRole('button', { name: '∂x1/∂x1' })
      .and(app.page.locator(':focus'))
      .waitFor()
    await keyboard.press('Tab')
    await eventually(async () =>
      assert.match(await app.page.locator('article.card.is-lit').innerText(), /x1w1/),
    )
    await app.node('n').focus()
    await keyboard.press('t')
    await shows(app, 'x1', /∂n\/∂x1 −3/)
    await shows(app, 'w1', /∂n\/∂w1 2/)
    await shows(app, 'b', /∂n\/∂b 1/)
    await shows(app, 'o', /∂n\/∂o –/)
    await keyboard.press('Shift+T')
    // Golden: the gradients of w1 and b.
    await shows(app, 'w1', /∂o\/∂w1 1\.000/)
    await shows(app, 'b', /∂o\/∂b 0\.5000/)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('on a two-layer network with a batch: one output of one example', async () => {
    const app = await openApp({
      width: 1600,
      text: goldenDocument('graph/graph/mlp-tanh-mse-1/float32'),
    })
    await app.choose('W1')
    await app.inspector.getByRole('tab', { name: 'Forward' }).click()
    // Golden: the gradient of W1[0][0] is −0.68098….
    await shows(app, 'loss', /∂\/∂W1₀,₀ −0\.6810/)
    await lensShows(app, /forward -0\.68098\d+ backward -0\.68098\d+ They agree\./)
    await gradientOf(app).selectOption('y')
    await elementOf(app).selectOption('0')
    // y₀,₀ = h₀ · W2 + b2, so its gradient along W2 is row 0 of h, as the golden case has it.
    await shows(app, 'W2', /∂y₀,₀\/∂W2 −0\.8068 −0\.8344 −0\.004752/)
    await shows(app, 'b2', /∂y₀,₀\/∂b2 .* 1/)
    await shows(app, 'loss', /∂y₀,₀\/∂loss –/)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('where there is no root, a target makes gradients appear; one that goes is given up', async () => {
    const doc = JSON.parse(example('tanh'))
    doc.root = null
    doc.nodes.push({ id: 'M', type: 'mean', position: { x: 692, y: 400 }, data: { label: 'M' } })
    doc.edges.push({
      id: 'e3',
      source: 'y',
      sourceHandle: 'out',
      target: 'M',
      targetHandle: 'input',
    })
    const app = await openApp({ text: JSON.stringify(doc) })
    assert.doesNotMatch(await textOf(app, 'X'), /∂/)
    await gradientOf(app).selectOption('M')
    // Golden, a fifth of each: the mean of five.
    await shows(app, 'X', /∂M\/∂X −3 0 0\.001973 −1 1 0\.08399 0 2 0\.2 1/)
    await app.node('M').focus()
    await app.page.keyboard.press('Delete')
    await app.page.getByText('What the gradient was of is gone: it is of L again.').waitFor()
    await shows(app, 'X', /∂L\/∂X −3 0 0\.009866/)
    assert.equal(await app.page.getByRole('button', { name: /^Back to/ }).count(), 0)
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
