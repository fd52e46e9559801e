import { useId, useState } from 'react'
import {
  type Attrs,
  along,
  type ComputedDef,
  isElementwise,
  type NdArray,
  passingOf,
  type Results,
  showNumber,
} from '#core/index.ts'
import { labelOf, nameOf, nodeOf } from '../../canvas/names.ts'
import { CurvePlot } from '../../canvas/plots/CurvePlot.tsx'
import { elementIn } from '../../canvas/values.ts'
import { useApp } from '../../store/store.ts'
import { useChartWidth } from './chartWidth.ts'
import { Moves } from './Moves.tsx'
import { fullOf, PassingBars } from './Passing.tsx'
import { Section } from './Section.tsx'

/** Below this a slope is flat, as it is shaded. */
const flat = 0.1

interface Seen {
  readonly op: ComputedDef
  readonly attrs: Attrs
  readonly value: NdArray
  readonly inputs: readonly NdArray[]
  readonly edges: readonly { readonly id: string; readonly source: string }[]
}

/** An elementwise node with all its inputs; `null` for any other. */
function seenOf(id: string, { compiled, value }: Results): Seen | null {
  const applied = compiled.applied.get(id)
  const wired = compiled.wiring.nodes.get(id)
  const out = value(id)
  if (applied === undefined || wired === undefined || out === null || out.data.length === 0)
    return null
  if (wired.op.kind !== 'computed' || !isElementwise(applied)) return null
  const edges = wired.inputs.flatMap((edge) => edge ?? [])
  const inputs = edges.flatMap(({ source }) => value(source) ?? [])
  if (inputs.length < applied.ports.length) return null
  return { op: wired.op, attrs: wired.attrs, value: out, inputs, edges }
}

/** The tangent at the chosen element of an elementwise node: arrives × slope = passes on, by each input. */
export function Tangent({ id, results }: { id: string; results: Results }) {
  const doc = useApp((state) => state.doc)
  const chosen = useApp((state) => state.element)
  const [wanted, setPort] = useState(0)
  const seen = seenOf(id, results)
  if (seen === null) return null
  const { op, attrs, value, inputs, edges } = seen
  const element = elementIn(value, chosen)
  const rows = edges.map((edge, port) => {
    const at = along(op, attrs, inputs, value, element, port)
    const [grad, flowing] = [results.grad(id), results.contribution(edge.id)]
    return { edge, port, at, passing: passingOf(at, element, grad, flowing) }
  })
  const port = Math.min(wanted, rows.length - 1)
  const row = rows[port]
  if (row === undefined) return null
  const full = fullOf(
    rows.flatMap(({ passing: { arrives, slope, passes } }) => [arrives, slope, passes]),
  )
  const several = rows.length > 1
  const source = { node: row.edge.source, element: row.at.at }
  return (
    <>
      <Section
        title="Arrives × slope = passes on"
        aside={value.data.length > 1 ? `element ${element}` : undefined}
      >
        {rows.map(({ edge, port, passing }) => (
          <PassingBars
            key={edge.id}
            passing={passing}
            full={full}
            dtype={value.dtype}
            along={several ? `${op.ports[port]}, ${nameOf(doc, edge.source)}` : null}
          />
        ))}
        <Notes rows={rows} full={full} />
        <Moves dot={{ node: id, port, element, source }} results={results} />
      </Section>
      {several && <AlongPlot id={id} seen={seen} port={port} setPort={setPort} />}
    </>
  )
}

/** What the bars mean: their scale, what is flat, what adds up. */
function Notes({
  rows,
  full,
}: {
  rows: readonly { readonly passing: ReturnType<typeof passingOf> }[]
  full: number
}) {
  const isFlat = rows.some(
    ({ passing: { arrives, slope } }) => arrives !== null && Math.abs(slope) < flat,
  )
  const shares = Math.max(...rows.map(({ passing }) => passing.shares))
  return (
    <>
      <p className="passing-rule">
        Bars are linear; full is {showNumber(full)}.
        {shares > 1 && ` Broadcast: ${shares} such shares add up.`}
      </p>
      {isFlat && (
        <p className="passing-flat">
          Flat means silent: the gradient that passes on is less than a tenth of what arrives.
        </p>
      )}
    </>
  )
}

/** The curve of a node of several inputs along one of them, the others held. */
function AlongPlot({
  id,
  seen: { op, attrs, value, inputs, edges },
  port,
  setPort,
}: {
  id: string
  seen: Seen
  port: number
  setPort: (port: number) => void
}) {
  const node = useApp(({ doc }) => nodeOf(doc, id))
  const width = useChartWidth()
  const group = useId()
  if (node === undefined) return null
  return (
    <Section title="Value and slope, others held">
      <fieldset className="seg along-ports">
        <legend className="visually-hidden">Along</legend>
        {edges.map((edge, at) => (
          <label key={edge.id}>
            <input
              type="radio"
              className="visually-hidden"
              name={group}
              checked={at === port}
              onChange={() => setPort(at)}
            />
            along {op.ports[at]}
          </label>
        ))}
      </fieldset>
      <CurvePlot
        id={id}
        name={labelOf(node)}
        op={op}
        attrs={attrs}
        inputs={inputs}
        sources={edges.map(({ source }) => source)}
        value={value}
        port={port}
        width={width}
      />
    </Section>
  )
}
