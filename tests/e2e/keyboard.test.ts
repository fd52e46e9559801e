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
  search: async (app) => {
    await press(app, 'search')
    await app.page.keyboard.type('relu')
    await app.page.keyboard.press('Enter')
    await until(async () => (await app.card('relu').count()) === 1, 'a ReLU is there')
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
  toggleChart: async (app) => {
    await app.node('Y').focus()
    await press(app, 'toggleChart')
    await app.card('Y').getByRole('application').waitFor()
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
  overlay: async (app) => {
    await stories.search(app)
    await press(app, 'selectAll')
    await press(app, 'overlay')
    await app.page.getByLabel('Curves over one another').waitFor()
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
