import { describe, expect, it } from 'vitest'
import { printDocument } from '#core/index.ts'
import type { ConnectedHost } from '../../renderer/app.ts'
import { openRecent } from '../../renderer/commands/recent.ts'
import { contextOf } from '../kit/draw.tsx'
import { fakeHost } from '../kit/fakeHost.ts'
import { TestApp } from '../kit/TestApp.ts'

const recent = { name: 'a.backprop', place: '/docs/a.backprop' }

const opening = async (openRecentFile: ConnectedHost['openRecent']) => {
  const app = new TestApp()
  await openRecent(contextOf(app, { ...fakeHost(), openRecent: openRecentFile }), recent)
  return app.state
}

describe('a recent file', () => {
  it('opens from where it was', async () => {
    const text = printDocument(new TestApp().leaf('a', 7).state.doc)
    const state = await opening(async (place) => ({ name: 'a.backprop', text, place }))
    expect(state.doc.nodes.map(({ id }) => id)).toEqual(['a'])
    expect(state.place).toBe(recent.place)
  })

  it('that is gone is said to be gone', async () => {
    const state = await opening(async () => null)
    expect(state.message?.text).toBe('a.backprop is no longer there.')
  })

  it('that cannot be read is told with the host’s reason', async () => {
    const state = await opening(async () => {
      throw new Error('a.backprop could not be opened: permission was denied.')
    })
    expect(state.message).toMatchObject({
      text: 'a.backprop could not be opened: permission was denied.',
      tone: 'error',
    })
  })
})
