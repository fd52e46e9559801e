import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { vi } from 'vitest'
import { AppProvider, type ConnectedHost, type App as Context } from '../../renderer/app.ts'
import { StoreProvider } from '../../renderer/store/store.ts'
import { fakeHost } from './fakeHost.ts'
import type { TestApp } from './TestApp.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

/** What a part of the window acts on, as a test has it. */
export const contextOf = ({ store }: TestApp, host: ConnectedHost = fakeHost()): Context => ({
  store,
  host,
  canvas: { current: null },
})

/** Draws a part of the window, and what it loads when it is shown. */
export async function draw(app: TestApp, part: ReactNode): Promise<HTMLElement> {
  const place = document.createElement('div')
  document.body.replaceChildren(place)
  const root = createRoot(place)
  await act(async () =>
    root.render(
      <AppProvider value={contextOf(app)}>
        <StoreProvider value={app.store}>{part}</StoreProvider>
      </AppProvider>,
    ),
  )
  await act(() => vi.dynamicImportSettled())
  return place
}
