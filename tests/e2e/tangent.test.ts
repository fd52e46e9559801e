import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, middle, openApp } from '../kit/appPage.ts'
import { reads, until } from '../kit/poll.ts'

after(closeBrowser)

type Leaf = readonly [shape: readonly number[], values: readonly number[], requiresGrad?: boolean]
type Op = readonly [type: string, inputs: Readonly<Record<string, string>>, data?: object]

/** A document of leaves and ops, in columns; the last op is the root. */
function text(
  dtype: 'float32' | 'float64',
  leaves: Readonly<Record<string, Leaf>>,
  ops: Readonly<Record<string, Op>>,
): string {
  const nodes = [
    ...Object.entries(leaves).map(([id, [shape, values, requiresGrad = true]], at) => ({
      id,
      type: 'tensor',
      position: { x: 0, y: at * 260 },
      data: { shape, values, requiresGrad },
    })),
    ...Object.entries(ops).map(([id, [type, , data = {}]], at) => ({
      id,
      type,
      position: { x: 360 * (at + 1), y: 0 },
      data,
    })),
  ]
  const edges = Object.entries(ops).flatMap(([id, [, inputs]]) =>
    Object.entries(inputs).map(([port, source]) => ({
      id: `${id}.${port}`,
      source,
      sourceHandle: 'out',
      target: id,
      targetHandle: port,
    })),
  )
  const root = Object.keys(ops).at(-1)
  const settings = { dtype, seed: 0 }
  return JSON.stringify({ format: 'backprop-canvas', version: 1, settings, root, nodes, edges })
}

/** Golden case neuron-tanh/float64. */
const neuron = text(
  'float64',
  {
    x1: [[], [2]],
    w1: [[], [-3]],
    x2: [[], [0]],
    w2: [[], [1]],
    b: [[], [6.881373405456543]],
  },
  {
    x1w1: ['mul', { input: 'x1', other: 'w1' }],
    x2w2: ['mul', { input: 'x2', other: 'w2' }],
    xw: ['add', { input: 'x1w1', other: 'x2w2' }],
    n: ['add', { input: 'xw', other: 'b' }],
    o: ['tanh', { input: 'n' }],
  },
)

/** Golden case diamond-same-tensor-twice. */
const diamond = text(
  'float64',
  { x: [[2], [2, -1]] },
  {
    y: ['mul', { input: 'x', other: 'x' }],
    z: ['add', { input: 'y', other: 'x' }],
    s: ['sum', { input: 'z' }, { axis: null, keepdims: false }],
  },
)

/** Golden case mlp-tanh-mse-1/float32. */
const mlp = text(
  'float32',
  {
    x: [[4, 2], [1.563, -0.067, 0.723, -0.177, -0.53, -1.082, -0.504, 1.554], false],
    W1: [
      [2, 3],
      [-0.671, -0.811, 0.193, 0.866, 0.697, -1.367],
    ],
    b1: [[3], [-0.011, 0.112, -0.398]],
    W2: [
      [3, 1],
      [-0.675, -0.133, 0.545],
    ],
    b2: [[1], [-0.126]],
    t: [[4, 1], [-1.594, -1.661, 0.079, 0.391], false],
  },
  {
    hLin: ['matmul', { input: 'x', other: 'W1' }],
    hPre: ['add', { input: 'hLin', other: 'b1' }],
    h: ['tanh', { input: 'hPre' }],
    oLin: ['matmul', { input: 'h', other: 'W2' }],
    y: ['add', { input: 'oLin', other: 'b2' }],
    loss: ['mse_loss', { input: 'y', target: 't' }, { reduction: 'mean' }],
  },
)

const bars = (app: AppPage, words: string) =>
  app.inspector.getByRole('group', { name: words, exact: true })
const now = (app: AppPage, name: string, at?: number) => () =>
  app.element(name, at).getAttribute('aria-valuenow')
const words = async (app: AppPage, name: string) =>
  (await app.card(name).innerText()).replaceAll(/\s+/g, ' ')
const flat = /Flat means silent: the gradient that passes on is less than a tenth/
const undo = (app: AppPage) => app.page.getByRole('button', { name: 'Undo', exact: true })

/** Takes a dot by the pointer and carries it sideways; it is still in hand then. */
async function carry(app: AppPage, name: string, at: number, byPx: number): Promise<void> {
  const { x, y } = await middle(app.dot(name, at))
  await app.page.mouse.move(x, y)
  await app.page.mouse.down()
  await app.page.mouse.move(x + byPx, y, { steps: 4 })
}

describe('the tangent handle', () => {
  it('on the seed’s graph: three bars, flat zones, and a dot that moves its leaf', async () => {
    const app = await openApp()
    await app.choose('Y')
    await bars(app, 'arrives 1 × slope 0.009866 = passes on 0.009866').waitFor()
    await app.inspector.getByText(flat).waitFor()
    await app.inspector.getByText('Dragging the dot moves X[0].').waitFor()
    assert.equal(await app.card('Y').getByText('flat', { exact: true }).count(), 2)
    await app.inspector.getByRole('radio', { name: '1' }).check({ force: true })
    await bars(app, 'arrives 1 × slope 0.4200 = passes on 0.4200').waitFor()
    assert.equal(await app.inspector.getByText(flat).count(), 0)
    await carry(app, 'Y', 1, 90)
    await until(async () => Number(await now(app, 'X', 1)()) > 0, 'X follows')
    await app.page.mouse.up()
    await undo(app).click()
    await reads(now(app, 'X', 1), '-1', 'a drag is one entry')
    assert.equal(await undo(app).isDisabled(), true)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('on the diamond, by keyboard alone: a product along one input, the other held', async () => {
    const app = await openApp({ text: diamond })
    await app.node('y').focus()
    await bars(app, 'arrives 1 × slope 2 = passes on along input, x 2').waitFor()
    await bars(app, 'arrives 1 × slope 2 = passes on along other, x 2').waitFor()
    assert.match(await words(app, 'x'), /2 0 5 −1 1 −1/)
    await app.page.keyboard.press('d')
    const dot = app.inspector.getByRole('slider', { name: 'y, element 0' })
    await until(
      () => dot.evaluate((it) => it === document.activeElement),
      'the dot has the keyboard',
    )
    assert.equal(await dot.getAttribute('aria-valuetext'), 'input 2, value 4, slope 2')
    await app.page.keyboard.press('Home')
    await reads(() => dot.getAttribute('aria-valuetext'), 'input −3, value 9, slope −3')
    await bars(app, 'arrives 1 × slope −3 = passes on along input, x −3').waitFor()
    // d(x·x + x)/dx at −3.
    await until(async () => /−3 0 −5/.test(await words(app, 'x')), 'the gradient is −5')
    await app.page.keyboard.press('Control+z')
    await reads(() => dot.getAttribute('aria-valuetext'), 'input 2, value 4, slope 2')
    await app.node('z').focus()
    await bars(app, 'arrives 1 × slope 1 = passes on along input, y 1').waitFor()
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('on micrograd’s neuron: the input is computed, so a chosen leaf is solved for', async () => {
    const app = await openApp({ text: neuron })
    await app.choose('o')
    await bars(app, 'arrives 1 × slope 0.5000 = passes on 0.5000').waitFor()
    const moves = app.inspector.getByLabel('Dragging moves')
    // ∂n/∂x1 = w1: the strongest comes first.
    assert.deepEqual(await moves.locator('option').allInnerTexts(), [
      'x1, slope −3',
      'w1, slope 2',
      'x2, slope 1',
      'b, slope 1',
    ])
    await moves.selectOption({ label: 'b, slope 1' })
    await reads(() => moves.locator('option:checked').innerText(), 'b, slope 1')
    await carry(app, 'o', 0, -20)
    await until(async () => Number(await now(app, 'b')()) < 6.8, 'b follows')
    await app.page.keyboard.press('Escape')
    await reads(now(app, 'b'), '6.881373405456543', 'Escape gives it back')
    await app.page.mouse.up()
    assert.equal(await undo(app).isDisabled(), true)
    // n = −6 + b.
    await app.node('o').focus()
    await app.page.keyboard.press('d')
    await app.page.keyboard.press('Home')
    await reads(now(app, 'b'), '1')
    assert.match(await words(app, 'n'), /value −5 /)
    await app.inspector.getByText(flat).waitFor()
    await app.page.keyboard.press('ArrowRight')
    await reads(now(app, 'b'), '1.05')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('on two layers with a batch: an element moves by the weight that moves it most', async () => {
    const app = await openApp({ text: mlp })
    await app.choose('h')
    await bars(app, 'arrives −0.7158 × slope 0.3491 = passes on −0.2499').waitFor()
    const moves = app.inspector.getByLabel('Dragging moves')
    assert.equal(await moves.locator('option:checked').innerText(), 'W1[0, 0], slope 1.563')
    await app.page.keyboard.press('d')
    await app.page.keyboard.press('Home')
    await until(async () => /value −5 /.test(await words(app, 'hPre')), 'the input is −5')
    // (−5 + 0.067 · 0.866 + 0.011) / 1.563
    const weight = Number(await now(app, 'W1', 0)())
    assert.ok(Math.abs(weight + 3.154816) < 1e-5, `W1[0, 0] is ${weight}`)
    await undo(app).click()
    await reads(now(app, 'W1', 0), '-0.671')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('says what cannot be reached, and marks where the hand is', async () => {
    const app = await openApp({
      text: text(
        'float32',
        { w: [[], [0.5]] },
        { y: ['tanh', { input: 'w' }], z: ['tanh', { input: 'y' }] },
      ),
    })
    await app.choose('z')
    const mark = app.card('z').locator('.hand-mark')
    await carry(app, 'z', 0, 60)
    await mark.waitFor()
    await app.inspector.getByText(/^Moving w brings y no nearer to [\d.]+ than 1\.000\.$/).waitFor()
    await app.page.mouse.up()
    await mark.waitFor({ state: 'detached' })
    await app.page.getByText(/^Moving w brings y no nearer to/).waitFor()
    assert.match(await words(app, 'y'), /value 1\.000 /)
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
