import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moveNodes, setData, setTitle } from '#core/index.ts'
import { isUnsaved } from '../../renderer/store/document.ts'
import { TestApp } from '../kit/TestApp.ts'

const product = () =>
  new TestApp().leaf('a', 2).leaf('b', -3).add('mul', 'y').wire('a → y.input').wire('b → y.other')

describe('the store', () => {
  it('sends each factor’s value to the other as its gradient', () => {
    product()
      .expectValue('y', -6)
      .expectGrad('a', -3)
      .expectGrad('b', 2)
      .undo()
      .expectProblem('y', 'other is not connected')
  })

  it('keeps the gradient where it was while a new card is not wired yet, by pinning the root', () => {
    const app = product()
    expect(app.state.results.compiled.root).toBe('y')
    app.state.edit((doc) => ({ ...doc, root: 'y' }))
    app.add('tanh', 't').expectGrad('a', -3)
    app.wire('y → t.input')
    expect(app.state.doc.root).toBeNull()
    expect(app.state.results.compiled.root).toBe('t')
  })

  it('makes one entry of a gesture, however many changes it takes', () => {
    const app = product()
    const before = app.state.doc
    const { past } = app.state
    app.state.begin()
    for (let value = 2; value <= 3; value += 0.1)
      app.state.change((doc) => setData(doc, 'a', { values: [value] }))
    app.state.commit()
    expect(app.state.past.length).toBe(past.length + 1)
    app.undo()
    expect(app.state.doc.nodes).toEqual(before.nodes)
    app.expectGrad('b', 2)
  })

  it('leaves no entry behind for a gesture that is cancelled or changes nothing', () => {
    const app = product()
    const { past, doc } = app.state
    app.state.begin()
    app.state.change((before) => setData(before, 'a', { values: [9] }))
    app.state.cancel()
    app.state.begin()
    app.state.commit()
    expect(app.state.past).toBe(past)
    expect(app.state.doc).toBe(doc)
  })

  it('compiles once and re-runs while values and places change', () => {
    const app = product()
    const { compiled } = app.state.results
    app.set('a', 5).expectGrad('b', 5)
    app.state.edit((doc) => moveNodes(doc, new Map([['y', { x: 1, y: 2 }]])))
    expect(app.state.results.compiled).toBe(compiled)
    app.remove('b')
    expect(app.state.results.compiled).not.toBe(compiled)
  })

  it('knows what is unsaved: edits are, panning is not, and undoing them all is not', () => {
    const app = product()
    app.state.markSaved(null, 'a.backprop')
    expect(isUnsaved(app.state)).toBe(false)
    app.state.setViewport({ x: 10, y: 10, zoom: 2 })
    expect(isUnsaved(app.state)).toBe(false)
    app.state.edit((doc) => setTitle(doc, 'Other'))
    expect(isUnsaved(app.state)).toBe(true)
    app.undo()
    expect(isUnsaved(app.state)).toBe(false)
  })

  it('keeps the numbers from before a drag as a ghost, untouched by later runs', () => {
    const app = product()
    app.state.keepGhost()
    app.set('a', 7)
    expect(app.state.ghost?.values.get('y')?.[0]).toBe(-6)
    expect(app.state.ghost?.grads.get('b')?.[0]).toBe(2)
  })

  it('undoes to the start and redoes to the end, whatever was done', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), value: fc.integer({ min: -9, max: 9 }) }),
      fc.record({
        kind: fc.constant('add' as const),
        type: fc.constantFrom('tanh', 'relu', 'sum'),
      }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(8) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const app = product()
        const start = app.state.doc
        const { length } = app.state.past
        steps.forEach((one, i) => {
          if (one.kind === 'set') app.set('a', one.value)
          else if (one.kind === 'add') app.add(one.type, `n${i}`).wire(`y → n${i}.input`)
          else {
            const target = app.state.doc.nodes[3 + one.at]
            if (target !== undefined) app.remove(target.id)
          }
        })
        const end = app.state.doc
        const entries = app.state.past.length - length
        for (let i = 0; i < entries; i++) app.undo()
        expect(app.state.doc).toEqual(start)
        for (let i = 0; i < entries; i++) app.redo()
        expect(app.state.doc).toEqual(end)
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})
