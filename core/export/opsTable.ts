import { formulaOf } from '../explain/formula.ts'
import { describeAttr } from '../ops/attrs.ts'
import { type OpName, ops, palette } from '../ops/index.ts'
import type { Example, OpDef } from '../ops/op.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string): string => `\`${text}\``
const maths = (text: string): string => (text === '' ? '' : `$${text}$`)

/** What a user should know besides the formula. */
function remarks(op: OpDef): string {
  const said =
    op.kind === 'computed' ? [op.definedFor && `Defined for ${op.definedFor}.`, op.convention] : []
  return [op.doc, ...said].filter(Boolean).join(' ')
}

/** A number or nested lists of them, as one would write them. */
function nested(value: unknown): string {
  return Array.isArray(value)
    ? `[${value.map(nested).join(', ')}]`
    : String(value).replace('Infinity', '∞').replace('-', '−')
}

/** A worked case as a call: `mul([1, 2], 10) = [10, 20]`. */
function call(name: OpName, { inputs, attrs = {}, output }: Example): string {
  const said = Object.entries(attrs).map(([attr, value]) => `${attr} = ${nested(value)}`)
  return `${name}(${[...inputs.map(nested), ...said].join(', ')}) = ${nested(output)}`
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
    op.title,
    op.ports.map(code).join(', '),
    attrs.join('<br>'),
    maths(formula),
    derivatives.map(maths).join('<br>'),
    remarks(op),
    op.examples
      .slice(0, 1)
      .map((example) => code(call(name, example)))
      .join(''),
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

/** docs/ops.md: the op table as a page, derived from the rows. */
export function opsMarkdown(): string {
  const sections = palette.map(({ heading, names }) =>
    [
      `## ${heading}`,
      '',
      '| op | title | inputs | attributes | value | gradients | what it does | example |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
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
