import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, openApp, root, saved } from '../kit/appPage.ts'
import { reads, until } from '../kit/poll.ts'

after(closeBrowser)

interface Case {
  readonly id: string
  readonly attrs: {
    readonly names: readonly string[]
    readonly program: readonly {
      readonly out: string
      readonly op: string
      readonly in: readonly string[]
      readonly attrs?: Readonly<Record<string, unknown>>
    }[]
  }
  readonly inputs: readonly {
    readonly shape: readonly number[]
    readonly data: readonly number[]
    readonly requires_grad: boolean
  }[]
}

/** A golden case's graph as a document's text. */
function golden(id: string): string {
  const text = readFileSync(join(root, 'tests/golden/graph.json'), 'utf8')
  const { cases } = JSON.parse(text) as { readonly cases: readonly Case[] }
  const { attrs, inputs } = cases.find((one) => one.id === id)!
  const leaves = attrs.names.map((name, at) => {
    const { shape, data: values, requires_grad: requiresGrad } = inputs[at]!
    const data = { shape, values, requiresGrad }
    return {
      id: name,
      type: 'tensor',
      position: { x: -340 * Math.floor(at / 2), y: 320 * (at % 2) },
      data,
    }
  })
  const lines = attrs.program.map(({ out, op, attrs: data = {} }, at) => ({
    id: out,
    type: op,
    position: { x: 340 * (at + 1), y: 0 },
    data,
  }))
  const ports = (op: string) => ['input', op === 'mse_loss' ? 'target' : 'other']
  const edges = attrs.program.flatMap(({ out, op, in: sources }) =>
    sources.map((source, at) => ({ source, target: out, targetHandle: ports(op)[at] })),
  )
  return JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    nodes: [...leaves, ...lines],
    edges,
  })
}

const bar = ({ page }: AppPage) => page.getByRole('region', { name: 'Unfolded gradient' })
const wordsOf = async (app: AppPage, name: string) =>
  (await app.card(name).innerText()).split(/\s+/)
const shows = async (app: AppPage, name: string, ...numbers: string[]) => {
  for (const number of numbers)
    await until(async () => (await wordsOf(app, name)).includes(number), `${name} shows ${number}`)
}
const countCards = (app: AppPage) => app.page.getByRole('article').count()

async function unfold(app: AppPage, name: string): Promise<void> {
  await app.choose(name)
  await app.page.keyboard.press('u')
  await bar(app).waitFor()
}

describe('the backward graph', () => {
  it('unfolds the sum of tanh by keyboard alone, follows a hand, and is kept or let go', async () => {
    const app = await openApp({ text: example('tanh') })
    const { page } = app
    await app.node('X').focus()
    await page.keyboard.press('u')
    await reads(
      () => bar(app).getByRole('status').innerText(),
      'Gradient of L with respect to X: 3 nodes',
    )
    // It runs before it is kept; and letting go leaves no trace.
    await shows(app, '∂L/∂X', '0.009866', '0.4200', '1')
    await page.keyboard.press('Escape')
    await bar(app).waitFor({ state: 'detached' })
    await reads(() => countCards(app), 3)
    assert.equal(((await saved(app))['nodes'] as unknown[]).length, 5)
    assert.ok(await page.getByRole('button', { name: /^Undo/ }).isDisabled())

    await page.keyboard.press('u')
    await bar(app).waitFor()
    // It follows what is done to the graph: tanh of 0 has the slope 1.
    await app.element('X', 1).focus()
    await page.keyboard.type('0')
    await page.keyboard.press('Enter')
    await until(
      async () => (await wordsOf(app, '∂L/∂X')).filter((word) => word === '0.4200').length === 1,
      'one slope is 0.42, where there were two',
    )
    await app.node('X').focus()
    await page.keyboard.press('Enter')
    await bar(app).waitFor({ state: 'detached' })
    await reads(() => countCards(app), 6)
    await shows(app, '∂L/∂X', '0.009866', '0.4200', '1')
    // The root stays what it was, and one step takes it all away.
    await app.card('L').getByTitle('The gradient flows back from here').waitFor()
    await page.keyboard.press('Control+z')
    await reads(() => countCards(app), 3)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('has the second derivative of tanh as its gradient: −2·y·(1 − y²) at 0.5', async () => {
    const text = JSON.stringify({
      format: 'backprop-canvas',
      version: 1,
      settings: { dtype: 'float64' },
      nodes: [
        { id: 'x', type: 'tensor', data: { shape: [], values: [0.5], requiresGrad: true } },
        { id: 'L', type: 'tanh', data: {} },
      ],
      edges: [{ source: 'x', target: 'L', targetHandle: 'input' }],
    })
    const app = await openApp({ text })
    await unfold(app, 'x')
    await bar(app).getByRole('button', { name: /^Keep/ }).click()
    // 1 − tanh²(0.5) = 0.78644773296592741
    await shows(app, '∂L/∂x', '0.7864')
    await app.page.keyboard.press('g')
    // −2 · 0.46211715726000976 · 0.78644773296592741 = −0.72686198138358743
    await shows(app, 'x', '−0.7269', '∂²L/∂x²')
    // And so on: what is unfolded is unfolded again.
    await unfold(app, 'x')
    await shows(app, '∂²L/∂x²', '−0.7269')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('adds up both ways of the diamond x·x + x', async () => {
    const app = await openApp({ text: golden('graph/graph/diamond-same-tensor-twice/float32') })
    await unfold(app, 'x')
    await app.page.keyboard.press('Enter')
    await shows(app, '∂s/∂x', '5', '−1')
    await app.page.keyboard.press('g')
    // (x² + x)″ is 2, of each element.
    await shows(app, 'x', '2', '∂²s/∂x²')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('unfolds all of a neuron’s gradients from its root', async () => {
    const app = await openApp({ text: golden('graph/graph/neuron-tanh/float32') })
    await unfold(app, 'o')
    await reads(
      () => bar(app).getByRole('status').innerText(),
      'Gradient of o with respect to x1, x2, w1 and 2 more: 7 nodes',
    )
    await app.page.keyboard.press('Enter')
    await shows(app, '∂o/∂x1', '−1.500')
    await shows(app, '∂o/∂x2', '0.5000')
    await shows(app, '∂o/∂w1', '1.000')
    await shows(app, '∂o/∂w2', '0')
    await shows(app, '∂o/∂b', '0.5000')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('unfolds a network of two layers over a batch', async () => {
    const app = await openApp({ text: golden('graph/graph/mlp-tanh-mse-1/float32') })
    await unfold(app, 'loss')
    await app.page.keyboard.press('Enter')
    await shows(app, '∂loss/∂W1', '−0.6810', '−0.1241', '1.262', '0.3763', '0.08816', '−0.2261')
    await shows(app, '∂loss/∂b1', '−0.7637', '−0.1566', '1.178')
    await shows(app, '∂loss/∂W2', '−2.422', '−2.311', '1.096')
    await shows(app, '∂loss/∂b2', '1.444')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('says why there is nothing to unfold', async () => {
    const app = await openApp({ text: example('mlp') })
    await app.choose('T')
    await app.page.keyboard.press('u')
    await app.page.getByText('No gradient of L reaches T, so there is nothing to unfold.').waitFor()
    assert.equal(await bar(app).count(), 0)
    await app.close()
  })
})
