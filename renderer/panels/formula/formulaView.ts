import {
  addExpression,
  compile,
  ExpressionError,
  type ExpressionPlan,
  type ExpressionSpan,
  expressionOf,
  type GraphDocument,
  readExpression,
} from '#core/index.ts'
import type { FormulaDraft } from '../../store/view.ts'

/** A part of the text that something is said about. */
export interface Fault {
  readonly from: number
  readonly to: number
  readonly message: string
  /** Whether it is only not finished: what is lacking is at the end. */
  readonly unfinished: boolean
}

/** What the formula bar shows. */
export interface FormulaView {
  readonly text: string
  readonly own: ReadonlySet<string>
  /** `null` where the text is no formula. */
  readonly plan: ExpressionPlan | null
  readonly fault: Fault | null
  /** How many nodes are selected, where they are too many to write out. */
  readonly tooMany: number
}

const none: ReadonlySet<string> = new Set()

/** The formula of more nodes would be no reading. */
const shownLimit = 200

/** What is wrong with the nodes a plan would add, said at their part of the text. */
function faultOf(doc: GraphDocument, plan: ExpressionPlan): Fault | null {
  if (plan.nodes.length === 0) return null
  const added = new Set(plan.nodes.map(({ id }) => id))
  const { problems } = compile(addExpression(doc, plan, new Map()))
  for (const { node, message, severity } of problems) {
    const span = plan.spans.findLast((each) => each.node === node)
    if (severity === 'error' && span !== undefined && added.has(span.node))
      return { from: span.from, to: span.to, message, unfinished: false }
  }
  return null
}

function read(doc: GraphDocument, text: string, own: ReadonlySet<string>): FormulaView {
  try {
    const plan = readExpression(text, doc, own)
    return { text, own, plan, fault: faultOf(doc, plan), tooMany: 0 }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const { from, to, message, code } = error
    const unfinished =
      code === 'bracket' ? text[from] !== ')' && text[from] !== ']' : from >= text.trimEnd().length
    return { text, own, plan: null, fault: { from, to, message, unfinished }, tooMany: 0 }
  }
}

/** The draft, where there is one; else the formula of what is selected. */
export function formulaView(
  doc: GraphDocument,
  selected: ReadonlySet<string>,
  draft: FormulaDraft | null,
): FormulaView {
  if (draft !== null) return read(doc, draft.text, draft.own)
  if (selected.size > shownLimit)
    return { text: '', own: none, plan: null, fault: null, tooMany: selected.size }
  const { text, nodes } = expressionOf(doc, selected)
  return read(doc, text, nodes)
}

/** The smallest part of the text that stands for a node and holds all of a place: a letter, or a caret. */
export function spanAt(
  spans: readonly ExpressionSpan[],
  place: { readonly from: number; readonly to: number },
): ExpressionSpan | null {
  let best: ExpressionSpan | null = null
  for (const span of spans) {
    if (place.from < span.from || place.to > span.to) continue
    if (best === null || span.to - span.from < best.to - best.from) best = span
  }
  return best
}

/** A run of the text that looks the same. */
export interface TextRun {
  readonly text: string
  readonly from: number
  readonly isLit: boolean
  readonly isFault: boolean
}

/** The text cut where what is lit, or what is wrong, begins and ends. */
export function runsOf(
  { text, plan, fault }: FormulaView,
  isLit: (node: string) => boolean,
): readonly TextRun[] {
  const lit = (plan?.spans ?? []).filter(({ node }) => isLit(node))
  // What is lacking at the end has no letters: the place after them is marked.
  const padded = fault !== null && fault.from >= text.length ? `${text} ` : text
  const wrong = fault === null ? [] : [{ from: fault.from, to: Math.max(fault.to, fault.from + 1) }]
  const cuts = [...lit, ...wrong].flatMap(({ from, to }) => [from, to])
  const places = [...new Set([0, ...cuts, padded.length])].sort((a, b) => a - b)
  const covers = (list: readonly { from: number; to: number }[], at: number) =>
    list.some(({ from, to }) => from <= at && at < to)
  return places.slice(0, -1).map((from, at) => ({
    text: padded.slice(from, places[at + 1]),
    from,
    isLit: covers(lit, from),
    isFault: covers(wrong, from),
  }))
}
