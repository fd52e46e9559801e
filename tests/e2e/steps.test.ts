import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type AppPage, closeBrowser, example, openApp } from '../kit/appPage.ts'
import { goldenDocument } from '../kit/goldenDocument.ts'
import { eventually, reads } from '../kit/poll.ts'

after(closeBrowser)

const slider = ({ page }: AppPage) => page.getByRole('slider', { name: 'Step' })
const step = ({ page }: AppPage) => page.getByRole('region', { name: 'This step' })

/** What the card at the wire says: its title, its formula without spaces, and its sentence. */
async function told(app: AppPage) {
  const [title = ''] = await step(app).locator('b').allInnerTexts()
  const formulas = await step(app).locator('.formula semantics > :first-child').allTextContents()
  const [sentence = ''] = await step(app).locator('p').allInnerTexts()
  return { title, formula: formulas.join(' ').replaceAll(/[\s⁡]+/g, ''), sentence }
}

/** Opens a document, all motion off, with the keyboard on the slider before the first step. */
async function open(text: string): Promise<AppPage> {
  const app = await openApp({ text })
  await app.page.emulateMedia({ reducedMotion: 'reduce' })
  await app.page.keyboard.press('s')
  await reads(() => slider(app).getAttribute('aria-valuetext'), 'Before the first step')
  return app
}

const press = (app: AppPage, key: string) => app.page.keyboard.press(key)

/** How many pixels of two pictures are plainly apart: an edge is now and then smoothed anew. */
const apart = ({ page }: AppPage, ...pictures: [string, string]) =>
  page.evaluate(async (list) => {
    const [one, other] = await Promise.all(
      list.map(async (data) => {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
        context?.drawImage(image, 0, 0)
        return context?.getImageData(0, 0, image.width, image.height).data ?? []
      }),
    )
    return Array.from(one ?? []).filter((level, at) => Math.abs(level - (other?.[at] ?? 0)) > 64)
      .length
  }, pictures)

/** A number on a card as it is shown there, minus sign and all. */
const shown = (app: AppPage, name: string) => async () =>
  (await app.card(name).innerText()).replaceAll(/\s+/g, ' ')

describe('the steps, by keyboard alone', () => {
  it('put the numbers of the seed’s page into the chain rule', async () => {
    const app = await open(example('tanh'))
    // Before the first step only what X holds is known.
    assert.match(await shown(app, 'Y')(), /\? 0 \?/)
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
      await press(app, key)
    await reads(async () => (await told(app)).title, 'Backward 2 of 3')
    await press(app, 'ArrowRight')
    await reads(async () => (await told(app)).title, 'Backward 3 of 3')
    await eventually(async () => {
      const { formula, sentence } = await told(app)
      assert.equal(formula, '∂L/∂X0+=∂L/∂Y0⋅(1−Y02)=1×(1−(−0.9951)2)=0.009866')
      assert.equal(
        sentence,
        'tanh (Y) hands 0.009866 back to element 0 of X: the 1 that arrives, times its slope 0.009866.',
      )
    })
    // Another element: the same rule with its numbers.
    await app.element('X', 3).focus()
    await eventually(async () =>
      assert.match((await told(app)).formula, /=1×\(1−0\.76162\)=0\.4200$/),
    )
    assert.deepEqual(app.faults, [])
    await app.close()
  })

  it('add up what arrives at a fan-out: 1 + 2 + 2 = 5', async () => {
    const app = await open(example('diamond'))
    const chips = app.card('x').locator('.chip')
    await press(app, 'End')
    await reads(() => chips.allInnerTexts(), ['+1 from L', '+2 from x·x', '+2 from x·x', '= 5'])
    await press(app, 'ArrowLeft')
    await reads(
      () => chips.allInnerTexts(),
      ['+1 from L', '+2 from x·x', 'waits for x·x', '= 3 so far'],
    )
    await press(app, 'Home')
    await reads(() => chips.count(), 0)
    await app.close()
  })

  it('are as many as the neuron’s wires that carry gradient, and the seed', async () => {
    const app = await open(example('neuron'))
    const titles: string[] = []
    await press(app, 'ArrowRight')
    for (let at = 0; at < 15; at++) {
      await reads(() => slider(app).inputValue(), String(at))
      titles.push((await told(app)).title)
      await press(app, 'ArrowRight')
    }
    assert.equal(titles.filter((title) => title.startsWith('Forward')).length, 5)
    assert.equal(titles.filter((title) => title.startsWith('Backward')).length, 9 + 1)
    const results: string[] = []
    for (let at = 0; at < 4; at++) {
      results.push((await told(app)).formula)
      await press(app, 'ArrowLeft')
      await reads(() => slider(app).inputValue(), String(13 - at))
    }
    // micrograd's digits: x1 −1.5, w1 1.0, x2 0.5, w2 0.0.
    const ends = results.map((formula) => formula.replace(/.*=/, '')).toSorted()
    assert.deepEqual(ends, ['0', '0.5000', '1.000', '−1.500'])
    await app.close()
  })

  it('say what PyTorch says at every leaf of a two-layer network', async () => {
    const app = await open(goldenDocument('graph/graph/mlp-tanh-mse-1/float32'))
    await press(app, 'End')
    const count = Number(await slider(app).getAttribute('max'))
    const found: Record<string, string> = {}
    for (let at = count; at > 6; at--) {
      await reads(() => slider(app).inputValue(), String(at))
      const { formula } = await told(app)
      const [, leaf = '', result = ''] =
        /^∂loss\/∂([Wb]\d)[\d,]+\+=.*=([−\d.]+)$/.exec(formula) ?? []
      if (leaf !== '') found[leaf] = result
      await press(app, 'ArrowLeft')
    }
    // The first element of each, as in tests/golden/graph.json.
    const golden = { W1: '−0.6810', W2: '−2.422', b1: '−0.7637', b2: '1.444' }
    assert.deepEqual(found, golden)
    await app.close()
  })

  it('look the same forward, back and forward again', async () => {
    const app = await open(example('diamond'))
    const look = async (at: number) => {
      await reads(() => slider(app).inputValue(), String(at))
      // Formulas are drawn once their code and font have come.
      await eventually(async () => assert.notEqual((await told(app)).formula, ''))
      await app.page.evaluate(async () => {
        await document.fonts.ready
        const frame = () => new Promise((done) => requestAnimationFrame(done))
        for (let n = 0; n < 3; n++) await frame()
      })
      const said = await told(app)
      const picture = await app.page.getByRole('main').screenshot({ animations: 'disabled' })
      return { ...said, picture: picture.toString('base64') }
    }
    const last = Number(await slider(app).getAttribute('max'))
    const there: Awaited<ReturnType<typeof look>>[] = []
    for (let at = 0; at <= last; at++) {
      await press(app, 'ArrowRight')
      there.push(await look(at))
    }
    await press(app, 'Home')
    for (let at = 0; at <= last; at++) {
      await press(app, 'ArrowRight')
      const again = await look(at)
      assert.equal(again.formula, there[at]?.formula)
      assert.equal(await apart(app, there[at]?.picture ?? '', again.picture), 0, `step ${at}`)
    }
    await app.close()
  })

  it('play, and rest', async () => {
    const app = await open(example('tanh'))
    await press(app, ' ')
    await reads(async () => (await told(app)).title, 'Forward 1 of 2')
    await press(app, ' ')
    await app.page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await app.close()
  })
})

describe('a factor of the rule', () => {
  it('is boxed where it stands, by mouse and by keyboard', async () => {
    const app = await open(example('neuron'))
    // ∂o/∂x₁ += ∂o/∂(x1·w1) · w₁ comes before w₁’s own.
    await press(app, 'End')
    await press(app, 'ArrowLeft')
    await reads(async () => (await told(app)).title, 'Backward 9 of 10')
    const boxed = app.page.locator('article .is-source')
    const factor = step(app).locator('[data-source]').filter({ hasText: '−3' })
    await factor.hover()
    await reads(() => boxed.allInnerTexts(), ['−3'])
    assert.equal(await app.card('w1').locator('.is-source').count(), 1)
    await app.page.mouse.move(5, 5)
    await reads(() => boxed.count(), 0)
    await step(app).locator('[data-source]').first().focus()
    await reads(() => boxed.allInnerTexts(), ['0.5000'])
    assert.equal(await app.card('x1·w1').locator('.is-source').count(), 1)
    await app.close()
  })
})

describe('stepping', () => {
  it('stays live: a drag changes the rule’s numbers, and leaving shows everything again', async () => {
    const app = await open(example('diamond'))
    await press(app, 'End')
    await app.element('x').focus()
    await press(app, 'ArrowUp')
    await eventually(async () => assert.doesNotMatch((await told(app)).formula, /=1×2=2$/))
    await app.page.getByRole('button', { name: 'Leave the steps' }).click()
    await reads(() => step(app).count(), 0)
    await reads(() => app.card('x').locator('.chip').count(), 0)
    assert.deepEqual(app.faults, [])
    await app.close()
  })
})
