export { plannedWork } from '../program/work.ts'
export {
  type Curve,
  curveDomain,
  flatZones,
  sampleCurve,
} from './curve.ts'
export { formulaOf, gradientFormulas, type Names, valueFormula } from './formula.ts'
export { type Influence, influence } from './influence.ts'
export {
  epsilonAt,
  epsilonCount,
  type Nudge,
  type NudgeErrors,
  type NudgePath,
  type Nudger,
  type NudgeVerdict,
  openNudger,
} from './nudge.ts'
export { type NudgeCheck, type NudgeChecks, openNudgeChecks } from './nudgeChecks.ts'
export { allDigits, shortestDigits, showNumber } from './number.ts'
export { type Pairs, pairsOf, predictionOf } from './pairs.ts'
export { type Shares, sharesOf } from './shares.ts'
export { localSlopes } from './slope.ts'
export { spellGradient, spellValue } from './spell.ts'
export { rangeOf, type Swept, sweep } from './sweep.ts'
export { type Terms, termsOf } from './terms.ts'
export {
  gradSoFar,
  isKnown,
  type SoFar,
  type Stage,
  type Timeline,
  timelineOf,
} from './timeline.ts'
