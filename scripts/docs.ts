// Writes the generated pages of docs/; with --check, says whether they are what they would be.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { opsMarkdown } from '#core/export/opsTable.ts'
import { sorixMarkdown } from './lib/sorixDoc.ts'

const pages = [
  { name: 'ops.md', from: 'the op table says', wanted: opsMarkdown() },
  { name: 'sorix.md', from: 'the facts in tests/core/sorix say', wanted: sorixMarkdown() },
]

for (const { name, from, wanted } of pages) {
  const file = join(import.meta.dirname, '../docs', name)
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
    console.error(`docs/${name} is not what ${from}: run npm run docs.`)
    process.exitCode = 1
  }
}
