import type { ConnectedHost } from '../../renderer/app.ts'

/** A host that has no files and says nothing unasked, but for what a test gives it. */
export function fakeHost(own: Partial<ConnectedHost> = {}): ConnectedHost {
  return {
    openFile: () => Promise.resolve(null),
    saveFile: () => Promise.resolve(null),
    recentFiles: () => Promise.resolve([]),
    openRecent: () => Promise.resolve(null),
    startFile: () => Promise.resolve(null),
    askUnsaved: () => Promise.resolve('cancel'),
    setState: () => Promise.resolve(),
    copyText: () => Promise.resolve(),
    painted: () => Promise.resolve(),
    on: () => () => {},
    ...own,
  }
}
