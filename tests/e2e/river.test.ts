import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ops } from '#core/ops/index.ts'
import { portName } from '#core/ops/ports.ts'
import { type AppPage, closeBrowser, example, openApp, root } from '../kit/appPage.ts'
import { eventually, reads, until } from '../kit/poll.ts'
import { beads, type Hue, inkAt } from '../kit/river.ts'

after(closeBrowser)

interface Case {
  readonly id: string
  readonly attrs: {
    readonly names: readonly string[]
    readonly program: readonly {
      readonly out: string
      readonly op: keyof typeof ops
      readonly in: readonly string[]
      readonly attrs?: object
    }[]
    readonly output: string
  }
  readonly dtype: string
  readonly inputs: readonly {
    readonly shape: readonly number[]
    readonly data: readonly number[]
    readonly requires_grad: boolean
  }[]
}

/** A golden case as a document, laid out in columns from its inputs to its output. */
function golden(id: string): string {
  const file = readFileSync(join(root, 'tests/golden/graph.json'), 'utf8')
  const { cases } = JSON.parse(file) as { readonly cases: readonly Case[] }
  const found = cases.find((one) => one.id === id)
  assert.ok(found, id)
  const { names, program, output } = found.attrs
  const columns = new Map(names.map((name) => [name, 0]))
  const rows = new Map<number, number>()
  const placed = (name: string, column: number) => {
    const row = rows.get(column) ?? 0
    columns.set(name, column)
    rows.set(column, row + 1)
    return { x: column * 380, y: row * 330 + (column % 2) * 60 }
  }
  const leaves = found.inputs.map(({ shape, data, requires_grad }, at) => ({
    id: names[at],
    type: 'tensor',
    position: placed(names[at] ?? '', 0),
    data: { shape, values: data, requiresGrad: requires_grad },
  }))
  const computed = program.map(({ out, op, in: inputs, attrs = {} }) => {
    const column = 1 + Math.max(...inputs.map((name) => columns.get(name) ?? 0))
    return { id: out, type: op, position: placed(out, column), data: attrs, inputs }
  })
  const edges = program.flatMap(({ out, op, in: inputs }) =>
    inputs.map((source, at) => {
      const targetHandle = portName(ops[op], at)
      return {
        id: `${source}-${out}-${at}`,
        source,
        sourceHandle: 'out',
        target: out,
        targetHandle,
      }
    }),
  )
  return JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    title: id,
    settings: { dtype: found.dtype, seed: 0 },
    root: output,
    nodes: [...leaves, ...computed.map(({ inputs: _, ...node }) => node)],
    edges,
  })
}

/** Which colours flow out of a card's pill, and into a port's, on the gradient's side of the wire. */
async function inkBeside(
  app: AppPage,
  pill: string,
  side: 'right' | 'left',
): Promise<ReadonlySet<Hue>> {
  const box = await app.page.getByLabel(pill, { exact: true }).boundingBox()
  assert.ok(box, `${pill} is on screen`)
  const zoom = box.height / 34
  const away = (side === 'right' ? box.width + 22 * zoom : -22 * zoom) as number
  const at = { x: box.x + away, y: box.y + box.height / 2 + 9 * zoom }
  const ink = await inkAt(app.page, at, 11 * zoom)
  return new Set((['positive', 'negative', 'unknown'] as const).filter((hue) => ink[hue] > 2))
}

const shows = (
  app: AppPage,
  pill: string,
  hues: readonly Hue[],
  side: 'right' | 'left' = 'right',
) =>
  eventually(async () =>
    assert.deepEqual([...(await inkBeside(app, pill, side))], [...hues], `beside ${pill}`),
  )

const textOf = async (app: AppPage, name: string) =>
  (await app.card(name).innerText()).replaceAll(/\s+/g, ' ')

describe('the gradient river', () => {
  it('runs back in the seed’s graph and dries up where tanh is flat, by keyboard alone', async () => {
    const app = await openApp()
    assert.match(await textOf(app, 'X'), /0\.009866.* 0\.4200.* 1 .*0\.4200.* 0\.009866/)
    await shows(app, 'output of X', ['positive'])
    await shows(app, 'output of Y', ['positive'])
    await until(async () => (await beads(app.page)) > 0, 'beads run')
    // tanh(20) is 1 in float32: nothing at all comes back.
    for (const at of [0, 1, 2, 3, 4]) {
      await app.element('X', at).focus()
      await app.page.keyboard.type('20')
      await app.page.keyboard.press('Enter')
    }
    await shows(app, 'output of X', ['unknown'])
    await shows(app, 'output of Y', ['positive'])
    assert.match(await textOf(app, 'X'), /20 0 0 20 1 0 20 2 0/)
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('tells each of the diamond’s wires by itself: 2 + 2 + 1 and −1 − 1 + 1', async () => {
    const app = await openApp({ text: golden('graph/graph/diamond-same-tensor-twice/float64') })
    assert.match(await textOf(app, 'x'), /2 0 5 −1 1 −1/)
    // x·x hands back x by either port: 2 and −1; the sum hands back 1 and 1.
    await shows(app, 'input input of y', ['positive', 'negative'], 'left')
    await shows(app, 'input other of y', ['positive', 'negative'], 'left')
    await shows(app, 'input other of z', ['positive'], 'left')
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('has the neuron’s signs, in a dark room too, and stays at the pills when it is moved', async () => {
    const app = await openApp({ text: example('neuron') })
    assert.match(await textOf(app, 'x1'), /∂o\/∂x1 −1\.500/)
    assert.match(await textOf(app, 'w1'), /∂o\/∂w1 1\.000/)
    assert.match(await textOf(app, 'x2'), /∂o\/∂x2 0\.5000/)
    assert.match(await textOf(app, 'w2'), /∂o\/∂w2 0 /)
    const all = async () => {
      await shows(app, 'output of x1', ['negative'])
      await shows(app, 'output of w1', ['positive'])
      await shows(app, 'output of x2', ['positive'])
      await shows(app, 'output of w2', ['unknown'])
    }
    await all()
    await app.page.keyboard.press('Control+Alt+2')
    await all()
    await app.page.keyboard.press('Control+=')
    await app.page.mouse.move(640, 690)
    await app.page.mouse.wheel(0, 1)
    await all()
    await app.page.setViewportSize({ width: 1500, height: 900 })
    await all()
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('tells both signs of the network’s batches, and moves nothing where that is asked for', async () => {
    const app = await openApp({
      text: golden('graph/graph/mlp-tanh-mse-1/float32'),
      width: 1920,
      height: 1080,
    })
    assert.match(await textOf(app, 'W1'), /−0\.6810 −0\.1241 1\.262 0\.3763 0\.08816 −0\.2261/)
    assert.match(await textOf(app, 'loss'), /3\.012/)
    // Twelve elements of both signs; one of b2; what is asked of no gradient.
    await shows(app, 'output of h_lin', ['positive', 'negative'])
    await shows(app, 'output of b2', ['positive'])
    await shows(app, 'output of t', [])
    await until(async () => (await beads(app.page)) > 0, 'beads run')
    await app.page.emulateMedia({ reducedMotion: 'reduce' })
    await reads(() => beads(app.page), 0, 'with reduced motion nothing moves')
    await app.page.keyboard.press('Shift+V')
    await app.page.keyboard.press('Shift+V')
    await app.page.getByText('the system asks for reduced motion').first().waitFor()
    assert.equal(await beads(app.page), 0)
    await shows(app, 'output of h_lin', ['positive', 'negative'])
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
