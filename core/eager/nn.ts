import type { AttrsInput, Tensor } from './variable.ts'

/** A layer without parameters: called with a tensor, it gives a tensor. */
export type Module = (input: Tensor) => Tensor

/** A layer of one op, as sorix and PyTorch have it: `const tanh = Tanh(); tanh(X)`. */
const layer =
  (name: 'tanh' | 'sigmoid' | 'relu', attrs: AttrsInput = {}): Module =>
  (input) =>
    input[name](attrs)

/** Hyperbolic tangent as a layer. */
export const Tanh = (): Module => layer('tanh')

/** The logistic function as a layer. */
export const Sigmoid = (): Module => layer('sigmoid')

/** The rectifier as a layer. */
export const ReLU = (): Module => layer('relu')
