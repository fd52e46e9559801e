import { Check, CircleAlert, TriangleAlert, X } from 'lucide-react'
import type { GraphDocument, Problem, Results } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { labelOf } from '../canvas/names.ts'
import { useApp, useAppStore } from '../store/store.ts'
import { Stepper } from './Stepper.tsx'
import './panels.css'

const counted = (n: number) => `${n} ${n === 1 ? 'problem' : 'problems'}`

/** The node at which a problem is shown: its own, or the one that its edge leads to. */
function nodeOf(problem: Problem, doc: GraphDocument): string | null {
  if (problem.node !== undefined) return problem.node
  return doc.edges.find(({ id }) => id === problem.edge)?.target ?? null
}

function placeOf(problem: Problem, doc: GraphDocument): string {
  const find = (id: string) => {
    const node = doc.nodes.find((other) => other.id === id)
    return node === undefined ? id : labelOf(node)
  }
  const edge = doc.edges.find(({ id }) => id === problem.edge)
  if (edge !== undefined) return `${find(edge.source)} → ${find(edge.target)}`
  if (problem.edge !== undefined) return problem.edge
  if (problem.node === undefined) return 'Document'
  return problem.port === undefined ? find(problem.node) : `${find(problem.node)} → ${problem.port}`
}

/** In a sentence, how much of the graph still runs. */
function aliveness(doc: GraphDocument, results: Results): string {
  const able = doc.nodes.filter(({ type }) => type !== 'note')
  const live = able.filter(({ id }) => results.compiled.values.has(id)).length
  const waiting = able.length - live
  if (waiting === 0) return able.length === 0 ? '' : 'Every node is live.'
  const wait = `${waiting === 1 ? '1 node' : `${waiting} nodes`} cannot run yet`
  if (live === 0) return `${wait}.`
  return `${wait}; the other ${live === 1 ? 'one is' : `${live} are`} live.`
}

function Severity({ problem }: { problem: Problem }) {
  const Icon = problem.severity === 'error' ? TriangleAlert : CircleAlert
  return (
    <Icon
      size={16}
      strokeWidth={1.5}
      className={problem.severity === 'error' ? 'err' : 'warn'}
      aria-label={problem.severity}
    />
  )
}

function Row({ problem, doc }: { problem: Problem; doc: GraphDocument }) {
  const app = useAppContext()
  const place = placeOf(problem, doc)
  const node = nodeOf(problem, doc)
  const select = () => {
    const edges = problem.edge === undefined ? [] : [problem.edge]
    app.store.getState().select(node === null ? [] : [node], edges)
    if (node !== null) app.canvas.current?.reveal(node)
  }
  const show = (id: string) => {
    select()
    app.canvas.current?.focusNode(id)
  }
  return (
    <li>
      <button type="button" className="problem-row" onClick={select}>
        <Severity problem={problem} />
        <span className="where">{place}</span>
        <span className="cause">{problem.message}</span>
      </button>
      {node !== null && (
        <button
          type="button"
          className="btn"
          onClick={() => show(node)}
          aria-label={`Show ${place}`}
        >
          Show
        </button>
      )}
    </li>
  )
}

function List() {
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const store = useAppStore()
  const { problems } = results
  return (
    <section className="problem-list" aria-label="Problems">
      <header>
        <b>{problems.length === 0 ? 'No problems' : counted(problems.length)}</b>
        <span>{aliveness(doc, results)}</span>
        <button
          type="button"
          className="btn square"
          aria-label="Close the problems"
          onClick={() => store.getState().show({ problemsOpen: false })}
        >
          <X size={16} strokeWidth={1.5} />
        </button>
      </header>
      <ul>
        {problems.map((problem, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two problems can say the same of one place.
          <Row key={at} problem={problem} doc={doc} />
        ))}
      </ul>
    </section>
  )
}

/** The bar under the canvas: whether all is well, and the list of what is not. */
export function Problems() {
  const open = useApp((state) => state.problemsOpen)
  const problems = useApp((state) => state.results.problems)
  const store = useAppStore()
  const wrong = problems.length > 0
  const Icon = wrong ? TriangleAlert : Check
  return (
    <footer className="problems">
      {open && <List />}
      <div className="problem-bar">
        <Stepper />
        <button
          type="button"
          className="btn"
          data-wrong={wrong}
          aria-expanded={open}
          onClick={() => store.getState().show({ problemsOpen: !open })}
        >
          <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
          {wrong ? counted(problems.length) : 'No problems'}
        </button>
        <span className="visually-hidden" role="status">
          {wrong ? counted(problems.length) : 'No problems'}
        </span>
      </div>
    </footer>
  )
}
