import { describe, expect, it } from 'vitest'
import { apply, fromArray, type Tensor, tensor } from '#core/eager/tensor.ts'
import { GraphError } from '#core/errors.ts'
import { runDocument } from '#core/graph/session.ts'
import { applyOp, reverseOp } from '#core/ops/apply.ts'
import { arrays, onArrays } from '#core/ops/arrays.ts'
import { type AttrDef, type Attrs, readAttrs } from '#core/ops/attrs.ts'
import { opNames, ops, palette } from '#core/ops/index.ts'
import type { ComputedDef, Example, LeafDef, OpDef } from '#core/ops/op.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import { fromValues, type NdArray, type Nested } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { exampleDocument, exampleDtype, kinksOf } from '../kit/examples.ts'
import { graph, leaf, node } from './documents.ts'

const rows: readonly (readonly [string, OpDef])[] = opNames.map((name) => [name, ops[name]])
const computed = rows.filter((row): row is [string, ComputedDef] => row[1].kind === 'computed')
const leaves = rows.filter((row): row is [string, LeafDef] => row[1].kind === 'leaf')

function evaluate(op: ComputedDef, { inputs, attrs = {} }: Example) {
  const operands = inputs.map((input, at) => {
    const dtype = exampleDtype(op, at)
    return tensor(input as Nested, { dtype, requiresGrad: dtype !== 'int64' })
  })
  const output = apply(op, operands, attrs as Attrs)
  if (output.requiresGrad) output.sum().backward()
  return { output, grads: operands.map((operand) => operand.grad) }
}

describe.each(computed)('the examples of %s', (name, op) => {
  it.each(op.examples)('hold eagerly for $inputs', (example) => {
    const { output, grads } = evaluate(op, example)
    expect(output.array).toBeCloseToTensor(example.output as Nested)
    example.grads?.forEach((grad, at) => {
      if (grad === null) expect(grads[at]).toBeNull()
      else expect(grads[at]!.array).toBeCloseToTensor(grad as Nested)
    })
  })

  it.each(op.examples)('hold in a document for $inputs', (example) => {
    const results = runDocument(exampleDocument(name, op, example))
    expect(results.value('y')).toBeCloseToTensor(example.output as Nested)
    example.grads?.forEach((grad, at) => {
      if (grad === null) expect(results.grad(`input${at}`)).toBeNull()
      else expect(results.grad(`input${at}`)).toBeCloseToTensor(grad as Nested)
    })
  })
})

describe.each(leaves)('the examples of %s', (name, op) => {
  it.each(op.examples)('hold in a document for $attrs', (example) => {
    const results = runDocument(exampleDocument(name, op, example))
    expect(results.value('y')).toBeCloseToTensor(example.output as Nested)
  })
})

describe.each(rows)('the row %s', (_name, op) => {
  it('has an example, a title and a sentence for a learner', () => {
    expect(op.examples.length).toBeGreaterThan(0)
    expect(op.title).not.toBe('')
    expect(op.doc).toMatch(/\.$/)
  })

  it('accepts its own defaults', () => {
    const defaults = Object.fromEntries(
      Object.entries(op.attrs).map(([attr, def]) => [attr, def.default]),
    )
    expect(readAttrs(op.attrs, defaults)).toEqual(readAttrs(op.attrs, {}))
  })
})

/** Numbers between 0 and 1 that are the same in every run. */
function sampler(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Operands for one port: numbers of the row's domain away from kinks, or what the port takes instead. */
function sample(op: ComputedDef, port: number, shape: Shape, random: () => number): NdArray {
  const takes = op.takes[op.ports[port] ?? '']
  const count = sizeOf(shape)
  if (takes === 'index')
    return fromValues(
      Array.from({ length: count }, () => Math.floor(2 * random())),
      shape,
      'int64',
    )
  const [low, high] = takes === 'probability' ? [0.05, 0.95] : op.domain
  const values = Array.from({ length: count }, () => {
    const x = low + (high - low) * random()
    const kink = kinksOf(op).find((at) => Math.abs(at - x) < 1e-3)
    return kink === undefined ? x : kink + 1e-2
  })
  return fromValues(values, shape, 'float64')
}

const one: readonly (readonly Shape[])[] = [[[]], [[1]], [[5]], [[2, 3]], [[2, 1, 3]], [[2, 0]]]
const two: readonly (readonly Shape[])[] = [
  [[], []],
  [[3], [3]],
  [[2, 3], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[], [2, 2]],
  [
    [2, 3],
    [3, 2],
  ],
  [
    [2, 1, 2, 3],
    [2, 3, 2],
  ],
  [[3, 4], [4]],
  [[4], [2, 4, 3]],
  [
    [0, 2],
    [2, 3],
  ],
]
const shapesOf = ({ ports }: ComputedDef) => (ports.length === 1 ? one : two)

function choices(def: AttrDef): readonly Attrs[string][] {
  switch (def.kind) {
    case 'axes':
      return [null, 0, -1, [0, 1], [-1, 0]]
    case 'flag':
      return [false, true]
    case 'choice':
      return def.options
    case 'number':
      return [def.default, 0.5, -1, 0, 1]
    case 'int':
    case 'ints':
      return [def.default]
  }
}

function attrChoices(op: ComputedDef): readonly Attrs[] {
  return Object.entries(op.attrs).reduce<readonly Attrs[]>(
    (all, [name, def]) =>
      all.flatMap((attrs) => choices(def).map((value) => ({ ...attrs, [name]: value }))),
    [{}],
  )
}

/** Whether the row takes these shapes; a wrong one is refused as a ShapeError, and no other way. */
function accepts(op: ComputedDef, shapes: readonly Shape[], attrs: Attrs): boolean {
  try {
    applyOp(
      arrays,
      op,
      shapes.map((shape, port) => sample(op, port, shape, sampler(1))),
      attrs,
    )
    return true
  } catch (error) {
    if (error instanceof GraphError && error.code === 'shape') return false
    throw error
  }
}

/** The largest |analytic − numeric| / max(1, |numeric|) over all inputs, for a random cotangent. */
function worstError(op: ComputedDef, shapes: readonly Shape[], attrs: Attrs): number {
  const random = sampler(7)
  const inputs = shapes.map((shape, port) => sample(op, port, shape, random))
  const applied = applyOp(arrays, op, inputs, attrs)
  const { shape } = applied.output
  const weights = Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1)
  const cotangent = fromValues(weights, shape, 'float64')
  const owed = reverseOp(
    onArrays,
    applied,
    cotangent,
    inputs.map(() => true),
  )
  const total = () => {
    const { data } = applyOp(arrays, op, inputs, attrs).output
    return weights.reduce((sum, weight, at) => sum + weight * data[at]!, 0)
  }
  let worst = 0
  inputs.forEach(({ data }, port) => {
    expect(owed[port]!.shape).toEqual(inputs[port]!.shape)
    for (let at = 0; at < data.length; at++) {
      const x = data[at]!
      data[at] = x + 1e-5
      const above = total()
      data[at] = x - 1e-5
      const numeric = (above - total()) / (x + 1e-5 - (x - 1e-5))
      data[at] = x
      const error = Math.abs(owed[port]!.data[at]! - numeric) / Math.max(1, Math.abs(numeric))
      worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error)
    }
  })
  return worst
}

describe.each(computed)('the reverse rule of %s', (_name, op) => {
  const cases = shapesOf(op).flatMap((shapes) =>
    attrChoices(op)
      .filter((attrs) => accepts(op, shapes, attrs))
      .map((attrs) => ({ shapes, attrs })),
  )

  it('is sampled on several shapes', () => {
    expect(cases.length).toBeGreaterThanOrEqual(4)
  })

  it.each(cases)('agrees with central differences for $shapes $attrs', ({ shapes, attrs }) => {
    expect(worstError(op, shapes, attrs)).toBeLessThan(1e-7)
  })
})

describe('conventions', () => {
  const slope = (run: (x: Tensor) => Tensor, at: number) => {
    const x = tensor(at, { requiresGrad: true })
    run(x).backward()
    return x.grad!.item()
  }

  it('give relu the slope 0 at 0, from either side of zero', () => {
    expect(slope((x) => x.relu(), 0)).toBe(0)
    expect(slope((x) => x.relu(), -0)).toBe(0)
  })

  it('let relu keep −0 and NaN', () => {
    expect(Array.from(tensor([-0, Number.NaN, -1]).relu().array.data)).toEqual([-0, Number.NaN, 0])
  })

  it('give a power of 0 the slope 0 everywhere, at 0 too', () => {
    expect(slope((x) => x.pow_scalar({ exponent: 0 }), 0)).toBe(0)
  })

  it('saturate tanh at ±1 with no gradient left', () => {
    expect(tensor(20, { dtype: 'float64' }).tanh().item()).toBe(1)
    expect(slope((x) => x.tanh(), 20)).toBe(0)
  })
})

describe('float32', () => {
  const seed = [
    0.009865999221801758, 0.41997432708740234, 1, 0.41997432708740234, 0.009865999221801758,
  ]

  it('rounds after every operation, so the gradient of sum(tanh(x)) has the seed’s digits', () => {
    const x = tensor([-3, -1, 0, 1, 3], { requiresGrad: true })
    x.tanh().sum().backward()
    expect(Array.from(x.grad!.array.data)).toEqual(seed)
  })

  it('rounds what it stores', () => {
    expect(tensor([0.1]).array.data[0]).toBe(Math.fround(0.1))
    expect(tensor(16777216).add(1).item()).toBe(16777216)
  })

  it('rounds a product before it is added to in matmul', () => {
    const [a, b] = [1 + 2 ** -12, 1 - 2 ** -12]
    const got = tensor([a, 1])
      .matmul(tensor([b, -1]))
      .item()
    expect(got).toBe(Math.fround(Math.fround(a * b) - 1))
  })
})

describe('dtypes', () => {
  const shapes: readonly (readonly [number | number[], number | number[]])[] = [
    [1, 2],
    [[1, 2], 3],
    [3, [1, 2]],
    [
      [1, 2],
      [3, 4],
    ],
  ]

  it.each(shapes)('meet at float64 for float32 %j with float64 %j', (a, b) => {
    const narrow = tensor(a, { requiresGrad: true })
    const wide = tensor(b, { dtype: 'float64', requiresGrad: true })
    const y = narrow.mul(wide)
    expect(y.dtype).toBe('float64')
    y.sum().backward()
    expect(narrow.grad!.dtype).toBe('float32')
    expect(wide.grad!.dtype).toBe('float64')
  })

  it('keep a tensor’s own dtype beside a plain number', () => {
    expect(tensor([1]).mul(0.1).dtype).toBe('float32')
    expect(tensor([1], { dtype: 'float64' }).mul(0.1).item()).toBe(0.1)
  })

  it('turn int64 into float32 where the result is not whole', () => {
    const whole = tensor([1, 2], { dtype: 'int64' })
    expect(whole.add(whole).dtype).toBe('int64')
    expect(whole.div(whole).dtype).toBe('float32')
    expect(whole.tanh().dtype).toBe('float32')
    expect(whole.mean().item()).toBe(1.5)
  })

  it('let no int64 ask for a gradient', () => {
    expect(() => tensor([1], { dtype: 'int64', requiresGrad: true })).toThrow(/Only float tensors/)
    const whole = fromValues([1], [1], 'int64')
    expect(() => fromArray(whole, true)).toThrow(/int64/)
  })

  it('let an int64 operand take part without a gradient of its own', () => {
    const results = runDocument(
      graph([
        leaf('x', [0.5, 2]),
        leaf('n', [3, 4], { dtype: 'int64', requiresGrad: false }),
        node('y', 'mul', { input: 'x', other: 'n' }),
        node('L', 'sum', { input: 'y' }),
      ]),
    )
    expect(results.problems).toEqual([])
    expect(results.value('n')!.dtype).toBe('int64')
    expect(results.grad('x')).toBeCloseToTensor([3, 4])
    expect(results.grad('n')).toBeNull()
  })
})

describe('the palette', () => {
  it('offers every op once, under its family', () => {
    expect(palette.flatMap(({ names }) => names).toSorted()).toEqual([...opNames].toSorted())
  })
})
