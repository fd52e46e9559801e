/**
 * npm run size: how long the files and functions of each folder are.
 *
 * Functions are found in the syntax tree that Vite's own parser (Oxc) gives, since TypeScript 7 has
 * no interface for programs: every function, method and arrow function with a body in braces counts
 * from its first line to its last. A function that only holds others (a component, a test's
 * `describe`) is as long as it looks.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { root } from './lib/setup.mjs'

type Extent = { name: string; lines: number }
type FunctionLike = { start: number; end: number; body?: { type: string } | null }
type Row = { files: number; lines: number; file: Extent; fn: Extent }

const tops = ['core', 'renderer', 'electron', 'tests', 'examples', 'scripts', 'bench']
const isSource = (name: string) => /\.(ts|tsx|mjs)$/.test(name)

function sourcesUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(isSource)
    .map((name) => join(folder, name))
    .sort()
}

const longer = (a: Extent, b: Extent) => (b.lines > a.lines ? b : a)

function longestFunction(file: string, text: string): Extent {
  let longest: Extent = { name: '–', lines: 0 }
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const measure = (node: FunctionLike, name?: string) => {
    if (node.body?.type !== 'BlockStatement') return
    const first = lineAt(node.start)
    const lines = lineAt(node.end) - first + 1
    longest = longer(longest, { name: name ?? `line ${first}`, lines })
  }
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  // What a function is called is known above it; the visit below it is no longer, and changes nothing.
  const measureNamed = (value: unknown, key: object) => {
    const name = 'name' in key && typeof key.name === 'string' ? key.name : undefined
    if (value) measure(value as FunctionLike, name)
  }
  new Visitor({
    VariableDeclarator: (node) => measureNamed(node.init, node.id),
    MethodDefinition: (node) => measureNamed(node.value, node.key),
    Property: (node) => measureNamed(node.value, node.key),
    FunctionDeclaration: (node) => measure(node, node.id?.name),
    FunctionExpression: (node) => measure(node, node.id?.name),
    ArrowFunctionExpression: (node) => measure(node),
  }).visit(program)
  return longest
}

function measureFolder(files: string[]): Row {
  const row: Row = {
    files: files.length,
    lines: 0,
    file: { name: '–', lines: 0 },
    fn: { name: '–', lines: 0 },
  }
  for (const path of files) {
    const text = readFileSync(path, 'utf8')
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
    const name = path.split(sep).at(-1) ?? path
    const fn = longestFunction(path, text)
    row.lines += lines
    row.file = longer(row.file, { name, lines })
    row.fn = longer(row.fn, { name: `${name} ${fn.name}`, lines: fn.lines })
  }
  return row
}

const folders = Map.groupBy(
  tops.flatMap((top) => sourcesUnder(join(root, top))),
  (path) => relative(root, join(path, '..')).split(sep).join('/'),
)
const rows = [...folders].map(([folder, files]) => ({ folder, ...measureFolder(files) }))
const cells = [
  ['folder', 'files', 'lines', 'longest file', '', 'longest function', ''],
  ...rows.map(({ folder, files, lines, file, fn }) => [
    folder,
    String(files),
    String(lines),
    file.name,
    String(file.lines),
    fn.name,
    String(fn.lines),
  ]),
  [
    'all',
    String(rows.reduce((sum, row) => sum + row.files, 0)),
    String(rows.reduce((sum, row) => sum + row.lines, 0)),
    ...['', '', '', ''],
  ],
]
const widths = cells[0]?.map((_, column) =>
  Math.max(...cells.map((row) => row[column]?.length ?? 0)),
)
const numeric = new Set([1, 2, 4, 6])
for (const row of cells)
  console.log(
    row
      .map((cell, column) => {
        const width = widths?.[column] ?? 0
        return numeric.has(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
