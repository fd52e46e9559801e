import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import type { Locator } from 'playwright-core'
import { type AppPage, closeBrowser, example, openApp } from '../kit/appPage.ts'

after(closeBrowser)

const text = (nodes: object[], edges: object[] = [], rest: object = {}) =>
  JSON.stringify({ format: 'backprop-canvas', version: 1, title: 'Story', nodes, edges, ...rest })

const node = (id: string, type: string, x: number, y: number, data: object = {}) => ({
  id,
  type,
  position: { x, y },
  data,
})

const tensor = (id: string, x: number, y: number, values: number[], shape: number[] = []) =>
  node(id, 'tensor', x, y, { shape, values, requiresGrad: true })

/** `'a → y.other'` */
const wire = (words: string) => {
  const [source = '', end = ''] = words.split(' → ')
  const [target = '', targetHandle = ''] = end.split('.')
  return { id: words, source, sourceHandle: 'out', target, targetHandle }
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where something is on the screen. */
async function boxOf(what: Locator): Promise<Box> {
  const box = await what.first().boundingBox()
  assert.ok(box, `${what} is not there`)
  return box
}

/** Opens a document and waits until it is in view. */
async function opened(options: Parameters<typeof openApp>[0]): Promise<AppPage> {
  const app = await openApp(options)
  await still(app.page.locator('article, .empty-canvas'))
  return app
}

/** Waits until something has come to rest. */
async function still(what: Locator): Promise<void> {
  for (let [before, now] = [{}, await boxOf(what)]; ; [before, now] = [now, await boxOf(what)]) {
    if (isDeepStrictEqual(before, now)) return
    await new Promise((done) => setTimeout(done, 60))
  }
}

const input = (app: AppPage, port: string, card: string) =>
  app.page.getByRole('img', { name: new RegExp(`^input ${port} of ${card}\\b`) })

/** A loss of default names, wired or not. */
const loss = (edges: readonly string[]) =>
  text(
    [
      tensor('tensor', 0, 0, [0.3]),
      tensor('tensor2', 0, 200, [-0.7]),
      node('mul', 'mul', 280, 80),
      node('mse_loss', 'mse_loss', 560, 80),
    ],
    edges.map(wire),
    { root: 'mse_loss' },
  )

const wires = [
  'tensor → mul.input',
  'tensor2 → mul.other',
  'mul → mse_loss.input',
  'tensor → mse_loss.target',
]

describe('a card', () => {
  it('has each input in the row of its name while it waits, wired or not', async () => {
    for (const edges of [[], wires.slice(0, 1)]) {
      const app = await opened({ text: loss(edges) })
      for (const [card, port] of [
        ['mul', 'input'],
        ['mul', 'other'],
        ['mse_loss', 'target'],
      ] as const) {
        const pill = await boxOf(input(app, port, card))
        const name = await boxOf(app.card(card).getByText(port, { exact: true }))
        const off = pill.y + pill.height / 2 - (name.y + name.height / 2)
        assert.ok(Math.abs(off) < 2, `${port} of ${card} is ${off} px off its name`)
        assert.ok(name.x >= pill.x + pill.width, `${port} of ${card} is under its pill`)
      }
      await app.close()
    }
  })

  it('keeps its gradient inside, whatever the names are', async () => {
    const app = await opened({ text: loss(wires) })
    const card = app.card('tensor2')
    const number = await boxOf(card.getByText(/^−?0\.\d+$/).last())
    const [edge, pill] = [
      await boxOf(card),
      await boxOf(app.page.getByRole('img', { name: 'output of tensor2' })),
    ]
    assert.ok(number.x + number.width <= Math.min(pill.x, edge.x + edge.width))
    await app.close()
  })
})

/** Pairs of boxes that lie over one another. */
function overlaps(boxes: readonly (readonly [string, Box])[]): string[] {
  return boxes.flatMap(([name, a], at) =>
    boxes
      .slice(at + 1)
      .filter(
        ([, b]) =>
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map(([other]) => `${name} and ${other}`),
  )
}

async function cardsOf(app: AppPage): Promise<[string, Box][]> {
  const cards = await app.page.getByRole('article').all()
  return Promise.all(
    cards.map(
      async (card): Promise<[string, Box]> => [
        (await card.getAttribute('aria-label')) ?? '',
        await boxOf(card),
      ],
    ),
  )
}

/** Whether something lies within the graph's part of the window. */
async function isSeen(app: AppPage, box: Box): Promise<boolean> {
  const canvas = await boxOf(app.page.getByRole('application'))
  return (
    box.x >= canvas.x &&
    box.y >= canvas.y &&
    box.x + box.width <= canvas.x + canvas.width &&
    box.y + box.height <= canvas.y + canvas.height
  )
}

describe('a chart under a card', () => {
  for (const [file, card] of [
    ['tanh', 'Y'],
    ['tanh', 'X'],
    ['neuron', 'x1'],
  ] as const)
    it(`of ${card} in ${file} covers no other card, and is seen`, async () => {
      const app = await opened({ text: example(file) })
      await app.card(card).locator('header').click()
      await app.page.keyboard.press('c')
      await app.page.locator('.recharts-surface').first().waitFor()
      await still(app.card(card))
      assert.deepEqual(overlaps(await cardsOf(app)), [])
      assert.ok(await isSeen(app, await boxOf(app.card(card))))
      await app.page.keyboard.press('Control+z')
      assert.equal(await app.page.getByRole('button', { name: 'Undo' }).isDisabled(), true)
      await app.close()
    })
})

describe('a new card', () => {
  it('stays where it is put on an empty canvas', async () => {
    const app = await opened({ text: text([]), width: 1440 })
    const pane = await boxOf(app.page.getByRole('application'))
    await app.page
      .getByRole('button', { name: 'tensor' })
      .dragTo(app.page.getByRole('application'), { targetPosition: { x: 200, y: 120 } })
    await still(app.card('tensor'))
    const card = await boxOf(app.card('tensor'))
    assert.ok(Math.abs(card.x + 100 - (pane.x + 200)) < 4)
    assert.ok(Math.abs(card.y + 20 - (pane.y + 120)) < 4)
    await app.close()
  })

  it('is put where there is room in what is seen: six are seen, and none covers another', async () => {
    const app = await opened({ text: text([]) })
    await app.page.keyboard.press('/')
    for (const op of ['tensor', 'tensor', 'tensor', 'multiply', 'add', 'tanh']) {
      await app.page.getByRole('searchbox', { name: 'Find an op' }).focus()
      await app.page.keyboard.type(op)
      await app.page.keyboard.press('Enter')
    }
    await still(app.page.getByRole('article').last())
    const cards = await cardsOf(app)
    assert.equal(cards.length, 6)
    assert.deepEqual(overlaps(cards), [])
    for (const [name, box] of cards) assert.ok(await isSeen(app, box), `${name} is not seen`)
    await app.close()
  })
})

describe('what is read from the back of a class', () => {
  for (const file of ['tanh', 'neuron'])
    it(`is at least 11 px high in ${file}`, async () => {
      const app = await opened({ text: example(file) })
      const sizes = await app.page
        .getByRole('article')
        .getByRole('spinbutton')
        .evaluateAll((numbers) =>
          numbers.map((number) => {
            const size = Number.parseFloat(getComputedStyle(number).fontSize)
            const laidOut = (number as HTMLElement).offsetHeight
            return (size * number.getBoundingClientRect().height) / laidOut
          }),
        )
      assert.ok(sizes.length > 3)
      assert.ok(Math.min(...sizes) >= 11, `${Math.min(...sizes)} px`)
      await app.close()
    })
})

describe('a loop', () => {
  it('is told at each of its cards, whose inputs are wired', async () => {
    const nodes = [tensor('a', 0, 0, [1]), node('p', 'add', 280, 0), node('q', 'tanh', 560, 120)]
    const edges = ['a → p.input', 'q → p.other', 'p → q.input'].map(wire)
    const app = await opened({ text: text(nodes, edges) })
    for (const card of ['p', 'q'])
      await app.card(card).getByText('in a loop', { exact: true }).waitFor()
    assert.equal(await app.page.getByText('not connected').count(), 0)
    assert.equal(await app.page.getByRole('img', { name: /not connected/ }).count(), 0)
    await app.close()
  })
})

describe('a problem', () => {
  it('is read whole at its card once its row is chosen', async () => {
    const nodes = [
      tensor('A', 0, 0, [1, 2, 3, 4, 5, 6], [2, 3]),
      tensor('B', 0, 320, [1, 2, 3, 4, 5, 6], [2, 3]),
      node('C', 'matmul', 400, 620),
      tensor('D', 400, 800, [1]),
    ]
    const app = await opened({ text: text(nodes, ['A → C.input', 'B → C.other'].map(wire)) })
    await app.page.keyboard.press('Control+m')
    await app.page.getByRole('button', { name: /^error C Cannot multiply/ }).click()
    const said = app.card('C').getByText(/^Cannot multiply/)
    await still(said)
    const box = await boxOf(said)
    assert.ok(await isSeen(app, box))
    // Nothing lies over any of its corners.
    for (const [x, y] of [
      [box.x + 2, box.y + 2],
      [box.x + box.width - 2, box.y + box.height - 2],
    ] as const)
      assert.match(
        await app.page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.textContent ?? '', [
          x,
          y,
        ] as const),
        /^Cannot multiply/,
      )
    await app.close()
  })
})

describe('a wire that leads back', () => {
  it('is seen whole when the graph is fitted', async () => {
    const nodes = [node('C', 'matmul', 0, 300), tensor('B', 400, 0, [1, 2, 3, 4], [2, 2])]
    const app = await opened({ text: text(nodes, ['B → C.other'].map(wire)) })
    await app.page.getByRole('button', { name: 'Fit the graph' }).click()
    await still(app.card('B'))
    const path = app.page.getByRole('group', { name: /^Edge from B to C/ }).locator('path')
    assert.ok(await isSeen(app, await boxOf(path)))
    await app.close()
  })
})

describe('the keyboard', () => {
  it('has its sheet whole in a small window, and closes it by its button', async () => {
    const app = await opened({ text: example('tanh') })
    await app.page.keyboard.press('Shift+?')
    const sheet = app.page.getByRole('region', { name: 'Keyboard shortcuts' })
    const [inside, outside] = await sheet.evaluate((box) => [box.scrollHeight, box.clientHeight])
    assert.ok((inside ?? 0) <= (outside ?? 0), `${inside} px in ${outside}`)
    await app.page.getByRole('button', { name: 'Close', exact: true }).click()
    await sheet.waitFor({ state: 'detached' })
    await app.close()
  })

  it('does again what it undid by Ctrl+Y too', async () => {
    const app = await opened({ text: example('tanh') })
    await app.element('X', 0).focus()
    await app.page.keyboard.press('ArrowRight')
    const moved = await app.element('X', 0).getAttribute('aria-valuenow')
    await app.page.keyboard.press('Control+z')
    await app.page.keyboard.press('Control+y')
    assert.notEqual(moved, '-3')
    assert.equal(await app.element('X', 0).getAttribute('aria-valuenow'), moved)
    await app.close()
  })
})
