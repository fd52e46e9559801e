import { formulaOf } from '../explain/index.ts'
import { opNames, ops } from '../ops/index.ts'
import { parse, printJson, printTable } from './output.ts'

/** `ops [--json]` */
export function listOps(args: string[]): number {
  const { values } = parse({ args, options: { json: { type: 'boolean' } } })
  const rows = opNames.map((name) => {
    const { title, family, doc, ports, attrs } = ops[name]
    return { name, title, family, ports, attrs, ...formulaOf(name), doc }
  })
  if (values.json) printJson(rows)
  else
    printTable([
      ['name', 'ports', 'attributes', 'formula', 'derivative'],
      ...rows.map(({ name, ports, attrs, formula, derivatives }) => [
        name,
        ports.join(', '),
        Object.entries(attrs)
          .map(([attr, def]) => `${attr}=${JSON.stringify(def.default)}`)
          .join(', '),
        formula,
        derivatives.join(' ; '),
      ]),
    ])
  return 0
}
