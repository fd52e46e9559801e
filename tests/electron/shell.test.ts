import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { contentSecurityPolicy, serve } from '../../scripts/lib/server.mjs'
import { eventually } from '../kit/poll.ts'
import { answerDialogs, choose, startShell } from '../kit/shell.ts'
import { closeAll, launch, type RunningShell, temporaryFolder } from '../kit/standin/launch.ts'

let running: RunningShell | undefined

async function start(options: Parameters<typeof startShell>[0] = {}) {
  const started = await startShell(options)
  running = started.shell
  return started
}

afterEach(async () => {
  await running?.close()
  running = undefined
})
after(closeAll)

/** The address in the window of a shell that was told of a server to develop with. */
async function addressGiven(server: string): Promise<string> {
  const shell = await launch({ env: { BACKPROP_DEV_URL: server } })
  const page = await shell.firstWindow()
  const url = () =>
    shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
  await eventually(async () => assert.match((await url()) ?? '', /^(app|http):/))
  await page.waitForLoadState()
  const found = await url()
  await shell.close()
  return found ?? ''
}

describe('starting', () => {
  it('shows one window and says when the page has painted', async () => {
    const { shell } = await start()
    const count = await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    assert.equal(count, 1)
    await eventually(() => assert.match(shell.output(), /^backprop-canvas: painted$/m))
  })

  it('starts the app as it is built', async () => {
    running = await launch({ renderer: 'built' })
    const page = await running.firstWindow()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    const shell = running
    await eventually(() => assert.match(shell.output(), /painted/))
    await page.getByRole('article').first().waitFor()
    assert.deepEqual(problems, [])
  })

  it('loads the page from the bundle and not from a file', async () => {
    const { shell } = await start()
    const url = await shell.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    )
    assert.equal(url, 'app://bundle/index.html')
  })

  it('loads Vite’s page while developing, but from this machine only', async () => {
    const server = await serve({ root: temporaryFolder() })
    const local = await addressGiven(server.url)
    await server.close()
    assert.equal(local, server.url)
    for (const address of ['http://example.com/', 'file:///etc/hostname', 'nonsense'])
      assert.equal(await addressGiven(address), 'app://bundle/index.html', address)
  })

  it('gives the page the policy of the web host, and nosniff and isolation with it', async () => {
    const { page } = await start()
    const headers = await page.evaluate(async () => [...(await fetch('page.js')).headers])
    const found = Object.fromEntries(headers)
    for (const rule of contentSecurityPolicy.split('; '))
      assert.ok(found['content-security-policy']?.split('; ').includes(rule), rule)
    assert.equal(found['content-type'], 'text/javascript; charset=utf-8')
    assert.equal(found['x-content-type-options'], 'nosniff')
    assert.equal(found['cross-origin-opener-policy'], 'same-origin')
    assert.equal(found['cross-origin-embedder-policy'], 'require-corp')
  })

  it('runs no script that stands in the page', async () => {
    const { page } = await start()
    assert.equal(await page.evaluate(() => Reflect.get(window, 'inlineScriptRan')), undefined)
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.inlineScriptRan = true'
      document.body.append(script)
    })
    assert.equal(await page.evaluate(() => Reflect.get(window, 'inlineScriptRan')), undefined)
  })

  it('exposes the host and nothing of Electron or Node', async () => {
    const { page } = await start()
    const found = await page.evaluate(() => ({
      frozen: Object.isFrozen(window.host!),
      names: Object.keys(window.host!).sort(),
      globals: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].filter(
        (name) => name in window,
      ),
    }))
    assert.equal(found.frozen, true)
    assert.deepEqual(found.globals, [])
    assert.deepEqual(found.names, [
      'askUnsaved',
      'copyText',
      'on',
      'openFile',
      'openRecent',
      'painted',
      'recentFiles',
      'saveFile',
      'setState',
      'startFile',
    ])
  })
})

describe('the app as it is built', () => {
  const original = join(import.meta.dirname, '../../examples/neuron.backprop')

  it('opens the document it is started with, and saves it as it was', async () => {
    const path = join(temporaryFolder(), 'neuron.backprop')
    const copy = join(temporaryFolder(), 'copy.backprop')
    writeFileSync(path, readFileSync(original))
    running = await launch({ renderer: 'built', args: [path] })
    const shell = running
    await shell.firstWindow()
    const title = () =>
      shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
    const name: string = JSON.parse(readFileSync(original, 'utf8')).title
    await eventually(async () => assert.ok((await title())?.includes(name), await title()))
    await answerDialogs(shell, { save: copy })
    await choose(shell, 'saveAs')
    await eventually(() =>
      assert.deepEqual(
        JSON.parse(readFileSync(copy, 'utf8')),
        JSON.parse(readFileSync(original, 'utf8')),
      ),
    )
  })

  it('closes with what was edited saved first', async () => {
    const path = join(temporaryFolder(), 'neuron.backprop')
    writeFileSync(path, readFileSync(original))
    running = await launch({ renderer: 'built', args: [path] })
    const shell = running
    const page = await shell.firstWindow()
    await page.getByRole('article').first().waitFor()
    await answerDialogs(shell, { button: 0 })
    await choose(shell, 'selectAll')
    await choose(shell, 'duplicate')
    const title = () =>
      shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
    await eventually(async () => assert.match((await title()) ?? '', /^•/))
    await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await shell.exited
    const count = (file: string): number => JSON.parse(readFileSync(file, 'utf8')).nodes.length
    assert.equal(count(path), 2 * count(original))
  })
})

describe('documents', () => {
  it('are opened, edited, saved in place and opened again', async () => {
    const path = join(temporaryFolder(), 'mine.backprop')
    writeFileSync(path, 'first')
    const { shell, page } = await start()
    const text = page.getByLabel('Document')
    await answerDialogs(shell, { open: path })
    await choose(shell, 'open')
    await eventually(async () => assert.equal(await text.inputValue(), 'first'))
    await text.fill('second – ∂y/∂x')
    await choose(shell, 'save')
    await eventually(() => assert.equal(readFileSync(path, 'utf8'), 'second – ∂y/∂x'))
    await shell.close()

    const again = await start({ args: [path] })
    assert.equal(await again.page.getByLabel('Document').inputValue(), 'second – ∂y/∂x')
  })

  it('are saved where the user says when they have no place yet', async () => {
    const path = join(temporaryFolder(), 'new')
    const { shell, page } = await start()
    await answerDialogs(shell, { save: path })
    const saved = await page.evaluate(() => window.host!.saveFile('text', 'tanh.backprop', null))
    assert.deepEqual(saved, { name: 'new.backprop', place: `${path}.backprop` })
    assert.equal(readFileSync(`${path}.backprop`, 'utf8'), 'text')
    const twice = await page.evaluate(
      (place) => window.host!.saveFile('more', 'x', place),
      saved?.place ?? '',
    )
    assert.deepEqual(twice, saved)
    assert.equal(readFileSync(`${path}.backprop`, 'utf8'), 'more')
  })

  it('are offered a name that file systems can bear, however they are called', async () => {
    const { shell, page } = await start()
    await shell.evaluate(({ dialog }) => {
      dialog.showSaveDialog = async (...args: readonly unknown[]) => {
        Reflect.set(globalThis, 'offered', Reflect.get(args.at(-1) as object, 'defaultPath'))
        return { canceled: true, filePath: '' }
      }
    })
    for (const [name, file] of [
      ['tanh.backprop', 'tanh.backprop'],
      ['../../a/b: c?\n', 'a b c.backprop'],
      ['...', 'graph.backprop'],
      ['∂'.repeat(500_000), `${'∂'.repeat(60)}.backprop`],
    ] as const) {
      await page.evaluate((name) => window.host!.saveFile('', name, null), name)
      const offered = await shell.evaluate(() => String(Reflect.get(globalThis, 'offered')))
      assert.equal(basename(offered), file)
    }
  })

  it('are neither opened nor saved when the user cancels', async () => {
    const { shell, page } = await start()
    await answerDialogs(shell, {})
    assert.equal(await page.evaluate(() => window.host!.openFile()), null)
    assert.equal(await page.evaluate(() => window.host!.saveFile('text', 'a', null)), null)
  })

  it('are remembered, newest first, until they are gone', async () => {
    const folder = temporaryFolder()
    const userData = temporaryFolder()
    const [one = '', two = ''] = ['one', 'two'].map((name) => join(folder, `${name}.backprop`))
    const first = await start({ userData })
    for (const path of [one, two]) {
      await answerDialogs(first.shell, { save: path })
      await first.page.evaluate((path) => window.host!.saveFile(path, 'x', null), path)
    }
    await first.shell.close()

    const { page } = await start({ userData })
    const recent = await page.evaluate(() => window.host!.recentFiles())
    assert.deepEqual(recent, [
      { name: 'two.backprop', place: two },
      { name: 'one.backprop', place: one },
    ])
    const opened = await page.evaluate((place) => window.host!.openRecent(place), one)
    assert.deepEqual(opened, { name: 'one.backprop', text: one, place: one })
    rmSync(two)
    assert.equal(await page.evaluate((place) => window.host!.openRecent(place), two), null)
    const left = await page.evaluate(() => window.host!.recentFiles())
    assert.deepEqual(
      left.map(({ place }) => place),
      [one],
    )
  })

  it('stay as they were when a save fails, with a sentence and no leftover', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'taken.backprop')
    mkdirSync(join(path, 'inner'), { recursive: true })
    const { shell, page } = await start()
    await answerDialogs(shell, { save: path })
    const message = await page.evaluate(() =>
      window.host!.saveFile('text', 'x', null).then(
        () => null,
        (error: Error) => error.message,
      ),
    )
    assert.equal(message, '“taken.backprop” could not be saved: a folder has that name.')
    assert.deepEqual(readdirSync(folder), ['taken.backprop'])
  })

  it('that cannot be read are said to the page that asks for them', async () => {
    const { page } = await start({ args: [join(temporaryFolder(), 'missing.backprop')] })
    assert.deepEqual(await page.evaluate(() => window.seen.problems), [
      '“missing.backprop” could not be opened: there is no such file or folder any more.',
    ])
  })

  it('are copied to the clipboard as text', async () => {
    const { shell, page } = await start()
    await page.evaluate(() => window.host!.copyText('[0.42, −1]'))
    assert.equal(await shell.evaluate(({ clipboard }) => clipboard.readText()), '[0.42, −1]')
  })
})
