import { type BrowserWindow, dialog, type FileFilter } from 'electron'
import type { UnsavedAnswer } from '#core/host.ts'

const filters: FileFilter[] = [
  { name: 'Backprop Canvas graphs', extensions: ['backprop'] },
  { name: 'All files', extensions: ['*'] },
]

/** Asks for a document to open; `null` where the user thought better of it. */
export async function askOpenPath(window: BrowserWindow, folder: string): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    defaultPath: folder,
    filters,
    properties: ['openFile'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks where to save; `null` where the user thought better of it. */
export async function askSavePath(
  window: BrowserWindow,
  defaultPath: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath, filters })
  return canceled || filePath === '' ? null : filePath
}

const answers = ['save', 'discard', 'cancel'] as const satisfies readonly UnsavedAnswer[]

/** Asks what to do with unsaved changes. */
export async function askUnsaved(window: BrowserWindow, title: string): Promise<UnsavedAnswer> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `Save the changes to “${shorten(title)}”?`,
    detail: 'Without saving, they will be lost.',
    buttons: ['Save', 'Don’t save', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  })
  return answers[response] ?? 'cancel'
}

/** Says what went wrong. */
export async function showProblem(window: BrowserWindow, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  await dialog.showMessageBox(window, { type: 'error', message, buttons: ['OK'] })
}

/** A title as a dialog or a title bar can show it: whole characters, on one line. */
export function shorten(title: string): string {
  const characters = [...title.slice(0, 400).replaceAll(/\s+/g, ' ')]
  return characters.length > 100 ? `${characters.slice(0, 99).join('')}…` : characters.join('')
}
