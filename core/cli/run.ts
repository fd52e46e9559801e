import type { Problem } from '../errors.ts'
import { diagnose } from '../graph/diagnose.ts'
import type { GraphDocument } from '../graph/document.ts'
import { setData } from '../graph/edit.ts'
import { toNumber } from '../graph/leaf.ts'
import { type Results, runDocument } from '../graph/session.ts'
import { toNumPyText } from '../tensor/print.ts'
import { showShape, sizeOf } from '../tensor/shape.ts'
import type { NdArray } from '../tensor/storage.ts'
import {
  isRefused,
  load,
  onlyFile,
  parse,
  printJson,
  printProblems,
  printTable,
  statusOf,
  toJsonNumbers,
  UsageError,
} from './output.ts'

/** The numbers within nested lists, in order. */
function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value]
}

/** Returns `doc` with a leaf's values replaced as `--set ID=JSON` says. */
function applySet(doc: GraphDocument, text: string): GraphDocument {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`--set takes ID=JSON, got ${text}.`)
  const id = text.slice(0, equals)
  let given: unknown
  try {
    given = JSON.parse(text.slice(equals + 1))
  } catch {
    throw new UsageError(`--set ${id}: ${text.slice(equals + 1)} is not JSON.`)
  }
  const wired = diagnose(doc).nodes.get(id)
  if (wired?.leaf == null || wired.op.kind !== 'leaf' || wired.op.generate !== null)
    throw new UsageError(`--set ${id}: there is no tensor with this id.`)
  const size = sizeOf(wired.leaf.shape)
  const values = Array.isArray(given) ? flat(given) : new Array<unknown>(size).fill(given)
  if (values.length !== size)
    throw new UsageError(
      `--set ${id}: ${showShape(wired.leaf.shape)} holds ${size} values, got ${values.length}.`,
    )
  const wrong = values.find((value) => toNumber(value) === null)
  if (wrong !== undefined)
    throw new UsageError(`--set ${id}: ${JSON.stringify(wrong)} is not a number.`)
  return setData(doc, id, { values })
}

/** The object that `run --json` prints. */
export function toReport(results: Results): object {
  const { values, root, wiring } = results.compiled
  const nodes = [...values.keys()].map((id) => {
    const { shape, dtype } = results.value(id)!
    return [
      id,
      {
        shape,
        dtype,
        value: toJsonNumbers(results.value(id)),
        grad: toJsonNumbers(results.grad(id)),
      },
    ]
  })
  const edges = wiring.edges.map(({ id }) => [
    id,
    { grad: toJsonNumbers(results.contribution(id)) },
  ])
  return {
    root,
    nodes: Object.fromEntries(nodes),
    edges: Object.fromEntries(edges),
    // The port is in the message; FORMAT.md names what a problem has.
    problems: results.problems.map(({ port: _, ...problem }) => problem),
  }
}

const oneLine = (array: NdArray | null): string =>
  array === null ? '' : toNumPyText(array).replace(/\s+/g, ' ')

/** `run FILE [--json] [--set ID=JSON]…` */
export function run(args: string[]): number {
  const { values, positionals } = parse({
    args,
    options: { json: { type: 'boolean' }, set: { type: 'string', multiple: true } },
  })
  const loaded = load(onlyFile(positionals))
  if (isRefused(loaded)) {
    const problems: Problem[] = [loaded]
    if (values.json) printJson({ refused: true, root: null, nodes: {}, edges: {}, problems })
    else printProblems(problems)
    return 1
  }
  const results = runDocument((values.set ?? []).reduce(applySet, loaded))
  if (values.json) printJson(toReport(results))
  else {
    const rows = [...results.compiled.values.keys()].map((id) => {
      const { shape, dtype } = results.value(id)!
      return [id, dtype, showShape(shape), oneLine(results.value(id)), oneLine(results.grad(id))]
    })
    printTable([['node', 'dtype', 'shape', 'value', 'gradient'], ...rows])
    printProblems(results.problems)
  }
  return statusOf(results.problems)
}
