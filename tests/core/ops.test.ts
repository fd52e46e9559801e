import { describe, expect, it } from 'vitest'
import { apply, fromArray, type Tensor, tensor } from '#core/eager/tensor.ts'
import { runDocument } from '#core/graph/session.ts'
import { type Attrs, readAttrs } from '#core/ops/attrs.ts'
import { opNames, ops, palette } from '#core/ops/index.ts'
import type { ComputedDef, Example, LeafDef, OpDef } from '#core/ops/op.ts'
import { flatten, fromValues, type Nested } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { exampleDocument, exampleDtype } from '../kit/examples.ts'
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

/** The numbers at which an example of a unary row shows a gradient. */
const pinnedAt = ({ inputs, grads }: Example): readonly number[] =>
  grads === undefined ? [] : flatten(inputs[0] as Nested).values

describe.each(computed.filter(([, op]) => op.kinks(readAttrs(op.attrs, {})).length > 0))(
  'the kinks of %s',
  (_name, op) => {
    it('have a convention, and an example pins it', () => {
      expect(op.convention).not.toBeNull()
      const kinks = op.kinks(readAttrs(op.attrs, {}))
      expect(op.examples.flatMap(pinnedAt)).toEqual(expect.arrayContaining([...kinks]))
    })
  },
)

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

  it('give softplus the slope 1 above its threshold, whatever the other branch would be', () => {
    const [beta, threshold] = [0, -1]
    expect(slope((x) => x.softplus({ beta, threshold }), 3)).toBe(1)
    expect(slope((x) => x.softplus(), 21)).toBe(1)
    expect(slope((x) => x.softplus({ threshold: 1 }), 1)).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
  })

  it('share a tie’s gradient equally, whatever the axes', () => {
    const x = tensor(
      [
        [2, 1, 2],
        [2, 2, 2],
      ],
      { requiresGrad: true },
    )
    x.max({ axis: 1 }).sum().backward()
    const third = Math.fround(1 / 3)
    expect(x.grad!.array).toBeCloseToTensor([
      [0.5, 0, 0.5],
      [third, third, third],
    ])
    x.zeroGrad()
    x.min({ axis: 0, keepdims: true }).sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([
      [0.5, 1, 0.5],
      [0.5, 0, 0.5],
    ])
  })

  it('halve the gradient between an input and itself', () => {
    expect(slope((x) => x.maximum(x), 3)).toBe(1)
    expect(slope((x) => x.maximum(3), 3)).toBe(0.5)
    expect(slope((x) => x.minimum(3), 3)).toBe(0.5)
  })

  it('let a gradient pass at both bounds of a clamp, and none where they cross', () => {
    expect(slope((x) => x.clamp({ min: 1, max: 1 }), 1)).toBe(1)
    expect(slope((x) => x.clamp({ min: 2, max: 0 }), 1)).toBe(0)
    expect(slope((x) => x.clamp({ min: null, max: null }), 1e30)).toBe(1)
  })

  it('give a comparison no gradient, and a detached value none either', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    expect(x.lt(1.5).requiresGrad).toBe(false)
    expect(x.detach().requiresGrad).toBe(false)
    x.mul(x.detach()).sum().backward()
    expect(x.grad!.array).toBeCloseToTensor([1, 2])
  })

  it('saturate tanh at ±1 with no gradient left', () => {
    expect(tensor(20, { dtype: 'float64' }).tanh().item()).toBe(1)
    expect(slope((x) => x.tanh(), 20)).toBe(0)
  })
})

describe('a loss of two shapes that broadcast', () => {
  it.each(['bce_loss', 'bce_with_logits_loss', 'mse_loss', 'l1_loss'] as const)(
    'sends %s’s gradient to each input in that one’s own shape',
    (name) => {
      for (const reduction of ['mean', 'sum', 'none']) {
        const x = tensor(0.25, { dtype: 'float64', requiresGrad: true })
        const target = tensor([[0.5], [1]], { dtype: 'float64', requiresGrad: true })
        x[name](target, { reduction }).sum().backward()
        expect(x.grad!.shape).toEqual([])
        expect(target.grad!.shape).toEqual([2, 1])
      }
    },
  )

  it('divides a mean’s by the number of elements they broadcast to', () => {
    const x = tensor(2, { dtype: 'float64', requiresGrad: true })
    const target = tensor([0, 1, 1, 0], { dtype: 'float64', requiresGrad: true })
    x.bce_with_logits_loss(target).backward()
    expect(target.grad!.array).toBeCloseToTensor([-0.5, -0.5, -0.5, -0.5])
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

describe('whole numbers', () => {
  const whole = (values: number[]) => tensor(values, { dtype: 'int64' })

  it('have one zero', () => {
    expect(Object.is(whole([0]).neg().array.data[0], 0)).toBe(true)
    expect(Object.is(whole([0]).mul(whole([-3])).array.data[0], 0)).toBe(true)
  })

  it('stay whole beside whole constants, and become the document’s float beside others', () => {
    expect(whole([16777217]).relu().array).toMatchObject({ dtype: 'int64' })
    expect(whole([16777217]).relu().item()).toBe(16777217)
    const doc = graph(
      [
        leaf('n', [1, 0, 0], { dtype: 'int64', requiresGrad: false }),
        node('m', 'mean', { input: 'n' }),
      ],
      { settings: { dtype: 'float64' } },
    )
    expect(runDocument(doc).value('m')).toMatchObject({ dtype: 'float64' })
    expect(runDocument(doc).value('m')!.data[0]).toBe(1 / 3)
  })
})

describe('a variance', () => {
  it('of fewer elements than its correction is infinite, not negative', () => {
    expect(tensor([1, 2, 3]).var({ correction: 5 }).item()).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a slice', () => {
  it('of one element is the same however far it would step', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    const taken = x.slice({ starts: [0, 0], stops: [null, null], steps: [1, 1e15] })
    expect(Array.from(taken.array.data)).toEqual([1, 3])
  })
})

describe('a quotient', () => {
  it('by a tiny number sends back what is finite', () => {
    const x = tensor(1, { requiresGrad: true })
    x.div(1e-39).mul(0).backward()
    expect(x.grad!.item()).toBe(0)
  })
})
