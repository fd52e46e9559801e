// Writes docs/ops.md from the op table; with --check, says whether it is what the table says.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { opsMarkdown } from '#core/export/opsTable.ts'

const file = join(import.meta.dirname, '../docs/ops.md')
const wanted = opsMarkdown()
if (!process.argv.includes('--check')) writeFileSync(file, wanted)
else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
  console.error('docs/ops.md is not what the op table says: run npm run docs.')
  process.exitCode = 1
}
