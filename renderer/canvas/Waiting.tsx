import { type GraphNode, type Results, showShape } from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { type CardLayout, waitingTop } from './layout.ts'
import { nameOf } from './names.ts'
import { mayStayFree, sourceAt } from './ports.ts'

interface Props {
  readonly node: GraphNode
  readonly ports: readonly string[]
  readonly layout: CardLayout
  readonly results: Results
}

const rowHeight = 24

/** What a card says while it has no value: beside each input's pill what arrives there, or that nothing does. */
export function Waiting({ node, ports, layout, results }: Props) {
  const edges = useApp(({ doc }) => doc.edges)
  const looped = results.compiled.wiring.looped.has(node.id)
  return (
    <div className="waiting-body">
      {ports.map((port, at) => (
        <p key={port} style={{ top: (layout.inputs[at] ?? 0) - rowHeight / 2 }}>
          <span>{port}</span>
          {!mayStayFree(node, ports, at) && (
            <Arriving source={sourceAt({ edges }, node.id, port)} results={results} />
          )}
        </p>
      ))}
      <p style={{ top: waitingTop(layout.inputs) }}>
        <span>value</span>
        {looped ? <span className="err">in a loop</span> : <span className="unknown-slot">?</span>}
      </p>
    </div>
  )
}

/** What comes in at one port: a shape, a node that has no value yet, or nothing. */
function Arriving({ source, results }: { source: string | null; results: Results }) {
  const name = useApp(({ doc }) => nameOf(doc, source))
  if (source === null) return <span className="err">not connected</span>
  const value = results.value(source)
  return value === null ? <span>waits for {name}</span> : <span>{showShape(value.shape)}</span>
}
