import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, openApp, root } from '../kit/appPage.ts'
import { reads, until } from '../kit/poll.ts'

after(closeBrowser)

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** Each row's factors and what they come to, as one reads them: `1 seed × 2 x = 2 x`. */
const rows = (app: AppPage) => async () =>
  (await app.inspector.getByRole('group', { name: 'Factors' }).allInnerTexts()).map(oneLine)

/** What stands under the rows: what they add up to, and what is wrong without those muted. */
const under = async (app: AppPage) =>
  oneLine(await app.inspector.getByRole('region', { name: 'Sum of the paths' }).innerText())

const sum = (app: AppPage) => async () => (await under(app)).replace(/ Without.*/, '')

const wrong = (app: AppPage, text: string) =>
  reads(async () => (await under(app)).replace(/.*(?=Without)/, ''), text)

/** Goes to a card and to its paths by keys. */
async function lookAt(app: AppPage, name: string): Promise<void> {
  await app.node(name).focus()
  await app.page.keyboard.press('l')
  await app.inspector.getByRole('list', { name: 'Paths' }).waitFor()
}

const isLit = async (app: AppPage, name: string) =>
  (await app.card(name).getAttribute('class'))?.includes('is-lit') === true

/** A golden case's graph as a document, its nodes side by side. */
function goldenGraph(id: string): string {
  interface Case {
    readonly id: string
    readonly dtype: string
    readonly attrs: {
      readonly names: string[]
      readonly program: { out: string; op: string; in: string[]; attrs?: object }[]
      readonly output: string
    }
    readonly inputs: { shape: number[]; data: number[]; requires_grad: boolean }[]
  }
  const { cases } = JSON.parse(readFileSync(join(root, 'tests/golden/graph.json'), 'utf8'))
  const { attrs, inputs, dtype } = (cases as Case[]).find((one) => one.id === id)!
  const at = (i: number) => ({ x: (i % 6) * 360, y: Math.floor(i / 6) * 420 })
  const leaves = inputs.map(({ shape, data, requires_grad }, i) => ({
    id: attrs.names[i],
    type: 'tensor',
    position: at(i),
    data: { shape, values: data, requiresGrad: requires_grad },
  }))
  const ops = attrs.program.map((step, i) => ({
    id: step.out,
    type: step.op,
    position: at(leaves.length + i),
    data: step.attrs ?? {},
  }))
  const ports = (op: string) => (op === 'mse_loss' ? ['input', 'target'] : ['input', 'other'])
  const edges = attrs.program.flatMap((step) =>
    step.in.map((source, port) => ({
      id: `${step.out} ${port}`,
      source,
      sourceHandle: 'out',
      target: step.out,
      targetHandle: ports(step.op)[port],
    })),
  )
  return JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    title: id,
    settings: { dtype, seed: 0 },
    root: attrs.output,
    nodes: [...leaves, ...ops],
    edges,
  })
}

describe('the paths to a node', () => {
  it('follow one element of the seed graph, by keyboard alone', async () => {
    const app = await openApp()
    await lookAt(app, 'X')
    await reads(rows(app), ['1 seed × 1 L × 0.009866 Y = 0.009866 X[0]'])
    await reads(sum(app), 'sum 0.009866 ✓ equals ∂L/∂X')
    await until(() => isLit(app, 'L'), 'the path is lit')
    // The seed, the sum, and then tanh alone.
    for (let i = 0; i < 3; i++) await app.page.keyboard.press('ArrowRight')
    await until(
      async () => (await isLit(app, 'Y')) && !(await isLit(app, 'L')),
      'tanh alone is lit',
    )
    await app.page.keyboard.press('Space')
    await wrong(app, 'Without it: 0 instead of 0.009866, off by −0.009866. No path is left.')
    // Back to the elements, and on to the next.
    await app.page.keyboard.press('Shift+Tab')
    await app.page.keyboard.press('Shift+Tab')
    await app.page.keyboard.press('ArrowRight')
    await reads(sum(app), 'sum 0.4200 ✓ equals ∂L/∂X')
    await app.page.keyboard.press('Tab')
    await app.page.keyboard.press('Space')
    await app.inspector.getByText('the norm of').waitFor()
    await app.page.keyboard.press('Escape')
    await until(async () => !(await isLit(app, 'L')), 'nothing is lit any more')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('are three in x·x + x; without one the gradient is wrong, live while x changes', async () => {
    const app = await openApp({ text: example('diamond') })
    await app.choose('x')
    await app.inspector.getByRole('tab', { name: 'Paths' }).click()
    await app.inspector.getByText('3 paths').waitFor()
    await reads(rows(app), [
      '1 seed × 1 L × 2 x = 2 x',
      '1 seed × 1 L × 2 x = 2 x',
      '1 seed × 1 L = 1 x',
    ])
    await reads(sum(app), 'sum 5 ✓ equals ∂L/∂x')
    const mute = (way: string) => app.inspector.getByRole('button', { name: way })
    await mute('L → x, share').click()
    await wrong(app, 'Without it: 4 instead of 5, off by −1. A missed path.')
    assert.equal(await mute('L → x, share').getAttribute('aria-pressed'), 'true')
    await mute('x·x (input)').click()
    await wrong(
      app,
      'Without them: 2 instead of 5, off by −3. As if what arrives last overwrote the others: = in place of +=.',
    )
    // Typed into the card: at −1 the golden gradient is −1.
    await app.element('x').focus()
    await app.page.keyboard.type('-1')
    await app.page.keyboard.press('Enter')
    await reads(sum(app), 'sum −1 ✓ equals ∂L/∂x')
    await reads(
      async () => (await rows(app)()).toSorted(),
      ['1 seed × 1 L = 1 x', '1 seed × 1 L × −1 x = −1 x', '1 seed × 1 L × −1 x = −1 x'],
    )
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('multiply the neuron’s local derivatives, and show where each comes from', async () => {
    const app = await openApp({ text: example('neuron') })
    await lookAt(app, 'x1')
    await reads(rows(app), ['1 seed × 0.5000 o × 1 n × 1 s × −3 w1 = −1.500 x1'])
    await reads(sum(app), 'sum −1.500 ✓ equals ∂o/∂x1')
    const factor = app.inspector.getByRole('group', { name: 'Factors' }).getByText('w1')
    await factor.hover()
    await until(async () => (await isLit(app, 'w1')) && !(await isLit(app, 'o')), 'w1 alone is lit')
    await app.choose('w2')
    await reads(sum(app), 'sum 0 ✓ equals ∂o/∂w2')
    // The gradient starts at o: there is no path to look at, and its numbers are shown.
    await app.choose('o')
    await app.page.keyboard.press('l')
    await app.page.getByText('o is where the gradient starts.').waitFor()
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('tell norms through a network’s layers, and the element that comes of them', async () => {
    const app = await openApp({ text: goldenGraph('graph/graph/mlp-tanh-mse-1/float32') })
    await lookAt(app, 'W1')
    await app.inspector.getByRole('radio', { name: '0,2' }).focus()
    await app.page.keyboard.press('Space')
    await reads(sum(app), 'sum 1.262 ✓ equals ∂loss/∂W1')
    const [row = ''] = await rows(app)()
    assert.match(row, /^1 seed → ‖.*‖ loss → ‖.*‖ y → .* → 1\.262 W1\[0, 2\]$/)
    await app.choose('b2')
    await reads(sum(app), 'sum 1.444 ✓ equals ∂loss/∂b2')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('2⁶⁰ of them open at once: the largest, and the others together', async () => {
    const nodes: object[] = []
    const edges: object[] = []
    for (let i = 0; i <= 60; i++) {
      const position = { x: (i % 10) * 300, y: Math.floor(i / 10) * 260 }
      const data = i === 0 ? { shape: [], values: [0.5], requiresGrad: true } : {}
      nodes.push({ id: `x${i}`, type: i === 0 ? 'tensor' : 'add', position, data })
      for (const targetHandle of i === 0 ? [] : ['input', 'other']) {
        const [source, target] = [`x${i - 1}`, `x${i}`]
        edges.push({
          id: `${target}.${targetHandle}`,
          source,
          sourceHandle: 'out',
          target,
          targetHandle,
        })
      }
    }
    const text = JSON.stringify({ format: 'backprop-canvas', version: 1, nodes, edges })
    const app = await openApp({ text })
    await lookAt(app, 'x0')
    await app.inspector.getByText('1.153×10¹⁸ paths', { exact: true }).waitFor()
    await reads(sum(app), 'sum 1.153×10¹⁸ ✓ equals ∂x60/∂x0')
    assert.equal(
      await app.inspector.getByRole('list', { name: 'Paths' }).getByRole('listitem').count(),
      65,
    )
    await app.page.keyboard.press('End')
    await app.page.keyboard.press('Space')
    await wrong(app, 'Without them: 64 instead of 1.153×10¹⁸, off by −1.153×10¹⁸. Missed paths.')
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
