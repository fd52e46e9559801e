import type { ConnectedHost } from '../../renderer/app.ts'

/** A host that answers at once and keeps what it was given; a test puts its own answers over these. */
export interface FakeHost extends ConnectedHost {
  /** What was copied last. */
  copied: string | null
}

export function fakeHost(): FakeHost {
  const host: FakeHost = {
    copied: null,
    openFile: async () => null,
    saveFile: async (_text, name, place) => ({ name, place }),
    recentFiles: async () => [],
    openRecent: async () => null,
    startFile: async () => null,
    askUnsaved: async () => 'cancel',
    setState: async () => undefined,
    copyText: async (text) => {
      host.copied = text
    },
    painted: async () => undefined,
    on: () => () => undefined,
  }
  return host
}
