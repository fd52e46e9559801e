// npm test: everything, one step after the other, on the Node among the packages. Plain JavaScript.
// The last line says how many checks and tests passed and failed. --only=step,… runs some steps.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { childEnv, ensureModules, nodePath, quit, requireNode, root } from './lib/setup.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const stepLimitMs = 15 * 60_000

requireNode()
ensureModules()

const scratch = mkdtempSync(join(tmpdir(), 'backprop-canvas-test-'))
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)

/** @type {Record<string, { title: string, run: () => Promise<Counts> }>} */
const steps = {
  lock: { title: 'Lockfile: complete for every system', run: checkLockfile },
  types: { title: 'Types', run: () => check(bin('typescript/bin/tsc'), '-b') },
  biome: {
    title: 'Format, lint and layers',
    run: () => check(bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings'),
  },
  build: { title: 'Build', run: () => check('scripts/build.mjs') },
  knip: { title: 'Nothing unused', run: () => check(bin('knip/bin/knip.js'), '--no-config-hints') },
  docs: {
    title: 'Generated documents unchanged',
    run: () => check('scripts/docs.ts', '--check'),
  },
  unit: { title: 'Unit tests', run: runUnit },
  e2e: { title: 'End-to-end tests', run: runEndToEnd },
}

const chosen = chooseSteps(process.argv.slice(2))
/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const broken = []
for (const name of chosen) {
  const step = steps[name]
  if (!step) continue
  console.log(`\n── ${step.title}`)
  const started = performance.now()
  const counts = await step.run().catch((error) => {
    console.error(error)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  if (counts.failed > 0) broken.push(step.title)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`── ${step.title}: ${sentence(counts)} (${seconds} s)`)
}
rmSync(scratch, { recursive: true, force: true })

console.log('')
if (broken.length > 0) console.log(`Failed: ${broken.join('; ')}`)
console.log(sentence(total))
process.exitCode = total.failed > 0 ? 1 : 0

/** @param {string[]} args */
function chooseSteps(args) {
  const names = Object.keys(steps)
  if (args.length === 0) return names
  const only = /^--only=(.+)$/.exec(args[0] ?? '')?.[1]?.split(',')
  if (!only || args.length > 1 || only.some((name) => !names.includes(name)))
    quit(`Usage: npm test [-- --only=STEP,…] where a STEP is one of ${names.join(', ')}.`, 2)
  return names.filter((name) => only.includes(name))
}

/** @param {Counts} counts */
function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * Runs a script with the output shown.
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it ended well, and in time
 */
function runNode(...args) {
  return new Promise((settle) => {
    const child = spawn(nodePath(), args, { cwd: root, env: childEnv(), stdio: 'inherit' })
    const limit = setTimeout(() => {
      console.error(`Ended after ${stepLimitMs / 60_000} minutes.`)
      child.kill('SIGKILL')
    }, stepLimitMs)
    child.on('error', (error) => console.error(error.message))
    child.on('close', (code) => {
      clearTimeout(limit)
      settle(code === 0)
    })
  })
}

/**
 * A script that counts as one check.
 * @param {string[]} args
 */
async function check(...args) {
  return (await runNode(...args)) ? pass() : fail()
}

/** @returns {Counts} */
function pass() {
  return { passed: 1, failed: 0, skipped: 0 }
}

/** @returns {Counts} */
function fail(failed = 1) {
  return { passed: 0, failed, skipped: 0 }
}

/** Every optional package a package names is in the lockfile: else `npm ci` fails on other systems. */
async function checkLockfile() {
  /** @type {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} */
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const lacking = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, at, name))
      .map((name) => `${at || 'the project'} names ${name}, which the lockfile lacks.`),
  )
  for (const line of lacking) console.error(line)
  return lacking.length === 0 ? pass() : fail()
}

/**
 * Looks a package up as Node would: in the folder that asks, then in those around it.
 * @param {object} packages
 * @param {string} from
 * @param {string} name
 */
function isLocked(packages, from, name) {
  for (let folder = from; ; ) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in packages) return true
    if (folder === '') return false
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  }
}

async function runUnit() {
  const file = join(scratch, 'unit.json')
  const json = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const ended = await runNode(bin('vitest/vitest.mjs'), 'run', ...json)
  if (!existsSync(file)) return fail()
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
   *   testResults: { name: string, status: string, message: string,
   *     assertionResults: { fullName: string, status: string }[] }[] }} */
  const report = JSON.parse(readFileSync(file, 'utf8'))
  for (const { name, assertionResults } of report.testResults)
    for (const { fullName, status } of assertionResults)
      if (status === 'pending' || status === 'skipped' || status === 'todo')
        console.log(`Skipped, being marked so in ${relative(root, name)}: ${fullName}`)
  // A file that does not load has no tests to count: it is one failure itself.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
  )
  const failed = report.numFailedTests + unloaded.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !ended ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

async function runEndToEnd() {
  const tests = ['tests/library', 'tests/e2e', 'tests/electron'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith('.test.ts'))
          .sort()
          .map((name) => `${folder}/${name}`)
      : [],
  )
  if (tests.length === 0) throw new Error('There are no tests in tests/e2e.')
  const browser = ensureBrowser()
  if (!browser) throw new Error('No Chromium was found, nor could one be installed.')
  process.env.CHROMIUM_PATH = browser
  const file = join(scratch, 'e2e.json')
  const ended = await runNode(
    '--test',
    '--test-concurrency=1', // two browsers at once are slower than one after the other
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/lib/counts.mjs',
    `--test-reporter-destination=${file}`,
    ...tests,
  )
  if (!existsSync(file)) return fail()
  /** @type {{ passed: number, failed: number, cancelled: number, skipped: number, todo: number }} */
  const counts = JSON.parse(readFileSync(file, 'utf8'))
  const failed = counts.failed + counts.cancelled
  return {
    passed: counts.passed,
    failed: failed === 0 && !ended ? 1 : failed,
    skipped: counts.skipped + counts.todo,
  }
}
