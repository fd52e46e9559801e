import { describe, expect, it } from 'vitest'
import { elementGestures } from '../../renderer/canvas/useLeaf.ts'
import { TestApp } from '../kit/TestApp.ts'

const leaf = (data: object) => new TestApp().tensor('X', { requiresGrad: true, ...data })
const paste = (app: TestApp, at: number, text: string) =>
  elementGestures(app.store, 'X', at).onPaste(text)

describe('pasting onto an element', () => {
  it('of one number sets that element', () => {
    const app = leaf({ shape: [3], values: [1, 2, 3] })
    const { length } = app.state.past
    paste(app, 2, ' −0.5\n')
    expect(app.data('X')).toMatchObject({ shape: [3], values: [1, 2, -0.5] })
    expect(app.state.past.length).toBe(length + 1)
  })

  it('of as many numbers as there are keeps the shape', () => {
    const app = leaf({ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] })
    paste(app, 0, '6 5 4 3 2 1')
    expect(app.data('X')).toMatchObject({ shape: [2, 3], values: [6, 5, 4, 3, 2, 1] })
  })

  it('of another number of them, or of a matrix, brings its own shape', () => {
    const app = leaf({ shape: [3], values: [1, 2, 3] })
    paste(app, 1, '4, 5')
    expect(app.data('X')).toMatchObject({ shape: [2], values: [4, 5] })
    paste(app, 1, '1 2; 3 4')
    expect(app.data('X')).toMatchObject({ shape: [2, 2], values: [1, 2, 3, 4] })
  })

  it.each([
    ['0.5', 'Element 1 is 0.5, but int64 holds whole numbers.'],
    ['0.5 1.5', 'Element 0 is 0.5, but int64 holds whole numbers.'],
    ['1 much', '“much” at place 1 is not a number.'],
  ])('says why it cannot take %s, and changes nothing', (text, message) => {
    const app = leaf({ shape: [2], values: [1, 2], dtype: 'int64', requiresGrad: false })
    const { doc } = app.state
    paste(app, 1, text)
    app.expectMessage(message)
    expect(app.state.doc).toBe(doc)
  })
})
