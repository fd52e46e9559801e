export { exp, sigmoid, tanh } from './exp.ts'
export { log, pow } from './log.ts'
export { numbers } from './numbers.ts'
