import { dtypeOf, parseNumber, setRoot, setSettings, setTitle } from '#core/index.ts'
import { labelOf, targetName } from '../../canvas/names.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { ChoiceField, TextField } from '../../ui/FormField.tsx'
import { whyNoGradient } from './reason.ts'
import { Section } from './Section.tsx'
import { StepList } from './StepList.tsx'

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

const dtypes = [
  { value: 'float32', name: 'float32' },
  { value: 'float64', name: 'float64' },
]

/** What the gradient is of, or why there is none, in a sentence. */
function GradientOf() {
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const isForNow = useApp((state) => state.target !== null)
  const { root, rootElement, grads } = results.compiled
  if (root === null) return <p>{whyNoGradient(doc, results)}</p>
  const name = targetName(doc, results.compiled)
  const shape = rootElement === null ? (results.value(root)?.shape ?? []) : []
  if (grads.size === 0)
    return (
      <p>
        <b>{name}</b> depends on no tensor that requires a gradient.
      </p>
    )
  return (
    <p>
      Gradients are of <b>{name}</b>
      {isForNow && ' for now'}
      {shape.length > 0 &&
        ', which is not a scalar: they start from ones, as if its elements were summed'}
      .
    </p>
  )
}

/** The document as a whole, shown where no node is selected. */
export function DocumentInspector() {
  const doc = useApp((state) => state.doc)
  const store = useAppStore()
  const { edit } = store.getState()
  const able = doc.nodes.filter(({ type }) => type !== 'note')
  const roots = able.map((node) => ({
    value: node.id,
    name: labelOf(node) === node.id ? node.id : `${labelOf(node)} (${node.id})`,
  }))
  const { seed } = doc.settings
  return (
    <>
      <header>
        <h2 title={doc.title}>{doc.title}</h2>
        <span className="shape">
          {count(able.length, 'node', 'nodes')}, {count(doc.edges.length, 'wire', 'wires')}
        </span>
      </header>
      <Section>
        <GradientOf />
      </Section>
      <StepList />
      <Section title="Document">
        <TextField
          label="Title"
          value={doc.title}
          commit={(text) => {
            if (text.trim() === '') return 'A title needs at least one letter.'
            edit((before) => setTitle(before, text.trim()))
            return null
          }}
        />
        <ChoiceField
          label="Gradient of"
          hint="The node that gradients flow back from"
          value={doc.root ?? ''}
          options={[{ value: '', name: 'the only last node' }, ...roots]}
          choose={(value) => {
            edit((before) => setRoot(before, value === '' ? null : value))
            store.getState().aim(null)
          }}
        />
        <ChoiceField
          label="Computed in"
          value={dtypeOf(doc)}
          options={dtypes}
          choose={(dtype) => edit((before) => setSettings(before, { dtype }))}
        />
        <TextField
          label="Seed"
          hint="Where random numbers start"
          numeric
          value={typeof seed === 'number' ? String(seed) : '0'}
          commit={(text) => {
            const next = parseNumber(text)
            if (next === null || !Number.isSafeInteger(next) || next < 0)
              return `seed is “${text}”, but must be a whole number from 0.`
            edit((before) => setSettings(before, { seed: next }))
            return null
          }}
        />
      </Section>
    </>
  )
}
