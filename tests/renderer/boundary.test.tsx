import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { describe, expect, it, vi } from 'vitest'
import { Boundary } from '../../renderer/ui/Boundary.tsx'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

function Picture({ broken }: { broken: boolean }) {
  if (broken) throw new Error('no such pen')
  return 'a picture'
}

describe('a card that cannot be drawn', () => {
  it('says why, spares the next, and is tried again with the next numbers', () => {
    // React reports to the console what a boundary catches.
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const place = document.createElement('div')
    const root = createRoot(place)
    const show = (revision: number, broken: boolean) =>
      act(() =>
        root.render(
          <>
            <Boundary what="This card" revision={revision}>
              <Picture broken={broken} />
            </Boundary>
            <Boundary what="This card" revision={revision}>
              <Picture broken={false} />
            </Boundary>
          </>,
        ),
      )
    show(1, true)
    expect(place.textContent).toBe('This card could not be drawn: no such pena picture')
    show(2, false)
    expect(place.textContent).toBe('a picturea picture')
    report.mockRestore()
  })
})
