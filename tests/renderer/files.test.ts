import { describe, expect, it } from 'vitest'
import type { SavedFile } from '#core/index.ts'
import { openInstead, save } from '../../renderer/commands/files.ts'
import { isUnsaved } from '../../renderer/store/document.ts'
import { TestApp } from '../kit/TestApp.ts'

/** A window whose host saves only when it is told to, in the order it was asked. */
function slow() {
  const app = new TestApp().leaf('x', 1)
  const waiting: (() => void)[] = []
  app.host.saveFile = (_text, name, place) =>
    new Promise<SavedFile>((done) => {
      waiting.push(() => done({ name, place: place ?? `/${waiting.length}` }))
    })
  return { app, waiting }
}

describe('saving', () => {
  it('that overlaps another ends with what was saved last, where it was saved last', async () => {
    const { app, waiting } = slow()
    const first = save(app, '/one')
    app.set('x', 2)
    const second = save(app, '/two')
    for (const finish of waiting) finish()
    await Promise.all([first, second])
    expect(isUnsaved(app.state)).toBe(false)
    expect(app.state.place).toBe('/two')
  })

  it('leaves unsaved what was edited while the file was written', async () => {
    const { app, waiting } = slow()
    const saving = save(app, '/one')
    app.set('x', 2)
    waiting[0]?.()
    await saving
    expect(isUnsaved(app.state)).toBe(true)
    expect(app.state.place).toBe('/one')
  })

  it('says nothing about a document that was opened meanwhile', async () => {
    const { app, waiting } = slow()
    app.state.markSaved('/one', 'one.backprop')
    const saving = save(app, '/one')
    const text = JSON.stringify({ format: 'backprop-canvas', version: 1, nodes: [], edges: [] })
    await openInstead(app, { name: 'two.backprop', text, place: '/two' })
    waiting[0]?.()
    await saving
    expect(app.state.place).toBe('/two')
    expect(isUnsaved(app.state)).toBe(false)
  })
})
