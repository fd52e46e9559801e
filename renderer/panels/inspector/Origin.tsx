import { type GraphDocument, type NdArray, type Results, showShape } from '#core/index.ts'
import { nameOf, targetName } from '../../canvas/names.ts'
import { elementIn } from '../../canvas/values.ts'
import { useApp } from '../../store/store.ts'
import { Num } from '../../ui/Num.tsx'
import { Section } from './Section.tsx'
import { contributionIn, gradIn, valueIn } from './snapshot.ts'

interface Props {
  readonly id: string
  readonly results: Results
  readonly doc: GraphDocument
}

/** A button that goes to another node. */
function NodeLink({ id, doc }: { id: string; doc: GraphDocument }) {
  const select = useApp((state) => state.select)
  return (
    <button type="button" className="node-link" onClick={() => select([id])}>
      {nameOf(doc, id)}
    </button>
  )
}

function At({ array, kind }: { array: NdArray | null; kind: 'value' | 'grad' }) {
  const element = useApp((state) => state.element)
  const number = array?.data[array === null ? 0 : elementIn(array, element)]
  if (array === null || number === undefined) return <span className="sub">?</span>
  return <Num value={number} dtype={array.dtype} kind={kind} />
}

/** Which nodes a value was made from. */
export function Inputs({ id, results, doc }: Props) {
  const wired = results.compiled.wiring.nodes.get(id)
  if (wired === undefined || wired.inputs.length === 0) return null
  return (
    <Section title="Made from">
      <table className="origin">
        <tbody>
          {wired.inputs.map((edge, at) => {
            const port = wired.op.ports[at] ?? ''
            const value = edge === null ? null : valueIn(results, edge.source)
            return (
              <tr key={port}>
                <th scope="row">{port}</th>
                <td>{edge === null ? 'not connected' : <NodeLink id={edge.source} doc={doc} />}</td>
                <td className="sub">{value === null ? '' : showShape(value.shape)}</td>
                <td className="number">
                  <At array={value} kind="value" />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Section>
  )
}

/** What arrives by each edge, and that it adds up to the gradient. */
export function Arrivals({ id, results, doc }: Props) {
  const element = useApp((state) => state.element)
  const grad = gradIn(results, id)
  const edges = results.compiled.wiring.edges.filter((edge) => edge.source === id)
  const arriving = edges.flatMap((edge) => {
    const flowing = contributionIn(results, edge.id)
    return flowing === null ? [] : [{ edge, flowing }]
  })
  if (grad === null || (arriving.length === 0 && results.compiled.root !== id)) return null
  const at = elementIn(grad, element)
  const seed = results.compiled.root === id
  const { rootElement } = results.compiled
  return (
    <Section
      title="Gradient that arrives"
      aside={grad.data.length > 1 ? `element ${at}` : undefined}
    >
      <table className="origin">
        <tbody>
          {seed && (
            <tr>
              <th scope="row">start</th>
              <td colSpan={2}>
                {rootElement === null || rootElement === at
                  ? `the gradient of ${targetName(doc, results.compiled)} by itself`
                  : `the gradient is of ${targetName(doc, results.compiled)} alone`}
              </td>
              <td className="number">
                <Num value={grad.data[at] ?? Number.NaN} dtype={grad.dtype} kind="grad" />
              </td>
            </tr>
          )}
          {arriving.map(({ edge, flowing }) => (
            <tr key={edge.id}>
              <th scope="row">from</th>
              <td>
                <NodeLink id={edge.target} doc={doc} />
              </td>
              <td className="sub">{edge.targetHandle}</td>
              <td className="number">
                <At array={flowing} kind="grad" />
              </td>
            </tr>
          ))}
        </tbody>
        {arriving.length + Number(seed) > 1 && (
          <tfoot>
            <tr>
              <th scope="row">sum</th>
              <td colSpan={2}>what arrives adds up</td>
              <td className="number">
                <At array={grad} kind="grad" />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </Section>
  )
}
