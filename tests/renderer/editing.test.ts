import { describe, expect, it } from 'vitest'
import { runDocument, setData, setTitle } from '#core/index.ts'
import { norm } from '../../renderer/canvas/edge.ts'
import { layoutCard } from '../../renderer/canvas/layout.ts'
import { nameOf, nodeOf } from '../../renderer/canvas/names.ts'
import { setElement, snap } from '../../renderer/canvas/values.ts'
import { parseRange } from '../../renderer/panels/inspector/leafText.ts'
import { showTick } from '../../renderer/ui/chart.tsx'
import { TestApp } from '../kit/TestApp.ts'

const product = () =>
  new TestApp().leaf('a', 2).leaf('b', -3).add('mul', 'y').wire('a → y.input').wire('b → y.other')

describe('a gesture', () => {
  it('ends when the next begins, so that each is one entry', () => {
    const app = product()
    const { length } = app.state.past
    for (const value of [5, 6]) {
      app.state.begin()
      app.state.change((doc) => setData(doc, 'a', { values: [value] }))
    }
    app.state.commit()
    expect(app.state.past.length).toBe(length + 2)
    app.undo().expectValue('a', 5).undo().expectValue('a', 2)
  })

  it('can be undone while it lasts', () => {
    const app = product()
    app.state.begin()
    app.state.change((doc) => setData(doc, 'a', { values: [9] }))
    app.undo().expectValue('a', 2)
    expect(app.state.before).toBeNull()
  })

  it('that has changed nothing yet is all that undo takes back', () => {
    const app = product().set('a', 9)
    app.state.begin()
    app.undo().expectValue('a', 9)
    expect(app.state.before).toBeNull()
    app.undo().expectValue('a', 2)
  })
})

describe('the selection', () => {
  it('lets go of what undo, removal or another document takes away', () => {
    const app = product()
    const [edge] = app.state.doc.edges
    app.state.select(['a', 'y'], [edge?.id ?? ''])
    app.remove('y')
    expect([...app.state.selectedNodes]).toEqual(['a'])
    expect([...app.state.selectedEdges]).toEqual([])
    app.add('tanh', 't')
    app.state.select(['t'])
    app.undo()
    expect(app.state.selectedNodes.size).toBe(0)
  })

  it('stays as it is while values change', () => {
    const app = product()
    app.state.select(['a'])
    const { selectedNodes } = app.state
    app.set('a', 5)
    expect(app.state.selectedNodes).toBe(selectedNodes)
  })

  it('puts curves away that are no longer two', () => {
    const app = product().add('tanh', 't').add('relu', 'r').add('sigmoid', 's')
    app.state.show({ overlaid: ['t', 'r', 's'], wireInHand: { source: 't' } })
    app.remove('s')
    expect(app.state.overlaid).toEqual(['t', 'r'])
    app.remove('t')
    expect(app.state.overlaid).toEqual([])
    expect(app.state.wireInHand).toBeNull()
  })
})

describe('another document', () => {
  it('is computed as it is loaded, so that no card shows another’s numbers', () => {
    const app = product()
    const other = new TestApp().leaf('a', 7).state.doc
    app.state.load(other, null, null)
    app.expectValue('a', 7)
    expect(app.state.results.value('y')).toBeNull()
  })
})

describe('numbers', () => {
  it('keeps int64 elements whole while they are dragged', () => {
    const { doc } = new TestApp().leaf('n', 2).state
    const whole = setData(doc, 'n', { dtype: 'int64' })
    expect(setElement(whole, 'n', 0, 3.6).nodes[0]?.data['values']).toEqual([4])
    expect(setElement(whole, 'n', 0, 2.2)).toBe(whole)
  })

  it('snaps to very small steps', () => {
    expect(snap(3.2e-15, 1e-15)).toBe(3e-15)
  })

  it('labels ticks without rounding two into one', () => {
    expect([100000, 125000, 150000, 0.00025, -0.0005].map(showTick)).toEqual([
      '1e5',
      '1.25e5',
      '1.5e5',
      '2.5e−4',
      '−5e−4',
    ])
  })

  it('measures a long gradient without copying it', () => {
    expect(norm(new Float32Array(10000).fill(0.5))).toBe(50)
    expect(norm([3, 4])).toBe(5)
  })
})

describe('a range', () => {
  it('is two numbers, the lower first', () => {
    for (const text of ['−5 to 5', '-5, 5', '-5 … 5', '-5 5'])
      expect(parseRange(text)).toEqual({ ok: [-5, 5] })
    for (const text of ['1 2 3', '1', '1 to much', '0 to inf'])
      expect(parseRange(text)).toEqual({
        refused: 'Write a range as two numbers, such as −5 to 5.',
      })
    expect(parseRange('2 to 1')).toEqual({
      refused: 'A range runs upwards, but 2 is not below 1.',
    })
  })
})

describe('a note', () => {
  it('is as high as its broken lines', () => {
    const note = (text: string) =>
      layoutCard(
        { id: 'n', type: 'note', position: { x: 0, y: 0 }, data: { text } },
        null,
        false,
        [],
      )
    expect(note('short').height).toBe(32)
    expect(note('x'.repeat(200)).height).toBe(12 + 5 * 20)
    expect(note('x'.repeat(200)).width).toBe(420)
    expect(note('\n'.repeat(200_000)).height).toBeGreaterThan(0)
  })
})

describe('a node’s name', () => {
  it('is found in the newest document', () => {
    const app = product()
    const { doc } = app.state
    const named = setData(setTitle(doc, 'T'), 'a', { label: 'α' })
    expect([nameOf(doc, 'a'), nameOf(named, 'a')]).toEqual(['a', 'α'])
    expect(nodeOf(named, 'y')).toBe(nodeOf(doc, 'y'))
    expect(runDocument(named).value('y')?.data[0]).toBe(-6)
  })
})
