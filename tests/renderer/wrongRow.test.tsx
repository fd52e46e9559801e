import { ReactFlowProvider } from '@xyflow/react'
import { act } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { setData } from '#core/index.ts'
import type { Builder } from '#core/ops/builder.ts'
import { NudgeStatus } from '../../renderer/canvas/NudgeStatus.tsx'
import { OpNode } from '../../renderer/canvas/OpNode.tsx'
import { createAppStore } from '../../renderer/store/store.ts'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

// tanh with the slope 1 − y: the op table as it would be with one wrong row.
vi.mock('../../core/ops/activations.ts', async (original) => {
  const { activations } = await original<typeof import('#core/ops/activations.ts')>()
  const slope = <V,>(k: Builder<V>, { output }: { output: V }) => k.sub(1, output)
  return { activations: { ...activations, tanh: { ...activations.tanh, partials: [slope] } } }
})

/** L = tanh(x) · b: wrong at x, right at b, and right at x where tanh is 0. */
const graph = (x: number) =>
  new TestApp()
    .leaf('x', x)
    .leaf('b', 2)
    .add('tanh', 't')
    .wire('x → t.input')
    .add('mul', 'L')
    .wire('t → L.input')
    .wire('b → L.other')

describe('the badge over a wrong row', () => {
  it('turns red in the frame that shows the wrong gradient', () => {
    const frames: (() => void)[] = []
    const store = createAppStore(graph(0).state.doc, (run) => frames.push(run))
    const seen = () => {
      const { nudges, results } = store.getState()
      return [nudges?.revision === results.revision, nudges?.checks.get('x')?.verdict]
    }
    store.getState().toggleNudges()
    expect(seen()).toEqual([true, 'agrees'])
    store.getState().edit((doc) => setData(doc, 'x', { values: [1] }))
    for (const frame of frames.splice(0)) frame()
    expect(seen()).toEqual([true, 'disagrees'])
    expect(store.getState().nudges?.checks.get('b')?.verdict).toBe('agrees')
    store.getState().edit((doc) => setData(doc, 'x', { values: [0] }))
    for (const frame of frames.splice(0)) frame()
    expect(seen()).toEqual([true, 'agrees'])
  })

  it('says on the card what nudging gives, and leads to the element', async () => {
    const app = graph(1)
    const card = (id: string) => <OpNode {...({ id } as Parameters<typeof OpNode>[0])} />
    const place = await draw(
      app,
      <ReactFlowProvider>
        {card('x')}
        {card('b')}
        <NudgeStatus />
      </ReactFlowProvider>,
    )
    await act(async () => app.command('nudgeAll'))
    const [x, b] = place.querySelectorAll('article button.badge-button')
    // 2 · (1 − tanh²(1)) by nudging, 2 · (1 − tanh(1)) by the rule.
    expect(x?.textContent).toBe('nudge 0.8399')
    expect(x?.getAttribute('aria-label')).toContain('nudging gives 0.8399, the gradient 0.4768')
    expect(b?.textContent).toBe('nudge agrees')
    expect(place.querySelector('[role=status]')?.textContent).toBe('1 of 2 leaves disagrees')
    await act(async () => (x as HTMLElement).click())
    expect([...app.state.selectedNodes]).toEqual(['x'])
    expect(app.state.lens).toBe('nudge')
  })
})
