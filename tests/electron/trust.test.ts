import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '../kit/poll.ts'
import { answerDialogs, refusal, startShell } from '../kit/shell.ts'
import { closeAll, type RunningShell, temporaryFolder } from '../kit/standin/launch.ts'

after(closeAll)

describe('messages that are not well formed', () => {
  const folder = temporaryFolder()
  const target = join(folder, 'kept.backprop')
  let shell: RunningShell
  let page: Page

  before(async () => {
    writeFileSync(target, 'kept')
    ;({ shell, page } = await startShell({ userData: temporaryFolder() }))
  })
  beforeEach(() => answerDialogs(shell, { save: target, open: target, button: 0 }))
  afterEach(() => {
    assert.equal(readFileSync(target, 'utf8'), 'kept')
    assert.deepEqual(readdirSync(folder), ['kept.backprop'])
  })
  after(() => shell.close())

  const malformed: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['text that is a number', 'saveFile', [1, 'a', null]],
    ['text that is an object', 'saveFile', [{ toString: 'x' }, 'a', null]],
    ['text that is bytes', 'saveFile', [[104, 105], 'a', null]],
    ['no text', 'saveFile', [null, 'a', null]],
    ['no arguments at all', 'saveFile', []],
    ['too few arguments', 'saveFile', ['text', 'a']],
    ['too many arguments', 'saveFile', ['text', 'a', null, { mode: 0o777 }]],
    ['an empty name', 'saveFile', ['text', '', null]],
    ['a name without end', 'saveFile', ['text', 'x'.repeat(1_000_001), null]],
    ['a place that is a number', 'saveFile', ['text', 'a', 3]],
    ['a place that is a list', 'saveFile', ['text', 'a', ['/tmp/x']]],
    ['an argument where none belongs', 'openFile', ['/etc/passwd']],
    ['a recent place that is an object', 'openRecent', [{ place: '/etc/passwd' }]],
    ['no recent place', 'openRecent', []],
    ['a title that is no text', 'setState', [null, true]],
    ['a claim that is no boolean', 'setState', ['title', 'yes']],
    ['a question that is no text', 'askUnsaved', [42]],
    ['a clipboard text that is an object', 'copyText', [{}]],
  ]
  for (const [what, method, args] of malformed)
    it(`are refused: ${method} with ${what}`, async () => {
      const message = await refusal(page, method, args)
      assert.match(message ?? 'accepted', new RegExp(`^The host cannot take this ${method}:`))
    })

  it('are refused: a clipboard text of more than 16 Mi characters', async () => {
    const message = await page.evaluate(() =>
      window.host!.copyText('x'.repeat(16 * 1024 * 1024 + 1)).then(
        () => null,
        (error: Error) => error.message,
      ),
    )
    assert.match(message ?? 'accepted', /^The host cannot take this copyText:/)
  })

  it('are refused: an event of which the host knows nothing', async () => {
    const found = await page.evaluate(() => {
      try {
        Reflect.apply(window.host!.on, window.host!, ['host:saveFile', () => undefined])
        return 'accepted'
      } catch (error) {
        return String(error)
      }
    })
    assert.match(found, /The host has no event "host:saveFile"\./)
  })
})

describe('places that the host never gave out', () => {
  let shell: RunningShell
  let page: Page
  before(async () => {
    ;({ shell, page } = await startShell())
  })
  after(() => shell.close())

  it('are not written to, wherever they are', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'inner'))
    for (const place of [join(folder, 'new'), join(folder, 'inner/../new'), 'new', '~/new']) {
      const message = await refusal(page, 'saveFile', ['text', 'new', place])
      assert.match(message ?? 'accepted', /^The host gave out no such place: /)
    }
    assert.deepEqual(readdirSync(folder), ['inner'])
    assert.equal(existsSync('new'), false)
  })

  it('are not read', async () => {
    const message = await refusal(page, 'openRecent', ['/etc/hostname'])
    assert.match(message ?? 'accepted', /^The host gave out no such place: /)
  })

  it('are not reached by another spelling of one that it did', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.backprop')
    await answerDialogs(shell, { save: path })
    await page.evaluate(() => window.host!.saveFile('text', 'a', null))
    const message = await refusal(page, 'saveFile', [
      'other',
      'a',
      join(folder, '.', 'b', '..', 'c'),
    ])
    assert.match(message ?? 'accepted', /^The host gave out no such place: /)
  })
})

describe('callers that are not the page', () => {
  let shell: RunningShell
  let page: Page
  before(async () => {
    ;({ shell, page } = await startShell())
  })
  after(() => shell.close())

  for (const url of ['data:text/html,<title>other</title>', 'app://bundle/index.html'])
    it(`are refused: another window with the same preload script, at ${url}`, async () => {
      const message = await shell.evaluate(async ({ BrowserWindow, app }, url) => {
        const other = new BrowserWindow({
          show: false,
          webPreferences: {
            preload: `${app.getAppPath()}/out/preload/index.cjs`,
            sandbox: true,
            contextIsolation: true,
            nodeIntegration: false,
            webSecurity: true,
          },
        })
        await other.loadURL(url)
        const call = `host.recentFiles().then(() => 'accepted', (error) => error.message)`
        const message: unknown = await other.webContents.executeJavaScript(call)
        other.destroy()
        return String(message)
      }, url)
      assert.equal(message, 'The host answers its own page only.')
    })

  it('are refused: another page in the same window', async () => {
    const { shell } = await startShell()
    const message = await shell.evaluate(async ({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]
      await window?.loadURL('data:text/html,<title>other</title>')
      const call = `host.recentFiles().then(() => 'accepted', (error) => error.message)`
      const message: unknown = await window?.webContents.executeJavaScript(call)
      return String(message)
    })
    assert.equal(message, 'The host answers its own page only.')
    await shell.close()
  })

  it('are refused: a frame inside the page', async () => {
    const found = await page.evaluate(async () => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const inner = frame.contentWindow
      // Electron gives a frame nothing to call with; its stand-in leaves it the bare channel.
      const channel = inner && Reflect.get(inner, '__standinChannel')
      const reply = await channel?.('invoke', 'host:openFile', [])
      const answer = { host: inner !== null && 'host' in inner, error: reply?.error ?? null }
      frame.remove()
      return answer
    })
    assert.equal(found.host, false)
    if (shell.host === 'stand-in')
      assert.equal(found.error, 'Error: The host answers its own page only.')
  })

  it('cannot be let in: the page cannot replace or extend the host', async () => {
    const replaced = await page.evaluate(() => {
      const before = window.host!
      Reflect.set(window, 'host', {})
      Reflect.set(window.host!, 'extra', 1)
      return window.host !== before || 'extra' in before
    })
    assert.equal(replaced, false)
  })
})

describe('the page stays where it is', () => {
  let shell: RunningShell
  let page: Page
  before(async () => {
    ;({ shell, page } = await startShell())
  })
  after(() => shell.close())

  const stays = async () => {
    await page.waitForTimeout(100)
    assert.match(page.url(), /bundle.*\/index\.html$/)
    assert.equal(await page.evaluate(() => 'host' in window), true)
  }

  for (const target of ['https://example.com/', 'file:///etc/hostname', 'app://other/index.html'])
    it(`when it is sent to ${target}`, async () => {
      await page
        .evaluate((target) => {
          location.href = target
        }, target)
        .catch(() => undefined)
      await stays()
    })

  it('when it submits a form', async () => {
    await page.evaluate(() => {
      const form = document.createElement('form')
      form.action = 'https://example.com/'
      document.body.append(form)
      form.submit()
      form.remove()
    })
    await stays()
  })

  it('when it opens a window, by script or by link', async () => {
    assert.equal(await page.evaluate(() => window.open('https://example.com/')), null)
    await page.evaluate(() => document.querySelector('a')?.click())
    await stays()
    const count = await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    assert.equal(count, 1)
  })

  it('when main is asked to redirect it, or to attach a guest', async () => {
    const prevented = await shell.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'].map(
        (name) => {
          let prevented = false
          const event = {
            url: 'https://example.com/',
            preventDefault: () => {
              prevented = true
            },
          }
          contents?.emit(name, event, {}, {})
          return prevented
        },
      )
    })
    assert.deepEqual(prevented, [true, true, true, true])
  })

  it('and is granted nothing but writing to the clipboard', async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read']
    const query = (name: string) =>
      page.evaluate(
        async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        name,
      )
    for (const name of names) assert.notEqual(await query(name), 'granted', name)
    assert.equal(await query('clipboard-write'), 'granted')
  })
})

describe('the bundle', () => {
  let shell: RunningShell
  let page: Page
  before(async () => {
    ;({ shell, page } = await startShell())
  })
  after(() => shell.close())

  const status = (path: string, method = 'GET') =>
    page.evaluate(async ([path, method]) => (await fetch(path, { method })).status, [
      path,
      method,
    ] as const)

  it('holds what was built and nothing around it', async () => {
    assert.equal(await status('/index.html'), 200)
    assert.equal(await status('/'), 200)
    for (const path of [
      '/missing.js',
      '/%2e%2e/main/index.js',
      '/..%2fmain/index.js',
      '/%2e%2e%2fpreload%2findex.cjs',
      '/..%5cmain%5cindex.js',
      '/%252e%252e/main/index.js',
      '/%00',
      '/%zz',
    ])
      assert.equal(await status(path), 404, path)
  })

  it('can be read only', async () => {
    assert.equal(await status('/index.html', 'HEAD'), 200)
    for (const method of ['POST', 'PUT', 'DELETE'])
      assert.equal(await status('/index.html', method), 405, method)
  })

  it('has no other origin to connect to', async () => {
    await eventually(async () => {
      const reached = await page.evaluate(() =>
        fetch('https://example.com/').then(
          () => true,
          () => false,
        ),
      )
      assert.equal(reached, false)
    })
  })
})
