import { describe, expect, it } from 'vitest'
import { emptyDocument } from '#core/index.ts'
import { TestApp } from '../kit/TestApp.ts'

const refused = () => {
  const app = new TestApp().leaf('a', 1)
  app.state.say('That is no document.', 'error')
  return app
}

describe('an error that was said', () => {
  it('stays while nothing happens but looking', () => {
    const app = refused()
    app.state.select(['a'])
    app.state.setViewport({ x: 1, y: 1, zoom: 1 })
    expect(app.state.message?.text).toBe('That is no document.')
  })

  it('goes with the next edit, undo, save or document', () => {
    for (const succeed of [
      (app: TestApp) => app.set('a', 2),
      (app: TestApp) => app.undo(),
      (app: TestApp) => app.state.markSaved('/a', 'a'),
      (app: TestApp) => app.state.load(emptyDocument, null, null),
    ]) {
      const app = refused()
      succeed(app)
      expect(app.state.message).toBeNull()
    }
  })

  it('is not taken back by the edit that it is about', () => {
    const app = refused()
    app.state.edit((doc) => ({ ...doc, title: 'T' }))
    app.state.say('Element 3 was left out.', 'error')
    expect(app.state.message?.text).toBe('Element 3 was left out.')
  })
})
