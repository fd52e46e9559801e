import type { BrowserWindow } from 'electron'
import { askUnsaved } from './dialogs.ts'

/** How long a page that was told to save may take to begin, or to say that all is saved. */
const patienceMs = 5_000

/** Keeps a window with unsaved changes from closing unasked. */
export interface CloseGuard {
  /** What the page shows, and whether closing would lose changes. */
  setState(title: string, unsaved: boolean): void
  /** Follows a save, so that a window waiting for it stays open if it comes to nothing. */
  follow<T>(saving: Promise<T | null>): Promise<T | null>
}

/** What the guard asks of the shell. */
export interface CloseGuardOptions {
  /** Tells the page to save. */
  save(): void
  /** The window stays after all. */
  stay(): void
}

/**
 * Asks before a window with unsaved changes closes.
 *
 * "Save" leaves the saving to the page, which alone has the text; the window closes when the page
 * then says that nothing is unsaved. It stays if the user cancels, if the save fails, or if the
 * page does not answer.
 */
export function setupCloseGuard(window: BrowserWindow, options: CloseGuardOptions): CloseGuard {
  let title = ''
  let unsaved = false
  let asking = false
  /** Runs while the window waits for the page; `undefined` where it does not. */
  let waiting: NodeJS.Timeout | undefined

  function wait(): void {
    clearTimeout(waiting)
    waiting = setTimeout(stay, patienceMs)
  }

  function stay(): void {
    clearTimeout(waiting)
    waiting = undefined
    options.stay()
  }

  async function ask(): Promise<void> {
    asking = true
    const answer = await askUnsaved(window, title).finally(() => {
      asking = false
    })
    if (window.isDestroyed()) return
    if (answer === 'cancel') return stay()
    if (answer === 'save') {
      wait()
      return options.save()
    }
    unsaved = false
    window.close()
  }

  window.on('close', (event) => {
    if (!unsaved) return
    event.preventDefault()
    if (!asking) void ask().catch(stay)
  })
  // A page that is gone has nothing left to save.
  window.webContents.on('render-process-gone', () => {
    unsaved = false
  })
  window.on('closed', () => clearTimeout(waiting))

  return {
    setState(newTitle, nowUnsaved) {
      title = newTitle
      unsaved = nowUnsaved
      if (waiting && !unsaved) window.close()
    },
    async follow(saving) {
      if (waiting) clearTimeout(waiting) // a dialog may stay open for as long as it likes
      const saved = await saving.catch((error: unknown) => {
        if (waiting) stay()
        throw error
      })
      if (waiting) saved === null ? stay() : wait()
      return saved
    },
  }
}
