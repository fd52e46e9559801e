import { GraphError, type Problem } from '../errors.ts'
import { fromNumber } from './leaf.ts'
import { isRecord, migrate } from './migrate.ts'

/** A place on the canvas, in canvas units (px at zoom 1). */
export interface Position {
  readonly x: number
  readonly y: number
}

/** What a node's op is told, by name; what the op does not know is kept all the same. */
export type NodeData = Readonly<Record<string, unknown>>

/** A node as the file has it, unknown keys included. */
export interface GraphNode {
  readonly id: string
  readonly type: string
  readonly position: Position
  readonly data: NodeData
  readonly [key: string]: unknown
}

/** An edge as the file has it, unknown keys included. */
export interface GraphEdge {
  readonly id: string
  readonly source: string
  readonly sourceHandle: string
  readonly target: string
  readonly targetHandle: string
  readonly [key: string]: unknown
}

/** What numbers are where a leaf does not say. */
export type FloatType = 'float32' | 'float64'

/** Settings as the file has them; `dtypeOf` and `seedOf` read what they mean. */
export interface Settings {
  readonly dtype?: unknown
  readonly seed?: unknown
  readonly [key: string]: unknown
}

/** The dtype of leaves that do not set their own. */
export function dtypeOf(doc: GraphDocument): FloatType {
  return doc.settings.dtype === 'float64' ? 'float64' : 'float32'
}

/** The number that every draw at random is mixed with. */
export function seedOf({ settings: { seed } }: GraphDocument): number {
  return Number.isSafeInteger(seed) ? (seed as number) >>> 0 : 0
}

/**
 * A document: plain data, edited by pure functions; undo is the older one.
 *
 * `unreadable` holds list entries that are no node or no edge, and top-level fields that are not
 * what they should be, so that saving keeps them.
 */
export interface GraphDocument {
  readonly title: string
  readonly settings: Settings
  readonly root: string | null
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly viewport: Position & { readonly zoom: number }
  readonly unreadable: {
    readonly nodes: readonly unknown[]
    readonly edges: readonly unknown[]
    readonly fields: Readonly<Record<string, unknown>>
  }
  /** Top-level keys that this version does not know. */
  readonly extra: Readonly<Record<string, unknown>>
}

/** The `version` this program writes. */
export const formatVersion = 1

/** An empty document. */
export const emptyDocument: GraphDocument = {
  title: 'Untitled',
  settings: { dtype: 'float32', seed: 0 },
  root: null,
  nodes: [],
  edges: [],
  viewport: { x: 0, y: 0, zoom: 1 },
  unreadable: { nodes: [], edges: [], fields: {} },
  extra: {},
}

/** Which values the optional top-level fields take. */
const optional: Readonly<Record<string, (value: unknown) => boolean>> = {
  title: (value) => typeof value === 'string',
  settings: isRecord,
  root: (value) => value === null || typeof value === 'string',
  viewport: isRecord,
}

const known = new Set(['format', 'version', 'nodes', 'edges', ...Object.keys(optional)])

const finite = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value + 0 : otherwise // −0 + 0 is 0.

function toPosition(value: unknown, otherwise: Position): Position {
  return isRecord(value)
    ? { ...value, x: finite(value['x'], otherwise.x), y: finite(value['y'], otherwise.y) }
    : otherwise
}

/** A node of the file, or `null` where it names neither itself nor its type. */
function toNode(raw: unknown, at: number): GraphNode | null {
  if (!isRecord(raw) || typeof raw['id'] !== 'string' || typeof raw['type'] !== 'string')
    return null
  if (raw['data'] !== undefined && !isRecord(raw['data'])) return null
  // A file written by hand may leave positions out: such nodes stand in a row.
  const position = toPosition(raw['position'], { x: at * 320, y: 0 })
  const data = isRecord(raw['data']) ? raw['data'] : {}
  return { ...raw, id: raw['id'], type: raw['type'], position, data }
}

const edgeKeys = ['id', 'source', 'sourceHandle', 'target', 'targetHandle'] as const

function toEdge(raw: unknown): GraphEdge | null {
  if (!isRecord(raw)) return null
  if (typeof raw['target'] !== 'string' || typeof raw['targetHandle'] !== 'string') return null
  // An edge needs no name of its own: a port takes one edge, so its port names it.
  const id = `${raw['target']}.${raw['targetHandle']}`
  const unsaid = Object.entries({ id, sourceHandle: 'out' }).filter(
    ([key]) => !Object.hasOwn(raw, key),
  )
  // What the file says keeps its order, so that saving it again changes no line.
  const edge: Readonly<Record<string, unknown>> = { ...raw, ...Object.fromEntries(unsaid) }
  return edgeKeys.every((key) => typeof edge[key] === 'string') ? (edge as GraphEdge) : null
}

/** Entries that could be read, and those that could not. */
function sort<T>(list: readonly unknown[], read: (raw: unknown, at: number) => T | null) {
  const entries = list.map((raw, at) => ({ raw, read: read(raw, at) }))
  return {
    good: entries.flatMap(({ read }) => (read === null ? [] : [read])),
    bad: entries.flatMap(({ raw, read }) => (read === null ? [raw] : [])),
  }
}

/**
 * Reads a document from a file's text.
 *
 * What is wrong as a whole is refused by throwing; what is wrong in a part stays in the document,
 * where `diagnose` finds it.
 *
 * @errors GraphError `not-json`, `not-a-document`, `newer-version`.
 * @source FORMAT.md.
 */
export function parseDocument(text: string): GraphDocument {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    throw new GraphError(
      'not-json',
      `This file is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  if (isDeeperThan(raw, deepest))
    throw new GraphError(
      'not-a-document',
      `This file is nested more than ${deepest} levels deep, which no document is.`,
    )
  const file = migrate(raw)
  const nodes = sort(file['nodes'] as readonly unknown[], toNode)
  const edges = sort(file['edges'] as readonly unknown[], toEdge)
  const { title, settings, root, viewport } = emptyDocument
  const fields = Object.entries(file).filter(
    ([key, value]) => Object.hasOwn(optional, key) && !optional[key]!(value),
  )
  return {
    title: typeof file['title'] === 'string' ? file['title'] : title,
    settings: isRecord(file['settings']) ? { ...settings, ...file['settings'] } : settings,
    root: typeof file['root'] === 'string' ? file['root'] : root,
    nodes: nodes.good,
    edges: edges.good,
    viewport: isRecord(file['viewport']) ? toViewport(file['viewport']) : viewport,
    unreadable: { nodes: nodes.bad, edges: edges.bad, fields: Object.fromEntries(fields) },
    extra: Object.fromEntries(Object.entries(file).filter(([key]) => !known.has(key))),
  }
}

function toViewport(raw: Readonly<Record<string, unknown>>): GraphDocument['viewport'] {
  const zoom = finite(raw['zoom'], 1)
  return { ...toPosition(raw, { x: 0, y: 0 }), zoom: zoom > 0 ? zoom : 1 }
}

/** The most levels of lists and objects that a file may nest: all that reads it may recurse so far. */
const deepest = 200

const isNested = (value: unknown) => typeof value === 'object' && value !== null

function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value].filter(isNested)
  for (let depth = 0; depth < levels; depth++)
    level = level.flatMap((list) => Object.values(list as object).filter(isNested))
  return level.length > 0
}

/** Numbers that JSON cannot say, as FORMAT.md says them; a −0 matters in values alone. */
function sayNumbers(key: string, value: unknown): unknown {
  if (key === 'values' && Array.isArray(value))
    return value.map((entry) => (typeof entry === 'number' ? fromNumber(entry) : entry))
  return typeof value === 'number' && !Number.isFinite(value) ? fromNumber(value) : value
}

/**
 * The file's text of a document: stable key order, two spaces, one trailing line break.
 *
 * `parseDocument(printDocument(doc))` equals `doc`. A field that could not be read is written back
 * as it was, unless an edit has given it a value since.
 */
export function printDocument(doc: GraphDocument): string {
  const { title, settings, root, nodes, edges, viewport, unreadable, extra } = doc
  const unedited = Object.entries(unreadable.fields).filter(
    ([key]) => doc[key as keyof GraphDocument] === emptyDocument[key as keyof GraphDocument],
  )
  const file = {
    format: 'backprop-canvas',
    version: formatVersion,
    title,
    settings,
    root,
    nodes: [...nodes, ...unreadable.nodes],
    edges: [...edges, ...unreadable.edges],
    viewport,
    ...Object.fromEntries(unedited),
    ...extra,
  }
  return `${JSON.stringify(file, sayNumbers, 2)}\n`
}

/** The problems of a refused file, in the words of the error that refused it. */
export function refusal(error: unknown): Problem {
  const code = error instanceof GraphError ? error.code : 'not-a-document'
  const message = error instanceof Error ? error.message : String(error)
  return { code, severity: 'error', message }
}
