import {
  gradientFormulas,
  plainLatex,
  stageFormula,
  stageLatex,
  valueFormula,
} from '#core/index.ts'
import { stageOf } from '../store/step.ts'
import type { AppState } from '../store/store.ts'

/** The formula to copy: the step's that is looked at, or else the chosen node's; `''` where there is none. */
export function latexOf(state: AppState, id: string | undefined): string {
  const { doc, results, element } = state
  const stage = stageOf(state)
  if (stage !== null) {
    const formula = stageFormula(doc, results, stage, element)
    return formula === null ? '' : stageLatex(formula)
  }
  if (id === undefined) return ''
  const value = valueFormula(doc, results, id)
  const lines = [...(value === null ? [] : [value]), ...gradientFormulas(doc, results, id)]
  return [...new Set(lines)].map(plainLatex).join(' \\\\\n')
}
