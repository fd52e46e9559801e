import { checkDocument } from '../graph/check.ts'
import { runDocument } from '../graph/session.ts'
import {
  isRefused,
  load,
  onlyFile,
  parse,
  printJson,
  printProblems,
  printTable,
  statusOf,
} from './output.ts'

/** `check FILE [--json]` */
export function check(args: string[]): number {
  const { values, positionals } = parse({ args, options: { json: { type: 'boolean' } } })
  const loaded = load(onlyFile(positionals))
  if (isRefused(loaded)) {
    if (values.json) printJson({ refused: true, leaves: [], problems: [loaded] })
    else printProblems([loaded])
    return 1
  }
  const { problems } = runDocument(loaded)
  const leaves = checkDocument(loaded)
  if (values.json) printJson({ leaves: leaves.map(({ kinks: _, ...told }) => told), problems })
  else {
    const rows = leaves.map(({ node, checked, skipped, failed, worst, worstAt }) => [
      node,
      failed > 0 ? 'FAILED' : checked > 0 ? 'ok' : 'skipped',
      String(checked),
      String(skipped),
      worst.toExponential(2),
      worstAt < 0 ? '' : String(worstAt),
    ])
    printTable([['leaf', 'result', 'checked', 'skipped', 'worst error', 'at element'], ...rows])
    printProblems(problems)
  }
  return leaves.some(({ failed }) => failed > 0) ? 1 : statusOf(problems)
}
