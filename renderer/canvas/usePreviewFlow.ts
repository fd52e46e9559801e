import { useState } from 'react'
import { useApp } from '../store/store.ts'
import { type FlowEdge, type FlowNode, flowEdges, flowNodes } from './flow.ts'

const none: ReadonlySet<string> = new Set()
const unmoved: ReadonlyMap<string, { x: number; y: number }> = new Map()

/** Cards and wires to look at only: nothing on trial can be chosen, moved or wired. */
const looks = { type: 'preview', selectable: false, focusable: false, deletable: false } as const

const nodesShown = new WeakMap<FlowNode, FlowNode>()
const edgesShown = new WeakMap<FlowEdge, FlowEdge>()

/** What is made of a thing, once for each. */
function once<T extends object>(made: WeakMap<T, T>, thing: T, make: () => T): T {
  const known = made.get(thing)
  if (known !== undefined) return known
  const fresh = make()
  made.set(thing, fresh)
  return fresh
}

function shownNode(node: FlowNode): FlowNode {
  const { ariaLabel: _, ...rest } = node
  return once(nodesShown, node, () => ({
    ...rest,
    ...looks,
    draggable: false,
    connectable: false,
  }))
}

const shownEdge = (edge: FlowEdge): FlowEdge =>
  once(edgesShown, edge, () => ({ ...edge, ...looks, reconnectable: false }))

/** The cards and wires of what is on trial, as React Flow sees them, beside the document's own. */
export function usePreviewFlow(cards: readonly FlowNode[]) {
  const preview = useApp((state) => state.preview)
  const [toNodes] = useState(flowNodes)
  const [toEdges] = useState(flowEdges)
  if (preview === null) return null
  const { doc, results } = preview.store.getState()
  const nodes = toNodes({ ...doc, nodes: preview.nodes }, results, none, unmoved)
  const edges = toEdges(preview.edges, none, [...cards, ...nodes])
  return { nodes: nodes.map(shownNode), edges: edges.map(shownEdge) }
}
