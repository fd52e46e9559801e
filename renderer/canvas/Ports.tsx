import { Handle, Position } from '@xyflow/react'
import { type GraphNode, type NdArray, type Results, resultsAt } from '#core/index.ts'
import { stepOf } from '../store/step.ts'
import { useApp } from '../store/store.ts'
import type { CardLayout } from './layout.ts'
import { labelOf } from './names.ts'
import { mayStayFree, sourceAt } from './ports.ts'
import { signOf } from './river/lanes.ts'

/** How a pill's lower contact looks: by the sign of the gradient that passes it. */
function contactOf(gradient: NdArray | null): string {
  if (gradient === null) return 'no-grad'
  const sign = signOf(gradient)
  return sign === 'negative' ? 'neg' : sign === 'mixed' ? 'mixed' : ''
}

/** The pills at which wires end: two contacts, value above and gradient below. */
export function Ports({
  node,
  ports,
  layout,
  results: all,
}: {
  readonly node: GraphNode
  readonly ports: readonly string[]
  readonly layout: CardLayout
  readonly results: Results
}) {
  const edges = useApp((state) => state.doc.edges)
  const now = useApp(stepOf)
  // A contact gives no hint of what is not computed yet.
  const results = now === null ? all : resultsAt(all, now)
  const grad = results.grad(node.id)
  const live = results.value(node.id) !== null
  const wired = results.compiled.wiring.nodes.get(node.id)
  return (
    <>
      {ports.map((port, at) => {
        const edge = wired?.inputs[at]
        const has = edge != null && results.value(edge.source) !== null
        const flow = edge == null ? null : results.contribution(edge.id)
        const isFree = sourceAt({ edges }, node.id, port) === null
        const free = mayStayFree(node, ports, at) ? 'open' : 'empty'
        const state = isFree ? free : `${has ? '' : 'no-value'} ${contactOf(flow)}`
        return (
          <Handle
            key={port}
            id={port}
            type="target"
            position={Position.Left}
            className={`pill ${state}`}
            style={{ top: layout.inputs[at] }}
            role="img"
            title={ports.length > 1 ? port : undefined}
            aria-label={`input ${port} of ${labelOf(node)}${isFree ? ', not connected' : ''}`}
          />
        )
      })}
      <Handle
        id="out"
        type="source"
        position={Position.Right}
        className={`pill ${live ? '' : 'no-value'} ${contactOf(grad)}`}
        style={{ top: layout.output }}
        role="img"
        aria-label={`output of ${labelOf(node)}`}
      />
    </>
  )
}
