import {
  type GraphNode,
  isOpName,
  type OpDef,
  ops,
  type PlotKind,
  type Shape,
} from '#core/index.ts'
import { noteText } from './names.ts'

/** How a tensor is laid out on a card, by its shape. */
export type Body = 'none' | 'scalar' | 'vector' | 'matrix' | 'large'

/** Where things are on a card, in canvas units; one place knows, cards and wires read it. */
export interface CardLayout {
  readonly width: number
  readonly height: number
  readonly body: Body
  readonly plot: boolean
  readonly chart: boolean
  /** Centres of the input pills and of the output pill, from the card's top. */
  readonly inputs: readonly number[]
  readonly output: number
}

const header = 40
const row = 28
const heatRow = 29
const heatCell = 80
const largeHeight = 116
const chartHeight = 260
/** A chart's axes need this much. */
const chartCard = 252

/** The plot's drawing area by kind, in canvas units. */
export const plotHeights = {
  curve: 196,
  terms: 172,
  influence: 148,
  shares: 128,
  product: 92,
  loss: 92,
} as const

const vectorLimit = 8
const matrixLimit = { rows: 6, columns: 4 } as const

/** Which layout suits a shape. */
export function bodyOf(shape: Shape | null): Body {
  if (shape === null) return 'none'
  if (shape.length === 0) return 'scalar'
  const [rows = 0, columns = 0] = shape
  if (shape.length === 1 && rows > 0 && rows <= vectorLimit) return 'vector'
  if (
    shape.length === 2 &&
    rows > 0 &&
    columns > 0 &&
    rows <= matrixLimit.rows &&
    columns <= matrixLimit.columns
  )
    return 'matrix'
  return 'large'
}

function bodyHeight(body: Body, shape: Shape | null, hasGrad: boolean): number {
  switch (body) {
    case 'none':
      return 0
    case 'scalar':
      return 92
    case 'vector':
      return 24 + (shape?.[0] ?? 0) * row + 8
    case 'matrix':
      return (26 + (shape?.[0] ?? 0) * heatRow) * (hasGrad ? 2 : 1) + (hasGrad ? 4 : 30)
    case 'large':
      return hasGrad ? largeHeight : largeHeight / 2 + 4
  }
}

/** Plots that need more room than a number does. */
const widePlots: readonly PlotKind[] = ['influence', 'shares', 'product', 'loss']

function widthOf(op: OpDef | null, body: Body, shape: Shape | null): number {
  if (body === 'matrix') return Math.max(196, 24 + (shape?.[1] ?? 1) * heatCell)
  if (op?.plot === 'curve') return 264
  if (body === 'scalar' && !(op !== null && widePlots.includes(op.plot)))
    return op?.plot === 'terms' ? 184 : 176
  return 252
}

const portGap = 44
const onlyPort = 84

/** Centres of the input pills: an only one level with the output, of several the first just under the header. */
function portHeights(count: number): number[] {
  if (count === 1) return [onlyPort]
  return Array.from({ length: count }, (_, at) => header + portGap / 2 + at * portGap)
}

/** A name is read whole where a card is not made wider by it than others are. */
function widthOfTitle(title: string): number {
  return Math.min(chartCard, 92 + title.length * 8.4)
}

/** Where a card without a value says so: under the rows that name its inputs. */
export const waitingTop = (inputs: readonly number[]): number =>
  (inputs.at(-1) ?? header - 6) + portGap / 2

/**
 * Lays a card out from what it has to show; `shape` is `null` where the node has no value.
 *
 * @param hasGrad whether a gradient reaches the node.
 * @param ports the inputs it offers.
 */
export function layoutCard(
  node: GraphNode,
  shape: Shape | null,
  hasGrad: boolean,
  ports: readonly string[],
): CardLayout {
  if (node.type === 'note') return layoutNote(noteText(node))
  const op: OpDef | null = isOpName(node.type) ? ops[node.type] : null
  const body = bodyOf(shape)
  const view = node['view'] as Readonly<Record<string, unknown>> | undefined
  const chart = view?.['chart'] === true && body !== 'none'
  const kind = op?.plot
  const plot = body !== 'none' && kind !== undefined && kind !== 'elements' && kind !== 'none'
  const inputs = portHeights(ports.length)
  const height =
    header +
    bodyHeight(body, shape, hasGrad) +
    (plot ? plotHeights[kind as keyof typeof plotHeights] : 0) +
    (op?.kind === 'leaf' ? 32 : 0) +
    (chart ? chartHeight : 0)
  const width = Math.max(widthOf(op, body, shape), widthOfTitle(op?.title ?? node.type))
  return {
    width: Math.round(chart ? Math.max(width, chartCard) : width),
    height: Math.max(
      height,
      128,
      (inputs.at(-1) ?? 0) + 28,
      body === 'none' ? waitingTop(inputs) + 44 : 0,
    ),
    body,
    plot,
    chart,
    inputs,
    output: onlyPort,
  }
}

/** How high what is said under a card may be, gap and all: its lines are as wide as the card, or 240. */
export function messagesHeight(messages: readonly string[], width: number): number {
  const letters = (Math.max(width, 240) - 24) / 6.4
  const lines = messages.reduce((sum, text) => sum + Math.ceil(text.length / letters), 0)
  return lines === 0 ? 0 : 24 + lines * 18
}

/** How many letters of a note stand in a line before it is broken. */
const noteLetters = 55

function layoutNote(text: string): CardLayout {
  const lengths = text.split('\n').map((line) => line.length)
  const longest = lengths.reduce((most, length) => Math.max(most, length), 12)
  // A broken line is not filled to its end.
  const lines = lengths.reduce(
    (sum, length) => sum + (length <= noteLetters ? 1 : Math.ceil(length / (noteLetters - 7))),
    0,
  )
  return {
    width: 24 + Math.min(noteLetters, longest) * 7.2,
    height: 12 + lines * 20,
    body: 'none',
    plot: false,
    chart: false,
    inputs: [],
    output: 0,
  }
}
