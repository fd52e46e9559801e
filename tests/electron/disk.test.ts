import assert from 'node:assert/strict'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { fileError, maxDocumentBytes, readText, writeText } from '../../electron/disk.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backprop-canvas-disk-'))
  path = join(folder, 'a.backprop')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const onWindows = process.platform === 'win32'

describe('writing', () => {
  it('makes a new file and leaves nothing beside it', async () => {
    await writeText(path, 'x̄ = ȳ · w')
    assert.equal(readFileSync(path, 'utf8'), 'x̄ = ȳ · w')
    assert.deepEqual(readdirSync(folder), ['a.backprop'])
  })

  it('replaces the old file and keeps its mode', async () => {
    writeFileSync(path, 'old')
    chmodSync(path, 0o640)
    await writeText(path, 'new')
    assert.equal(readFileSync(path, 'utf8'), 'new')
    if (!onWindows) assert.equal(statSync(path).mode & 0o777, 0o640)
  })

  it('never shows a reader half a document', async () => {
    const texts = ['a', 'b'].map((letter) => letter.repeat(2_000_000))
    await writeText(path, texts[0]!)
    let writing = true
    const reading = (async () => {
      const seen = new Set<number>()
      while (writing) seen.add((await readText(path)).length)
      return seen
    })()
    for (let round = 0; round < 20; round++) await writeText(path, texts[round % 2]!)
    writing = false
    assert.deepEqual([...(await reading)], [2_000_000])
  })

  it('follows a link to what it names, there or not, and leaves the link', async () => {
    if (onWindows) return // where making a link needs a right of its own
    mkdirSync(join(folder, 'far'))
    const link = join(folder, 'link')
    symlinkSync('far/target', link)
    for (const text of ['first', 'second']) {
      await writeText(link, text)
      assert.equal(readFileSync(join(folder, 'far/target'), 'utf8'), text)
    }
    assert.equal(lstatSync(link).isSymbolicLink(), true)
    assert.deepEqual(readdirSync(join(folder, 'far')), ['target'])
  })

  it('onto a folder fails and leaves it and nothing else', async () => {
    mkdirSync(path)
    await assert.rejects(writeText(path, 'text'))
    assert.deepEqual(readdirSync(folder), ['a.backprop'])
    assert.equal(statSync(path).isDirectory(), true)
  })

  it('into a folder that is gone, or through a link in a circle, fails', async () => {
    await assert.rejects(writeText(join(folder, 'gone/a'), 'text'), { code: 'ENOENT' })
    if (onWindows) return
    symlinkSync('circle', join(folder, 'circle'))
    await assert.rejects(writeText(join(folder, 'circle'), 'text'), { code: 'ELOOP' })
  })

  it('refuses a text that could not be opened again, and keeps the old one', async () => {
    writeFileSync(path, 'old')
    await assert.rejects(
      writeText(path, 'é'.repeat(maxDocumentBytes / 2 + 1)),
      /the limit is 64 MiB/,
    )
    assert.equal(readFileSync(path, 'utf8'), 'old')
    assert.deepEqual(readdirSync(folder), ['a.backprop'])
  })
})

describe('reading', () => {
  it('gives back what was written, without a byte order mark', async () => {
    writeFileSync(path, '\ufeff{"π": 3}')
    assert.equal(await readText(path), '{"π": 3}')
  })

  it('refuses what is too large, no text or no file', async () => {
    writeFileSync(path, '')
    truncateSync(path, maxDocumentBytes + 1)
    await assert.rejects(readText(path), /it has 65 MiB and the limit is 64 MiB/)
    writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x00]))
    await assert.rejects(readText(path), /it is not a text file/)
    if (!onWindows) await assert.rejects(readText('/dev/zero'), /it is not a file/)
    await assert.rejects(readText(folder))
  })
})

describe('a file error', () => {
  it('names the file and says why', () => {
    const error = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
    const { message } = fileError('saved', '/home/ada/tanh.backprop', error)
    assert.equal(message, '“tanh.backprop” could not be saved: the disk is full.')
  })
})
