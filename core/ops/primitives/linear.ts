import * as kernels from '../../tensor/kernels.ts'
import { matmulShape } from '../../tensor/shape.ts'
import type { Builder } from '../builder.ts'
import { arithmetic, type Primitive } from '../primitive.ts'

/** Products of matrices and vectors, of every rank. */
export const linear = {
  matmul: {
    spec: ([a, b]) => ({
      shape: matmulShape(a!.shape, b!.shape),
      dtype: arithmetic(a!.dtype, b!.dtype),
    }),
    kernel: (out, [a, b]) => kernels.matmul(out, a!, b!),
    notation: { kind: 'product' },
    flows: 'all',
    terms: ([a]) => a!.shape.at(-1)!,
    vjp: (k, cotangent, { inputs: [a, b] }, port) => matmulVjp(k, cotangent, a!, b!, port),
  },
} as const satisfies Record<string, Primitive>

/**
 * A matrix product's reverse rule: ā = ȳ·bᵀ and b̄ = aᵀ·ȳ, vectors read as a row or a column.
 *
 * @source Giles, "An extended collection of matrix derivative results", 2008, §2.2.
 */
function matmulVjp<V>(k: Builder<V>, cotangent: V, a: V, b: V, port: number): V {
  const [shapeA, shapeB] = [k.spec(a).shape, k.spec(b).shape]
  const row = shapeA.length === 1
  const column = shapeB.length === 1
  const matrixA = row ? k.reshape(a, [1, ...shapeA]) : a
  const matrixB = column ? k.reshape(b, [...shapeB, 1]) : b
  const shapeY = k.spec(cotangent).shape
  const batch = shapeY.slice(0, shapeY.length - (row ? 0 : 1) - (column ? 0 : 1))
  const m = row ? 1 : shapeA[shapeA.length - 2]!
  const n = column ? 1 : shapeB[shapeB.length - 1]!
  const matrixY = row || column ? k.reshape(cotangent, [...batch, m, n]) : cotangent
  const flowing =
    port === 0 ? k.matmul(matrixY, k.transpose(matrixB)) : k.matmul(k.transpose(matrixA), matrixY)
  const matrix = port === 0 ? matrixA : matrixB
  const own = k.unbroadcast(flowing, k.spec(matrix).shape)
  const shape = port === 0 ? shapeA : shapeB
  return shape.length === 1 ? k.reshape(own, shape) : own
}
