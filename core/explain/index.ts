export {
  type Curve,
  curveDomain,
  flatZones,
  sampleCurve,
} from './curve.ts'
export { formulaOf, gradientFormulas, type Names, valueFormula } from './formula.ts'
export { type Influence, influence } from './influence.ts'
export { allDigits, shortestDigits, showNumber } from './number.ts'
export { type Pairs, pairsOf, predictionOf } from './pairs.ts'
export { partialName } from './partialName.ts'
export { type Shares, sharesOf } from './shares.ts'
export { localSlopes } from './slope.ts'
export { spellGradient, spellValue } from './spell.ts'
export { plannedWork, rangeOf, type Swept, sweep } from './sweep.ts'
export { type Terms, termsOf } from './terms.ts'
export {
  gradSoFar,
  isKnown,
  type SoFar,
  type Stage,
  type Timeline,
  timelineOf,
} from './timeline.ts'
export { type Unfolded, unfoldGradient, unfoldLimit } from './unfold.ts'
