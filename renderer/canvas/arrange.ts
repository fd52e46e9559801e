import type { Position } from '#core/index.ts'

/** A card to be placed: its size in canvas units. */
export interface Sized {
  readonly id: string
  readonly width: number
  readonly height: number
}

/** Which card comes before which. */
export interface Link {
  readonly source: string
  readonly target: string
}

export interface Arranging {
  /** Between a column and the next: room in which wires turn. */
  readonly across?: number
  /** Between a card and the next in its column. */
  readonly down?: number
}

/** Up to so many cards the library finds an order with few crossings within a tenth of a second or two. */
const thoroughLimit = 60
/** Beyond so many it would take seconds, and a long chain its whole stack: then plain columns do. */
const libraryLimit = 240

/**
 * Where cards go so that none covers another and each lies right of those that feed it: the top left
 * corners by id, the whole with its own top left at 0, 0. Links to cards that are not given, and of
 * a card to itself, are left out; of a loop, one link points back.
 *
 * The library is loaded when it is first used.
 */
export async function arrange(
  nodes: readonly Sized[],
  edges: readonly Link[],
  { across = 88, down = 32 }: Arranging = {},
): Promise<ReadonlyMap<string, Position>> {
  const given = new Set(nodes.map(({ id }) => id))
  const links = edges.filter(
    ({ source, target }) => source !== target && given.has(source) && given.has(target),
  )
  if (nodes.length > libraryLimit) return inColumns(nodes, links, across, down)
  const { Graph, layout } = await import('@dagrejs/dagre')
  const graph = new Graph()
  graph.setGraph({
    rankdir: 'LR',
    ranksep: across,
    nodesep: down,
    edgesep: 0,
    ranker: nodes.length > thoroughLimit ? 'longest-path' : 'network-simplex',
  })
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  for (const { source, target } of links) graph.setEdge(source, target, {})
  layout(graph)
  const corners = nodes.map(({ id, width, height }) => {
    const { x, y } = graph.node(id) as Position
    return { id, x: x - width / 2, y: y - height / 2 }
  })
  return fromOrigin(corners)
}

function fromOrigin(corners: readonly (Position & { readonly id: string })[]) {
  const left = corners.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY)
  const top = corners.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY)
  return new Map(
    corners.map(({ id, x, y }) => [id, { x: Math.round(x - left), y: Math.round(y - top) }]),
  )
}

/** A card of a layout in columns, with what it is wired to. */
interface Card extends Sized {
  readonly sources: Card[]
  readonly targets: Card[]
  /** How many of its sources have no column yet. */
  open: number
  column: number
  middle: number
}

function cardsOf(nodes: readonly Sized[], links: readonly Link[]): readonly Card[] {
  const cards = new Map(
    nodes.map(({ id, width, height }): [string, Card] => [
      id,
      { id, width, height, sources: [], targets: [], open: 0, column: 0, middle: 0 },
    ]),
  )
  for (const link of links) {
    const [source, target] = [cards.get(link.source), cards.get(link.target)]
    if (source === undefined || target === undefined) continue
    source.targets.push(target)
    target.sources.push(source)
    target.open++
  }
  return [...cards.values()]
}

/** Puts each card in the column after the last of those that feed it; the cards by column. */
function intoColumns(cards: readonly Card[]): readonly (readonly Card[])[] {
  const columns: Card[][] = []
  const done = new Set<Card>()
  const settle = (first: Card) => {
    const ready = [first]
    for (let card = ready.pop(); card !== undefined; card = ready.pop()) {
      done.add(card)
      while (columns.length <= card.column) columns.push([])
      columns[card.column]?.push(card)
      for (const target of card.targets) {
        target.column = done.has(target) ? target.column : Math.max(target.column, card.column + 1)
        target.open--
        if (target.open === 0 && !done.has(target)) ready.push(target)
      }
    }
  }
  for (const card of cards) if (card.sources.length === 0) settle(card)
  // What is left hangs on a loop, which is opened where it was written first.
  for (const card of cards) if (!done.has(card)) settle(card)
  return columns
}

/** Columns of cards in the order of what feeds them; time grows with the graph, and nothing recurses. */
function inColumns(nodes: readonly Sized[], links: readonly Link[], across: number, down: number) {
  const corners: (Position & { readonly id: string })[] = []
  let x = 0
  for (const column of intoColumns(cardsOf(nodes, links))) {
    for (const card of column)
      card.middle =
        card.sources.reduce((sum, { middle }) => sum + middle, 0) / (card.sources.length || 1)
    const ordered = column.toSorted((a, b) => a.middle - b.middle)
    const height = column.reduce((sum, card) => sum + card.height + down, -down)
    let y = ordered.reduce((sum, card) => sum + card.middle, 0) / ordered.length - height / 2
    for (const card of ordered) {
      corners.push({ id: card.id, x, y })
      card.middle = y + card.height / 2
      y += card.height + down
    }
    x += column.reduce((most, { width }) => Math.max(most, width), 0) + across
  }
  return fromOrigin(corners)
}
