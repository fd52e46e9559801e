import {
  type GraphDocument,
  type GraphEdge,
  GraphError,
  type GraphNode,
  moveNodes,
  type Results,
  toldRoot,
  type Unfolded,
  unfoldGradient,
} from '#core/index.ts'
import type { App, CanvasApi } from '../app.ts'
import { type AppState, type AppStore, createAppStore } from '../store/store.ts'
import { arrange } from './arrange.ts'
import { placeOf } from './bounds.ts'
import { nameOf, nodeOf, targetName } from './names.ts'
import type { Rect } from './room.ts'

/** A gradient unfolded on trial: cards and wires that are shown and run, and are not in the document. */
export interface Preview {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** The new nodes that have the gradients asked for. */
  readonly holders: readonly string[]
  /** What the gradient is of, and the names of what it is with respect to. */
  readonly of: string
  readonly by: readonly string[]
  /** The document with the preview in it, kept computed: what the preview's cards are drawn from. */
  readonly store: AppStore
  /** What stops it from following the document. */
  readonly stop: () => void
  /** From where the canvas was looked at before. */
  readonly view: ReturnType<CanvasApi['view']> | null
}

/** How far under the graph a gradient is laid out: wires turn in between. */
const gapBelow = 112

/** The state of all that is on the canvas, what is on trial with it. */
export const allShown = (state: AppState): AppState => state.preview?.store.getState() ?? state

/** Joins a preview to each version of a document; the list of edges is a new one only where the document's is. */
function joiner({ edges }: Unfolded, root: string | null) {
  let joined: { of: readonly GraphEdge[]; edges: readonly GraphEdge[] } = { of: [], edges }
  return (doc: GraphDocument, nodes: readonly GraphNode[]): GraphDocument => {
    if (joined.of !== doc.edges) joined = { of: doc.edges, edges: [...doc.edges, ...edges] }
    return { ...doc, root, nodes: [...doc.nodes, ...nodes], edges: joined.edges }
  }
}

/** The places of the new cards: in columns, under all that is there already. */
async function placedUnder(
  state: AppState,
  { nodes, edges }: Unfolded,
): Promise<readonly GraphNode[]> {
  const fresh = new Set(nodes.map(({ id }) => id))
  const cards: (Rect & { id: string })[] = state.doc.nodes.flatMap(({ id }) => {
    const place = placeOf(state, id)
    return place === null ? [] : [{ id, ...place }]
  })
  const old = cards.filter(({ id }) => !fresh.has(id))
  const left = old.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const bottom = old.reduce((most, { y, height }) => Math.max(most, y + height), 0)
  const places = await arrange(
    cards.filter(({ id }) => fresh.has(id)),
    edges,
  )
  const moved = new Map(
    [...places].map(([id, { x, y }]) => [
      id,
      { x: Math.round(left) + x, y: Math.round(bottom) + gapBelow + y },
    ]),
  )
  return moveNodes({ ...state.doc, nodes }, moved).nodes
}

/** What was a refusal is none: nothing was asked for just now. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof GraphError)) throw error
}

/**
 * Has a preview show the numbers of each run; where the structure becomes another, it is unfolded anew,
 * and over another document it is let go.
 */
function follow(
  app: App,
  own: AppStore,
  { loads, results: { compiled } }: AppState,
  join: (doc: GraphDocument) => GraphDocument,
  chosen: readonly string[],
) {
  return app.store.subscribe((state, before) => {
    if (state.element !== before.element) own.getState().setElement(state.element)
    if (state.loads !== loads) discardUnfolded(app, 'stay')
    else if (state.results.compiled !== compiled) {
      const view = state.preview?.view ?? null
      discardUnfolded(app, 'stay')
      const left = chosen.filter((id) => nodeOf(state.doc, id) !== undefined)
      // Where nothing is left to unfold, nothing is.
      if (left.length > 0) void showUnfolded(app, left, 'stay', view).catch(unlessRefused)
    } else if (state.results !== before.results) own.setState({ doc: join(state.doc) })
  })
}

/**
 * Unfolds the gradients of nodes on trial, under the graph; of the root alone, those of all inputs
 * that ask for one.
 *
 * @errors GraphError as `unfoldGradient` throws.
 */
export async function showUnfolded(
  app: App,
  chosen: readonly string[],
  look: 'fit' | 'stay' = 'fit',
  from: Preview['view'] = null,
): Promise<void> {
  const own = nextTurn(app)
  // What was changed in this frame is computed first.
  app.store.getState().run()
  const { doc, results, loads } = app.store.getState()
  const unfolded = unfoldGradient(doc, results, chosen)
  const join = joiner(unfolded, results.compiled.root)
  const store = createAppStore(join(doc, unfolded.nodes), (run) => run())
  const nodes = await placedUnder(store.getState(), unfolded)
  const now = app.store.getState()
  // While the places were looked for, the graph may have become another, or been left for another.
  if (now.loads !== loads || turns.get(app) !== own) return
  if (now.results.compiled !== results.compiled) return showUnfolded(app, chosen, look, from)
  const view = from ?? now.preview?.view ?? app.canvas.current?.view() ?? null
  now.preview?.stop()
  const joined = (version: GraphDocument) => join(version, nodes)
  store.setState({ doc: joined(now.doc), element: now.element })
  const stop = follow(app, store, now, joined, chosen)
  const preview = previewOf(doc, results, unfolded, { nodes, store, stop, view })
  now.show({ preview })
  // Once its cards are there, and the canvas has given the bar its room.
  const fit = () => app.canvas.current?.fit()
  if (look === 'fit') requestAnimationFrame(() => requestAnimationFrame(fit))
}

function previewOf(
  doc: GraphDocument,
  { compiled }: Results,
  { edges, holders }: Unfolded,
  rest: Pick<Preview, 'nodes' | 'store' | 'stop' | 'view'>,
): Preview {
  const by = [...holders.keys()].map((id) => nameOf(doc, id))
  const held = [...new Set(holders.values())]
  return { ...rest, edges, holders: held, of: targetName(doc, compiled), by }
}

/** Whose turn it is to be unfolded: a newer wish, or none, puts an older one off. */
const turns = new WeakMap<App, number>()

function nextTurn(app: App): number {
  const turn = (turns.get(app) ?? 0) + 1
  turns.set(app, turn)
  return turn
}

/** Takes what is on trial away, and looks from where one looked before; whether there was something. */
export function discardUnfolded(app: App, look: 'back' | 'stay' = 'back'): boolean {
  const { store, canvas } = app
  const { preview, show } = store.getState()
  nextTurn(app)
  if (preview === null) return false
  preview.stop()
  show({ preview: null })
  if (look === 'back' && preview.view !== null) canvas.current?.lookFrom(preview.view)
  return true
}

/** Makes what is on trial a part of the document, as one step of its history; the gradients are selected first. */
export function keepUnfolded({ store, canvas }: App): void {
  // What was changed in this frame is computed first; it may have been what was on trial.
  store.getState().run()
  const { preview, results, show, edit, select } = store.getState()
  if (preview === null) return
  preview.stop()
  show({ preview: null })
  edit((before) => ({
    ...before,
    // The root is named: what was the only sink is one of several now.
    root: toldRoot(before, results.compiled.wiring.edges),
    nodes: [...before.nodes, ...preview.nodes],
    edges: [...before.edges, ...preview.edges],
  }))
  select([...preview.holders, ...preview.nodes.map(({ id }) => id)])
  canvas.current?.focus()
  const [first] = preview.holders
  if (first !== undefined) canvas.current?.reveal(first)
}
