import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { commandNames } from '#core/commands.ts'
import { eventually } from '../kit/poll.ts'
import { answerDialogs, choose, startShell } from '../kit/shell.ts'
import { closeAll, launchAgain, type RunningShell, temporaryFolder } from '../kit/standin/launch.ts'

const running: RunningShell[] = []

async function start(options: Parameters<typeof startShell>[0] = {}) {
  const started = await startShell(options)
  running.push(started.shell)
  return started
}

afterEach(async () => {
  for (const shell of running.splice(0)) await shell.close()
})
after(closeAll)

/** Asks the window to close, as its button does. */
const closeWindow = (shell: RunningShell) =>
  shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

describe('the menu', () => {
  it('has every command, once and in the order of the table', async () => {
    const { shell } = await start()
    const ids = await shell.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? [])
        .flatMap((menu) => menu.submenu?.items ?? [])
        .flatMap((item) => (item.role || item.type === 'separator' || !item.id ? [] : [item.id])),
    )
    assert.deepEqual(ids, commandNames)
  })

  it('tells the page which command was chosen', async () => {
    const { shell, page } = await start()
    for (const id of ['undo', 'themeDark', 'help']) await choose(shell, id)
    await eventually(async () =>
      assert.deepEqual(await page.evaluate(() => window.seen.commands), [
        'undo',
        'themeDark',
        'help',
      ]),
    )
  })

  it('no longer tells a listener that has been taken off', async () => {
    const { shell, page } = await start()
    await page.evaluate(() => {
      const heard: string[] = []
      Reflect.set(window, 'heard', heard)
      Reflect.set(
        window,
        'stop',
        window.host!.on('command', (id) => heard.push(id)),
      )
    })
    await choose(shell, 'undo')
    await eventually(async () =>
      assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'heard')), ['undo']),
    )
    await page.evaluate(() => Reflect.get(window, 'stop')())
    await choose(shell, 'redo')
    await eventually(async () =>
      assert.deepEqual(await page.evaluate(() => window.seen.commands), ['undo', 'redo']),
    )
    assert.deepEqual(await page.evaluate(() => Reflect.get(window, 'heard')), ['undo'])
  })
})

describe('a second start', () => {
  it('hands its document to the first and ends', async () => {
    const userData = temporaryFolder()
    const path = join(temporaryFolder(), 'handed.backprop')
    writeFileSync(path, 'handed over')
    const { shell, page } = await start({ userData })
    await launchAgain({ userData, args: [path] })
    await eventually(async () =>
      assert.deepEqual(await page.evaluate(() => window.seen.opened), [
        { name: 'handed.backprop', text: 'handed over', place: path },
      ]),
    )
    const windows = await shell.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
    )
    assert.equal(windows, 1)
    const saved = await page.evaluate((place) => window.host!.saveFile('more', 'x', place), path)
    assert.equal(saved?.place, path)
  })

  it('without a document only brings the first to the front', async () => {
    const userData = temporaryFolder()
    const { shell, page } = await start({ userData })
    await shell.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]
      Reflect.set(globalThis, 'focused', 0)
      if (window)
        window.focus = () => {
          Reflect.set(globalThis, 'focused', Reflect.get(globalThis, 'focused') + 1)
        }
    })
    await launchAgain({ userData })
    const focused = await shell.evaluate(() => Reflect.get(globalThis, 'focused'))
    assert.equal(focused, 1)
    assert.deepEqual(await page.evaluate(() => window.seen.opened), [])
  })

  it('with a document that cannot be read says so and opens nothing', async () => {
    const userData = temporaryFolder()
    const { shell, page } = await start({ userData })
    await shell.evaluate(({ dialog }) => {
      dialog.showMessageBox = async (...args: readonly unknown[]) => {
        Reflect.set(globalThis, 'said', Reflect.get(args.at(-1) as object, 'message'))
        return { response: 0, checkboxChecked: false }
      }
    })
    await launchAgain({ userData, args: [join(userData, 'missing.backprop')] })
    await eventually(async () =>
      assert.match(
        String(await shell.evaluate(() => Reflect.get(globalThis, 'said'))),
        /^“missing\.backprop” could not be opened/,
      ),
    )
    assert.deepEqual(await page.evaluate(() => window.seen.opened), [])
  })
})

describe('closing', () => {
  const [save, discard, cancel] = [0, 1, 2]

  /** A window with changes, of which main has been told. */
  async function edited({ isNew = false } = {}) {
    const path = join(temporaryFolder(), 'edited.backprop')
    writeFileSync(path, 'old')
    const started = await start(isNew ? {} : { args: [path] })
    await started.page.getByLabel('Document').fill('new')
    await eventually(async () =>
      assert.match(
        (await started.shell.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.getTitle(),
        )) ?? '',
        /^• /,
      ),
    )
    return { ...started, path }
  }

  it('ends the app at once when nothing is unsaved', async () => {
    const { shell } = await start()
    await closeWindow(shell)
    await shell.exited
  })

  it('with changes stays open when the user cancels', async () => {
    const { shell, page, path } = await edited()
    await answerDialogs(shell, { button: cancel })
    await closeWindow(shell)
    await page.waitForTimeout(100)
    assert.equal(shell.hasExited(), false)
    assert.equal(readFileSync(path, 'utf8'), 'old')
    assert.equal(await page.getByLabel('Document').inputValue(), 'new')
  })

  it('with changes drops them when the user says so', async () => {
    const { shell, path } = await edited()
    await answerDialogs(shell, { button: discard })
    await closeWindow(shell)
    await shell.exited
    assert.equal(readFileSync(path, 'utf8'), 'old')
  })

  it('with changes saves them first when the user says so', async () => {
    const { shell, path } = await edited()
    await answerDialogs(shell, { button: save })
    await closeWindow(shell)
    await shell.exited
    assert.equal(readFileSync(path, 'utf8'), 'new')
  })

  it('stays open when the save that it waits for fails, and a later save closes nothing', async () => {
    const { shell, page } = await edited({ isNew: true })
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'taken.backprop'))
    await answerDialogs(shell, { button: save, save: join(folder, 'taken.backprop') })
    await closeWindow(shell)
    await eventually(async () =>
      assert.equal((await page.evaluate(() => window.seen.problems)).length, 1),
    )
    const path = join(folder, 'free.backprop')
    await answerDialogs(shell, { save: path })
    await choose(shell, 'save')
    await eventually(() => assert.equal(readFileSync(path, 'utf8'), 'new'))
    await page.waitForTimeout(100)
    assert.equal(shell.hasExited(), false)
  })

  it('stays open when the user says save, and then cancels the dialog', async () => {
    const { shell, page } = await edited({ isNew: true })
    await answerDialogs(shell, { button: save })
    await closeWindow(shell)
    await eventually(async () =>
      assert.deepEqual(await page.evaluate(() => window.seen.commands), ['save']),
    )
    await page.waitForTimeout(100)
    assert.equal(shell.hasExited(), false)
  })

  it('is also asked about when the whole app is to quit', async () => {
    const { shell, page } = await edited()
    await answerDialogs(shell, { button: cancel })
    await shell.evaluate(({ app }) => app.quit())
    await page.waitForTimeout(100)
    assert.equal(shell.hasExited(), false)
    await answerDialogs(shell, { button: discard })
    await shell.evaluate(({ app }) => app.quit())
    await shell.exited
  })

  it('answers the page’s own question with the button that was pressed', async () => {
    const { shell, page } = await start()
    for (const [button, answer] of ['save', 'discard', 'cancel'].entries()) {
      await answerDialogs(shell, { button })
      assert.equal(await page.evaluate(() => window.host!.askUnsaved('graph')), answer)
    }
  })
})

describe('the window', () => {
  const boundsOf = (shell: RunningShell) =>
    shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())

  it('comes back where it was', async () => {
    const userData = temporaryFolder()
    const bounds = { x: 120, y: 80, width: 900, height: 700 }
    const first = await start({ userData })
    await first.shell.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(bounds)
    }, bounds)
    await closeWindow(first.shell)
    await first.shell.exited

    const { shell } = await start({ userData })
    assert.deepEqual(await boundsOf(shell), bounds)
  })

  for (const [what, settings] of [
    ['its screen is gone', '{"bounds":{"x":9000,"y":0,"width":900,"height":700}}'],
    ['the settings are broken', '{"bounds":{"x":"left"},"recent":7'],
    ['the settings are of another kind', '[1,2,3]'],
  ] as const)
    it(`comes where it does at first when ${what}`, async () => {
      const userData = temporaryFolder()
      writeFileSync(join(userData, 'settings.json'), settings)
      const { shell } = await start({ userData })
      const bounds = await boundsOf(shell)
      assert.deepEqual([bounds?.width, bounds?.height], [1440, 900])
    })

  it('is named after what it shows', async () => {
    const { shell, page } = await start()
    const title = () =>
      shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
    await page.evaluate(() => window.host!.setState('tanh', true))
    assert.equal(await title(), '• tanh – Backprop Canvas')
    await page.evaluate(() => window.host!.setState('tanh', false))
    assert.equal(await title(), 'tanh – Backprop Canvas')
    await page.evaluate(() => window.host!.setState(`a\n${'b'.repeat(10_000)}`, false))
    assert.equal(await title(), `a ${'b'.repeat(97)}… – Backprop Canvas`)
  })
})
