import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { app, type BrowserWindow } from 'electron'
import type { OpenedFile, SavedFile } from '#core/host.ts'
import { askOpenPath, askSavePath } from './dialogs.ts'
import { codeOf, fileError, readText, writeText } from './disk.ts'
import type { Settings } from './settings.ts'

const maxRecent = 12

/** Documents on disk. A place is a path, and only one that the user has chosen is honoured. */
export interface Files {
  /** Reads a document that the user named outside the page. */
  read(path: string): Promise<OpenedFile>
  open(window: BrowserWindow): Promise<OpenedFile | null>
  save(
    window: BrowserWindow,
    text: string,
    name: string,
    place: string | null,
  ): Promise<SavedFile | null>
  recent(): readonly { readonly name: string; readonly place: string }[]
  openRecent(place: string): Promise<OpenedFile | null>
}

export function createFiles(settings: Settings): Files {
  const places = new Set(settings.get().recent)
  let lastSave: Promise<unknown> = Promise.resolve()

  function assertOurs(place: string): void {
    if (!places.has(place))
      throw new Error(`The host gave out no such place: ${JSON.stringify(place)}.`)
  }

  function remember(path: string): void {
    places.add(path)
    const older = settings.get().recent.filter((other) => other !== path)
    settings.update({ recent: [path, ...older].slice(0, maxRecent) })
    app.addRecentDocument(path)
  }

  async function read(path: string): Promise<OpenedFile> {
    const text = await readText(path)
    remember(path)
    return { name: basename(path), text, place: path }
  }

  async function write(path: string, text: string): Promise<SavedFile> {
    await writeText(path, text).catch((error: unknown) => {
      throw fileError('saved', path, error)
    })
    remember(path)
    return { name: basename(path), place: path }
  }

  async function readNamed(path: string): Promise<OpenedFile> {
    return read(path).catch((error: unknown) => {
      throw fileError('opened', path, error)
    })
  }

  return {
    read: readNamed,
    async open(window) {
      const path = await askOpenPath(window, usualFolder(settings))
      return path === null ? null : readNamed(path)
    },
    async save(window, text, name, place) {
      if (place !== null) assertOurs(place)
      const path = place ?? (await askNewPlace(window, usualFolder(settings), name))
      if (path === null) return null
      // One after the other: an older text must never overtake a newer one.
      const saved = lastSave.then(() => write(path, text))
      lastSave = saved.catch(() => undefined)
      return saved
    },
    recent: () => settings.get().recent.map((place) => ({ name: basename(place), place })),
    async openRecent(place) {
      assertOurs(place)
      try {
        return await read(place)
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw fileError('opened', place, error)
        const recent = settings.get().recent.filter((other) => other !== place)
        settings.update({ recent })
        return null
      }
    },
  }
}

/** Where the last document was, or the user's own folder. */
function usualFolder(settings: Settings): string {
  const [last] = settings.get().recent
  const folder = last === undefined ? undefined : dirname(last)
  return folder !== undefined && existsSync(folder) ? folder : app.getPath('documents')
}

async function askNewPlace(
  window: BrowserWindow,
  folder: string,
  name: string,
): Promise<string | null> {
  const path = await askSavePath(window, join(folder, toFileName(name)))
  if (path === null || extname(path) !== '') return path
  // The dialog asked about replacing the name that was typed, not about this one.
  const named = `${path}.backprop`
  return existsSync(named) ? path : named
}

/** A name as a page gives it, without what file systems cannot bear, and no longer than they bear. */
function toFileName(name: string): string {
  const plain = [...name.slice(0, 400).replace(/\.backprop$/i, '')]
    .slice(0, 60)
    .join('')
    .replaceAll(/[\s<>:"/\\|?*\p{Cc}]+/gu, ' ')
    .replace(/^[. ]+/, '')
    .trim()
  return `${plain === '' ? 'graph' : plain}.backprop`
}

/**
 * The document named on a command line, as an absolute path, or `null`.
 *
 * Switches are not names, and neither is the app's own folder, which comes first in development.
 */
export function fileArgument(
  argv: readonly string[],
  { workingFolder, isPackaged }: { readonly workingFolder: string; readonly isPackaged: boolean },
): string | null {
  const names = argv.slice(1).filter((argument) => !argument.startsWith('-'))
  const name = names.slice(isPackaged ? 0 : 1).at(-1)
  return name === undefined ? null : resolve(workingFolder, name)
}
