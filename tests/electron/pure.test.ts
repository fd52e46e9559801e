import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { MenuItemConstructorOptions } from 'electron'
import { commandNames, commandOf } from '#core/commands.ts'
import { menuTemplate } from '../../electron/menu.ts'
import { answer, pathInBundle } from '../../electron/protocol.ts'
import { readSettings } from '../../electron/settings.ts'

describe('an address in the bundle', () => {
  for (const [address, path] of [
    ['app://bundle/index.html', 'index.html'],
    ['app://bundle/', 'index.html'],
    ['app://bundle/assets/a%20b.js?x=1#y', 'assets/a b.js'],
    ['app://bundle/assets/', 'assets/index.html'],
    ['app://bundle/../secret', 'secret'], // the parser takes the dots away
    ['app://bundle/%2e%2e%2fsecret', undefined],
    ['app://bundle/a%2f..%2f..%2fsecret', undefined],
    ['app://bundle/..%5csecret', undefined],
    ['app://bundle/a%5cb', undefined],
    ['app://bundle//etc/passwd', undefined],
    ['app://bundle/C:/Windows', undefined],
    ['app://bundle/index.html::$DATA', undefined],
    ['app://bundle/index.html%00.js', undefined],
    ['app://bundle/%ff', undefined],
    ['app://other/index.html', undefined],
    ['app://bundle:80/index.html', undefined],
    ['https://bundle/index.html', undefined],
    ['nonsense', undefined],
  ] as const)
    it(`${address} ${path === undefined ? 'names nothing' : `names ${path}`}`, () => {
      assert.equal(pathInBundle(address), path)
    })

  it('is answered by the file’s kind, and without a body for HEAD', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backprop-canvas-bundle-'))
    writeFileSync(join(folder, 'a.wasm'), new Uint8Array([0, 97, 115, 109]))
    const url = 'app://bundle/a.wasm'
    const get = await answer({ method: 'GET', url }, folder)
    const head = await answer({ method: 'HEAD', url }, folder)
    rmSync(folder, { recursive: true })
    assert.equal(get.headers.get('content-type'), 'application/wasm')
    assert.equal((await get.arrayBuffer()).byteLength, 4)
    assert.equal((await head.arrayBuffer()).byteLength, 0)
    assert.equal(head.headers.get('content-length'), '4')
  })
})

describe('the menu template', () => {
  const template = (platform: NodeJS.Platform) =>
    menuTemplate({ platform, development: false, choose: () => undefined })
  const itemsOf = (menus: readonly MenuItemConstructorOptions[]) =>
    menus.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))

  for (const platform of ['linux', 'win32', 'darwin'] as const)
    it(`has every command’s label once on ${platform}, and the roles that text fields need`, () => {
      const items = itemsOf(template(platform))
      const labels = items.filter(({ id }) => id !== undefined).map(({ label }) => label)
      assert.deepEqual(
        labels,
        commandNames.map((name) => commandOf(name).label),
      )
      const roles = items.map(({ role }) => role)
      for (const role of ['cut', 'copy', 'paste'] as const) assert.ok(roles.includes(role), role)
    })

  it('shows keys that are for typing too, and leaves them to the page', () => {
    for (const { id, accelerator, registerAccelerator } of itemsOf(template('linux')))
      if (id !== undefined && accelerator !== undefined)
        assert.equal(registerAccelerator ?? true, String(accelerator).startsWith('CmdOrCtrl+'), id)
  })

  it('shows none of those on a Mac, whose menu would take them', () => {
    for (const { id, accelerator } of itemsOf(template('darwin')))
      if (id !== undefined && accelerator !== undefined)
        assert.match(String(accelerator), /^CmdOrCtrl\+/)
  })

  it('gives no keys to two commands', () => {
    const keys = itemsOf(template('darwin')).flatMap(({ accelerator }) => accelerator ?? [])
    assert.equal(new Set(keys.map(String)).size, keys.length)
  })
})

describe('settings', () => {
  it('are kept as a whole and read back, each value on its own merits', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backprop-canvas-settings-'))
    readSettings(folder).update({ recent: ['/a'], maximized: true })
    assert.deepEqual(readSettings(folder).get(), { bounds: null, maximized: true, recent: ['/a'] })
    const path = join(folder, 'settings.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('true', '"yes"'))
    assert.deepEqual(readSettings(folder).get(), { bounds: null, maximized: false, recent: ['/a'] })
    rmSync(folder, { recursive: true })
  })
})
