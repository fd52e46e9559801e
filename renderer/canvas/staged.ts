import { isKnown, type Results, resultsAt, type Timeline, timelineOf } from '#core/index.ts'
import { stageOf, stepOf } from '../store/step.ts'
import { type AppState, useApp } from '../store/store.ts'
import type { Moment } from './river/wires.ts'

/** The results as they stand at the step looked at; all of them where there is none. */
export function useShown(): Results {
  const results = useApp((state) => state.results)
  const now = useApp(stepOf)
  return now === null ? results : resultsAt(results, now)
}

/** The node at which something happens at the step looked at. */
export const stagedNode = (state: AppState): string | null => stageOf(state)?.node ?? null

/** The edge by which something flows back at the step looked at. */
export function stagedEdge(state: AppState): string | null {
  const stage = stageOf(state)
  return stage?.kind === 'contribution' ? stage.edge : null
}

/** Whether a node's value is known at a step; all is where none is looked at. */
export const isKnownAt = (results: Results, id: string, now: number | null): boolean =>
  now === null || isKnown(timelineOf(results.compiled).valueAt.get(id), now)

/** What is known at a step, as the river asks for it. */
export function momentAt(results: Results, now: number, current: string | null): Moment {
  const { valueAt, contributionAt } = timelineOf(results.compiled)
  return {
    isValueKnown: (node) => isKnown(valueAt.get(node), now),
    isGradientKnown: (edge) => isKnown(contributionAt.get(edge), now),
    current,
  }
}

/** `Forward 2 of 5`, `Backward 6 of 10`. */
export function stageTitle({ forward, stages }: Timeline, now: number): string {
  return now < forward
    ? `Forward ${now + 1} of ${forward}`
    : `Backward ${now + 1 - forward} of ${stages.length - forward}`
}
