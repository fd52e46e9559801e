import { Check } from 'lucide-react'
import {
  type Agreement,
  compareProduct,
  type GraphDocument,
  type GraphEdge,
  type Jacobian,
  type Results,
  spellColumn,
} from '#core/index.ts'
import { contributionName, nameOf, throughOf } from '../../../canvas/names.ts'
import { Formula } from '../../../ui/Formula.tsx'
import { whyNoGradient } from '../reason.ts'
import { Section } from '../Section.tsx'
import type { Flow } from './Rows.tsx'

interface Props {
  readonly doc: GraphDocument
  readonly results: Results
  readonly edge: GraphEdge
  readonly port: number
  readonly jacobian: Jacobian
  readonly column: number
  readonly flow: Flow | null
}

/** Why no vector–Jacobian product is taken, in a sentence. */
function absence({ doc, results, edge }: Props): string {
  const { compiled } = results
  const none = whyNoGradient(doc, results)
  if (none !== null) return none
  const [root, here, source] = [compiled.root, edge.target, edge.source].map((id) =>
    nameOf(doc, id),
  )
  if (results.grad(edge.target) === null && compiled.grads.size > 0)
    return `No gradient arrives at ${here}: ${root} does not depend on it, or no input asks for one.`
  if (results.grad(edge.target) === null) return 'No gradient arrives: no input asks for one.'
  return `${source} asks for no gradient, so nothing is sent back to it.`
}

const checked: Readonly<Record<Agreement['kind'], string>> = {
  exact: 'Equal to the engine’s, to the bit.',
  close: 'Equal to the engine’s, but for rounding.',
  apart: 'Not what the engine sent back.',
}

/** The product spelt out for one column, and that it is what the engine sent back. */
function Column({ doc, results, edge, port, jacobian, column, flow }: Props & { flow: Flow }) {
  const { kind, skipped } = compareProduct(jacobian, flow.cotangent, flow.contribution)
  const isPart = throughOf(doc, results.compiled, edge) !== null
  const lines = spellColumn(
    doc,
    results,
    edge.target,
    { port, column, jacobian },
    { ...flow, agreement: kind, isPart },
  )
  return (
    <>
      <div className="eqs">
        {lines.map((tex) => (
          <Formula key={tex} tex={tex} block />
        ))}
      </div>
      {isPart && (
        <p className="jac-note">One part: {contributionName(doc, results.compiled, edge)}.</p>
      )}
      <p className={kind === 'apart' ? 'jac-check err' : 'jac-check'}>
        {kind !== 'apart' && <Check size={14} strokeWidth={2} aria-hidden="true" />}
        {checked[kind]}
        {skipped > 0 && ' Infinities and NaN are not compared.'}
      </p>
    </>
  )
}

/** What arrives times the Jacobian is what leaves: for the chosen column, term by term. */
export function Product(props: Props) {
  const { flow, jacobian } = props
  return (
    <Section title="Vector–Jacobian product">
      {flow === null && <p>{absence(props)}</p>}
      {flow !== null && jacobian.only === null && <Column {...props} flow={flow} />}
      {flow !== null && jacobian.only !== null && (
        <p>
          A sum over all {jacobian.rows.toLocaleString('en')} rows; of these only one is worked out
          here.
        </p>
      )}
    </Section>
  )
}
