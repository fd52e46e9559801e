import { GraphError } from '../errors.ts'

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type File = Readonly<Record<string, unknown>>

/** One function a version: what turns a file of version `i + 1` into one of version `i + 2`. */
const steps: readonly ((file: File) => File)[] = []

/** The newest version that can be read. */
const newest = steps.length + 1

/**
 * A file's content in the newest version, older ones migrated step by step.
 *
 * @errors GraphError `not-a-document` for another format or a missing list, `newer-version`.
 */
export function migrate(raw: unknown): File {
  if (!isRecord(raw) || raw['format'] !== 'backprop-canvas')
    throw new GraphError(
      'not-a-document',
      'This file is not a Backprop Canvas document: it does not say "format": "backprop-canvas".',
    )
  const version = raw['version']
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw new GraphError('not-a-document', 'This document does not say which version it has.')
  if (version > newest)
    throw new GraphError(
      'newer-version',
      `This document has version ${version}; this program reads up to version ${newest}. A newer Backprop Canvas can open it.`,
    )
  const file = steps.slice(version - 1).reduce<File>((older, step) => step(older), raw)
  for (const list of ['nodes', 'edges'])
    if (!Array.isArray(file[list]))
      throw new GraphError('not-a-document', `This document has no list of ${list}.`)
  return file
}
