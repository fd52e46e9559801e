import { X } from 'lucide-react'
import { useDeferredValue, useLayoutEffect, useRef } from 'react'
import { expressionTex } from '#core/index.ts'
import { useAppContext } from '../../app.ts'
import { putExpression } from '../../canvas/putExpression.ts'
import { keysLabel } from '../../commands/keys.ts'
import { useApp } from '../../store/store.ts'
import { Formula } from '../../ui/Formula.tsx'
import { useDraft } from '../../ui/useDraft.ts'
import { FormulaField } from './FormulaField.tsx'
import { FormulaGlyph } from './FormulaGlyph.tsx'
import { type FormulaView, formulaView } from './formulaView.ts'
import './formulaBar.css'

const examples = [
  { name: 'one neuron', text: 'tanh(w*x + b)' },
  { name: 'one input, two paths', text: 'x = 2\nx*x + x' },
  {
    name: 'micrograd’s neuron',
    text: 'x1 = 2; w1 = -3; x2 = 0; w2 = 1; b = 6.881373587019543\ntanh(x1*w1 + x2*w2 + b)',
  },
] as const

/** A formula and the graph, linked: of what is selected, or typed to be put on the canvas. */
export function FormulaBar() {
  const isOpen = useApp((state) => state.formulaOpen)
  const isHeld = useApp((state) => (state.formulaDraft?.text ?? '').trim() !== '')
  useDraft(isHeld)
  return isOpen ? <OpenBar /> : null
}

function OpenBar() {
  const app = useAppContext()
  const draft = useApp((state) => state.formulaDraft)
  const selected = useApp((state) => state.selectedNodes)
  // While a number is dragged the numbers come first; the text follows when there is time.
  const doc = useDeferredValue(useApp((state) => state.doc))
  const view = formulaView(doc, selected, draft)
  const field = useRef<HTMLTextAreaElement>(null)
  const { show, say } = app.store.getState()
  // Before the next key: whoever opened it is typing already.
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const goTo = ({ from, to }: { from: number; to: number }) => {
    field.current?.focus()
    field.current?.setSelectionRange(from, to)
  }
  // An emptied field shows the selection's formula again.
  const type = (text: string) =>
    show({ formulaDraft: text === '' ? null : { text, own: view.own } })
  const isPutting = useRef(false)
  const put = () => {
    if (view.plan === null) {
      if (view.fault !== null) goTo(view.fault)
      return
    }
    if (view.plan.nodes.length === 0 || isPutting.current) return
    isPutting.current = true
    putExpression(app, view.text, view.own)
      .then(
        (plan) => {
          if (plan === null) return
          // What was typed meanwhile is another draft.
          if (app.store.getState().formulaDraft === draft) show({ formulaDraft: null })
          say(`Added ${countOf(plan.nodes.length)}.`)
        },
        (error: unknown) => say(error instanceof Error ? error.message : String(error), 'error'),
      )
      .finally(() => {
        isPutting.current = false
      })
  }
  const close = () => {
    show({ formulaOpen: false })
    app.canvas.current?.focus()
  }
  return (
    <section className="formula-bar" aria-label="Formula">
      <FormulaGlyph />
      <FormulaField view={view} field={field} onType={type} onPut={put} onLeave={close} />
      <PutButton view={view} onPut={put} />
      <button
        type="button"
        className="btn square"
        aria-label="Close the formula"
        title="Close (Esc); a draft is kept"
        onClick={close}
      >
        <X size={16} strokeWidth={1.5} />
      </button>
      <div className="formula-foot">
        <Said
          view={view}
          onGo={goTo}
          onPick={(text) => {
            type(text)
            field.current?.focus()
          }}
        />
        {draft !== null && selected.size > 0 && draft.text !== '' && (
          <button
            type="button"
            className="btn formula-discard"
            onClick={() => show({ formulaDraft: null })}
          >
            Show the selection’s
          </button>
        )}
      </div>
    </section>
  )
}

const countOf = (nodes: number): string => (nodes === 1 ? '1 node' : `${nodes} nodes`)

/** Says what it would do. */
function PutButton({ view, onPut }: { readonly view: FormulaView; readonly onPut: () => void }) {
  const { plan, text } = view
  if (text.trim() === '') return null
  const isNew = plan !== null && plan.nodes.length > 0
  return (
    <button
      type="button"
      className={isNew ? 'btn primary' : 'btn'}
      disabled={!isNew}
      title={text.includes('\n') ? keysLabel('Mod+Enter') : 'Enter'}
      onClick={onPut}
    >
      {plan === null ? 'Add' : isNew ? `Add ${countOf(plan.nodes.length)}` : 'On the canvas'}
    </button>
  )
}

/** What is wrong, or what was understood; where nothing is typed, something to begin with. */
function Said({
  view,
  onGo,
  onPick,
}: {
  readonly view: FormulaView
  readonly onGo: (place: { from: number; to: number }) => void
  readonly onPick: (text: string) => void
}) {
  const { fault, plan, text, tooMany } = view
  if (tooMany > 0)
    return <p className="formula-said">{`${countOf(tooMany)} are too many to write out.`}</p>
  if (text.trim() === '')
    return (
      <p className="formula-said">
        {examples.map((example) => (
          <button
            key={example.name}
            type="button"
            className="btn outline formula-start"
            onClick={() => onPick(example.text)}
          >
            {example.name}
          </button>
        ))}
      </p>
    )
  if (fault !== null)
    return (
      <button
        type="button"
        className={`formula-said ${fault.unfinished ? '' : 'is-fault'}`}
        title="Go there"
        onClick={() => onGo(fault)}
      >
        <span role="status">{fault.message}</span>
      </button>
    )
  if (plan === null) return null
  return (
    <div className="formula-said">
      <Formula tex={expressionTex(plan.parsed).join('\\qquad ')} />
    </div>
  )
}
