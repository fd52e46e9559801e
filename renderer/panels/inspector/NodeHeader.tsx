import { families, type GraphNode, type Results, showShape } from '#core/index.ts'
import { opOf, ownLabel } from './names.ts'

function Shapes({ id, results }: { id: string; results: Results }) {
  const out = results.value(id)
  const inputs = results.compiled.wiring.nodes.get(id)?.inputs ?? []
  const from = inputs.map((edge) => (edge === null ? null : results.value(edge.source)))
  const into = from.map((array) => (array === null ? '?' : showShape(array.shape))).join(', ')
  const made = out === null ? 'no shape' : showShape(out.shape)
  return <span className="shape">{into === '' || out === null ? made : `${into} → ${made}`}</span>
}

/** What a node is: its name, its family, its shapes. */
export function NodeHeader({ node, results }: { node: GraphNode; results: Results }) {
  const op = opOf(node)
  const label = ownLabel(node)
  const family = op === null ? 'unknown op' : families[op.family].toLowerCase()
  const leaf = op?.kind === 'leaf'
  const flowing = node.data['requiresGrad'] === true ? ', requires gradient' : ''
  const kind = leaf ? `${op.title.toLowerCase()}${flowing}` : label === null ? family : op?.title
  return (
    <header data-family={op?.family}>
      <h2>{label ?? op?.title ?? node.type}</h2>
      <span className="sub">{kind ?? node.type}</span>
      <Shapes id={node.id} results={results} />
    </header>
  )
}
