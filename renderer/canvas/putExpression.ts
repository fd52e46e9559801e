import {
  addExpression,
  type ExpressionPlan,
  type GraphDocument,
  type Position,
  readExpression,
} from '#core/index.ts'
import type { App } from '../app.ts'
import { arrange } from './arrange.ts'
import { cardGap, meet, type Rect, rectsOf } from './room.ts'

/** Between what feeds new cards and these. */
const across = 88

const shifted = (rect: Rect, { x, y }: Position): Rect => ({
  ...rect,
  x: rect.x + x,
  y: rect.y + y,
})

/** The corner of new cards as a whole: from `wanted` as far down as it takes to cover no other card. */
function freeCorner(cards: readonly Rect[], others: readonly Rect[], wanted: Position): Position {
  let { x, y } = wanted
  // Each turn goes below one more of the others, so the turns are bounded by these.
  for (let turn = 0; turn <= others.length; turn++) {
    let down = 0
    for (const card of cards) {
      const here = shifted(card, { x, y })
      for (const other of others)
        if (meet(here, other)) down = Math.max(down, other.y + other.height + cardGap - here.y)
    }
    if (down === 0) break
    y += down
  }
  return { x: Math.round(x), y: Math.round(y) }
}

/** Where a formula's cards go as a whole: right of those that feed them, else in the middle of what is seen. */
function wantedCorner(
  app: App,
  { edges }: ExpressionPlan,
  rects: ReadonlyMap<string, Rect>,
  size: { readonly width: number; readonly height: number },
): Position {
  const feeding = [...new Set(edges.map(({ source }) => source))].flatMap(
    (id) => rects.get(id) ?? [],
  )
  if (feeding.length > 0) {
    const right = Math.max(...feeding.map(({ x, width }) => x + width))
    const middles = feeding.map(({ y, height }) => y + height / 2)
    const middle = middles.reduce((sum, y) => sum + y, 0) / middles.length
    return { x: right + across, y: middle - size.height / 2 }
  }
  const seen = app.canvas.current?.seen() ?? { x: 0, y: 0, width: 0, height: 0 }
  return {
    x: seen.x + (seen.width - size.width) / 2,
    y: seen.y + (seen.height - size.height) / 2,
  }
}

/** Once the cards and their wires are there: fitting looks at both. */
const whenDrawn = (then: () => void) => requestAnimationFrame(() => requestAnimationFrame(then))

/** Places for a formula's new cards: arranged among themselves, in free room. */
async function placesFor(app: App, doc: GraphDocument, plan: ExpressionPlan) {
  const rects = rectsOf(addExpression(doc, plan, new Map()))
  const sized = plan.nodes.map(({ id }) => ({ id, width: 0, height: 0, ...rects.get(id) }))
  for (const { id } of sized) rects.delete(id)
  const arranged = await arrange(sized, plan.edges)
  const cards = sized.map((card) => ({ ...card, ...(arranged.get(card.id) ?? { x: 0, y: 0 }) }))
  const width = Math.max(...cards.map((card) => card.x + card.width))
  const height = Math.max(...cards.map((card) => card.y + card.height))
  const wanted = wantedCorner(app, plan, rects, { width, height })
  const corner = freeCorner(cards, [...rects.values()], wanted)
  return new Map(cards.map((card) => [card.id, { x: card.x + corner.x, y: card.y + corner.y }]))
}

/**
 * Puts a formula's graph on the canvas as one edit and brings what is new into view; what the formula
 * comes to is selected and has the keyboard. A document without ops is then seen whole.
 *
 * @returns what was added; `null` where another document was opened before it could be.
 * @param own nodes that unnamed parts of the text may stand for, each once.
 * @errors ExpressionError where the text is no formula.
 */
export async function putExpression(
  app: App,
  text: string,
  own: ReadonlySet<string>,
): Promise<ExpressionPlan | null> {
  const { store, canvas } = app
  const { loads } = store.getState()
  for (;;) {
    const { doc } = store.getState()
    const plan = readExpression(text, doc, own)
    if (plan.nodes.length === 0) return plan
    const places = await placesFor(app, doc, plan)
    // Another document was opened meanwhile: the formula was for the one before.
    if (store.getState().loads !== loads) return null
    const { nodes, edges } = store.getState().doc
    // What was changed meanwhile may have taken the names, or the room.
    if (nodes !== doc.nodes || edges !== doc.edges) continue
    store.getState().edit((now) => addExpression(now, plan, places))
    const ids = plan.nodes.map(({ id }) => id)
    if (plan.result !== null) store.getState().select([plan.result])
    const isFirst = doc.nodes.every(({ type }) => type === 'note')
    whenDrawn(() => {
      if (isFirst) canvas.current?.fit()
      else canvas.current?.revealAll(ids)
      if (plan.result !== null) canvas.current?.focusNode(plan.result, 'stay')
    })
    return plan
  }
}
