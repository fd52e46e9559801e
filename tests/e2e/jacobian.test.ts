import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, openApp } from '../kit/appPage.ts'
import { eventually, reads } from '../kit/poll.ts'

after(closeBrowser)

/** The entry that has the keyboard, in words. */
const focused = (app: AppPage) => app.inspector.locator('[role=gridcell]:focus')

/** Waits until the entry that has the keyboard begins so: the golden digits, cut before they are rounded. */
const stands = (app: AppPage, beginning: string) =>
  eventually(async () => {
    const words = (await focused(app).getAttribute('title', { timeout: 1000 })) ?? ''
    assert.equal(words.slice(0, beginning.length), beginning)
  })

/** The formulas of the product, as they are read. */
async function product(app: AppPage): Promise<string[]> {
  const lines = await app.inspector
    .getByRole('region', { name: 'Vector–Jacobian product' })
    .locator('math semantics > :first-child')
    .allTextContents()
  return lines.map((line) => line.replaceAll('\u00a0', ' '))
}

const press = async (app: AppPage, ...keys: string[]) => {
  for (const key of keys) await app.page.keyboard.press(key)
}

/** A graph of tensors and ops; each op takes what its line names, by port. */
function text(
  dtype: string,
  root: string,
  leaves: Readonly<Record<string, readonly [shape: number[], values: number[], grad: boolean]>>,
  ops: Readonly<Record<string, readonly [type: string, inputs: Readonly<Record<string, string>>]>>,
): string {
  const nodes = [
    ...Object.entries(leaves).map(([id, [shape, values, requiresGrad]]) => ({
      id,
      type: 'tensor',
      data: { label: id, shape, values, requiresGrad },
    })),
    ...Object.entries(ops).map(([id, [type]]) => ({ id, type, data: { label: id } })),
  ].map((node, at) => ({ ...node, position: { x: (at % 6) * 340, y: Math.floor(at / 6) * 420 } }))
  const edges = Object.entries(ops).flatMap(([target, [, inputs]]) =>
    Object.entries(inputs).map(([targetHandle, source]) => ({
      id: `${target}.${targetHandle}`,
      ...{ source, sourceHandle: 'out', target, targetHandle },
    })),
  )
  const head = {
    format: 'backprop-canvas',
    version: 1,
    title: 'Story',
    settings: { dtype, seed: 0 },
  }
  return JSON.stringify({ ...head, root, nodes, edges })
}

describe('the Jacobian of a node', () => {
  it('is walked through by keyboard alone on the seed’s graph', async () => {
    const app = await openApp({ text: example('tanh') })
    await app.node('Y').focus()
    await press(app, 'j')
    // graph/graph/seed-example/float32: 0.009866, 0.41997, 1, 0.41997, 0.009866.
    await stands(app, '∂Y₀/∂X₀ = 0.00986')
    await app.inspector.getByText('5 of 25 entries are not zero.').waitFor()
    await press(app, 'ArrowDown', 'ArrowRight')
    await stands(app, '∂Y₁/∂X₁ = 0.41997')
    await reads(() => product(app), ['∂L/∂X1=∑i∂L/∂Yi⋅∂Yi/∂X1', '=1×0.4200=0.4200'])
    await app.inspector.getByText('Equal to the engine’s, to the bit.').waitFor()
    await press(app, 'End')
    await stands(app, '∂Y₁/∂X₄ = 0')
    await press(app, 'Control+End')
    await stands(app, '∂Y₄/∂X₄ = 0.00986')
    // In float64 the golden digits of graph/graph/seed-example/float64.
    await press(app, 'Control+Alt+5')
    await stands(app, '∂Y₄/∂X₄ = 0.00986603716544')
    await press(app, 'Escape')
    await reads(() => app.node('Y').evaluate((node) => node === document.activeElement), true)

    await app.node('L').focus()
    await press(app, 'j')
    await stands(app, '∂L/∂Y')
    await app.inspector.getByText('All ones: every element counts once.').waitFor()
    await app.node('X').focus()
    await press(app, 'j')
    await app.page.getByText('A leaf has no Jacobian').first().waitFor()
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('is apart for each port on the diamond, whose parts add up', async () => {
    // graph/graph/diamond-same-tensor-twice/float64: ∂s/∂x = 5, −1 at x = 2, −1.
    const app = await openApp({
      text: text(
        'float64',
        's',
        { x: [[2], [2, -1], true] },
        {
          y: ['mul', { input: 'x', other: 'x' }],
          z: ['add', { input: 'y', other: 'x' }],
          s: ['sum', { input: 'z' }],
        },
      ),
    })
    await app.choose('y')
    await app.inspector.getByRole('tab', { name: 'Jacobian' }).click()
    for (const port of ['input: x', 'other: x']) {
      await app.inspector.getByRole('radio', { name: port }).check({ force: true })
      await app.inspector.getByRole('gridcell', { name: '∂y₀/∂x₀ = 2' }).click()
      await reads(() => product(app), ['∂s/∂x0 += ∑i∂s/∂yi⋅∂yi/∂x0', '=1×2=2'])
      await app.inspector.getByRole('gridcell', { name: '∂y₁/∂x₁ = −1' }).click()
      await reads(async () => (await product(app))[1], '=1×(−1)=−1')
      await app.inspector.getByText(`One part: ∂s/∂x by y, ${port.slice(0, 5)}`).waitFor()
    }
    await app.choose('z')
    await app.inspector.getByRole('radio', { name: 'other: x' }).check({ force: true })
    await app.inspector.getByText('The identity: gradients are handed on unchanged.').waitFor()
    await reads(async () => (await product(app))[1], '=1×1=1')
    // 2 + 2 + 1 and −1 − 1 + 1.
    await eventually(async () => {
      const card = await app.card('x').innerText()
      assert.match(card, /\n5\b/)
      assert.match(card, /\n−1\n/)
    })
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('is one number for each node of micrograd’s neuron, and moves with its input', async () => {
    // graph/graph/neuron-tanh-exact/float64: ∂o/∂n = 0.5, ∂o/∂w1 = 1, ∂o/∂x1 = −1.5.
    const app = await openApp({ text: example('neuron') })
    await app.node('x1·w1').focus()
    await press(app, 'j')
    await stands(app, '∂x1·w1/∂x1 = −3')
    await reads(async () => (await product(app))[1], '=0.5000×(−3)=−1.500')
    await app.inspector.getByRole('radio', { name: 'other: w1' }).check({ force: true })
    await app.inspector.getByRole('gridcell', { name: '∂x1·w1/∂w1 = 2' }).waitFor()
    await reads(async () => (await product(app))[1], '=0.5000×2=1.000')
    await app.choose('o')
    await press(app, 'j')
    await stands(app, '∂o/∂n = 0.49999999999999')
    await app.inspector.getByText('One number: the slope.').waitFor()
    // b is dragged to 0, o follows: tanh(−6) is as good as flat.
    await app.element('b').focus()
    await press(app, '0', 'Enter')
    await app.node('o').focus()
    await press(app, 'j')
    await stands(app, '∂o/∂n = 0.0000245')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('shows blocks and sums over a batch in two layers', async () => {
    // graph/graph/mlp-tanh-mse-1/float32.
    const x = [1.563, -0.067, 0.723, -0.177, -0.53, -1.082, -0.504, 1.554]
    const app = await openApp({
      text: text(
        'float32',
        'loss',
        {
          x: [[4, 2], x, false],
          W1: [[2, 3], [-0.671, -0.811, 0.193, 0.866, 0.697, -1.367], true],
          b1: [[3], [-0.011, 0.112, -0.398], true],
          W2: [[3, 1], [-0.675, -0.133, 0.545], true],
          b2: [[1], [-0.126], true],
          t: [[4, 1], [-1.594, -1.661, 0.079, 0.391], false],
        },
        {
          p: ['matmul', { input: 'x', other: 'W1' }],
          q: ['add', { input: 'p', other: 'b1' }],
          h: ['tanh', { input: 'q' }],
          o: ['matmul', { input: 'h', other: 'W2' }],
          y: ['add', { input: 'o', other: 'b2' }],
          loss: ['mse_loss', { input: 'y', target: 't' }],
        },
      ),
    })
    await app.node('h').focus()
    await press(app, 'j')
    await app.inspector.getByText('12 of 144 entries are not zero.').waitFor()
    // 1 − 0.8068² = 0.34907, and ∂loss/∂q₀,₀ = −0.2499.
    await stands(app, '∂h₀,₀/∂q₀,₀ = 0.3490')
    await reads(async () => (await product(app)).at(-1), '=(−0.7158)×0.3491=−0.2499')
    await press(app, 'Control+End')
    await reads(async () => (await product(app)).at(-1)?.split('=').at(-1), '−0.01034')

    await app.node('p').focus()
    await press(app, 'j')
    // What is looked at is W1, which asks for a gradient: a column of the batch for each of its numbers.
    await app.inspector.getByText('3 blocks of 4 × 2, independent of each other.').waitFor()
    await press(app, 'Control+Home')
    await reads(async () => (await product(app)).at(-1)?.split('=').at(-1), '−0.6810')
    await app.inspector.getByRole('radio', { name: 'input: x' }).check({ force: true })
    await app.inspector
      .getByText('x asks for no gradient, so nothing is sent back to it.')
      .waitFor()

    await app.choose('q')
    await press(app, 'j')
    await app.inspector.getByRole('radio', { name: 'other: b1' }).check({ force: true })
    await app.inspector.getByText('Copies: ').waitFor()
    await app.inspector.getByRole('gridcell', { name: '∂q₀,₂/∂b1₂ = 1' }).click()
    await reads(async () => (await product(app)).at(-1)?.split(/[=≈]/).at(-1), '1.178')
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
