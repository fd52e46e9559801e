import { type Edge, type Node, Position } from '@xyflow/react'
import type { GraphDocument, GraphEdge, GraphNode, Results, Shape } from '#core/index.ts'
import { type CardLayout, layoutCard } from './layout.ts'
import { labelOf, titleOf } from './names.ts'
import { portsShown } from './ports.ts'

/** A node as React Flow sees it: where it is and how large; nothing that is computed. */
export type FlowNode = Node<Record<string, never>, 'op' | 'note'>

/** An edge as React Flow sees it. */
export type FlowEdge = Edge<Record<string, never>, 'gradient'>

const pill = { width: 10, height: 34 } as const

function handlesOf(
  node: GraphNode,
  ports: readonly string[],
  { width, inputs, output }: CardLayout,
) {
  if (node.type === 'note') return []
  const at = (id: string, type: 'source' | 'target', x: number, y: number) => ({
    id,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: x - pill.width / 2,
    y: y - pill.height / 2,
    ...pill,
  })
  return [
    ...ports.map((port, index) => at(port, 'target', 0, inputs[index] ?? output)),
    at('out', 'source', width, output),
  ]
}

interface Cached {
  readonly node: GraphNode
  readonly shape: Shape | null
  readonly hasGrad: boolean
  readonly ports: readonly string[]
  readonly flow: FlowNode
}

/**
 * Turns the document's nodes into React Flow's, keeping the very objects of those that did not change.
 *
 * Sizes and handles are given, so that React Flow never measures and nodes out of sight are never mounted.
 */
export function flowNodes(): (
  doc: GraphDocument,
  results: Results,
  selected: ReadonlySet<string>,
  drag: ReadonlyMap<string, { x: number; y: number }>,
) => FlowNode[] {
  let cache = new Map<string, Cached>()
  return (doc, results, selected, drag) => {
    const next = new Map<string, Cached>()
    const list = doc.nodes.map((node) => {
      const shape = results.compiled.values.get(node.id)?.shape ?? null
      const hasGrad = results.compiled.grads.has(node.id)
      const ports = portsShown(doc, node)
      const before = cache.get(node.id)
      const position = drag.get(node.id) ?? node.position
      const isSelected = selected.has(node.id)
      const sound =
        before !== undefined &&
        before.node === node &&
        before.shape === shape &&
        before.hasGrad === hasGrad &&
        before.ports.length === ports.length
      if (sound && before.flow.position === position && before.flow.selected === isSelected) {
        next.set(node.id, before)
        return before.flow
      }
      const layout = layoutCard(node, shape, hasGrad, ports)
      const { width, height } = layout
      const flow: FlowNode = {
        id: node.id,
        type: node.type === 'note' ? 'note' : 'op',
        position,
        selected: isSelected,
        data: {},
        ariaLabel: `${labelOf(node)}, ${titleOf(node)}`,
        width,
        height,
        measured: { width, height },
        handles: handlesOf(node, ports, layout),
      }
      next.set(node.id, { node, shape, hasGrad, ports, flow })
      return flow
    })
    cache = next
    return list
  }
}

/** Turns the document's edges into React Flow's, keeping the very objects of those that did not change. */
export function flowEdges(): (
  edges: readonly GraphEdge[],
  selected: ReadonlySet<string>,
) => FlowEdge[] {
  let cache = new Map<GraphEdge, FlowEdge>()
  return (edges, selected) => {
    const next = new Map<GraphEdge, FlowEdge>()
    const list = edges.map((edge) => {
      const { id, source, sourceHandle, target, targetHandle } = edge
      const before = cache.get(edge)
      const isSelected = selected.has(id)
      const flow: FlowEdge =
        before?.selected === isSelected
          ? before
          : {
              id,
              source,
              sourceHandle,
              target,
              targetHandle,
              type: 'gradient',
              selected: isSelected,
            }
      next.set(edge, flow)
      return flow
    })
    cache = next
    return list
  }
}
