/**
 * npm run same-bits: the elementary functions give the same bits in three JavaScript engines: Node's V8,
 * Chromium's, and SpiderMonkey (Firefox's) as Debian's shell. One script is made of core/scalar and run in
 * each; hashes of its results over a dense sample are compared and written into docs/results/same-bits.md.
 * Ends with status 1 where they differ.
 */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { installWithApt, mayUseApt } from './lib/apt.mjs'
import { ensureBrowser } from './lib/browser.mjs'
import type { Hashes } from './lib/resultHashes.ts'
import { quit, root } from './lib/setup.mjs'

/** What one engine answered. */
interface Answer {
  engine: string
  hashes: Record<string, Hashes>
}

const call = 'JSON.stringify(hashAll())'
const read = (json: unknown) => JSON.parse(String(json)) as Answer['hashes']

const script = await bundle()
const answers = [inNode(script), await inChromium(script), inSpiderMonkey(script)]
const names = Object.keys(answers[0]?.hashes ?? {})
const show = ({ hashes }: Answer, name: string) =>
  `${hashes[name]?.float32} ${hashes[name]?.float64}`

let differing = 0
for (const name of names) {
  const distinct = new Set(answers.map((answer) => show(answer, name)))
  if (distinct.size === 1) console.log(`${name.padEnd(9)} ${[...distinct][0]}  the same`)
  else {
    differing++
    for (const answer of answers)
      console.log(`${name.padEnd(9)} ${show(answer, name)}  ${answer.engine}`)
  }
}
const engines = answers.map(({ engine }) => engine).join(', ')
console.log(
  `${names.length - differing} functions the same, ${differing} different, in ${engines}.`,
)
if (differing > 0 || names.length === 0) process.exitCode = 1
else record()

async function bundle(): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      write: false,
      minify: false,
      rolldownOptions: {
        input: join(root, 'scripts/lib/resultHashes.ts'),
        output: { format: 'iife' },
      },
    },
  })
  const outputs = [result].flat().flatMap((part) => ('output' in part ? part.output : []))
  const [chunk] = outputs
  if (chunk?.type !== 'chunk' || outputs.length > 1) return quit('The bundle is not one script.')
  return chunk.code
}

function inNode(code: string): Answer {
  runInThisContext(code)
  const { node, v8 } = process.versions
  return { engine: `Node ${node} (V8 ${v8})`, hashes: read(runInThisContext(call)) }
}

async function inChromium(code: string): Promise<Answer> {
  const executablePath = ensureBrowser()
  if (!executablePath) return quit('No Chromium was found, and none could be installed.')
  const browser = await chromium.launch({ executablePath })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: code })
    return { engine: `Chromium ${browser.version()}`, hashes: read(await page.evaluate(call)) }
  } finally {
    await browser.close()
  }
}

function inSpiderMonkey(code: string): Answer {
  const shell = findShell() ?? installShell()
  if (!shell) return quit('No SpiderMonkey shell was found (Debian: libmozjs-…-dev has one, js…).')
  const folder = mkdtempSync(join(tmpdir(), 'same-bits-'))
  const file = join(folder, 'sameBits.js')
  writeFileSync(file, `${code}\nprint(${call})\n`)
  const { stdout, stderr, status } = spawnSync(shell, [file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  if (status !== 0) return quit(`SpiderMonkey ended with status ${status}: ${stderr}`)
  const version = spawnSync(shell, ['--version'], { encoding: 'utf8' }).stdout.trim()
  return { engine: `SpiderMonkey ${version.replace('JavaScript-C', '')}`, hashes: read(stdout) }
}

/** The newest SpiderMonkey shell of this system. */
function findShell(): string | undefined {
  const folder = '/usr/bin'
  const shells = readdirSync(folder).filter((name) => /^js\d+$/.test(name))
  const newest = shells.sort((a, b) => Number(b.slice(2)) - Number(a.slice(2)))[0]
  return newest && join(folder, newest)
}

function installShell(): string | undefined {
  if (!mayUseApt()) return undefined
  console.log('No SpiderMonkey shell is installed: installing Debian’s.')
  installWithApt([]) // to have the list of packages
  const listed = spawnSync('apt-cache', ['search', '--names-only', '^libmozjs-[0-9]+-dev$'], {
    encoding: 'utf8',
  }).stdout
  const newest = listed
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0]
  if (newest) installWithApt([newest])
  return findShell()
}

function record(): void {
  const rows = names.map((name) => {
    const { float32, float64 } = answers[0]?.hashes[name] ?? { float32: '', float64: '' }
    return `| \`${name}\` | \`${float32}\` | \`${float64}\` |`
  })
  const text = `# The same bits in every engine

Written by \`npm run same-bits\` on ${new Date().toISOString().slice(0, 10)}: hashes of the results over 2²⁰ float32s and 2¹⁸ doubles. They are the same in
${engines}.

| function | float32 | float64 |
| --- | --- | --- |
${rows.join('\n')}
`
  mkdirSync(join(root, 'docs/results'), { recursive: true })
  writeFileSync(join(root, 'docs/results/same-bits.md'), text)
}
