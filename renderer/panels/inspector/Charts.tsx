import { lazy, type ReactNode, Suspense } from 'react'
import {
  type ComputedDef,
  curveDomain,
  flatZones,
  type GraphDocument,
  localSlopes,
  type NdArray,
  type Results,
  sampleCurve,
} from '#core/index.ts'
import { contributionName, nameOf, targetName } from '../../canvas/names.ts'
import { elementIn, partOf } from '../../canvas/values.ts'
import { useApp } from '../../store/store.ts'
import type { CurvePoint } from './CurveChart.tsx'
import { useChartWidth } from './chartWidth.ts'
import { Section } from './Section.tsx'
import { contributionIn, gradIn, valueIn } from './snapshot.ts'

const CurveChart = lazy(async () => ({ default: (await import('./CurveChart.tsx')).CurveChart }))
const GradientBars = lazy(async () => ({
  default: (await import('./GradientBars.tsx')).GradientBars,
}))
const OverlayChart = lazy(async () => ({
  default: (await import('./OverlayChart.tsx')).OverlayChart,
}))

const samples = 161

/** More dots than this hide the curve; only the chosen one is drawn then. */
const dotLimit = 64

/** A section with a chart, whose code is loaded when the first one is shown. */
export function ChartSection({ children, height }: { children: ReactNode; height: number }) {
  return (
    <Section>
      <Suspense fallback={<div style={{ height }} />}>{children}</Suspense>
    </Section>
  )
}

/** A curve as the charts take it. */
export function curvePoints(
  op: ComputedDef,
  attrs: Parameters<typeof sampleCurve>[1],
  domain: readonly [number, number],
): CurvePoint[] {
  const curve = sampleCurve(op, attrs, domain, samples)
  return Array.from(curve.x, (x, at) => ({
    x,
    value: curve.f[at] ?? Number.NaN,
    slope: curve.slope[at] ?? Number.NaN,
  }))
}

/** f and f′ of an elementwise node, with its elements on them. */
export function ValueAndSlope({ id, results }: { id: string; results: Results }) {
  const element = useApp((state) => state.element)
  const setElement = useApp((state) => state.setElement)
  const width = useChartWidth()
  const wired = results.compiled.wiring.nodes.get(id)
  const edge = wired?.inputs[0]
  if (wired === undefined || edge === null || edge === undefined) return null
  const { op, attrs } = wired
  const input = valueIn(results, edge.source)
  const value = valueIn(results, id)
  if (op.kind !== 'computed' || op.plot !== 'curve' || input === null || value === null) return null
  const [from, to] = curveDomain(op, input.data)
  const curve = sampleCurve(op, attrs, [from, to], samples)
  const chosen = elementIn(value, element)
  // Where there are too many for dots, the chosen one is all that is looked at.
  const many = input.data.length > dotLimit
  const looked = many ? partOf(input, chosen, chosen + 1) : input
  const slopes = localSlopes(op, attrs, looked)
  const points = Array.from(looked.data, (x, at) => {
    const element = many ? chosen : at
    const slope = slopes.data[at] ?? Number.NaN
    return { element, x, value: value.data[element] ?? Number.NaN, slope }
  })
  return (
    <ChartSection height={230}>
      <CurveChart
        title="Value and slope"
        name={op.title}
        curve={curvePoints(op, attrs, [from, to])}
        flat={flatZones(curve)}
        points={points}
        chosen={chosen}
        choose={setElement}
        width={width}
      />
    </ChartSection>
  )
}

function Bars({ title, of, grads }: { title: string; of: string; grads: NdArray }) {
  const element = useApp((state) => state.element)
  const setElement = useApp((state) => state.setElement)
  const width = useChartWidth()
  if (grads.data.length < 2) return null
  return (
    <ChartSection height={160}>
      <GradientBars
        title={title}
        of={of}
        grads={grads.data}
        chosen={elementIn(grads, element)}
        choose={setElement}
        width={width}
      />
    </ChartSection>
  )
}

/** What a node hands back to each input, or what a leaf keeps, element by element. */
export function Leaving({
  id,
  results,
  doc,
}: {
  id: string
  results: Results
  doc: GraphDocument
}) {
  const inputs = results.compiled.wiring.nodes.get(id)?.inputs ?? []
  if (inputs.length === 0) {
    const grad = gradIn(results, id)
    return grad === null ? null : (
      <Bars
        title="Gradient, by element"
        of={`∂${targetName(doc, results.compiled)}/∂${nameOf(doc, id)}`}
        grads={grad}
      />
    )
  }
  return inputs.map((edge) => {
    const grads = edge === null ? null : contributionIn(results, edge.id)
    if (edge === null || grads === null) return null
    const of = contributionName(doc, results.compiled, edge)
    return <Bars key={edge.id} title="Gradient that leaves, by element" of={of} grads={grads} />
  })
}

/** What a curve is called among others: its node's name, with its op where the name does not tell it. */
const curveName = (name: string, op: ComputedDef) =>
  name === op.title ? name : `${name} (${op.title})`

/** Several activations over the widest of their domains. */
export function Overlaid({ ids }: { ids: readonly string[] }) {
  const width = useChartWidth()
  const doc = useApp((state) => state.doc)
  const wired = useApp(({ results }) => results.compiled.wiring.nodes)
  // Only what can be computed is wired: an attribute that is refused has no curve.
  const found = ids.flatMap((id) => {
    const { op, attrs } = wired.get(id) ?? {}
    return attrs !== undefined && op?.kind === 'computed' && op.plot === 'curve'
      ? [{ name: curveName(nameOf(doc, id), op), op, attrs }]
      : []
  })
  if (found.length === 0) return <p className="chart-note">None of these curves can be drawn.</p>
  const from = Math.min(...found.map(({ op }) => op.domain[0]))
  const to = Math.max(...found.map(({ op }) => op.domain[1]))
  const curves = found.map(({ name, op, attrs }) => ({
    name,
    curve: curvePoints(op, attrs, [from, to]),
  }))
  return (
    <ChartSection height={240}>
      <OverlayChart curves={curves} width={width} />
    </ChartSection>
  )
}
