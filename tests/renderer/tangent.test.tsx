import { act } from 'react'
import { describe, expect, it } from 'vitest'
import type { ComputedDef, GraphDocument } from '#core/index.ts'
import { takeDot } from '../../renderer/canvas/grip.ts'
import { CurvePlot } from '../../renderer/canvas/plots/CurvePlot.tsx'
import { flatLabels } from '../../renderer/canvas/plots/flatLabels.ts'
import { linearScale } from '../../renderer/canvas/plots/scale.ts'
import { spotName } from '../../renderer/canvas/reach.ts'
import { fullOf } from '../../renderer/panels/inspector/Passing.tsx'
import { Tangent } from '../../renderer/panels/inspector/Tangent.tsx'
import { useApp } from '../../renderer/store/store.ts'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

/** A node's curve, from the newest run. */
function Curve({ id }: { id: string }) {
  const { compiled, value } = useApp((state) => state.results)
  const wired = compiled.wiring.nodes.get(id)
  if (wired === undefined) return null
  const sources = wired.inputs.map((edge) => edge?.source ?? '')
  return (
    <CurvePlot
      id={id}
      name={id}
      op={wired.op as ComputedDef}
      attrs={wired.attrs}
      inputs={sources.map((source) => value(source)!)}
      sources={sources}
      value={value(id)!}
      width={240}
    />
  )
}

async function held(app: TestApp, id: string) {
  const place = await draw(app, <Curve id={id} />)
  const slider = () => place.querySelector<SVGElement>('[role=slider]')!
  const key = (type: 'keydown' | 'keyup', key: string, shiftKey = false) =>
    act(async () => {
      slider().dispatchEvent(
        new KeyboardEvent(type, { key, shiftKey, bubbles: true, cancelable: true }),
      )
    })
  return {
    slider,
    down: (name: string, shift = false) => key('keydown', name, shift),
    up: (name: string) => key('keyup', name),
    press: async (name: string, shift = false) => {
      await key('keydown', name, shift)
      await key('keyup', name)
    },
  }
}

const values = (app: TestApp, id: string) => app.data(id)?.['values']

/** y = tanh(x · w). */
const product = () =>
  new TestApp()
    .leaf('x', 2)
    .leaf('w', 0.25)
    .add('mul', 'p')
    .add('tanh', 'y')
    .wire('x → p.input')
    .wire('w → p.other')
    .wire('p → y.input')

describe('the dot on a curve', () => {
  it('goes by a grain, finely with Shift, and to the ends; one key held is one entry', async () => {
    const app = new TestApp().leaf('x', 0).add('tanh', 'y').wire('x → y.input')
    const entries = app.state.past.length
    const dot = await held(app, 'y')
    for (let i = 0; i < 3; i++) await dot.down('ArrowRight')
    await dot.up('ArrowRight')
    expect(values(app, 'x')).toEqual([0.15])
    await dot.press('ArrowLeft', true)
    expect(values(app, 'x')).toEqual([0.145])
    expect(dot.slider().getAttribute('aria-valuetext')).toBe(
      'input 0.145, value 0.1440, slope 0.9793',
    )
    await dot.press('Home')
    expect(values(app, 'x')).toEqual([-5])
    expect(app.state.past.length).toBe(entries + 3)
    await act(async () => app.undo().undo().undo())
    expect(values(app, 'x')).toEqual([0])
  })

  it('gives back what it took with Escape, and lets what is selected be', async () => {
    const app = product().select('y')
    const entries = app.state.past.length
    const dot = await held(app, 'y')
    await dot.down('End')
    expect(values(app, 'w')).not.toEqual([0.25])
    await dot.down('Escape')
    expect(values(app, 'w')).toEqual([0.25])
    expect(app.state.past.length).toBe(entries)
    expect(app.state.hand).toBeNull()
    await dot.up('End')
    expect(app.state.selectedNodes.has('y')).toBe(true)
  })

  it('moves the leaf that moves its input most, and keeps to it; or the one that is chosen', async () => {
    const app = product()
    const dot = await held(app, 'y')
    await dot.press('End')
    // ∂p/∂w = x = 2 is more than ∂p/∂x = w = 0.25: p = 5 by w = 2.5.
    expect([values(app, 'x'), values(app, 'w')]).toEqual([[2], [2.5]])
    await dot.press('Home')
    expect([values(app, 'x'), values(app, 'w')]).toEqual([[2], [-2.5]])
    const source = { node: 'p', element: 0 }
    app.state.chooseLever({ node: 'y', port: 0, element: 0, source }, { node: 'x', element: 0 })
    await dot.press('End')
    expect([values(app, 'x'), values(app, 'w')]).toEqual([[-2], [-2.5]])
  })

  it('says why it cannot be moved, and stays', async () => {
    const behind = (type: string) =>
      new TestApp()
        .leaf('x', 1)
        .add(type, 'd')
        .add('tanh', 'y')
        .wire('x → d.input')
        .wire('d → y.input')
    const detached = behind('detach')
    await (await held(detached, 'y')).press('ArrowRight')
    detached.expectMessage('No gradient flows back from d to a stored leaf: it is detached.')
    expect(values(detached, 'x')).toEqual([1])
    const drawn = new TestApp().add('randn', 'noise').add('tanh', 'y').wire('noise → y.input')
    await (await held(drawn, 'y')).press('ArrowRight')
    drawn.expectMessage('No stored number lies behind noise: there is nothing to move.')
    const bounded = behind('tanh')
    await (await held(bounded, 'y')).press('End')
    expect(bounded.state.message?.text).toMatch(/^Moving x brings d no nearer to 5 than 1\.000\.$/)
  })

  it('that is only pressed is chosen, and nothing is said or changed', () => {
    const app = new TestApp().add('randn', 'noise').add('tanh', 'y').wire('noise → y.input')
    const entries = app.state.past.length
    const source = { node: 'noise', element: 1 }
    const grip = takeDot(app.store, { node: 'y', port: 0, element: 1, source }, [-5, 5])
    expect(app.state.element).toBe(1)
    grip.end('commit')
    app.expectMessage(null)
    expect(app.state.past.length).toBe(entries)
    expect(app.state.hand).toBeNull()
  })

  it('goes from one whole number to the next, and says that there are no others', async () => {
    const app = new TestApp()
      .tensor('k', { shape: [], values: [1], dtype: 'int64' })
      .add('tanh', 'y')
      .wire('k → y.input')
    const dot = await held(app, 'y')
    await dot.press('ArrowRight')
    expect(values(app, 'k')).toEqual([1])
    app.expectMessage('k holds whole numbers only.')
    await dot.press('End')
    expect(values(app, 'k')).toEqual([5])
  })

  it('keeps to the leaf of its own document', async () => {
    const app = product()
    await (await held(app, 'y')).press('End')
    const before: GraphDocument = app.state.doc
    await act(async () => app.state.load(before, null, null))
    await act(async () => void app.set('x', 0.1))
    const dot = await held(app, 'y')
    await dot.press('Home')
    expect(values(app, 'x')).not.toEqual([0.1])
  })
})

describe('the inspector', () => {
  it('shows which leaf the dot moves, the strongest first, and takes another', async () => {
    const app = product()
    const place = await draw(app, <Tangent id="y" results={app.state.results} />)
    const select = place.querySelector('select')!
    expect(Array.from(select.options, ({ text }) => text)).toEqual(['w, slope 2', 'x, slope 0.25'])
    expect(select.selectedOptions[0]?.text).toBe('w, slope 2')
    const source = { node: 'p', element: 0 }
    const dot = { node: 'y', port: 0, element: 0, source }
    await act(async () => app.state.chooseLever(dot, { node: 'x', element: 0 }))
    expect(select.value).toBe('0 x')
  })
})

describe('what passes on', () => {
  it('is told for each input, with which share it is of what was broadcast', async () => {
    const app = new TestApp()
      .tensor('X', { shape: [2, 2], values: [1, 2, 3, 4], requiresGrad: true })
      .tensor('b', { shape: [2], values: [-5, 0.01], requiresGrad: true })
      .add('mul', 'a')
      .add('sum', 'L')
      .wire('X → a.input')
      .wire('b → a.other')
      .wire('a → L.input')
    const place = await draw(app, <Tangent id="a" results={app.state.results} />)
    const rows = () =>
      Array.from(place.querySelectorAll('.passing'), (row) => row.getAttribute('aria-label'))
    expect(rows()).toEqual([
      'arrives 1 × slope −5 = passes on along input, X −5',
      'arrives 1 × slope 1 = passes on along other, b 1',
    ])
    expect(place.textContent).toContain('full is 5. Broadcast: 2 such shares add up.')
    expect(place.textContent).not.toContain('Flat means silent')
    await act(async () => app.state.setElement(1))
    expect(rows()[0]).toBe('arrives 1 × slope 0.01 = passes on along input, X 0.01')
    expect(place.textContent).toContain('Flat means silent')
  })

  it('is not told of what mixes elements', async () => {
    const app = new TestApp().leaf('x', 1).add('sum', 'L').wire('x → L.input')
    const place = await draw(app, <Tangent id="L" results={app.state.results} />)
    expect(place.textContent).toBe('')
  })

  it('has bars that are full at a round number', () => {
    expect(fullOf([1, 0.42, 0.42])).toBe(1)
    expect(fullOf([-0.7158, 0.3491, null])).toBe(1)
    expect(fullOf([2.04, 1])).toBe(5)
    expect(fullOf([0.0003, 0.0002])).toBe(0.0005)
    expect(fullOf([Number.NaN, Number.POSITIVE_INFINITY, 0])).toBe(1)
  })
})

describe('a flat zone', () => {
  const curve = (f: number) => ({
    x: Float64Array.of(0, 5, 10),
    f: Float64Array.of(f, f, f),
    slope: Float64Array.of(0, 0, 0),
  })
  const [x, y] = [linearScale([0, 10], [0, 200]), linearScale([-1, 1], [180, 0])]
  const nowhere = { left: 1000, top: 0, bottom: 0 }

  it('bears its word where no line and no other word runs', () => {
    const [over] = flatLabels(curve(-1), [[0, 10]], x, y, 200, nowhere)
    expect(over?.x).toBe(100)
    expect(Math.abs((over?.y ?? 0) - 90)).toBeGreaterThan(12)
    const taken = { left: 0, top: 0, bottom: 90 }
    expect(flatLabels(curve(-1), [[0, 10]], x, y, 200, taken)[0]?.y).toBeGreaterThan(90)
  })

  it('bears none where it is too narrow', () => {
    expect(flatLabels(curve(-1), [[0, 1]], x, y, 200, nowhere)).toEqual([])
  })
})

describe('a leaf element', () => {
  it('is called by its leaf, and its place where there are several', () => {
    const app = new TestApp()
      .leaf('w', 1)
      .tensor('W', { shape: [2, 3], values: [0, 1, 2, 3, 4, 5] })
    expect(spotName(app.state.doc, { node: 'w', element: 0 })).toBe('w')
    expect(spotName(app.state.doc, { node: 'W', element: 4 })).toBe('W[1, 1]')
  })
})
