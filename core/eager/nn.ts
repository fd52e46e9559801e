import { uniform } from './create.ts'
import type { AttrsInput, ComputedName } from './methods.ts'
import type { Tensor } from './variable.ts'

/** A layer: called with a tensor, it gives a tensor. */
export interface Module {
  (input: Tensor): Tensor
  /** The leaves that training moves. */
  readonly parameters: () => readonly Tensor[]
}

/** How far a prediction is from its target. */
export type Loss = (input: Tensor, target: Tensor) => Tensor

/** Layers of one op, as sorix and PyTorch have them: `const tanh = Tanh(); tanh(X)`. */
const layerOf =
  (name: ComputedName) =>
  (attrs: AttrsInput = {}): Module =>
    Object.assign((input: Tensor) => input[name](attrs), { parameters: () => [] })

const lossOf =
  (name: ComputedName) =>
  (attrs: AttrsInput = {}): Loss =>
  (input, target) =>
    input[name](target, attrs)

/** Hyperbolic tangent as a layer. */
export const Tanh = layerOf('tanh')

/** The logistic function as a layer. */
export const Sigmoid = layerOf('sigmoid')

/** The rectifier as a layer. */
export const ReLU = layerOf('relu')

/** The rectifier that lets a little through below 0, as a layer: `negative_slope`. */
export const LeakyReLU = layerOf('leaky_relu')

/** The exponential linear unit as a layer: `alpha`. */
export const ELU = layerOf('elu')

/** The Gaussian error linear unit as a layer: `approximate`. */
export const GELU = layerOf('gelu')

/** x · sigmoid(x) as a layer. */
export const SiLU = layerOf('silu')

/** The smooth rectifier as a layer: `beta`, `threshold`. */
export const Softplus = layerOf('softplus')

/** Scores to shares as a layer: `axis`. */
export const Softmax = layerOf('softmax')

/** Scores to logarithms of shares as a layer: `axis`. */
export const LogSoftmax = layerOf('log_softmax')

/** Makes several axes one, as a layer: `start_axis`, `end_axis`. */
export const Flatten = layerOf('flatten')

/** The mean squared error: `reduction`. */
export const MSELoss = lossOf('mse_loss')

/** The mean absolute error: `reduction`. */
export const L1Loss = lossOf('l1_loss')

/** Binary cross-entropy of probabilities: `reduction`. */
export const BCELoss = lossOf('bce_loss')

/** Binary cross-entropy of scores before the sigmoid: `reduction`. */
export const BCEWithLogitsLoss = lossOf('bce_with_logits_loss')

/** Cross-entropy of scores with class numbers (int64) or shares: `reduction`. */
export const CrossEntropyLoss = lossOf('cross_entropy_loss')

/** A layer `x · Wᵀ + b`. */
export interface LinearModule extends Module {
  /** One row an output. */
  readonly weight: Tensor
  readonly bias: Tensor | null
}

/** How a linear layer starts. */
export interface LinearOptions {
  readonly bias?: boolean
  /** Draws the same start whenever it is given; else `manualSeed` decides. */
  readonly seed?: number
}

/**
 * A layer `x · Wᵀ + b` that starts evenly within ±1/√inputs.
 *
 * @shape x: [..., inputs] → [..., outputs].
 * @source PyTorch, `torch.nn.Linear`.
 */
export function Linear(
  inputs: number,
  outputs: number,
  { bias: hasBias = true, seed }: LinearOptions = {},
): LinearModule {
  const high = 1 / Math.sqrt(inputs)
  const start = (shape: readonly number[], turn: number) => {
    const own = seed === undefined ? {} : { seed: (seed + turn) >>> 0 }
    return uniform(shape, { low: -high, high, requiresGrad: true, ...own })
  }
  const weight = start([outputs, inputs], 0)
  const bias = hasBias ? start([outputs], 1) : null
  const run = (input: Tensor) => {
    const product = input.matmul(weight.transpose())
    return bias === null ? product : product.add(bias)
  }
  const parameters = () => (bias === null ? [weight] : [weight, bias])
  return Object.assign(run, { weight, bias, parameters })
}

/** Layers one after the other. */
export function Sequential(...modules: readonly Module[]): Module {
  const run = (input: Tensor) => modules.reduce((value, module) => module(value), input)
  return Object.assign(run, { parameters: () => modules.flatMap((one) => one.parameters()) })
}
