import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')

// The builder's own parts, wherever npm has put them.
const require = createRequire(import.meta.url)
const builderPath = require.resolve('electron-builder/package.json')
const ofBuilder = createRequire(builderPath)
const ofLibrary = createRequire(ofBuilder.resolve('app-builder-lib/package.json'))

const { getConfig, validateConfiguration } = ofBuilder(
  'app-builder-lib/out/util/config/config',
) as {
  getConfig(folder: string, path: string | null, fromOptions: object | null): Promise<object>
  validateConfiguration(config: object, log: object): Promise<void>
}
const { DebugLogger } = ofLibrary('builder-util') as { DebugLogger: new (on: boolean) => object }
const asar = ofLibrary('@electron/asar') as {
  listPackage(path: string, options: { isPack: boolean }): string[]
}

describe('packaging', () => {
  it('is described as electron-builder’s schema asks', async () => {
    const config = await getConfig(root, null, null)
    await validateConfiguration(config, new DebugLogger(false))
    await assert.rejects(
      validateConfiguration({ ...config, unheardOf: true }, new DebugLogger(false)),
    )
  })

  it('puts the built app into the archive and nothing else', async () => {
    if (process.platform !== 'linux') return // the placeholder passes for Linux's Electron only
    const folder = mkdtempSync(join(tmpdir(), 'backprop-canvas-package-'))
    try {
      const files = await pack(folder)
      for (const needed of [
        '/package.json',
        '/LICENSE',
        '/out/main/index.js',
        '/out/preload/index.cjs',
        '/out/renderer/index.html',
      ])
        assert.ok(files.includes(needed), `${needed} is missing`)
      const allowed = /^\/(package\.json|LICENSE|out(\/(main|preload|renderer)(\/.+)?)?)$/
      assert.deepEqual(
        files.filter((file) => !allowed.test(file) || file.endsWith('.map')),
        [],
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Packs a copy of the built app around a placeholder for Electron, without a network. */
async function pack(folder: string): Promise<string[]> {
  const app = join(folder, 'app')
  mkdirSync(app)
  for (const part of ['package.json', 'LICENSE', 'out'])
    cpSync(join(root, part), join(app, part), { recursive: true })
  // A placeholder has no fuses to set.
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  const withoutFuses = config.replace(/^electronFuses:\n(?: .*\n)+/m, '')
  assert.notEqual(withoutFuses, config)
  writeFileSync(join(app, 'electron-builder.yml'), withoutFuses)
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'))
  const dist = join(folder, 'electron')
  for (const part of ['locales', 'resources']) mkdirSync(join(dist, part), { recursive: true })
  writeFileSync(join(dist, 'electron'), '', { mode: 0o755 })
  for (const part of ['version', 'LICENSE', 'LICENSES.chromium.html'])
    writeFileSync(join(dist, part), electronVersion())
  const options = ['--dir', '--linux', `-c.electronDist=${dist}`]
  await promisify(execFile)(
    process.execPath,
    [join(builderPath, '../cli.js'), ...options, '--publish=never'],
    { cwd: app, timeout: 120_000 },
  )
  return asar.listPackage(join(app, 'dist/linux-unpacked/resources/app.asar'), { isPack: false })
}

function electronVersion(): string {
  const file = join(root, 'node_modules/electron/package.json')
  return JSON.parse(readFileSync(file, 'utf8')).version
}
