import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')
const scratch = mkdtempSync(join(tmpdir(), 'backprop-canvas-library-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

/** A project of somebody else's that has the package among its own. */
function consumer(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(scratch, 'consumer-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/backprop-canvas'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const node = (folder: string, ...args: string[]) =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

/** The README's example: the first block of TypeScript that imports the package. */
function readmeExample(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
  const found = blocks.find((block) => block.includes("from 'backprop-canvas'"))
  assert.ok(found, 'the README has an example that imports the package')
  return found
}

/** What a bundler makes of a program that imports the package, in bytes. */
async function bundled(program: string): Promise<number> {
  const folder = consumer({ 'main.js': program })
  const made = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      rolldownOptions: { input: join(folder, 'main.js') },
    },
  })
  const [output] = [made].flat()
  assert.ok(output && 'output' in output)
  return output.output.reduce((size, part) => size + ('code' in part ? part.code.length : 0), 0)
}

describe('the library', () => {
  it('runs the README’s example as it is installed, and prints what it says', () => {
    const example = readmeExample()
    const said = [...example.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map((match) => match[1])
    assert.ok(said.length > 0)
    const printed = node(consumer({ 'main.ts': example }), 'main.ts')
      .trim()
      .split('\n')
    assert.deepEqual(printed, said)
    assert.ok(example.trim().split('\n').length <= 10, 'it has ten lines at most')
  })

  it('has types that a strict project checks against', () => {
    const options = { module: 'NodeNext', target: 'ES2024', strict: true, noEmit: true, types: [] }
    const folder = consumer({
      'main.ts': readmeExample(),
      'wrong.ts': "import { tensor } from 'backprop-canvas'\ntensor('three')\n",
      'env.d.ts': 'declare const console: { log(text: string): void }\n',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...options, lib: ['ES2024'] },
        files: ['main.ts', 'env.d.ts'],
      }),
    })
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    node(folder, compiler, '-p', '.')
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, lib: ['ES2024'] }, files: ['wrong.ts'] }),
    )
    assert.throws(
      () => node(folder, compiler, '-p', '.'),
      (error: { stdout?: string }) => /not assignable to parameter/.test(error.stdout ?? ''),
    )
  })

  it('leaves out what a program does not use', async () => {
    const little = await bundled(
      "import { parseNumber } from 'backprop-canvas'\nconsole.log(parseNumber('1'))",
    )
    const all = await bundled("import * as all from 'backprop-canvas'\nconsole.log(all)")
    assert.ok(little < all / 20, `${little} of ${all} characters`)
  })
})
