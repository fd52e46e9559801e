import { readFileSync } from 'node:fs'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Problem } from '../errors.ts'
import { type GraphDocument, parseDocument, refusal } from '../graph/document.ts'
import { fromNumber } from '../graph/leaf.ts'
import type { NdArray } from '../tensor/storage.ts'

/** The command was called wrongly: exit status 2. */
export class UsageError extends Error {}

/** What can drive a terminal, or reorder what it shows. */
const control = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Text from a file without control characters, so that it cannot drive a terminal. */
export function clean(text: string): string {
  return text.replace(control, (c) => (c === '\n' ? c : '\uFFFD'))
}

/** Parses arguments; whatever does not fit is wrong usage. */
export function parse<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs({ allowPositionals: true, ...config })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The one FILE a command takes. */
export function onlyFile(positionals: readonly string[]): string {
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0)
    throw new UsageError(`Expected one FILE, got ${positionals.length}.`)
  return file
}

/** A document from a file, or the problem that refuses it. */
export function load(file: string): GraphDocument | Problem {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`Cannot read ${file}.`)
  }
  try {
    return parseDocument(text)
  } catch (error) {
    return refusal(error)
  }
}

/** Whether `load` refused. */
export function isRefused(loaded: GraphDocument | Problem): loaded is Problem {
  return 'code' in loaded
}

/** Elements as `run --json` writes them: all digits, words for what JSON cannot say. */
export function toJsonNumbers(array: NdArray | null): (number | string)[] | null {
  return array === null ? null : Array.from(array.data, fromNumber)
}

/** Writes one object and nothing else; control characters in its strings are escaped. */
export function printJson(value: unknown): void {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  const text = JSON.stringify(value).replace(control, (c) => c.split('').map(escaped).join(''))
  process.stdout.write(`${text}\n`)
}

/** Writes problems for a person, one a line. */
export function printProblems(problems: readonly Problem[]): void {
  for (const { severity, code, message, node, edge } of problems) {
    const place = node ?? edge
    const line = `${severity}: ${place === undefined ? '' : `${place}: `}${message} [${code}]`
    process.stdout.write(`${clean(line).replaceAll('\n', ' ')}\n`)
  }
}

/** The exit status that problems ask for. */
export function statusOf(problems: readonly Problem[]): number {
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** Rows as aligned columns, the first row as heading. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((most, row) => Math.max(most, [...clean(row[at] ?? '')].length), 0),
  )
  for (const row of rows) {
    const cells = row.map((cell, at) =>
      clean(cell)
        .replaceAll('\n', ' ')
        .padEnd(widths[at] ?? 0),
    )
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}
