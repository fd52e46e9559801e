import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** The largest document that is read or written, in bytes. */
export const maxDocumentBytes = 64 * 1024 * 1024

/** Reads a text file; throws with a sentence for the user if it is none, or too large. */
export async function readText(path: string): Promise<string> {
  // Without O_NONBLOCK, opening a pipe would wait for whoever writes to it.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const about = await handle.stat()
    if (!about.isFile()) throw new Error('it is not a file')
    if (about.size > maxDocumentBytes) throw new Error(tooLarge(about.size))
    return decode(await handle.readFile())
  } finally {
    await handle.close()
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error('it is not a text file')
  }
}

/**
 * Replaces a file's content, all of it or none.
 *
 * The text goes to a new file in the same folder, reaches the disk, and only then takes the old
 * one's place and mode; whatever fails before that leaves the old file and nothing else. A symbolic
 * link stays one: its target is replaced.
 */
export async function writeText(path: string, text: string): Promise<void> {
  const bytes = Buffer.byteLength(text)
  if (bytes > maxDocumentBytes) throw new Error(tooLarge(bytes))
  const target = await followLinks(path)
  const temporary = join(dirname(target), `.backprop-${randomUUID()}.tmp`)
  try {
    await writeNew(temporary, text, await modeOf(target))
    await replace(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function writeNew(path: string, text: string, mode: number | undefined): Promise<void> {
  const handle = await open(path, 'wx', mode ?? 0o666)
  try {
    await handle.writeFile(text, 'utf8')
    if (mode !== undefined) await handle.chmod(mode) // whatever the umask took away
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Renames; on Windows a virus scanner may hold the old file for a moment. */
async function replace(temporary: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(temporary, target)
    } catch (error) {
      const passing = ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '')
      if (process.platform !== 'win32' || !passing || attempt === 5) throw error
      await new Promise((done) => setTimeout(done, 50 * attempt))
    }
  }
}

/** Where a path leads to in the end, also if nothing is there yet. */
async function followLinks(path: string): Promise<string> {
  let at = path
  for (let links = 0; links < 40; links++) {
    try {
      return await realpath(at)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
    const link = await lstat(at).catch(() => undefined)
    if (!link?.isSymbolicLink()) return at
    at = resolve(dirname(at), await readlink(at))
  }
  return at
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** An error that says in one sentence what could not be done to a file, and why. */
export function fileError(what: 'opened' | 'saved', path: string, error: unknown): Error {
  const code = codeOf(error)
  const reason =
    (code !== undefined && reasons[code]) ||
    (error instanceof Error ? error.message : String(error))
  return new Error(`“${basename(path)}” could not be ${what}: ${reason}.`)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder any more',
  ENOTDIR: 'its folder is not a folder',
  EISDIR: 'a folder has that name',
  ENOTEMPTY: 'a folder has that name',
  EACCES: 'you have no permission to do that',
  EPERM: 'you have no permission to do that',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'it is a link that leads back to itself',
}

/** A system error's code, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

function tooLarge(bytes: number): string {
  const mebibytes = Math.ceil(bytes / 1024 / 1024)
  return `it has ${mebibytes} MiB and the limit is ${maxDocumentBytes / 1024 / 1024} MiB`
}
