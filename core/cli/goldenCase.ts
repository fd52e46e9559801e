import { apply, fromArray, type Tensor } from '../eager/tensor.ts'
import { emptyDocument, type GraphDocument, type GraphNode } from '../graph/document.ts'
import { toNumber } from '../graph/leaf.ts'
import { type Results, runDocument } from '../graph/session.ts'
import { isOpName, ops } from '../ops/index.ts'
import type { ComputedDef } from '../ops/op.ts'
import { portName } from '../ops/ports.ts'
import { type Shape, sameShape, showShape } from '../tensor/shape.ts'
import { type DType, fromValues, type NdArray } from '../tensor/storage.ts'
import { type PrintCase, printedText } from './printCase.ts'

/** An array as the golden files write it. */
interface Listed {
  readonly shape: Shape
  readonly data: readonly unknown[]
  readonly dtype?: DType
  readonly requires_grad?: boolean
}

/** One op of a case. */
interface Line {
  readonly out: string
  readonly op: string
  readonly in: readonly string[]
  readonly attrs?: Readonly<Record<string, never>>
}

/** A golden case: one operation, a small graph, or a printed text. */
export interface Case {
  readonly id: string
  readonly op: string
  readonly dtype: DType
  readonly attrs: Readonly<Record<string, never>> & {
    readonly names?: readonly string[]
    readonly program?: readonly Line[]
    readonly output?: string
  }
  readonly inputs: readonly Listed[]
  readonly output: Listed
  readonly grad_output: Listed | null
  readonly grads: readonly (Listed | null)[]
  readonly backward_runs?: number
  readonly nodes?: Readonly<Record<string, { value: Listed; grad: Listed | null }>>
}

/** The ways in which a case can be evaluated. */
export type Door = 'eager' | 'compiled' | 'printed'

/** What a door said otherwise than the reference. */
export interface Mismatch {
  readonly door: Door
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** A case as a little program: leaves by name, lines in an order that runs, and the output's name. */
interface Script {
  readonly names: readonly string[]
  readonly lines: readonly Line[]
  readonly output: string
}

function toScript({ op, attrs, inputs }: Case): Script {
  if (attrs.program !== undefined)
    return { names: attrs.names ?? [], lines: attrs.program, output: attrs.output ?? '' }
  const names = inputs.map((_, at) => `input${at}`)
  return { names, lines: [{ out: 'output', op, in: names, attrs }], output: 'output' }
}

const known = (op: string) => isOpName(op) && ops[op].kind === 'computed'
const numbers = (listed: Listed) => listed.data.map((value) => toNumber(value) ?? Number.NaN)
const toArray = (listed: Listed, dtype: DType): NdArray =>
  fromValues(numbers(listed), listed.shape, listed.dtype ?? dtype)

/** Evaluates a case through every door it has; no doors where its op is not in the table. */
export function compareCase(one: Case): { doors: Door[]; mismatches: Mismatch[] } {
  if (one.op === 'print') return comparePrinted(one as unknown as PrintCase)
  if (one.op === 'optimize' || one.op === 'schedule') return { doors: [], mismatches: [] }
  const script = toScript(one)
  if (!script.lines.every(({ op }) => known(op))) return { doors: [], mismatches: [] }
  const mismatches = compareEager(one, script)
  if (one.backward_runs !== undefined) return { doors: ['eager'], mismatches }
  return {
    doors: ['eager', 'compiled'],
    mismatches: [...mismatches, ...compareCompiled(one, script)],
  }
}

function comparePrinted(one: PrintCase): { doors: Door[]; mismatches: Mismatch[] } {
  const got = printedText(one)
  const texts = typeof got === 'string' ? { text: got } : got
  const mismatches = Object.entries(texts).flatMap(([what, text]) => {
    const expected = (one as unknown as Readonly<Record<string, unknown>>)[what]
    return expected === text
      ? []
      : [{ door: 'printed' as const, what, expected: String(expected), got: text }]
  })
  return { doors: ['printed'], mismatches }
}

function compareEager(one: Case, { names, lines, output }: Script): Mismatch[] {
  const tensors = new Map<string, Tensor>()
  one.inputs.forEach((input, at) => {
    tensors.set(names[at]!, fromArray(toArray(input, one.dtype), input.requires_grad === true))
  })
  for (const line of lines) {
    const operands = line.in.map((name) => tensors.get(name)!)
    tensors.set(
      line.out,
      apply(ops[line.op as keyof typeof ops] as ComputedDef, operands, line.attrs ?? {}),
    )
  }
  const result = tensors.get(output)!
  const start =
    one.grad_output === null ? undefined : fromArray(toArray(one.grad_output, one.dtype))
  if (result.requiresGrad)
    for (let run = 0; run < (one.backward_runs ?? 1); run++)
      result.backward(start, { retainGraph: true })
  const compare = comparer(one, 'eager')
  return [
    ...compare('output', one.output, result.array),
    ...one.grads.flatMap((grad, at) =>
      compare(`gradient of ${names[at]}`, grad, tensors.get(names[at]!)!.grad?.array ?? null),
    ),
    ...Object.entries(one.nodes ?? {}).flatMap(([name, { value }]) =>
      compare(`value of ${name}`, value, tensors.get(name)!.array),
    ),
  ]
}

/** A script as a document whose root is a scalar with the case's cotangent at the output. */
function toDocument(one: Case, { names, lines, output }: Script): GraphDocument {
  const at = { x: 0, y: 0 }
  const leaf = (id: string, listed: Listed): GraphNode => ({
    id,
    type: 'tensor',
    position: at,
    data: {
      shape: listed.shape,
      values: listed.data,
      dtype: listed.dtype ?? one.dtype,
      requiresGrad: listed.requires_grad === true,
    },
  })
  const weighted: Line[] =
    one.grad_output === null
      ? []
      : [
          { out: 'weighted', op: 'mul', in: [output, 'cotangent'] },
          { out: 'root', op: 'sum', in: ['weighted'] },
        ]
  const all = [...lines, ...weighted]
  return {
    ...emptyDocument,
    root: weighted.length === 0 ? output : 'root',
    nodes: [
      ...one.inputs.map((input, i) => leaf(names[i]!, input)),
      ...(one.grad_output === null ? [] : [leaf('cotangent', one.grad_output)]),
      ...all.map(({ out, op, attrs }) => ({ id: out, type: op, position: at, data: attrs ?? {} })),
    ],
    edges: all.flatMap(({ out, op, in: sources }) =>
      sources.map((source, port) => ({
        id: `${out}.${port}`,
        source,
        sourceHandle: 'out',
        target: out,
        targetHandle: portName(ops[op as keyof typeof ops], port),
      })),
    ),
  }
}

function compareCompiled(one: Case, script: Script): Mismatch[] {
  const results: Results = runDocument(toDocument(one, script))
  const compare = comparer(one, 'compiled')
  const broken = results.problems.find(({ severity }) => severity === 'error')
  if (broken !== undefined)
    return [{ door: 'compiled', what: 'document', expected: 'no problem', got: broken.message }]
  return [
    ...compare('output', one.output, results.value(script.output)),
    ...one.grads.flatMap((grad, at) =>
      compare(`gradient of ${script.names[at]}`, grad, results.grad(script.names[at]!)),
    ),
    ...Object.entries(one.nodes ?? {}).flatMap(([name, { value, grad }]) => [
      ...compare(`value of ${name}`, value, results.value(name)),
      ...compare(`gradient of ${name}`, grad, results.grad(name)),
    ]),
  ]
}

/** Ops whose zeros must have the reference's sign. */
const signed = new Set(['tanh', 'neg', 'relu'])

/** How far a number may be from the reference: FORMAT of the golden files, "Comparing". */
function close(one: Case, want: number, got: number, isOutput: boolean): boolean {
  if (Number.isNaN(want) || !Number.isFinite(want)) return Object.is(want, got)
  const exactZero = isOutput && one.id.startsWith('edge/') && signed.has(one.op) && want === 0
  if (exactZero && got === 0) return Object.is(want, got)
  return (
    Math.abs(got - want) <= (one.dtype === 'float64' ? 1e-10 : 1e-5) * Math.max(1, Math.abs(want))
  )
}

const show = (array: NdArray | null): string =>
  array === null
    ? 'none'
    : `${showShape(array.shape)} ${Array.from(array.data.slice(0, 12)).join(', ')}`

function comparer(one: Case, door: Door) {
  return (what: string, listed: Listed | null, got: NdArray | null): Mismatch[] => {
    const want = listed === null ? null : toArray(listed, one.dtype)
    const same =
      want === null || got === null
        ? want === got
        : sameShape(want.shape, got.shape) &&
          want.data.every((value, at) => close(one, value, got.data[at]!, what === 'output'))
    return same ? [] : [{ door, what, expected: show(want), got: show(got) }]
  }
}
