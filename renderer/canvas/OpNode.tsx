import type { NodeProps } from '@xyflow/react'
import {
  elementName,
  type GraphNode,
  isOpName,
  type NdArray,
  type OpDef,
  ops,
  type Problem,
  predictionOf,
  type Results,
  rangeOf,
  resultsAt,
  showShape,
} from '#core/index.ts'
import { stepOf } from '../store/step.ts'
import { useApp } from '../store/store.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { Arrived } from './Arrived.tsx'
import { bodies } from './bodies.tsx'
import { DockedChart } from './DockedChart.tsx'
import type { FlowNode } from './flow.ts'
import { type CardLayout, layoutCard } from './layout.ts'
import { NudgeBadge } from './NudgeBadge.tsx'
import { labelOf, nodeOf, targetName, titleOf } from './names.ts'
import { Ports } from './Ports.tsx'
import { CurvePlot } from './plots/CurvePlot.tsx'
import { InfluencePlot } from './plots/InfluencePlot.tsx'
import { LossPlot } from './plots/LossPlot.tsx'
import { ProductPlot } from './plots/ProductPlot.tsx'
import { SharesPlot } from './plots/SharesPlot.tsx'
import { TermsPlot } from './plots/TermsPlot.tsx'
import { portsShown } from './ports.ts'
import { saidUnder } from './problems.ts'
import { isKnownAt, stagedNode } from './staged.ts'
import { TangentChip } from './TangentChip.tsx'
import { useFar } from './useFar.ts'
import { isStoredLeaf } from './values.ts'
import { Waiting } from './Waiting.tsx'

/** One component for every op: the card. */
export function OpNode({ id }: NodeProps<FlowNode>) {
  const node = useApp((state) => nodeOf(state.doc, id))
  const results = useApp((state) => state.results)
  const selected = useApp((state) => state.selectedNodes.has(id))
  const lit = useApp((state) => state.lit?.nodes.has(id) === true)
  const far = useFar()
  const edges = useApp(({ doc }) => doc.edges)
  const now = useApp(stepOf)
  const isStaged = useApp((state) => stagedNode(state) === id)
  if (node === undefined) return null
  const ports = portsShown({ edges }, node)
  const op: OpDef | null = isOpName(node.type) ? ops[node.type] : null
  const value = results.value(id)
  const layout = layoutCard(node, value?.shape ?? null, results.grad(id) !== null, ports)
  const problems = results.problems.filter((problem) => problem.node === id)
  // A free port is marked at the port itself: the card is not wrong, only unfinished.
  const looped = results.compiled.wiring.looped.has(id)
  const failed =
    looped ||
    problems.some(({ severity, code }) => severity === 'error' && code !== 'missing-input')
  return (
    <article
      className={`card ${selected ? 'is-selected' : ''} ${lit ? 'is-lit' : ''} ${isStaged ? 'is-staged' : ''} ${failed ? 'is-error' : ''}`}
      data-family={op?.family}
      data-revision={results.revision}
      aria-label={`${labelOf(node)}, ${titleOf(node)}`}
      style={{ width: layout.width, height: layout.height }}
    >
      <Ports node={node} ports={ports} layout={layout} results={results} />
      <CardHeader
        node={node}
        op={op}
        value={value}
        isRoot={results.compiled.root === id}
        results={results}
      />
      {!far && (
        <Boundary what="This card" revision={results.revision}>
          <CardBody node={node} op={op} ports={ports} layout={layout} results={results} now={now} />
          {layout.chart && <DockedChart id={id} width={layout.width - 24} />}
        </Boundary>
      )}
      {now !== null && <Arrived id={id} results={results} now={now} />}
      {isKnownAt(results, id, now) && <TangentChip id={id} />}
      <CardProblems problems={saidUnder(problems, id)} />
    </article>
  )
}

interface CardProps {
  readonly node: GraphNode
  readonly op: OpDef | null
  readonly layout: CardLayout
  readonly results: Results
}

function CardHeader({
  node,
  op,
  value,
  isRoot,
  results,
}: Pick<CardProps, 'node' | 'op' | 'results'> & {
  readonly value: NdArray | null
  readonly isRoot: boolean
}) {
  const label = node.data['label']
  const title = titleOf(node)
  const isLeaf = op?.kind === 'leaf'
  return (
    <header>
      {isLeaf ? <i className="math-name">{labelOf(node)}</i> : <b>{title}</b>}
      <span className="kind">
        {isLeaf ? (
          title.toLowerCase()
        ) : typeof label === 'string' && label !== '' ? (
          <i>{label}</i>
        ) : (
          op?.family
        )}
      </span>
      {isRoot && <RootMark compiled={results.compiled} />}
      <span className="shape">{value === null ? '' : showShape(value.shape)}</span>
    </header>
  )
}

/** Where the gradient starts: ∂, with the place of the element where it starts from one alone. */
function RootMark({ compiled }: { readonly compiled: Results['compiled'] }) {
  const name = useApp(({ doc }) => targetName(doc, compiled))
  const { root, rootElement, values } = compiled
  const shape = values.get(root ?? '')?.shape ?? []
  const whole = rootElement === null || shape.length === 0
  return (
    <span className="root-mark" title={`The gradient flows back from ${whole ? 'here' : name}`}>
      {whole ? '∂' : `∂${elementName('', shape, rootElement)}`}
    </span>
  )
}

function CardBody({
  node,
  op,
  ports,
  layout,
  results,
  now,
}: CardProps & { readonly ports: readonly string[]; readonly now: number | null }) {
  const root = useApp(({ doc }) => targetName(doc, results.compiled))
  const value = results.value(node.id)
  const grad = results.grad(node.id)
  // The card keeps its size while it is not computed: what is not known is left open.
  const shown = now === null ? results : resultsAt(results, now)
  const known = { value: shown.value(node.id) !== null, grad: shown.grad(node.id) !== null }
  if (value === null || layout.body === 'none')
    return <Waiting node={node} ports={ports} results={results} layout={layout} />
  const Body = bodies[layout.body]
  return (
    <>
      <Body
        id={node.id}
        name={labelOf(node)}
        root={root}
        value={value}
        grad={shown.grad(node.id) ?? grad}
        known={known}
        range={isStoredLeaf(node) ? rangeOf(node, value.data) : null}
        width={layout.width}
      />
      {layout.plot && known.value && op?.kind === 'computed' && (
        <Plot node={node} op={op} results={results} value={value} width={layout.width - 24} />
      )}
      {op?.kind === 'leaf' && (
        <footer>
          <span>{value.dtype}</span>
          <NudgeBadge node={node} />
        </footer>
      )}
    </>
  )
}

interface PlotProps {
  readonly node: GraphNode
  readonly op: Extract<OpDef, { kind: 'computed' }>
  readonly results: Results
  readonly value: NdArray
  readonly width: number
}

/** The plot that suits the op, as its row says. */
function Plot({ node, op, results, value, width }: PlotProps) {
  // Those of the run that made the numbers: the document may be a frame ahead.
  const wired = results.compiled.wiring.nodes.get(node.id)
  const edges = wired?.inputs ?? []
  const attrs = wired?.attrs ?? {}
  const inputs = edges.map((edge) => (edge === null ? null : results.value(edge.source)))
  const [first, second] = inputs
  if (first === null || first === undefined) return null
  if (op.plot === 'terms') return <TermsPlot attrs={attrs} input={first} width={width} />
  if (op.plot === 'product' && second != null)
    return <ProductPlot left={first} right={second} value={value} width={width} />
  if (op.plot === 'influence')
    return <InfluencePlot op={op} attrs={attrs} input={first} width={width} />
  if (op.plot === 'shares')
    return <SharesPlot attrs={attrs} input={first} target={second ?? null} width={width} />
  if (op.plot === 'loss' && second != null)
    return <LossPlot input={predictionOf(op, first)} target={second} width={width} />
  if (op.plot !== 'curve') return null
  return (
    <CurvePlot
      id={node.id}
      name={labelOf(node)}
      op={op}
      attrs={attrs}
      inputs={[first]}
      sources={[edges[0]?.source ?? '']}
      value={value}
      width={width}
    />
  )
}

/** What is wrong at this node, under its card. */
function CardProblems({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null
  return (
    <div className="card-problems">
      {problems.map(({ code, severity, message }) => (
        <p key={code + message} className={severity}>
          {message}
        </p>
      ))}
    </div>
  )
}
