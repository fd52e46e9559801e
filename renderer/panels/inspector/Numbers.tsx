import {
  elementName,
  type GraphNode,
  type OpDef,
  type Results,
  readAttrs,
  sameTarget,
  setData,
  targetOf,
} from '#core/index.ts'
import { useAppContext } from '../../app.ts'
import { nameOf, targetName } from '../../canvas/names.ts'
import { showChart } from '../../canvas/room.ts'
import { useShown } from '../../canvas/staged.ts'
import { targetAt } from '../../canvas/values.ts'
import { runCommand } from '../../commands/run.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { AttrField } from '../../ui/AttrField.tsx'
import { SwitchField, TextField } from '../../ui/FormField.tsx'
import { Num } from '../../ui/Num.tsx'
import { Leaving, ValueAndSlope } from './Charts.tsx'
import { Digits } from './Digits.tsx'
import { Formulas } from './Formulas.tsx'
import { LeafEditor } from './LeafEditor.tsx'
import type { LensProps } from './lens.ts'
import { opOf, ownLabel } from './names.ts'
import { Arrivals, Inputs } from './Origin.tsx'
import { Section } from './Section.tsx'
import { Sweep } from './Sweep.tsx'
import { gradIn, valueIn } from './snapshot.ts'
import { Tangent } from './Tangent.tsx'

/** A single number and its gradient, large. */
function Figures({ id, results }: { id: string; results: Results }) {
  const doc = useApp((state) => state.doc)
  const value = valueIn(results, id)
  const grad = gradIn(results, id)
  const number = value?.data[0]
  if (value === null || number === undefined || value.data.length > 1) return null
  return (
    <dl className="figures">
      <div>
        <dt>value</dt>
        <dd>
          <Num value={number} dtype={value.dtype} kind="value" />
        </dd>
      </div>
      {grad !== null && (
        <div>
          <dt className="partial">
            ∂{targetName(doc, results.compiled)}/∂{nameOf(doc, id)}
          </dt>
          <dd>
            <Num value={grad.data[0] ?? Number.NaN} dtype={grad.dtype} kind="grad" />
          </dd>
        </div>
      )}
    </dl>
  )
}

/** A text in which no formula, such as 1 − y², is broken at its sign. */
const unbroken = (text: string) => text.replaceAll(/ ([−+×·=<>≤≥]) /g, '\u00a0$1\u00a0')

function About({ op }: { op: OpDef }) {
  return (
    <Section>
      <p>{unbroken(op.doc)}</p>
      {op.kind === 'computed' && op.convention !== null && <p>{unbroken(op.convention)}</p>}
      {op.kind === 'computed' && op.definedFor !== null && (
        <p>Defined for {unbroken(op.definedFor)}.</p>
      )}
    </Section>
  )
}

/** Takes the gradient of this node, or of its chosen element, for now. */
function TargetButton({ node, results }: LensProps) {
  const app = useAppContext()
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const target = targetAt(results, node.id, element)
  if (target === null || sameTarget(target, targetOf(results.compiled))) return null
  const shape = results.compiled.values.get(node.id)?.shape ?? []
  const name = nameOf(doc, node.id)
  const said = target.element === null ? name : elementName(name, shape, target.element)
  return (
    <button type="button" className="btn outline" onClick={() => runCommand(app, 'target')}>
      Gradient of {said} for now
    </button>
  )
}

function Form({ node, op, results }: { node: GraphNode; op: OpDef; results: Results }) {
  const app = useAppContext()
  const { edit } = useAppStore().getState()
  const view = node['view'] as { readonly chart?: unknown } | undefined
  const attrValue = (name: string) => {
    const def = op.attrs[name]
    if (def === undefined) return null
    try {
      return readAttrs({ [name]: def }, node.data)[name] ?? null
    } catch {
      return def.default // The file's value is refused; the problem at the node says so.
    }
  }
  return (
    <Section>
      <TextField
        label="Label"
        placeholder="none"
        value={ownLabel(node) ?? ''}
        commit={(text) => {
          const label = text.trim() === '' ? undefined : text.trim()
          edit((doc) => setData(doc, node.id, { label }))
          return null
        }}
      />
      {Object.entries(op.attrs).map(([name, def]) => (
        <AttrField
          key={name}
          name={name}
          def={def}
          value={attrValue(name)}
          set={(value) => edit((doc) => setData(doc, node.id, { [name]: value }))}
        />
      ))}
      {op.kind === 'leaf' && <LeafEditor node={node} op={op} />}
      <SwitchField
        label="Chart beside it"
        on={view?.chart === true}
        flip={(chart) => showChart(app, node.id, chart)}
      />
      {results.compiled.root !== node.id && (
        <button type="button" className="btn outline" onClick={() => runCommand(app, 'setRoot')}>
          Take the gradient of this node
        </button>
      )}
      <TargetButton node={node} results={results} />
    </Section>
  )
}

/** A node's numbers, how they came about, and what can be set. */
export function Numbers({ node }: LensProps) {
  const results = useShown()
  const doc = useApp((state) => state.doc)
  const op = opOf(node)
  const { id } = node
  if (op === null) return null
  return (
    <>
      <Figures id={id} results={results} />
      <Formulas id={id} results={results} />
      <Tangent id={id} results={results} />
      <ValueAndSlope id={id} results={results} />
      {op.kind === 'leaf' && op.generate === null && <Sweep node={node} results={results} />}
      <Leaving id={id} results={results} doc={doc} />
      <About op={op} />
      <Form node={node} op={op} results={results} />
      <Inputs id={id} results={results} doc={doc} />
      <Arrivals id={id} results={results} doc={doc} />
      <Digits id={id} results={results} />
    </>
  )
}
