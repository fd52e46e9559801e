import { formulaOf } from '../explain/formula.ts'
import { describeAttr } from '../ops/attrs.ts'
import { type OpName, ops, palette } from '../ops/index.ts'
import type { OpDef } from '../ops/op.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string): string => `\`${text}\``
const maths = (text: string): string => (text === '' ? '' : `$${text}$`)

/** What a user should know besides the formula. */
function remarks(op: OpDef): string {
  const said =
    op.kind === 'computed' ? [op.definedFor && `Defined for ${op.definedFor}.`, op.convention] : []
  return [op.doc, ...said].filter(Boolean).join(' ')
}

function row(name: OpName): string {
  const op: OpDef = ops[name]
  const { formula, derivatives } = formulaOf(name)
  const attrs = Object.entries(op.attrs).map(
    ([attr, def]) =>
      `${code(attr)} = ${code(JSON.stringify(def.default))}: ${describeAttr(def)}. ${def.doc}`,
  )
  const cells = [
    code(name),
    op.ports.map(code).join(', '),
    attrs.join('<br>'),
    maths(formula),
    derivatives.map(maths).join('<br>'),
    remarks(op),
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

/** docs/ops.md: the op table as a page, derived from the rows. */
export function opsMarkdown(): string {
  const sections = palette.map(({ heading, names }) =>
    [
      `## ${heading}`,
      '',
      '| op | inputs | attributes | value | gradients | |',
      '| --- | --- | --- | --- | --- | --- |',
      ...names.map(row),
      '',
    ].join('\n'),
  )
  return [
    '# Ops',
    '',
    'Generated from the op table by `npm run docs`; do not edit. In formulas, y is the output and L the root.',
    '',
    ...sections,
  ].join('\n')
}
