import { act } from 'react'
import { describe, expect, it } from 'vitest'
import { type Jacobian as JacobianOf, jacobianOf } from '#core/index.ts'
import { heatOf } from '../../renderer/panels/inspector/jacobian/heat.ts'
import { Jacobian } from '../../renderer/panels/inspector/jacobian/Jacobian.tsx'
import { fitNumber, lookOf } from '../../renderer/panels/inspector/jacobian/layout.ts'
import { placeIn, shownOf, stepFrom } from '../../renderer/panels/inspector/jacobian/place.ts'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

/** Y = tanh(X), L = sum(Y). */
const chain = (values: readonly number[], requiresGrad = true) =>
  new TestApp()
    .tensor('X', { shape: [values.length], values, requiresGrad })
    .add('tanh', 'Y')
    .add('sum', 'L')
    .wire('X → Y.input')
    .wire('Y → L.input')

function jacobianIn(app: TestApp, id: string, chosen = 0): JacobianOf {
  const { doc, results } = app.state
  const found = jacobianOf(doc, results, id, 0, chosen)
  if (found.kind === 'none') throw new Error(found.why)
  return found
}

function drawn(app: TestApp, id: string) {
  const { doc, results } = app.state
  const node = doc.nodes.find((other) => other.id === id)
  if (node === undefined) throw new Error(`There is no ${id}.`)
  return draw(app, <Jacobian node={node} results={results} />)
}

describe('an entry of a Jacobian', () => {
  it('is looked at in the column of the element looked at, where it is not 0', () => {
    expect(placeIn(jacobianIn(chain([1, 2, 3]), 'Y'), 2)).toEqual({ row: 2, column: 2 })
    expect(placeIn(jacobianIn(chain([1, 2, 3]), 'L'), 2)).toEqual({ row: 0, column: 2 })
    expect(placeIn(jacobianIn(chain([1, 2]), 'Y'), 99)).toEqual({ row: 1, column: 1 })
    expect(placeIn(jacobianIn(chain([]), 'Y'), 0)).toBeNull()
  })

  it('gives way to its neighbours by arrows, and to the ends by Home and End', () => {
    const jacobian = jacobianIn(chain([1, 2, 3]), 'Y')
    const from = { row: 1, column: 1 }
    const led = (key: string, ctrl = false) => stepFrom(jacobian, from, key, ctrl)
    expect(led('ArrowLeft')).toEqual({ row: 1, column: 0 })
    expect(led('ArrowDown')).toEqual({ row: 2, column: 1 })
    expect(led('PageUp')).toEqual({ row: 0, column: 1 })
    expect(led('End')).toEqual({ row: 1, column: 2 })
    expect(led('Home', true)).toEqual({ row: 0, column: 0 })
    expect(led('x')).toBeNull()
  })

  it('of a row shown alone leads to the rows beside it', () => {
    const jacobian = jacobianIn(chain(Array.from({ length: 100 }, () => 1)), 'Y', 7)
    expect(shownOf(jacobian)).toMatchObject({ rows: [7], columns: [7] })
    expect(stepFrom(jacobian, { row: 7, column: 7 }, 'ArrowDown', false)?.row).toBe(8)
  })
})

describe('a grid of slopes', () => {
  const longest = { row: 'Y₄', column: 'X₄' }

  it('has numbers in its cells while they fit, and else is a heat map that scrolls', () => {
    expect(lookOf(5, 5, 264, longest, true).numbers).toBe(true)
    expect(lookOf(12, 12, 264, longest, true)).toMatchObject({ numbers: false })
    expect(lookOf(12, 12, 264, longest, true).cell.width * 12).toBeLessThan(264)
    expect(lookOf(64, 64, 264, longest, true).cell.width).toBeGreaterThanOrEqual(12)
  })

  it('shortens a number to its cell, but never to 0', () => {
    expect(fitNumber(0.0098659, 60)).toBe('0.009866')
    expect(fitNumber(0.0098659, 40)).toBe('0.0099')
    expect(fitNumber(-1.2345e-9, 20)).toBe('−')
    expect(fitNumber(0, 40)).toBe('')
  })

  it('leaves 0 blank and draws what is negative hollow', () => {
    const tones = heatOf([0, 1, -1, 0.01, Number.NaN], 5, 10, 1)
    const squares = (path: string) => path.match(/M/g)?.length
    expect(tones.map(({ sign, path }) => [sign, squares(path)])).toEqual([
      ['positive', 1],
      ['negative', 2],
      ['positive', 1],
      ['none', 1],
    ])
    expect(tones[2]?.strength).toBeGreaterThan(0.1)
  })
})

describe('the lens of a Jacobian', () => {
  it('says why there is no product, and shows the matrix all the same', async () => {
    const place = await drawn(chain([1, 2], false), 'Y')
    expect(place.querySelectorAll('[role=gridcell]')).toHaveLength(4)
    expect(place.textContent).toContain('No gradient arrives: no input asks for one.')
    const split = chain([1, 2]).add('exp', 'Z').wire('X → Z.input')
    expect((await drawn(split, 'Z')).textContent).toContain('L does not depend on it')
    await act(async () => split.state.edit((doc) => ({ ...doc, root: 'gone' })))
    expect((await drawn(split, 'Y')).textContent).toContain('asked of “gone”, which is not here')
  })

  it('says of an input that decides that no gradient flows through it', async () => {
    const app = new TestApp()
      .tensor('X', { shape: [2], values: [1, 2], requiresGrad: true })
      .tensor('i', { shape: [1], values: [1], dtype: 'int64' })
      .add('gather', 'Y')
      .wire('X → Y.input')
      .wire('i → Y.index')
    const place = await drawn(app, 'Y')
    const radio = [...place.querySelectorAll<HTMLInputElement>('input[type=radio]')][1]
    await act(async () => radio?.click())
    expect(place.textContent).toContain('i holds whole numbers')
  })

  it('lights the input and its wire while an entry has the keyboard, and chooses the element', async () => {
    const app = chain([1, 2, 3])
    const place = await drawn(app, 'Y')
    const entry = place.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]')
    await act(async () => entry?.focus())
    expect([...(app.state.lit?.nodes ?? [])]).toEqual(['X'])
    expect(app.state.lit?.edges.size).toBe(1)
    await act(async () => {
      entry?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }),
      )
    })
    expect(app.state.element).toBe(2)
    expect(document.activeElement?.textContent).toBe('∂Y₀/∂X₂ = 0')
    await act(async () => (document.activeElement as HTMLElement).blur())
    expect(app.state.lit).toBeNull()
  })

  it('shows one row of what is too large, chosen by number', async () => {
    const app = chain(Array.from({ length: 100 }, () => 1))
    app.state.setElement(42)
    const place = await drawn(app, 'Y')
    expect(place.textContent).toContain('100 × 100, one row')
    expect(place.querySelector('[role=gridcell]')?.textContent).toMatch(/^∂Y₄₂\/∂X₄₂/)
  })
})

describe('the command Jacobian', () => {
  it('says what has none', () => {
    const app = chain([1, 2]).add('exp', 'free')
    app.select('X').command('jacobian')
    app.expectMessage('A leaf has no Jacobian: it is made from no inputs.')
    app.select('free').command('jacobian')
    app.expectMessage('This node has no value yet, and so no Jacobian.')
    expect(app.state.lens).toBe('numbers')
    app.select('Y').command('jacobian')
    expect(app.state.lens).toBe('jacobian')
  })
})
