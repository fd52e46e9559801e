import { gradSoFar, type Results, type Stage, showNumber, timelineOf } from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { tone } from '../ui/Num.tsx'
import { nameOf } from './names.ts'
import { elementIn } from './values.ts'

/** A number with its sign, as what is added is written. */
const signed = (value: number) => (value > 0 ? '+' : '') + showNumber(value)

/** Under a card: the contributions that have arrived by this step, and what they add up to. */
export function Arrived({
  id,
  results,
  now,
}: {
  readonly id: string
  readonly results: Results
  readonly now: number
}) {
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const timeline = timelineOf(results.compiled)
  const arrivals = timeline.arrivalsAt.get(id) ?? []
  const grad = results.grad(id)
  const isSource = timeline.stages[now]?.node === id
  if (grad === null || arrivals.length === 0 || now < timeline.forward) return null
  // One arrival says nothing that the card does not, once the step has passed on.
  if (arrivals.length === 1 && !isSource) return null
  const at = elementIn(grad, element)
  const chips = arrivals.flatMap((arrival) => {
    const stage = timeline.stages[arrival]
    if (stage === undefined) return []
    return [{ stage, number: arrival <= now ? numberOf(stage, results, at) : null }]
  })
  const soFar = gradSoFar(timeline, results, id, now)
  const sum = soFar.grad?.data[at]
  return (
    <div className="arrived">
      {chips.map(({ stage, number }) => {
        const by = stage.kind === 'contribution' ? nameOf(doc, stage.from) : null
        if (number === null)
          return (
            <span key={keyOf(stage)} className="chip is-waiting">
              waits for {by}
            </span>
          )
        return (
          <span key={keyOf(stage)} className={`chip ${tone('grad', number)}`}>
            <b>{signed(number)}</b> {by === null ? 'start' : `from ${by}`}
          </span>
        )
      })}
      {arrivals.length > 1 && sum !== undefined && (
        <span className={`chip is-sum ${tone('grad', sum)}`}>
          = <b>{showNumber(sum)}</b>
          {soFar.arrived < soFar.of && ' so far'}
        </span>
      )}
    </div>
  )
}

const keyOf = (stage: Stage) => (stage.kind === 'contribution' ? stage.edge : stage.kind)

function numberOf(stage: Stage, results: Results, at: number): number | null {
  const array =
    stage.kind === 'contribution' ? results.contribution(stage.edge) : results.grad(stage.node)
  return array?.data[at] ?? null
}
