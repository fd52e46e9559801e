import { isOpName, ops } from '../ops/index.ts'
import { portName, portsOf } from '../ops/ports.ts'
import type { GraphDocument, GraphNode } from './document.ts'
import { foldName } from './expressionTokens.ts'
import { groupBy } from './order.ts'

/** A document's nodes, by their ids and by what formulas call them. */
export interface NodeNames {
  readonly nodes: ReadonlyMap<string, GraphNode>
  /** The nodes wired to an op's inputs, in their order; `null` where none is. */
  inputsOf(id: string): readonly (string | null)[]
  /** What a formula calls a node: its label, or else its id; where two share it, what tells them apart. */
  nameOf(id: string): string
  /** The nodes of which this is the name; more than one, where it does not tell them apart. */
  find(name: string): readonly string[]
}

const called = ({ id, data: { label } }: GraphNode): string =>
  typeof label === 'string' && label !== '' ? label : id

/** Looks a document's names up. */
export function namesOf(doc: GraphDocument): NodeNames {
  // Of two nodes with one id the first counts, so it is set last.
  const able = doc.nodes.filter(({ type }) => type !== 'note')
  const nodes = new Map(able.toReversed().map((node) => [node.id, node]))
  const into = groupBy(doc.edges, ({ target }) => target)
  const byName = groupBy(
    able.filter((node) => nodes.get(node.id) === node),
    (node) => foldName(called(node)),
  )
  const find = (name: string): readonly string[] => {
    const folded = foldName(name)
    const shown = byName.get(folded)?.map(({ id }) => id) ?? []
    if (shown.length === 1) return shown
    // An id is one node's alone; `#` says that it is meant.
    for (const id of [name, folded, name.replace(/^#/, '')]) if (nodes.has(id)) return [id]
    return shown
  }
  return {
    nodes,
    find,
    nameOf: (id) => {
      const node = nodes.get(id)
      if (node === undefined) return id
      const names = [called(node), id, `#${id}`]
      return names.find((name) => only(find(name)) === id) ?? id
    },
    inputsOf: (id) => {
      const type = nodes.get(id)?.type ?? ''
      if (!isOpName(type)) return []
      const wired = new Map<string, string>()
      for (const { targetHandle, source } of into.get(id) ?? [])
        if (!wired.has(targetHandle) && nodes.has(source)) wired.set(targetHandle, source)
      const op = ops[type]
      return portsOf(op, wired.keys()).map((_, at) => wired.get(portName(op, at)) ?? null)
    },
  }
}

const only = (ids: readonly string[]): string | undefined => (ids.length === 1 ? ids[0] : undefined)
