export { type Module, ReLU, Sigmoid, Tanh } from './nn.ts'
export { noGrad } from './tape.ts'
export {
  type AttrsInput,
  fromArray,
  type LeafOptions,
  linspace,
  type OpMethod,
  type Tensor,
  tensor,
} from './tensor.ts'
