/**
 * npm run exhaustive -- NAME… | all [--sample=N] [--threads=N]
 *
 * Computes elementary functions at every float32 there is, and has each result judged by an oracle that
 * shares nothing with them (scripts/oracle/oracle.c). What all inputs gave is written into
 * docs/results/exhaustive.md; a sample (every Nth input) is only printed. A run is wrong, and ends with
 * status 1, where a result errs by more than one unit in the last place or a special value is not exact.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import * as scalar from '#core/scalar/index.ts'
import type { Share } from './lib/exhaustiveWorker.ts'
import { buildOracle, type Findings, fromBits, joinFindings, Oracle, toBits } from './lib/oracle.ts'
import { quit, root } from './lib/setup.mjs'

type Name = Share['name']
const { numbers: _, pow: __, ...definitions } = scalar
const names = Object.keys(definitions) as Name[]
const report = join(root, 'docs/results/exhaustive.md')

const heading = `# Elementary functions at every float32

Written by \`npm run exhaustive -- NAME…\`, a row a function as it is run; those without a row have been run on samples
(\`--sample=N\`) only. Each result is compared with the exact value: long double, and MPFR near boundaries between
two float32s. An error is in units in the last place of the exact value; a correctly rounded result errs by 0.5 at most. Results
that are NaN, infinite or 0 must be so to the sign.

| function | inputs | not correctly rounded | worst error | at | NaN, ±∞ or ±0 | of these wrong | date |
| --- | --- | --- | --- | --- | --- | --- | --- |`

const { chosen, stride, threads } = readArguments(process.argv.slice(2))
buildOracle()
for (const name of chosen) await checkOracle(name)
for (const name of chosen) {
  const started = performance.now()
  const findings = await run(name)
  const seconds = (performance.now() - started) / 1000
  console.log(`${name}: ${sentence(findings)} ${seconds.toFixed(1)} s.`)
  if (findings.specialWrong > 0 || findings.worst > 1) process.exitCode = 1
  if (stride === 1) record(name, findings)
}

function readArguments(args: readonly string[]) {
  const usage = `Usage: npm run exhaustive -- NAME… | all [--sample=ODD] [--threads=N], where a NAME is one of ${names.join(', ')}.`
  const options = new Map(
    args.flatMap((arg) => {
      const [, key, value] = /^--(sample|threads)=([1-9]\d*)$/.exec(arg) ?? []
      return key ? [[key, Number(value)] as const] : []
    }),
  )
  const words = args.filter((arg) => !/^--(sample|threads)=[1-9]\d*$/.test(arg))
  const known = words.filter((word): word is Name => names.some((name) => name === word))
  const all = words.length === 1 && words[0] === 'all'
  const stride = options.get('sample') ?? 1
  if (words.length === 0 || (!all && known.length < words.length) || stride % 2 === 0)
    quit(usage, 2)
  return { chosen: all ? names : known, stride, threads: options.get('threads') ?? 2 }
}

/**
 * Gives the oracle mpmath's results, which it must find right, and their neighbours, which it must find
 * wrong: by its quick way and by its exact one.
 */
async function checkOracle(name: Name): Promise<void> {
  const file = join(root, 'tests/core/fixtures/scalar.json')
  const cases = JSON.parse(readFileSync(file, 'utf8')) as Record<Name, [number, number | string][]>
  const points = cases[name]
    .map(([x, want]) => [x, Math.fround(Number(want))] as const)
    .filter(([x, want]) => Math.fround(x) === x && Number.isFinite(want) && want !== 0)
  for (const judge of ['quick', 'exact'] as const)
    for (const shift of [0, 1, -1]) {
      const oracle = new Oracle(name, judge)
      for (const [x, want] of points)
        await oracle.give(toBits(x), 1, Float32Array.of(fromBits(toBits(want) + shift)))
      const { wrong, inputs } = await oracle.findings()
      if (inputs !== points.length || wrong !== (shift === 0 ? 0 : inputs))
        quit(
          `The oracle itself is wrong about ${name}: of ${inputs} results of mpmath moved by ${shift}, it calls ${wrong} wrong (${judge}).`,
        )
    }
  console.log(`${name}: the oracle agrees with mpmath at ${points.length} points.`)
}

async function run(name: Name): Promise<Findings> {
  const shares = Array.from(
    { length: threads },
    (_, thread) => ({ name, stride, thread, threads }) satisfies Share,
  )
  return joinFindings(await Promise.all(shares.map(inThread)))
}

function inThread(share: Share): Promise<Findings> {
  return new Promise((settle, fail) => {
    const worker = new Worker(new URL('./lib/exhaustiveWorker.ts', import.meta.url), {
      workerData: share,
    })
    worker.on('message', settle)
    worker.on('error', fail)
  })
}

/** The float32 that has these bits, as a person can read and type it. */
function showInput(bits: number): string {
  return `${Number(fromBits(bits).toPrecision(9))} (0x${bits.toString(16).padStart(8, '0')})`
}

function sentence({
  inputs,
  special,
  wrong,
  specialWrong,
  judged,
  worst,
  ...at
}: Findings): string {
  const first = wrong + specialWrong > 0 ? ` (the first at ${showInput(at.wrongAt)})` : ''
  return `${inputs} inputs, ${wrong} not correctly rounded${first}, at worst ${worst.toFixed(3)} ulp at ${showInput(at.worstAt)}; ${special} results NaN, infinite or 0, of which ${specialWrong} wrong; MPFR judged ${judged}.`
}

/** Writes one function's line into the report, and leaves the others as they are. */
function record(name: Name, findings: Findings): void {
  const lines = existsSync(report) ? readFileSync(report, 'utf8').split('\n') : []
  const rows = new Map(
    lines.flatMap((line) => {
      const [, key] = /^\| `(\w+)` \|/.exec(line) ?? []
      return key ? [[key, line] as const] : []
    }),
  )
  const { inputs, wrong, special, specialWrong, worst, worstAt } = findings
  const date = new Date().toISOString().slice(0, 10)
  const cells = [inputs, wrong, worst.toFixed(3), showInput(worstAt), special, specialWrong, date]
  rows.set(name, `| \`${name}\` | ${cells.join(' | ')} |`)
  mkdirSync(join(report, '..'), { recursive: true })
  writeFileSync(report, `${heading}\n${names.flatMap((key) => rows.get(key) ?? []).join('\n')}\n`)
}
