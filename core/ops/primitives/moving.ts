import { GraphError, ShapeError } from '../../errors.ts'
import * as kernels from '../../tensor/kernels.ts'
import * as moves from '../../tensor/moves.ts'
import { broadcastShapes, type Shape, sameShape, showShape, sizeOf } from '../../tensor/shape.ts'
import { promote } from '../../tensor/storage.ts'
import type { PrimitiveAttrs, Spec } from '../builder.ts'
import { call, noWork, type Primitive } from '../primitive.ts'

function checkedReshape(from: Spec, shape: Shape): Spec {
  if (sizeOf(from.shape) !== sizeOf(shape))
    throw new GraphError(
      'shape',
      `Cannot reshape ${showShape(from.shape)} to ${showShape(shape)}: ${sizeOf(from.shape)} elements do not fill ${sizeOf(shape)}.`,
    )
  return { shape, dtype: from.dtype }
}

const shapeIn = ({ shape }: PrimitiveAttrs) => shape as Shape
const window = ({ starts, steps }: PrimitiveAttrs) => ({
  starts: starts as readonly number[],
  steps: steps as readonly number[],
})

/** Where part `port` of a concatenation begins along its axis. */
const offsetOf = (specs: readonly Spec[], axis: number, port: number): number =>
  specs.slice(0, port).reduce((at, { shape }) => at + shape[axis]!, 0)

function concatSpec(parts: readonly Spec[], axis: number): Spec {
  const [first] = parts
  parts.forEach(({ shape }, at) => {
    const others = (list: Shape) => list.filter((_, i) => i !== axis)
    if (shape.length !== first!.shape.length || !sameShape(others(shape), others(first!.shape)))
      throw new ShapeError(
        `Cannot put ${showShape(first!.shape)} and ${showShape(shape)} (tensors.${at}) end to end along axis ${axis}: all other axes must have equal sizes.`,
      )
  })
  return {
    shape: first!.shape.map((size, i) => (i === axis ? offsetOf(parts, axis, parts.length) : size)),
    dtype: parts.map(({ dtype }) => dtype).reduce(promote),
  }
}

/** The same elements in another arrangement; nothing is computed. */
export const moving = {
  reshape: {
    spec: ([x], attrs) => checkedReshape(x!, shapeIn(attrs)),
    kernel: (out, [x]) => kernels.convert(out.data, x!.data),
    notation: { kind: 'silent' },
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { inputs }) => k.reshape(cotangent, k.spec(inputs[0]!).shape),
  },
  permute: {
    spec: ([x], { axes }) => ({
      shape: (axes as readonly number[]).map((axis) => x!.shape[axis]!),
      dtype: x!.dtype,
    }),
    kernel: (out, [x], { axes }) => kernels.permute(out, x!, axes as readonly number[]),
    notation: { kind: 'transpose' },
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { attrs }) => {
      const axes = attrs['axes'] as readonly number[]
      return k.permute(
        cotangent,
        axes.map((_, axis) => axes.indexOf(axis)),
      )
    },
  },
  broadcastTo: {
    spec: ([x], attrs) => {
      const shape = shapeIn(attrs)
      if (!sameShape(broadcastShapes(x!.shape, shape), shape))
        throw new ShapeError(
          `${showShape(x!.shape)} cannot be broadcast to ${showShape(shape)}: from the last axis on, sizes must be equal or 1.`,
        )
      return { shape, dtype: x!.dtype }
    },
    kernel: (out, [x]) => kernels.broadcast(out, x!),
    notation: { kind: 'silent' },
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { inputs }) => k.unbroadcast(cotangent, k.spec(inputs[0]!).shape),
  },
  /** Every `steps[i]`-th element from `starts[i]` on, `shape[i]` of them, along each axis i. */
  slice: {
    spec: ([x], attrs) => ({ shape: shapeIn(attrs), dtype: x!.dtype }),
    kernel: (out, [x], attrs) => moves.slice(out, x!, window(attrs)),
    notation: call('\\operatorname{slice}'),
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { inputs, attrs }) =>
      k.pad(cotangent, k.spec(inputs[0]!).shape, window(attrs)),
  },
  /** The transpose of `slice`: the elements at their places in a larger shape, zeros elsewhere. */
  pad: {
    spec: ([x], attrs) => ({ shape: shapeIn(attrs), dtype: x!.dtype }),
    kernel: (out, [x], attrs) => moves.pad(out, x!, window(attrs)),
    notation: call('\\operatorname{pad}'),
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { inputs, attrs }) =>
      k.slice(cotangent, k.spec(inputs[0]!).shape, window(attrs)),
  },
  /** The operands end to end along `axis`. */
  concat: {
    spec: (parts, { axis }) => concatSpec(parts, axis as number),
    kernel: (out, parts, { axis }) => moves.concat(out, parts, axis as number),
    notation: { kind: 'template', text: '[#1, #2, \\dots]', precedence: 5, least: 0 },
    flows: 'all',
    work: noWork,
    vjp: (k, cotangent, { inputs, attrs }, port) => {
      const axis = attrs['axis'] as number
      const specs = inputs.map((input) => k.spec(input))
      const { shape } = specs[port]!
      return k.slice(cotangent, shape, {
        starts: shape.map((_, i) => (i === axis ? offsetOf(specs, axis, port) : 0)),
        steps: shape.map(() => 1),
      })
    },
  },
} as const satisfies Record<string, Primitive>
