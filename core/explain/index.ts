export { plannedWork } from '../program/work.ts'
export { type Along, along, curveAlong, isElementwise, type Passing, passingOf } from './along.ts'
export {
  type Curve,
  curveDomain,
  flatZones,
  sampleCurve,
} from './curve.ts'
export { elementName, rootName } from './elementName.ts'
export { expressionTex } from './expressionTex.ts'
export { formulaOf, gradientFormulas, type Names, valueFormula } from './formula.ts'
export { canSeed, openForward, type Tangents } from './forward.ts'
export { type Influence, influence } from './influence.ts'
export {
  hasJacobian,
  type Jacobian,
  jacobianOf,
  type NoJacobian,
} from './jacobian.ts'
export { compareModes, type Modes } from './modes.ts'
export { narrate } from './narrate.ts'
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
export { partialName } from './partialName.ts'
export type { PathStep } from './pathSteps.ts'
export { type Path, type Paths, pathsTo, restKey } from './paths.ts'
export { type Agreement, compareProduct } from './product.ts'
export { type Shares, sharesOf } from './shares.ts'
export { localSlopes } from './slope.ts'
export {
  isBehind,
  type Lever,
  type Levers,
  leversOf,
  movedNodes,
  openSolver,
  type Solved,
  type Solver,
  type Spot,
  type Unmoved,
} from './solve.ts'
export { spellGradient, spellValue, visibleLength } from './spell.ts'
export { spellColumn, spellEntry } from './spellJacobian.ts'
export { plainLatex, type Source, type StageFormula, stageFormula, stageLatex } from './steps.ts'
export { describeStructure, type Structure } from './structure.ts'
export { rangeOf, type Swept, sweep } from './sweep.ts'
export { type Terms, termsOf } from './terms.ts'
export {
  gradSoFar,
  isKnown,
  resultsAt,
  type SoFar,
  type Stage,
  type Timeline,
  timelineOf,
} from './timeline.ts'
export { type Unfolded, unfoldGradient, unfoldLimit } from './unfold.ts'
