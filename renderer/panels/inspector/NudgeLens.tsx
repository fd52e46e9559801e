import { useDeferredValue, useState } from 'react'
import {
  epsilonAt,
  type GraphDocument,
  type NdArray,
  openNudger,
  type Results,
  targetOf,
} from '#core/index.ts'
import { nameOf, targetName } from '../../canvas/names.ts'
import { elementIn } from '../../canvas/values.ts'
import { nudgeOf } from '../../store/nudges.ts'
import { useApp } from '../../store/store.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ElementPicker } from './ElementPicker.tsx'
import type { LensProps } from './lens.ts'
import { NudgeErrorsPlot, showEpsilon } from './NudgeErrorsPlot.tsx'
import { NudgePathPlot } from './NudgePathPlot.tsx'
import { NudgeTable } from './NudgeTable.tsx'
import { placeOf } from './names.ts'
import { badgeOf, elementBadge, sentenceOf } from './nudgeWords.ts'
import { Section } from './Section.tsx'
import './nudge.css'

/** The ε at which the quotient is nearest to the gradient. */
function bestOf(epsilons: readonly number[], errors: readonly number[]): number | null {
  let best = -1
  errors.forEach((error, at) => {
    if (best < 0 || error < (errors[best] ?? Number.NaN)) best = at
  })
  return epsilons[best] ?? null
}

/**
 * The curves around a nudge, and the nudge that they are around: in a large graph they may be of a
 * version that is a moment old.
 */
function useCurves(
  ran: GraphDocument,
  { compiled }: Results,
  id: string,
  at: number,
  epsilon: number,
) {
  const late = useDeferredValue(ran)
  const target = targetOf(compiled)
  const [nudger] = useState(openNudger)
  return {
    errors: nudger.errors(late, id, at, target),
    path: nudger.path(late, id, at, 2.5 * epsilon, target),
    middle: nudger.nudge(late, id, at, epsilon, target),
  }
}

/** One element moved by ±ε: what L answers, beside the gradient. */
export function NudgeLens({ node: { id }, results }: LensProps) {
  const element = useApp((state) => state.element)
  const value = results.value(id)
  if (value === null || value.data.length === 0)
    return (
      <Section>
        <p>There is no element to nudge.</p>
      </Section>
    )
  return (
    <>
      <ElementNudge id={id} value={value} at={elementIn(value, element)} results={results} />
      {value.data.length > 1 && <WholeLeaf id={id} />}
    </>
  )
}

interface Props {
  readonly id: string
  readonly value: NdArray
  readonly at: number
  readonly results: Results
}

function ElementNudge({ id, value: { shape, data }, at, results }: Props) {
  const ran = useApp((state) => state.ran)
  const place = useApp((state) => state.epsilon)
  const [nudger] = useState(openNudger)
  const x = data[at] ?? 0
  const epsilon = epsilonAt(place, x)
  const nudge = nudger.nudge(ran, id, at, epsilon, targetOf(results.compiled))
  const { errors, path, middle } = useCurves(ran, results, id, at, epsilon)
  const name = nameOf(ran, id)
  const by = shape.length === 0 ? name : `${name}[${placeOf(at, shape)}]`
  const root = targetName(ran, results.compiled)
  const best = errors === null ? null : bestOf(errors.epsilons, errors.float64)
  return (
    <>
      <Section>
        <div className="nudge-head">
          {data.length > 1 ? (
            <ElementPicker shape={shape} size={data.length} />
          ) : (
            <span className="moved">
              <i>{by}</i> ± {showEpsilon(epsilon)}
            </span>
          )}
          {nudge !== null && <Badge {...elementBadge(nudge)} />}
        </div>
        {nudge === null ? (
          <p>This graph is too large to be computed again while you look.</p>
        ) : (
          <>
            <NudgeTable nudge={nudge} by={by} root={root} />
            <p className="nudge-verdict">{sentenceOf(nudge, root, best)}</p>
          </>
        )}
      </Section>
      <Section>
        <NudgeErrorsPlot errors={errors} x={x} place={place} relative={nudge?.relative ?? null} />
      </Section>
      {path !== null && middle !== null && (
        <Section>
          <NudgePathPlot path={path} nudge={middle} by={by} root={root} />
        </Section>
      )}
    </>
  )
}

/** While every leaf is checked: what was found of all this one's elements. */
function WholeLeaf({ id }: { readonly id: string }) {
  const isOn = useApp((state) => state.nudges !== null)
  const check = useApp(nudgeOf(id))
  if (!isOn) return null
  const words = badgeOf(check)
  return (
    <Section title="All elements" aside={<Badge {...words} />}>
      <p>{words.title}</p>
    </Section>
  )
}
