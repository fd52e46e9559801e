import { act } from 'react'
import { describe, expect, it } from 'vitest'
import { setData } from '#core/index.ts'
import { Overlaid, ValueAndSlope } from '../../renderer/panels/inspector/Charts.tsx'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

describe('the curve of a node', () => {
  const curveOf = async (count: number, element: number) => {
    const app = new TestApp().leaf('x', 0).add('tanh', 't').wire('x → t.input')
    const values = Array.from({ length: count }, (_, at) => at / count)
    app.state.edit((doc) => setData(doc, 'x', { shape: [count], values }))
    app.state.setElement(element)
    const place = await draw(app, <ValueAndSlope id="t" results={app.state.results} />)
    const dots = () =>
      Array.from(place.querySelectorAll('title')).filter((it) => it.textContent?.match(/^element/))
    return { app, dots }
  }
  const press = (dot: Element | undefined) =>
    act(async () => {
      dot?.parentElement?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
    })

  it('has a dot an element, which chooses it', async () => {
    const { app, dots } = await curveOf(5, 0)
    expect(dots().map((dot) => dot.textContent)).toEqual(
      Array.from({ length: 5 }, (_, at) => `element ${at}`),
    )
    await press(dots()[3])
    expect(app.state.element).toBe(3)
  })

  it('has one dot where there are many, and keeps its element when it is pressed', async () => {
    const { app, dots } = await curveOf(70, 66)
    expect(dots().map((dot) => dot.textContent)).toEqual(['element 66'])
    await press(dots()[0])
    expect(app.state.element).toBe(66)
  })
})

describe('curves over one another', () => {
  const overlaid = async (ids: readonly string[]) => {
    const app = new TestApp()
    for (const id of ids) app.add('tanh', id)
    app.state.edit((doc) => setData(doc, ids[0] ?? '', { label: 'Y' }))
    const place = await draw(app, <Overlaid ids={ids} />)
    return {
      names: Array.from(place.querySelectorAll('li'), (entry) => entry.textContent),
      lines: Array.from(place.querySelectorAll('path'), (path) => path.getAttribute('d') ?? '')
        // A curve has a point a sample; grids and axes have two.
        .filter((path) => path.split('L').length > 100),
    }
  }

  it('are told apart by what their nodes are called', async () => {
    expect((await overlaid(['a', 'tanh'])).names).toEqual(['Y (tanh)', 'tanh'])
  })

  it('are the same curves whatever their nodes’ ids are', async () => {
    const { lines } = await overlaid(['a', 'b'])
    expect(lines).toHaveLength(2)
    const others = (await overlaid(['x', 'b.c'])).lines
    expect(lines.map((line, at) => line === others[at])).toEqual([true, true])
  })
})
