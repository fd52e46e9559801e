import { Handle, type NodeProps, Position } from '@xyflow/react'
import {
  type GraphEdge,
  type GraphNode,
  isOpName,
  localSlopes,
  type NdArray,
  type OpDef,
  ops,
  type Problem,
  type Results,
  rangeOf,
  readAttrs,
  showShape,
} from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { bodies } from './bodies.tsx'
import { CardBoundary } from './CardBoundary.tsx'
import { DockedChart } from './DockedChart.tsx'
import type { FlowNode } from './flow.ts'
import { type CardLayout, layoutCard } from './layout.ts'
import { labelOf, nameOf, nodeOf, titleOf } from './names.ts'
import { CurvePlot } from './plots/CurvePlot.tsx'
import { LossPlot } from './plots/LossPlot.tsx'
import { ProductPlot } from './plots/ProductPlot.tsx'
import { TermsPlot } from './plots/TermsPlot.tsx'
import { saidUnder } from './problems.ts'
import { useFar } from './useFar.ts'
import { isStoredLeaf } from './values.ts'

/** One component for every op: the card. */
export function OpNode({ id }: NodeProps<FlowNode>) {
  const node = useApp((state) => nodeOf(state.doc, id))
  const results = useApp((state) => state.results)
  const selected = useApp((state) => state.selectedNodes.has(id))
  const far = useFar()
  if (node === undefined) return null
  const op: OpDef | null = isOpName(node.type) ? ops[node.type] : null
  const value = results.value(id)
  const layout = layoutCard(node, value?.shape ?? null, results.grad(id) !== null)
  const problems = results.problems.filter((problem) => problem.node === id)
  // A free port is marked at the port itself: the card is not wrong, only unfinished.
  const looped = results.compiled.wiring.looped.has(id)
  const failed =
    looped ||
    problems.some(({ severity, code }) => severity === 'error' && code !== 'missing-input')
  return (
    <article
      className={`card ${selected ? 'is-selected' : ''} ${failed ? 'is-error' : ''}`}
      data-family={op?.family}
      data-revision={results.revision}
      aria-label={`${labelOf(node)}, ${titleOf(node)}`}
      style={{ width: layout.width, height: layout.height }}
    >
      <Ports node={node} op={op} layout={layout} results={results} />
      <CardHeader node={node} op={op} value={value} isRoot={results.compiled.root === id} />
      {!far && (
        <CardBoundary revision={results.revision}>
          <PortRows node={node} op={op} layout={layout} results={results} />
          <CardBody node={node} op={op} layout={layout} results={results} />
          {layout.chart && <DockedChart id={id} width={layout.width - 24} />}
        </CardBoundary>
      )}
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

/** The edge at each port; a node that cannot run, as on a loop, has wires all the same. */
function edgesInto(
  id: string,
  op: OpDef | null,
  { compiled: { wiring } }: Results,
): readonly (GraphEdge | null)[] {
  const ports: readonly string[] = op?.ports ?? []
  return (
    wiring.nodes.get(id)?.inputs ??
    ports.map(
      (port) =>
        wiring.edges.find((edge) => edge.target === id && edge.targetHandle === port) ?? null,
    )
  )
}

/** The pills at which wires end: two contacts, value above and gradient below. */
function Ports({ node, op, layout, results }: CardProps) {
  const grad = results.grad(node.id)
  const live = results.value(node.id) !== null
  const sign = grad?.data.length === 1 && (grad.data[0] ?? 0) < 0 ? 'neg' : ''
  const edges = edgesInto(node.id, op, results)
  return (
    <>
      {(op?.ports ?? []).map((port, at) => {
        const edge = edges[at]
        const has = edge != null && results.value(edge.source) !== null
        const flows = edge != null && results.contribution(edge.id) !== null
        const state = edge == null ? 'empty' : `${has ? '' : 'no-value'} ${flows ? '' : 'no-grad'}`
        return (
          <Handle
            key={port}
            id={port}
            type="target"
            position={Position.Left}
            className={`pill ${state}`}
            style={{ top: layout.inputs[at] }}
            role="img"
            aria-label={`input ${port} of ${labelOf(node)}${edge == null ? ', not connected' : ''}`}
          />
        )
      })}
      <Handle
        id="out"
        type="source"
        position={Position.Right}
        className={`pill ${live ? '' : 'no-value'} ${grad === null ? 'no-grad' : sign}`}
        style={{ top: layout.output }}
        role="img"
        aria-label={`output of ${labelOf(node)}`}
      />
    </>
  )
}

function CardHeader({
  node,
  op,
  value,
  isRoot,
}: Pick<CardProps, 'node' | 'op'> & { readonly value: NdArray | null; readonly isRoot: boolean }) {
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
      {isRoot && (
        <span className="root-mark" title="The gradient flows back from here">
          ∂
        </span>
      )}
      <span className="shape">{value === null ? '' : showShape(value.shape)}</span>
    </header>
  )
}

function CardBody({ node, op, layout, results }: CardProps) {
  const root = useApp(({ doc }) => nameOf(doc, results.compiled.root))
  const value = results.value(node.id)
  if (value === null || layout.body === 'none')
    return <Waiting looped={results.compiled.wiring.looped.has(node.id)} />
  const Body = bodies[layout.body]
  return (
    <>
      <Body
        id={node.id}
        name={labelOf(node)}
        root={root}
        value={value}
        grad={results.grad(node.id)}
        range={isStoredLeaf(node) ? rangeOf(node, value.data) : null}
        width={layout.width}
      />
      {layout.plot && op?.kind === 'computed' && (
        <Plot node={node} op={op} results={results} value={value} width={layout.width - 24} />
      )}
      {op?.kind === 'leaf' && (
        <footer>
          <span>{value.dtype}</span>
          <span>
            {node.data['requiresGrad'] === true ? 'requires gradient' : 'no gradient asked for'}
          </span>
        </footer>
      )}
    </>
  )
}

/** Beside each input its name, and whose value comes in by it. */
function PortRows({ node, op, layout, results }: CardProps) {
  const doc = useApp((state) => state.doc)
  if (layout.rows === 0) return null
  const edges = edgesInto(node.id, op, results)
  const sourceOf = (at: number) => {
    const edge = edges[at]
    if (edge == null) return <span className="err">not connected</span>
    const name = nameOf(doc, edge.source)
    return results.value(edge.source) === null ? (
      <span className="source">waits for {name}</span>
    ) : (
      <i className="source">{name}</i>
    )
  }
  return (
    <div className="port-rows" style={{ height: layout.rows }}>
      {(op?.ports ?? []).map((port, at) => (
        <p key={port} style={{ top: layout.inputs[at] }}>
          <span>{port}</span>
          {sourceOf(at)}
        </p>
      ))}
    </div>
  )
}

/** What a card says while it has no value. */
function Waiting({ looped }: { readonly looped: boolean }) {
  return (
    <div className="waiting-body">
      <p>
        <span>value</span>
        {looped ? <span className="err">in a loop</span> : <span className="unknown-slot">?</span>}
      </p>
    </div>
  )
}

interface PlotProps {
  readonly node: GraphNode
  readonly op: Extract<OpDef, { kind: 'computed' }>
  readonly results: Results
  readonly value: NdArray
  readonly width: number
}

/** The most elements for which a curve shows dots. */
const dotLimit = 128

/** The plot that suits the op, as its row says. */
function Plot({ node, op, results, value, width }: PlotProps) {
  const edges = results.compiled.wiring.nodes.get(node.id)?.inputs ?? []
  const sourceId = edges[0]?.source ?? ''
  const source = useApp(({ doc }) => nodeOf(doc, sourceId))
  const inputs = edges.map((edge) => (edge === null ? null : results.value(edge.source)))
  const [first, second] = inputs
  if (first === null || first === undefined) return null
  if (op.plot === 'terms')
    return <TermsPlot attrs={readAttrs(op.attrs, node.data)} input={first} width={width} />
  if (op.plot === 'product' && second != null)
    return <ProductPlot left={first} right={second} value={value} width={width} />
  if (op.plot === 'loss' && second != null)
    return <LossPlot input={first} target={second} width={width} />
  if (op.plot !== 'curve') return null
  const attrs = readAttrs(op.attrs, node.data)
  const few =
    first.data.length <= dotLimit
      ? first
      : { ...first, shape: [dotLimit], data: first.data.slice(0, dotLimit) }
  return (
    <CurvePlot
      op={op}
      attrs={attrs}
      input={first}
      value={value}
      slopes={localSlopes(op, attrs, few).data}
      leaf={isStoredLeaf(source) ? source.id : null}
      name={labelOf(node)}
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
