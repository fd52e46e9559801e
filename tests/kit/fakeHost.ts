import type { ConnectedHost } from '../../renderer/app.ts'

/** A host that answers at once and keeps what it was given; a test puts its own answers over these. */
export interface FakeHost extends ConnectedHost {
  /** What was copied last. */
  copied: string | null
  /** What the window said of itself last. */
  told: { readonly title: string; readonly unsaved: boolean } | null
}

export function fakeHost(own: Partial<ConnectedHost> = {}): FakeHost {
  const host: FakeHost = {
    copied: null,
    told: null,
    openFile: async () => null,
    saveFile: async (_text, name, place) => ({ name, place }),
    recentFiles: async () => [],
    openRecent: async () => null,
    startFile: async () => null,
    askUnsaved: async () => 'cancel',
    setState: async (title, unsaved) => {
      host.told = { title, unsaved }
    },
    copyText: async (text) => {
      host.copied = text
    },
    painted: async () => undefined,
    on: () => () => undefined,
    ...own,
  }
  return host
}
