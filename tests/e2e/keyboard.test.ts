import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { type CommandName, commandNames, commands } from '#core/commands.ts'
import { type AppPage, closeBrowser, example, openApp } from '../kit/appPage.ts'
import { reads, until } from '../kit/poll.ts'
import { beads } from '../kit/river.ts'

after(closeBrowser)

/** Every pointer event is swallowed: what works from here on works by keyboard. */
async function openWithoutPointer(text?: string): Promise<AppPage> {
  const app = await openApp(text === undefined ? {} : { text })
  await app.page.evaluate(() => {
    for (const type of [
      'pointerdown',
      'pointermove',
      'pointerup',
      'mousedown',
      'mousemove',
      'mouseup',
      'click',
      'dblclick',
      'wheel',
    ])
      window.addEventListener(
        type,
        (event) => {
          // A click made by a key has no pointer behind it.
          if (event instanceof MouseEvent && event.type === 'click' && event.detail === 0) return
          event.stopImmediatePropagation()
          event.preventDefault()
        },
        { capture: true, passive: false },
      )
  })
  return app
}

const press = (app: AppPage, name: CommandName) =>
  app.page.keyboard.press(
    (commands[name].keys ?? '')
      .replace('Mod', 'Control')
      .replace('Shift+?', 'Shift+Slash')
      .replace('Shift+1', 'Shift+Digit1'),
  )

const cards = (app: AppPage, count: number) => async () =>
  (await app.page.getByRole('article').count()) === count
/** Whether the page is light or dark to look at. */
const looks = (app: AppPage) =>
  app.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)

/** For each command: what a user would see after its keys. */
const stories: Readonly<Record<CommandName, (app: AppPage) => Promise<void>>> = {
  new: async (app) => {
    await press(app, 'new')
    await until(cards(app, 0), 'the canvas is empty')
  },
  open: async (app) => {
    const chooser = app.page.waitForEvent('filechooser')
    await press(app, 'open')
    await (await chooser).setFiles({
      name: 'diamond.backprop',
      mimeType: 'application/json',
      buffer: Buffer.from(example('diamond')),
    })
    await until(cards(app, 3), 'the diamond is open')
    await until(
      async () => (await app.card('x').innerText()).includes('5'),
      'd(x·x + x)/dx at 2 is 5',
    )
  },
  examples: async (app) => {
    await press(app, 'examples')
    await app.page.getByRole('dialog').waitFor()
    await app.page.keyboard.type('neuron')
    await app.page.keyboard.press('Enter')
    await until(async () => (await app.card('o').count()) === 1, 'the neuron is open')
  },
  save: async (app) => {
    const download = app.page.waitForEvent('download')
    await press(app, 'save')
    assert.match((await download).suggestedFilename(), /\.backprop$/)
  },
  saveAs: async (app) => {
    const download = app.page.waitForEvent('download')
    await press(app, 'saveAs')
    assert.match((await download).suggestedFilename(), /\.backprop$/)
  },
  rename: async (app) => {
    await press(app, 'rename')
    await app.page.keyboard.type('My graph')
    await app.page.keyboard.press('Enter')
    await app.page.getByText('My graph').first().waitFor()
  },
  undo: async (app) => {
    await app.node('Y').focus()
    await press(app, 'delete')
    await until(cards(app, 2), 'tanh is gone')
    await press(app, 'undo')
    await until(cards(app, 3), 'tanh is back')
  },
  redo: async (app) => {
    await app.node('Y').focus()
    await press(app, 'delete')
    await press(app, 'undo')
    await until(cards(app, 3), 'tanh is back')
    await press(app, 'redo')
    await until(cards(app, 2), 'tanh is gone again')
  },
  duplicate: async (app) => {
    await app.node('Y').focus()
    await press(app, 'duplicate')
    await until(cards(app, 4), 'there is a copy')
  },
  delete: async (app) => {
    await app.node('L').focus()
    await press(app, 'delete')
    await until(cards(app, 2), 'sum is gone')
  },
  selectAll: async (app) => {
    await press(app, 'selectAll')
    await app.inspector.getByRole('heading', { name: '5 nodes' }).waitFor()
  },
  clearSelection: async (app) => {
    await press(app, 'selectAll')
    await app.inspector.getByRole('heading', { name: '5 nodes' }).waitFor()
    await press(app, 'clearSelection')
    await app.inspector.getByText('3 nodes, 2 wires').waitFor()
  },
  copyValues: async (app) => {
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await app.node('X').focus()
    await press(app, 'copyValues')
    await until(
      async () =>
        (await app.page.evaluate(() => navigator.clipboard.readText())).includes(
          '0.009865999221801758',
        ),
      'all digits are on the clipboard',
    )
  },
  copyFormula: async (app) => {
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await app.node('L').focus()
    await press(app, 'copyFormula')
    await reads(
      () => app.page.evaluate(() => navigator.clipboard.readText()),
      'sum(tanh(X))',
      'the formula is on the clipboard',
    )
  },
  zoomIn: async (app) => {
    const before = await app.zoom()
    await press(app, 'zoomIn')
    await until(async () => (await app.zoom()) > before, 'it is nearer')
  },
  zoomOut: async (app) => {
    const before = await app.zoom()
    await press(app, 'zoomOut')
    await until(async () => (await app.zoom()) < before, 'it is farther')
  },
  zoomActual: async (app) => {
    await press(app, 'zoomOut')
    await press(app, 'zoomActual')
    await until(async () => (await app.zoom()) === 100, 'it is at 100 %')
  },
  zoomFit: async (app) => {
    const before = await app.zoom()
    for (let i = 0; i < 4; i++) await press(app, 'zoomIn')
    await until(async () => (await app.zoom()) > before, 'it is nearer')
    await press(app, 'zoomFit')
    await until(async () => (await app.zoom()) === before, 'the graph fits again')
  },
  togglePalette: async (app) => {
    await press(app, 'togglePalette')
    const ops = app.page.getByRole('complementary', { name: 'Ops', exact: true })
    await ops.waitFor()
    await press(app, 'togglePalette')
    await ops.waitFor({ state: 'detached' })
  },
  inspect: async (app) => {
    await app.node('X').focus()
    await press(app, 'inspect')
    const inside = () =>
      app.page.evaluate(() => document.activeElement?.closest('[aria-label=Inspector]') !== null)
    await until(inside, 'the inspector has the keyboard')
    await app.inspector.getByRole('heading', { name: 'X' }).waitFor()
    await app.page.keyboard.press('Escape')
    await until(async () => !(await inside()), 'the card has it again')
  },
  toggleInspector: async (app) => {
    await press(app, 'toggleInspector')
    await app.inspector.waitFor({ state: 'detached' })
  },
  toggleProblems: async (app) => {
    await press(app, 'toggleProblems')
    await app.page.getByRole('region', { name: 'Problems' }).waitFor()
  },
  toggleMinimap: async (app) => {
    await press(app, 'toggleMinimap')
    await app.page.getByRole('img', { name: 'Minimap' }).waitFor()
  },
  toggleFlow: async (app) => {
    await until(async () => (await beads(app.page)) > 0, 'the gradient runs')
    await press(app, 'toggleFlow')
    await reads(() => beads(app.page), 0, 'it stands still')
    await press(app, 'toggleFlow')
    await until(async () => (await beads(app.page)) > 0, 'it runs again')
  },
  themeLight: async (app) => {
    // The page is light from the start.
    await theme(app, 'themeDark', 'dark')
    await theme(app, 'themeLight', 'light')
  },
  themeDark: (app) => theme(app, 'themeDark', 'dark'),
  themeSystem: async (app) => {
    await theme(app, 'themeDark', 'dark')
    await theme(app, 'themeSystem', 'light')
  },
  step: async (app) => {
    await press(app, 'step')
    const slider = app.page.getByRole('slider', { name: 'Step' })
    await reads(() => slider.getAttribute('aria-valuetext'), 'Before the first step')
    await app.page.keyboard.press('ArrowRight')
    await reads(() => slider.getAttribute('aria-valuetext'), 'Forward 1 of 2')
    await app.page.keyboard.press('End')
    await reads(() => slider.getAttribute('aria-valuetext'), 'Backward 3 of 3')
    await app.page.keyboard.press('Escape')
    await reads(() => slider.getAttribute('aria-valuetext'), 'All computed, live')
  },
  stepForward: async (app) => {
    await press(app, 'stepForward')
    await press(app, 'stepForward')
    await app.page.getByRole('region', { name: 'This step' }).getByText('Forward 2 of 2').waitFor()
  },
  stepBack: async (app) => {
    await press(app, 'stepBack')
    await press(app, 'stepBack')
    await app.page.getByRole('region', { name: 'This step' }).getByText('Backward 2 of 3').waitFor()
  },
  play: async (app) => {
    await press(app, 'play')
    await app.page.getByRole('region', { name: 'This step' }).getByText('Forward 2 of 2').waitFor()
    await press(app, 'play')
    await app.page.getByRole('button', { name: 'Play' }).waitFor()
  },
  copyLatex: async (app) => {
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await app.node('Y').focus()
    await press(app, 'copyLatex')
    await app.page.getByText('Copied as LaTeX.').waitFor()
    const copied = () => app.page.evaluate(() => navigator.clipboard.readText())
    await until(async () => (await copied()).startsWith('Y = \\tanh(X)'), 'it is LaTeX')
  },
  copyPicture: async (app) => {
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await press(app, 'stepForward')
    await press(app, 'copyPicture')
    await app.page.getByText('Copied as a picture.').waitFor()
    const canvas = await app.page.getByRole('main').boundingBox()
    const picture = await app.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      const image = await createImageBitmap(await item!.getType('image/png'))
      return { width: image.width, height: image.height }
    })
    assert.deepEqual(picture, {
      width: Math.round((canvas?.width ?? 0) * 2),
      height: Math.round((canvas?.height ?? 0) * 2),
    })
  },
  search: async (app) => {
    await press(app, 'search')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await until(async () => (await app.card('relu').count()) === 1, 'a ReLU is there')
  },
  formula: async (app) => {
    await press(app, 'formula')
    await app.page.keyboard.type('Y*2')
    await app.page.keyboard.press('Enter')
    await until(async () => (await app.card('mul').innerText()).includes('1.990'), '2·tanh 3')
  },
  connect: async (app) => {
    await stories.search(app)
    await app.node('X').focus()
    await press(app, 'connect')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await until(async () => (await app.card('relu').innerText()).includes('3'), 'ReLU has a value')
  },
  setRoot: async (app) => {
    await app.node('Y').focus()
    await press(app, 'setRoot')
    await app.card('Y').getByTitle('The gradient flows back from here').waitFor()
  },
  target: async (app) => {
    await app.element('X', 2).focus()
    await app.node('Y').focus()
    await press(app, 'target')
    await app.page.getByRole('status').filter({ hasText: 'Gradient of Y₂' }).waitFor()
    await until(
      async () => /0\s+2\s+1\s+1\s+3\s+0\s/.test(await app.card('X').innerText()),
      'only element 2 of X has a gradient',
    )
  },
  targetBack: async (app) => {
    await stories.target(app)
    await press(app, 'targetBack')
    await until(
      async () => (await app.card('X').innerText()).includes('0.009866'),
      'the gradient is of L again',
    )
  },
  forwardMode: async (app) => {
    await app.element('X', 1).focus()
    await app.node('X').focus()
    await press(app, 'forwardMode')
    await app.inspector.getByRole('tab', { name: 'Forward', selected: true }).waitFor()
    await until(
      () => app.page.evaluate(() => document.activeElement?.closest('.forward-lens') !== null),
      'the lens has the keyboard',
    )
    await until(
      async () => (await app.card('L').innerText()).includes('∂/∂X₁'),
      'the tangent has come to L',
    )
  },
  paths: async (app) => {
    await app.node('X').focus()
    await press(app, 'paths')
    await app.inspector.getByRole('tab', { name: 'Paths', selected: true }).waitFor()
    await app.page.keyboard.press('Space')
    await app.inspector.getByText('Without it').waitFor()
  },
  toggleChart: async (app) => {
    await app.node('Y').focus()
    await press(app, 'toggleChart')
    await app.card('Y').getByRole('application').waitFor()
  },
  tangent: async (app) => {
    await app.element('X', 2).focus()
    await app.node('Y').focus()
    await press(app, 'tangent')
    await app.page.keyboard.press('End')
    await reads(() => app.element('X', 2).getAttribute('aria-valuenow'), '5')
  },
  jacobian: async (app) => {
    await app.node('Y').focus()
    await press(app, 'jacobian')
    const focused = app.inspector.locator('[role=gridcell]:focus')
    await until(
      async () => ((await focused.getAttribute('title')) ?? '').startsWith('∂Y₀/∂X₀ = 0.00986'),
      'the grid has the keyboard',
    )
    await app.page.keyboard.press('ArrowRight')
    await reads(() => focused.getAttribute('title'), '∂Y₀/∂X₁ = 0')
  },
  toggleGrad: async (app) => {
    await app.node('X').focus()
    await press(app, 'toggleGrad')
    await app.card('X').getByText('no gradient asked for').waitFor()
  },
  resetValues: async (app) => {
    await app.element('X', 0).focus()
    await app.page.keyboard.press('End')
    await until(
      async () => (await app.element('X', 0).getAttribute('aria-valuenow')) === '5',
      'it moved',
    )
    await app.node('X').focus()
    await press(app, 'resetValues')
    await until(
      async () => (await app.element('X', 0).getAttribute('aria-valuenow')) === '-3',
      'it is as in the file',
    )
  },
  nudge: async (app) => {
    await app.element('X', 3).focus()
    await app.node('X').focus()
    await press(app, 'nudge')
    // ε is 0.001 at first: three times a decade down, and L's answer has more digits.
    const epsilon = app.inspector.getByRole('slider', { name: 'ε, how far the element is moved' })
    await until(
      async () => (await epsilon.getAttribute('aria-valuetext'))?.startsWith('ε = 0.001,') === true,
      'ε is there',
    )
    for (let i = 0; i < 3; i++) await app.page.keyboard.press('PageDown')
    await until(
      async () => (await epsilon.getAttribute('aria-valuetext'))?.startsWith('ε = 10⁻⁶') === true,
      'the keyboard has ε',
    )
    await app.page.keyboard.press('Escape')
    await until(
      async () => app.node('X').evaluate((card) => card.contains(document.activeElement)),
      'the card has the keyboard again',
    )
  },
  nudgeAll: async (app) => {
    await press(app, 'nudgeAll')
    await app.page
      .getByRole('status', { name: 'Nudge test' })
      .getByText('1 of 1 leaf agrees')
      .waitFor()
    await app.card('X').getByText('nudge agrees').waitFor()
    await press(app, 'nudgeAll')
    await app.card('X').getByText('requires gradient').waitFor()
  },
  overlay: async (app) => {
    await stories.search(app)
    await press(app, 'selectAll')
    await press(app, 'overlay')
    await app.page.getByLabel('Curves over one another').waitFor()
  },
  unfold: async (app) => {
    await app.node('X').focus()
    await press(app, 'unfold')
    const bar = app.page.getByRole('region', { name: 'Unfolded gradient' })
    await bar.getByText('3 nodes').waitFor()
    // Escape takes it away, and leaves no trace.
    await press(app, 'clearSelection')
    await bar.waitFor({ state: 'detached' })
    await until(cards(app, 3), 'the graph is as it was')
  },
  keepUnfolded: async (app) => {
    await app.node('X').focus()
    await press(app, 'unfold')
    await app.page.getByRole('region', { name: 'Unfolded gradient' }).waitFor()
    await press(app, 'keepUnfolded')
    await until(cards(app, 6), 'three nodes are kept')
    await until(
      async () => (await app.card('∂L/∂X').innerText()).includes('0.009866'),
      'they have the gradient as their value',
    )
  },
  float32: async (app) => {
    await press(app, 'float64')
    await press(app, 'float32')
    await until(
      async () => (await app.card('X').innerText()).includes('float32'),
      'it is float32 again',
    )
  },
  float64: async (app) => {
    await press(app, 'float64')
    await until(async () => (await app.card('X').innerText()).includes('float64'), 'it is float64')
  },
  palette: async (app) => {
    await press(app, 'palette')
    await app.page.keyboard.type('dark theme')
    await app.page.keyboard.press('Enter')
    await reads(() => looks(app), 'dark')
  },
  help: async (app) => {
    await press(app, 'help')
    await app.page.getByRole('dialog').getByText('Duplicate').waitFor()
  },
}

async function theme(app: AppPage, name: CommandName, shown: string): Promise<void> {
  await press(app, name)
  await reads(() => looks(app), shown)
}

describe('by keyboard alone', () => {
  for (const name of commandNames)
    it(`runs ${name}`, async () => {
      const app = await openWithoutPointer()
      await stories[name](app)
      assert.deepEqual(app.faults, [])
      await app.close()
    })
})
