import { useDeferredValue, useState } from 'react'
import { epsilonAt, openNudger } from '#core/index.ts'
import { nameOf } from '../../canvas/names.ts'
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

/** One element moved by ±ε: what L answers, beside the gradient. */
export function NudgeLens({ node, results }: LensProps) {
  const ran = useApp((state) => state.ran)
  const late = useDeferredValue(ran)
  const element = useApp((state) => state.element)
  const place = useApp((state) => state.epsilon)
  // Apart, as one may be asked about a later version than the other.
  const [nudger] = useState(openNudger)
  const [curves] = useState(openNudger)
  const value = results.value(node.id)
  if (value === null || value.data.length === 0)
    return (
      <Section>
        <p>There is no element to nudge.</p>
      </Section>
    )
  const at = elementIn(value, element)
  const { shape } = value
  const name = nameOf(ran, node.id)
  const by = shape.length === 0 ? name : `${name}[${placeOf(at, shape)}]`
  const root = nameOf(ran, results.compiled.root)
  const epsilon = epsilonAt(place, value.data[at] ?? 0)
  const nudge = nudger.nudge(ran, node.id, at, epsilon)
  const errors = curves.errors(late, node.id, at)
  const path = curves.path(late, node.id, at, 2.5 * epsilon)
  return (
    <>
      <Section>
        <div className="nudge-head">
          {value.data.length > 1 ? (
            <ElementPicker shape={shape} size={value.data.length} />
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
            <p className="nudge-verdict">
              {sentenceOf(
                nudge,
                root,
                errors === null ? null : bestOf(errors.epsilons, errors.float64),
              )}
            </p>
          </>
        )}
      </Section>
      <Section>
        <NudgeErrorsPlot
          errors={errors}
          x={value.data[at] ?? 0}
          place={place}
          relative={nudge?.relative ?? null}
        />
      </Section>
      {path !== null && nudge !== null && (
        <Section>
          <NudgePathPlot path={path} nudge={nudge} by={by} root={root} />
        </Section>
      )}
      {value.data.length > 1 && <WholeLeaf id={node.id} />}
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
