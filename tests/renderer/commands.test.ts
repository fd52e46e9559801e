import { describe, expect, it } from 'vitest'
import { TestApp } from '../kit/TestApp.ts'

describe('a message', () => {
  it('that is said again is a new one', () => {
    const app = new TestApp()
    app.state.say('Saved.')
    const first = app.state.message?.nth
    app.state.say('Saved.')
    expect(app.state.message?.nth).not.toBe(first)
  })
})
