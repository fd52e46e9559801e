import { lazy, useDeferredValue } from 'react'
import {
  elementName,
  type GraphNode,
  type Results,
  rangeOf,
  sweep,
  targetOf,
  totalOf,
} from '#core/index.ts'
import { nameOf, targetName } from '../../canvas/names.ts'
import { elementIn } from '../../canvas/values.ts'
import { useApp } from '../../store/store.ts'
import { ChartSection } from './Charts.tsx'
import { useChartWidth } from './chartWidth.ts'
import { Section } from './Section.tsx'
import { gradIn, valueIn } from './snapshot.ts'

const SweepChart = lazy(async () => ({ default: (await import('./SweepChart.tsx')).SweepChart }))

const samples = 101

/** The root over one element's range, with its gradient; all else as it is. */
export function Sweep({ node, results }: { node: GraphNode; results: Results }) {
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const width = useChartWidth()
  const late = useDeferredValue(doc)
  const { root } = results.compiled
  const value = valueIn(results, node.id)
  const grad = gradIn(results, node.id)
  if (root === null || value === null || grad === null || value.data.length === 0) return null
  const at = elementIn(value, element)
  const by = elementName(nameOf(doc, node.id), value.shape, at)
  // By its ends, which stay the same while an element is dragged: so does what was swept.
  const [from, to] = rangeOf(node, value.data)
  const found = sweep(late, node.id, at, [from, to], samples, targetOf(results.compiled))
  const rootValue = valueIn(results, root)
  if (rootValue === null) return null
  if (found === null)
    return (
      <Section title={`${targetName(doc, results.compiled)} against ${by}`}>
        <p>This graph is too large to be computed at many places at once.</p>
      </Section>
    )
  const rows = Array.from(found.x, (x, i) => ({
    x,
    root: found.root[i] ?? Number.NaN,
    grad: found.grad[i] ?? Number.NaN,
  }))
  const now = {
    x: value.data[at] ?? Number.NaN,
    root: totalOf(rootValue, results.compiled.rootElement),
    grad: grad.data[at] ?? Number.NaN,
  }
  return (
    <ChartSection height={190}>
      <SweepChart
        of={targetName(doc, results.compiled)}
        by={by}
        rows={rows}
        now={now}
        width={width}
      />
    </ChartSection>
  )
}
