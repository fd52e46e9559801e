import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NodeData } from '#core/index.ts'
import { App } from '../../renderer/App.tsx'
import { layoutCard } from '../../renderer/canvas/layout.ts'
import { Inspector } from '../../renderer/panels/Inspector.tsx'
import { storedShape } from '../../renderer/panels/inspector/leafData.ts'
import { printNumbers } from '../../renderer/panels/inspector/leafText.ts'
import { useTheme } from '../../renderer/ui/useTheme.ts'
import { contextOf, draw } from '../kit/draw.tsx'
import { fakeHost } from '../kit/fakeHost.ts'
import { TestApp } from '../kit/TestApp.ts'

/** An object that no text can be made of. */
const mute = { toString: 1, valueOf: 1 }

const node = (id: string, type: string, data: NodeData) => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data,
})

const withNodes = (...nodes: ReturnType<typeof node>[]) => {
  const app = new TestApp()
  app.state.edit((doc) => ({ ...doc, nodes }))
  return app
}

describe('what a document says amiss', () => {
  it('leaves out of the curves laid over one another the one that has none', async () => {
    const app = withNodes(
      node('p', 'pow_scalar', { exponent: 'two' }),
      node('t', 'tanh', {}),
      node('s', 'sigmoid', {}),
    )
    app.state.show({ overlaid: ['p', 't', 's'] })
    const place = await draw(app, <Inspector />)
    expect(place.textContent).toContain('Over one anothert (tanh)s (sigmoid)')
  })

  it('says so where none of the curves laid over one another can be drawn', async () => {
    const broken = { exponent: 'two' }
    const app = withNodes(node('p', 'pow_scalar', broken), node('q', 'pow_scalar', broken))
    app.state.show({ overlaid: ['p', 'q'] })
    const place = await draw(app, <Inspector />)
    expect(place.textContent).toContain('None of these curves can be drawn')
  })

  it('reads a stored shape that is none as that of a list', () => {
    for (const shape of [[1, 1e-10], [-1], ['2'], 'x', [mute]])
      expect(storedShape(node('a', 'tensor', { shape, values: [1, 2] }))).toEqual([2])
    expect(storedShape(node('a', 'tensor', { shape: [1, 2], values: [1, 2] }))).toEqual([1, 2])
    expect(storedShape(node('a', 'tensor', {}))).toEqual([0])
  })

  it('prints a value that is no number as the file has it', () => {
    expect(printNumbers([mute, 'x', null, 2], [4])).toBe('{"toString":1,"valueOf":1}, x, null, 2')
  })

  it('takes a note without a text for an empty one', () => {
    expect(layoutCard(node('n', 'note', { text: mute }), null, false, [])).toEqual(
      layoutCard(node('n', 'note', {}), null, false, []),
    )
  })
})

describe('the window', () => {
  // React reports to the console what a boundary catches.
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('says which of its parts could not be drawn, keeps the others, and tries again', async () => {
    const app = new TestApp().leaf('a', 2).add('tanh', 't').wire('a → t.input')
    const { results } = app.state
    const compiled = { ...results.compiled, grads: null as never }
    app.store.setState({ results: { ...results, revision: -1, compiled } })
    const place = await draw(app, <App app={contextOf(app)} />)
    const alerts = () => Array.from(place.querySelectorAll('[role=alert]'), (it) => it.textContent)
    expect(alerts()).toEqual([
      expect.stringMatching(/^The graph could not be drawn: /),
      expect.stringMatching(/^The inspector could not be drawn: /),
      expect.stringMatching(/^The steps could not be drawn: /),
    ])
    expect(place.querySelector('aside[aria-label^=Ops]')).not.toBeNull()
    await act(async () => app.state.run())
    expect(alerts()).toEqual([])
    expect(place.querySelector('main[aria-label=Graph]')).not.toBeNull()
  })

  it('lets the graph be saved where nothing else is left', async () => {
    const app = withNodes()
    app.state.edit((doc) => ({ ...doc, title: { no: 'title' } as never }))
    const saved: string[] = []
    const saveFile = async (text: string) => {
      saved.push(text)
      return null
    }
    const place = await draw(app, <App app={contextOf(app, { ...fakeHost(), saveFile })} />)
    expect(place.textContent).toMatch(/^The window could not be drawn: /)
    app.state.edit((doc) => ({ ...doc, title: 'Kept' }))
    await act(async () => place.querySelector('button')?.click())
    expect(saved.join()).toContain('"title": "Kept"')
  })
})

describe('the theme', () => {
  it('is kept for this visit where nothing may be stored', async () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse })
    const app = new TestApp()
    function Themed() {
      useTheme(app.store)
      return 'here'
    }
    const place = await draw(app, <Themed />)
    await act(async () => app.state.show({ theme: 'dark' }))
    expect(place.textContent).toBe('here')
    expect(document.documentElement.dataset['theme']).toBe('dark')
    vi.unstubAllGlobals()
  })
})
