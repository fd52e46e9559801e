import { readFileSync } from 'node:fs'
import { type Case, compareCase, type Mismatch } from './goldenCase.ts'
import { clean, parse, UsageError } from './output.ts'

/** `golden CASES.json…`: failing cases with expected and got, then the counts. */
export function golden(args: string[]): number {
  const { positionals } = parse({ args, options: {} })
  if (positionals.length === 0) throw new UsageError('Expected one or more CASES.json files.')
  const count = { passed: 0, failed: 0, skipped: 0, eager: 0, compiled: 0, printed: 0 }
  for (const file of positionals) {
    for (const one of readCases(file)) {
      const { doors, mismatches } = compareCase(one)
      if (doors.length === 0) count.skipped++
      else if (mismatches.length === 0) count.passed++
      else {
        count.failed++
        report(one, mismatches)
      }
      for (const door of doors) count[door]++
    }
  }
  process.stdout.write(
    `${count.eager} eager, ${count.compiled} of them also compiled, ${count.printed} printed texts\n`,
  )
  process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
  return count.failed > 0 ? 1 : 0
}

function readCases(file: string): readonly Case[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${error instanceof Error ? error.message : error}`)
  }
  const { format, cases } = parsed as { format?: unknown; cases?: unknown }
  if (format !== 'backprop-golden/1' || !Array.isArray(cases))
    throw new UsageError(`${file} holds no golden cases: it does not say "backprop-golden/1".`)
  return cases as readonly Case[]
}

function report({ id }: Case, mismatches: readonly Mismatch[]): void {
  process.stdout.write(`FAILED ${clean(id)}\n`)
  for (const { door, what, expected, got } of mismatches)
    process.stdout.write(
      clean(`  ${door} ${what}\n    expected ${expected}\n    got      ${got}\n`),
    )
}
