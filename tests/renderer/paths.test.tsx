import { act } from 'react'
import { describe, expect, it } from 'vitest'
import { type Path, pathsTo, restKey } from '#core/index.ts'
import { Paths } from '../../renderer/panels/inspector/paths/Paths.tsx'
import {
  agreement,
  countText,
  mistakeOf,
  wayText,
} from '../../renderer/panels/inspector/paths/said.ts'
import { useApp } from '../../renderer/store/store.ts'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

/** `L = x·x + x` at 2. */
const diamond = () =>
  new TestApp()
    .leaf('x', 2)
    .add('mul', 's')
    .add('add', 'L')
    .wire('x → s.input')
    .wire('x → s.other')
    .wire('s → L.input')
    .wire('x → L.other')

const rowsOf = ({ state }: TestApp, id: string): readonly Path[] => {
  const found = pathsTo(state.results, id, 0)
  return found === null || found === 'too-large' ? [] : found.rows
}

describe('what is said of paths', () => {
  it('counts them, very many by their power of ten', () => {
    expect([1n, 3n, 4096n, 2n ** 60n].map(countText)).toEqual([
      '1 path',
      '3 paths',
      '4,096 paths',
      '1.153×10¹⁸ paths',
    ])
    expect(countText(2n ** 2000n)).toBe('more than 10³⁰⁸ paths')
  })

  it('names a way by its nodes, and by the port where one takes another twice', () => {
    const app = diamond()
    const ways = rowsOf(app, 'x').map((row) => wayText(app.state.doc, app.state.results, row))
    expect(ways).toEqual(['L → s (input) → x', 'L → s (other) → x', 'L → x'])
  })

  it('counts what lies in the middle of a long way', () => {
    const app = new TestApp().leaf('x0', 1)
    for (let i = 1; i <= 20; i++) app.add('neg', `x${i}`).wire(`x${i - 1} → x${i}.input`)
    const [row] = rowsOf(app, 'x0')
    expect(row && wayText(app.state.doc, app.state.results, row)).toBe(
      'x20 → x19 → … 17 … → x1 → x0',
    )
  })

  it('tells a missed path from an overwritten gradient', () => {
    const app = diamond()
    const rows = rowsOf(app, 'x')
    const [first, second, third] = rows.map(({ key }) => key)
    const told = (...keys: (string | undefined)[]) =>
      mistakeOf(
        rows,
        new Set(keys.flatMap((key) => key ?? [])),
        app.state.results.compiled.contributions.keys(),
      )
    expect(told(third)).toBe('A missed path.')
    expect(told(first, second)).toBe('Missed paths.')
    // The product hands back to its second input last.
    expect(told(first, third)).toMatch(/^As if what arrives last overwrote/)
    expect(told(first, second, third)).toBe('No path is left.')
    expect(told(restKey)).toBe('Missed paths.')
  })

  it('takes rounding for rounding, where much cancels, and no more than that', () => {
    expect(agreement(0.50001, 0.50001, [1], 'float32')).toBe('equals')
    expect(agreement(0.5001, 0.5004, [40, -40], 'float32')).toBe('nearly')
    expect(agreement(0.5001, 0.5004, [40, -40], 'float64')).toBe('differs')
    expect(agreement(Number.NaN, Number.NaN, [1], 'float32')).toBe('equals')
  })
})

/** The lens on x, of whatever run is the newest. */
function Lens() {
  const results = useApp((state) => state.results)
  const node = useApp((state) => state.doc.nodes[0])
  return node === undefined ? null : <Paths node={node} results={results} />
}

describe('the path lens', () => {
  const press = (button: Element | undefined) =>
    act(async () => button?.dispatchEvent(new MouseEvent('click', { bubbles: true })))

  it('forgets what was muted when the structure changes', async () => {
    const app = diamond()
    const place = await draw(app, <Lens />)
    await press(place.querySelectorAll('.path button')[2])
    expect(place.textContent).toContain('Without it: 4 instead of 5')
    await act(async () => app.set('x', 3))
    expect(place.textContent).toContain('Without it: 6 instead of 7')
    await act(async () => app.add('tanh', 'T').wire('L → T.input'))
    expect(place.textContent).toContain('back to x')
    expect(place.textContent).not.toContain('Without')
  })

  it('lights the whole path, and nothing when it is left', async () => {
    const app = diamond()
    const place = await draw(app, <Lens />)
    const [button] = place.querySelectorAll<HTMLElement>('.path button')
    await act(async () => button?.focus())
    expect([...(app.state.lit?.nodes ?? [])]).toEqual(['L', 's', 'x'])
    expect(app.state.lit?.edges.size).toBe(2)
    await act(async () => button?.blur())
    expect(app.state.lit).toBeNull()
  })
})

describe('the command', () => {
  it('opens the inspector on the paths of the selected node', () => {
    const app = diamond().select('x').command('paths')
    expect([app.state.lens, app.state.inspectorOpen]).toEqual(['paths', true])
  })

  it('says why there are none', () => {
    const app = diamond().select('L').command('paths')
    app.expectMessage('L is where the gradient starts. Select a node that it comes back to.')
    app.add('tanh', 'free').select('free').command('paths')
    app.expectMessage('No gradient arrives at free.')
    expect(app.state.lens).toBe('numbers')
  })
})
