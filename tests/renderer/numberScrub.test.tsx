import { act, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, describe, expect, it } from 'vitest'
import { StoreProvider } from '../../renderer/store/store.ts'
import { NumberScrub } from '../../renderer/ui/NumberScrub.tsx'
import { TestApp } from '../kit/TestApp.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

interface Story {
  readonly from: number
  readonly range: (value: number) => readonly [number, number]
}

const app = new TestApp()
let shown = Number.NaN
let latest = Number.NaN

/** A number that keeps itself; its range may follow it, as a leaf’s own does. */
function Scrub({ from, range }: Story) {
  const [value, setValue] = useState(from)
  shown = value
  return (
    <NumberScrub
      value={value}
      dtype="float64"
      label="x"
      range={range(value)}
      current={() => latest}
      onBegin={() => undefined}
      onChange={(next) => {
        latest = next
        setValue(next)
      }}
      onCommit={() => undefined}
      onCancel={() => undefined}
      onPaste={() => undefined}
    />
  )
}

let unmount = () => {}
afterEach(() => unmount())

function render(story: Story): HTMLElement {
  const place = document.createElement('div')
  document.body.append(place)
  const root = createRoot(place)
  latest = story.from
  act(() =>
    root.render(
      <StoreProvider value={app.store}>
        <Scrub {...story} />
      </StoreProvider>,
    ),
  )
  unmount = () => {
    act(() => root.unmount())
    place.remove()
  }
  const cell = place.querySelector<HTMLElement>('[role=spinbutton]')
  if (cell === null) throw new Error('There is no number.')
  return cell
}

const pointer = (cell: HTMLElement, type: string, clientX: number, held: PointerEventInit = {}) =>
  act(() =>
    cell.dispatchEvent(
      new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, clientX, ...held }),
    ),
  )

const press = (cell: HTMLElement, key: string, held: KeyboardEventInit = {}) =>
  act(() => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key, ...held })
    cell.dispatchEvent(event)
    cell.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true, key }))
  })

describe('a number that is dragged', () => {
  it('goes on from where it is when the grain changes', () => {
    const cell = render({ from: 0, range: () => [-5, 5] })
    pointer(cell, 'pointerdown', 100)
    pointer(cell, 'pointermove', 140)
    expect(shown).toBe(2)
    pointer(cell, 'pointermove', 141, { shiftKey: true })
    expect(shown).toBe(2.005)
    pointer(cell, 'pointermove', 151, { shiftKey: true })
    expect(shown).toBe(2.055)
    pointer(cell, 'pointermove', 152)
    expect(shown).toBe(2.1)
    pointer(cell, 'pointerup', 152)
  })

  it('keeps the range and the step it was taken up with', () => {
    const cell = render({ from: 80, range: (value) => (value > 50 ? [-100, 100] : [-50, 50]) })
    pointer(cell, 'pointerdown', 100)
    for (let x = 90; x >= 40; x -= 10) pointer(cell, 'pointermove', x)
    expect(shown).toBe(20)
    pointer(cell, 'pointerup', 40)
  })
})

describe('a number that is stepped', () => {
  it('stays within its range, as one that is dragged does', () => {
    const cell = render({ from: 0.99, range: () => [-1, 1] })
    for (const key of ['ArrowRight', 'ArrowUp', 'PageUp']) press(cell, key)
    expect(shown).toBe(1)
    expect(cell.getAttribute('aria-valuenow')).toBe('1')
    press(cell, 'ArrowLeft', { altKey: true })
    expect(shown).toBe(0.8)
  })

  it('is not pulled in where it was typed beyond its range', () => {
    const cell = render({ from: 7, range: () => [-1, 1] })
    expect(cell.getAttribute('aria-valuemax')).toBe('7')
    press(cell, 'ArrowRight')
    expect(shown).toBe(7)
    press(cell, 'ArrowLeft')
    expect(shown).toBe(6.98)
  })
})

describe('a number that is typed', () => {
  it('is a draft until it is taken or put back', () => {
    const cell = render({ from: 5, range: () => [-9, 9] })
    press(cell, 'Enter')
    expect(app.state.drafts).toBe(0)
    const field = document.querySelector<HTMLElement>('input')
    if (field !== null) press(field, 'Escape')
    press(document.querySelector<HTMLElement>('[role=spinbutton]') ?? cell, '7')
    expect(app.state.drafts).toBe(1)
    const again = document.querySelector<HTMLElement>('input')
    if (again !== null) press(again, 'Enter')
    expect([shown, app.state.drafts]).toEqual([7, 0])
  })

  it('leaves to the window the keys that are no part of it', () => {
    const cell = render({ from: 0, range: () => [-1, 1] })
    const heard: string[] = []
    const listen = ({ key, ctrlKey }: KeyboardEvent) => heard.push(ctrlKey ? `Ctrl+${key}` : key)
    press(cell, '5')
    const field = document.querySelector<HTMLElement>('input')
    window.addEventListener('keydown', listen)
    if (field !== null) {
      press(field, 's', { ctrlKey: true })
      press(field, 'Delete')
      press(field, '.')
      press(field, 'Escape')
    }
    window.removeEventListener('keydown', listen)
    expect(heard).toEqual(['Ctrl+s'])
  })
})
