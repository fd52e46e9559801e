import { type Stage, timelineOf } from '#core/index.ts'
import { nameOf } from '../../canvas/names.ts'
import { elementIn } from '../../canvas/values.ts'
import { stepOf } from '../../store/step.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { Num } from '../../ui/Num.tsx'
import { Section } from './Section.tsx'
import './steps.css'

/** More rows than this are not listed at once; those around the step are. */
const rowLimit = 40

/** The rows that are listed: all, or those around the one looked at. */
function windowOf(count: number, now: number): readonly [number, number] {
  const from = Math.max(0, Math.min(count - rowLimit, now - rowLimit / 2))
  return [from, Math.min(count, from + rowLimit)]
}

/** While one steps: each stage of both passes as a row, what is not known yet as ?. */
export function StepList() {
  const store = useAppStore()
  const doc = useApp((state) => state.doc)
  const results = useApp((state) => state.results)
  const element = useApp((state) => state.element)
  const now = useApp(stepOf)
  if (now === null) return null
  const { stages, forward } = timelineOf(results.compiled)
  const [from, to] = windowOf(stages.length, now)
  const arrayOf = (stage: Stage) =>
    stage.kind === 'value'
      ? results.value(stage.node)
      : stage.kind === 'seed'
        ? results.grad(stage.node)
        : results.contribution(stage.edge)
  const shown = (stage: Stage) => {
    const array = arrayOf(stage)
    const number = array === null ? undefined : array.data[elementIn(array, element)]
    if (array === null || number === undefined) return null
    return (
      <Num value={number} dtype={array.dtype} kind={stage.kind === 'value' ? 'value' : 'grad'} />
    )
  }
  const aside = stages.length > rowLimit ? `${from + 1}–${to} of ${stages.length}` : undefined
  return (
    <Section title="Both passes" aside={aside}>
      <ol className="step-list" start={from + 1}>
        {stages.slice(from, to).map((stage, at) => {
          const step = from + at
          return (
            <li key={step}>
              <button
                type="button"
                aria-current={step === now ? 'step' : undefined}
                onClick={() => store.getState().goToStep(step)}
              >
                <span className="count">{step < forward ? step + 1 : step + 1 - forward}</span>
                <i>{nameOf(doc, stage.node)}</i>
                <span className="from">
                  {stage.kind === 'contribution'
                    ? `from ${nameOf(doc, stage.from)}`
                    : stage.kind === 'seed'
                      ? 'starts'
                      : ''}
                </span>
                {step <= now ? shown(stage) : <span className="sub">?</span>}
              </button>
            </li>
          )
        })}
      </ol>
    </Section>
  )
}
