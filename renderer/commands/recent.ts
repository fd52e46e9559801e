import type { App } from '../app.ts'
import { openInstead } from './files.ts'

/** A file that the host remembers. */
export type Recent = Awaited<ReturnType<App['host']['recentFiles']>>[number]

/** Opens a file that was open before, or says why it cannot be. */
export async function openRecent(app: App, { name, place }: Recent): Promise<void> {
  const { say } = app.store.getState()
  try {
    const file = await app.host.openRecent(place)
    if (file === null) say(`${name} is no longer there.`, 'error')
    else await openInstead(app, file)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'error')
  }
}
