export * from './commands.ts'
export * from './eager/index.ts'
export { GraphError, type Problem, type ProblemCode, ShapeError } from './errors.ts'
export * from './explain/index.ts'
export { type Compiled, compile } from './graph/compile.ts'
export * from './graph/document.ts'
export * from './graph/edit.ts'
export {
  addExpression,
  type ExpressionPlan,
  type ExpressionSpan,
  readExpression,
} from './graph/expression.ts'
export { expressionOf } from './graph/expressionOf.ts'
export { ExpressionError } from './graph/expressionTokens.ts'
export { misfit } from './graph/fit.ts'
export { fromNumber, toNumber } from './graph/leaf.ts'
export { toldRoot } from './graph/root.ts'
export { openSession, type Results, runDocument, type Session } from './graph/session.ts'
export { sameTarget, type Target, targetOf, totalOf } from './graph/target.ts'
export { parseNumber, parseTensor } from './graph/text.ts'
export * from './host.ts'
export { type AttrDef, type Attrs, type AttrValue, readAttrs } from './ops/attrs.ts'
export { isOpName, type OpName, opNames, ops, palette } from './ops/index.ts'
export {
  type ComputedDef,
  type Family,
  families,
  type LeafDef,
  type OpDef,
  type PlotKind,
} from './ops/op.ts'
export { openPort, portsOf } from './ops/ports.ts'
export { type Shape, sameShape, showShape, sizeOf } from './tensor/shape.ts'
export { type DType, flatten, type NdArray, type Nested } from './tensor/storage.ts'
