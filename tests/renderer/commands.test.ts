import { describe, expect, it } from 'vitest'
import { setData } from '#core/index.ts'
import { isEnabled } from '../../renderer/commands/run.ts'
import { TestApp } from '../kit/TestApp.ts'

const graph = () => new TestApp().leaf('x', 3).add('tanh', 't').wire('x → t.input')

describe('resetting values', () => {
  it('gives a leaf that is not in the file what it was added or copied with', () => {
    const app = graph().tensor('v', { shape: [2], values: [4, 5] })
    app.state.edit((doc) => setData(doc, 'v', { shape: [3], values: [6, 7, 8] }))
    app.select('v').command('resetValues')
    expect(app.data('v')).toEqual({ shape: [2], values: [4, 5] })
  })

  it('gives a leaf that was opened what the file says', () => {
    const app = graph()
    app.state.markSaved(null, 'x.backprop')
    app.set('x', 7).select('x').command('resetValues')
    app.expectValue('x', 3)
  })
})

describe('requiring a gradient', () => {
  it('is refused to whole numbers, with the reason the inspector gives', () => {
    const app = new TestApp().tensor('n', { shape: [], values: [2], dtype: 'int64' })
    const { past } = app.state
    app.select('n').command('toggleGrad')
    app.expectMessage('Only float tensors can require a gradient; this one is int64.')
    expect(app.state.past).toBe(past)
    app.expectValue('n', 2)
  })

  it('turns on and off', () => {
    const app = graph().select('x').command('toggleGrad').expectGrad('x', null)
    expect(app.command('toggleGrad').data('x')?.['requiresGrad']).toBe(true)
  })
})

describe('a command that can do nothing with what is selected', () => {
  it.each([
    ['toggleChart', 'A note has no chart.'],
    ['setRoot', 'A note has no gradient.'],
    ['connect', 'A note has no output to wire.'],
  ] as const)('says so of a note: %s', (name, message) => {
    const app = graph().add('note', 'n')
    app.state.markSaved(null, 'x.backprop')
    const { doc } = app.state
    app.select('n').command(name).expectMessage(message)
    expect(app.state.doc).toBe(doc)
  })

  it('is not on offer: a wire alone cannot be duplicated', () => {
    const app = graph()
    app.state.select([], [app.state.doc.edges[0]?.id ?? ''])
    expect(isEnabled('duplicate', app.state)).toBe(false)
    expect(isEnabled('delete', app.state)).toBe(true)
    app.command('duplicate').expectMessage('Select a node first.')
  })
})

describe('copying', () => {
  it('puts one table on the clipboard: place, value and gradient, all digits', () => {
    const app = new TestApp().tensor('A', {
      shape: [1, 2],
      values: [-1, 0.5],
      requiresGrad: true,
    })
    app.add('sum', 's').wire('A → s.input').select('A').command('copyValues')
    expect(app.host.copied).toBe('element\tvalue\tgradient\n0, 0\t-1\t1\n0, 1\t0.5\t1')
    app.select('A').command('toggleGrad').command('copyValues')
    expect(app.host.copied).toBe('element\tvalue\n0, 0\t-1\n0, 1\t0.5')
  })
})

describe('a message', () => {
  it('that is said again is a new one', () => {
    const app = new TestApp()
    app.state.say('Saved.')
    const first = app.state.message?.nth
    app.state.say('Saved.')
    expect(app.state.message?.nth).not.toBe(first)
  })
})
