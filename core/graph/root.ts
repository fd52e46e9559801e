import type { GraphDocument, GraphEdge } from './document.ts'
import { groupBy, reachable } from './order.ts'

/** A document's ends: what nothing reads; and those of them that read something. */
function endsOf(doc: GraphDocument) {
  const able = new Set(doc.nodes.filter(({ type }) => type !== 'note').map(({ id }) => id))
  const edges = doc.edges.filter(({ source, target }) => able.has(source) && able.has(target))
  const next = groupBy(edges, ({ source }) => source)
  const reading = new Set(edges.map(({ target }) => target))
  const sinks = [...able].filter((id) => !next.has(id))
  const built = new Set(sinks.filter((id) => reading.has(id)))
  /** Whether a card has no wire at all. */
  const isBare = (id: string) => !next.has(id) && !reading.has(id)
  const ahead = (id: string) =>
    reachable([id], (at) => (next.get(at) ?? []).map(({ target }) => target))
  return { able, sinks, built, isBare, ahead }
}

const only = <T>(list: Iterable<T>): T | null => {
  const [first, ...others] = list
  return first === undefined || others.length > 0 ? null : first
}

/**
 * The node a document takes its gradient of: the one named, or the only sink; `null` where it says none.
 *
 * @param edges those that connect two nodes; the others lead nowhere.
 * @source FORMAT.md, "root".
 */
export function toldRoot(doc: GraphDocument, edges: readonly GraphEdge[]): string | null {
  if (doc.root !== null) return doc.root
  const feeding = new Set(edges.map(({ source }) => source))
  const sinks = doc.nodes.filter(({ id, type }) => type !== 'note' && !feeding.has(id))
  return only(new Set(sinks.map(({ id }) => id)))
}

/**
 * Returns `after`, an edit of `before` that added or took away nodes or wires, with the root that
 * goes on from `before`: while a graph is being built, the gradient comes from the only sink that is
 * not a bare card.
 *
 * A sink that was the root hands over to the end it is wired on to; where there are several ends, the
 * earlier one keeps the gradient. A node chosen within the graph, or before it had any wire, stays.
 *
 * @source docs/decisions/0002-root-on-the-canvas.md
 */
export function followRoot(before: GraphDocument, after: GraphDocument): GraphDocument {
  const [was, is] = [endsOf(before), endsOf(after)]
  const held = after.root ?? before.root ?? only(was.built)
  const root = next()
  if (root === after.root) return after
  // What the rule for files finds by itself is not written down.
  const written = root !== null && only(is.sinks) === root ? null : root
  return written === after.root ? after : { ...after, root: written }

  function next(): string | null {
    if (held === null || !is.able.has(held)) return only(is.built)
    if (is.built.has(held)) return held
    if (is.isBare(held)) return was.isBare(held) ? held : only(is.built)
    if (!was.sinks.includes(held)) return held
    const ahead = is.ahead(held)
    return only([...is.built].filter((id) => ahead.has(id))) ?? held
  }
}
