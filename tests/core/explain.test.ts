import fc from 'fast-check'
import katex from 'katex'
import { describe, expect, it } from 'vitest'
import {
  curveDomain,
  flatZones,
  formulaOf,
  gradientFormulas,
  pairsOf,
  plannedWork,
  rangeOf,
  sampleCurve,
  spellGradient,
  spellValue,
  sweep,
  termsOf,
  valueFormula,
} from '#core/explain/index.ts'
import { escapeTex, symbol } from '#core/explain/tex.ts'
import { opsMarkdown } from '#core/export/opsTable.ts'
import { compile } from '#core/graph/compile.ts'
import type { GraphDocument } from '#core/graph/document.ts'
import { runDocument } from '#core/graph/session.ts'
import { applyOp } from '#core/ops/apply.ts'
import { arrays } from '#core/ops/arrays.ts'
import { readAttrs } from '#core/ops/attrs.ts'
import { type OpName, opNames, ops } from '#core/ops/index.ts'
import type { ComputedDef, OpDef } from '#core/ops/op.ts'
import { type Shape, sizeOf } from '#core/tensor/shape.ts'
import { fromValues } from '#core/tensor/storage.ts'
import { exampleDocument, kinksOf } from '../kit/examples.ts'
import { type Entry, graph, leaf, node, tanhGraph } from './documents.ts'

const rows: readonly (readonly [string, OpDef])[] = opNames.map((name) => [name, ops[name]])
const computed = rows.filter((row): row is [string, ComputedDef] => row[1].kind === 'computed')
const curves = computed.filter(([, op]) => op.plot === 'curve')

/** Fails unless KaTeX, as the window runs it, takes the formula; the colours are named ones. */
function expectParses(tex: string | null): void {
  if (tex === null) return
  const render = () =>
    katex.renderToString(tex, { output: 'mathml', throwOnError: true, strict: 'ignore' })
  expect(render, tex).not.toThrow()
  expect(tex).not.toMatch(/\\textcolor\{(?!(teal|darkorange|rebeccapurple)\})/)
  expect(tex).not.toMatch(/undefined|\{port|\{input\}/)
}

/** A formula without its colours. */
const bare = (tex: string | null): string | null =>
  tex?.replaceAll(/\\textcolor\{\w+\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g, '$1') ?? null

/** Every line that explains `y` of a document, at one element. */
function explain(doc: GraphDocument, id: string, element: number) {
  const results = runDocument(doc)
  return {
    value: bare(valueFormula(doc, results, id)),
    gradients: gradientFormulas(doc, results, id).map(bare),
    spelled: bare(spellValue(doc, results, id, element)),
    returned: doc.edges
      .filter(({ target }) => target === id)
      .map((edge) => bare(spellGradient(doc, results, edge.id, element))),
  }
}

/** A leaf of this shape, its elements 1, 2, 3, … unless said otherwise. */
function grid(id: string, shape: Shape, element = (i: number) => i + 1): Entry {
  return leaf(
    id,
    Array.from({ length: sizeOf(shape) }, (_, i) => element(i)),
    { shape },
  )
}

const total = node('L', 'sum', { input: 'y' })

const two = (op: string, a: Entry, b: Entry, attrs = {}) =>
  graph([a, b, node('y', op, { input: 'a', other: 'b' }, attrs), total])

describe.each(computed)('the formulas of %s', (name, op) => {
  it.each(op.examples)('parse for $inputs, in symbols and with every number', (example) => {
    const doc = exampleDocument(name, op, example)
    const results = runDocument(doc)
    expectParses(valueFormula(doc, results, 'y'))
    const lines = gradientFormulas(doc, results, 'y')
    const flowing = doc.edges.filter(({ id, target }) => target === 'y' && results.contribution(id))
    expect(lines).toHaveLength(flowing.length)
    lines.forEach(expectParses)
    const size = results.value('y')!.data.length
    for (let i = 0; i < size; i++) {
      expect(spellValue(doc, results, 'y', i)).not.toBeNull()
      expectParses(spellValue(doc, results, 'y', i))
      for (const { id } of doc.edges) expectParses(spellGradient(doc, results, id, i))
    }
    expect(spellValue(doc, results, 'y', size)).toBeNull()
  })

  it('parse in general terms, without colours', () => {
    const { formula, derivatives } = formulaOf(name as OpName)
    expect(derivatives.length).toBeLessThanOrEqual(Math.max(2, op.ports.length))
    for (const tex of [formula, ...derivatives]) {
      expect(tex).not.toMatch(/textcolor|7919/)
      expectParses(tex)
    }
  })
})

describe('a formula in symbols', () => {
  it('is the mock-up’s for the seed', () => {
    const doc = graph([
      leaf('X', [-3, -1, 0, 1, 3]),
      node('Y', 'tanh', { input: 'X' }),
      node('L', 'sum', { input: 'Y' }),
    ])
    expect(explain(doc, 'Y', 3)).toEqual({
      value: 'Y = \\tanh(X)',
      gradients: ['\\partial L / \\partial X = \\partial L / \\partial Y \\odot (1 - Y^{2})'],
      spelled: 'Y_{3} = \\tanh(1) = 0.7616',
      returned: ['\\partial L / \\partial X_{3} = 1 \\times (1 - 0.7616^{2}) = 0.4200'],
    })
    expect(explain(doc, 'L', 0).value).toBe('L = \\sum_i Y')
  })

  it('colours values, gradients and negative gradients by name', () => {
    const doc = graph([leaf('x', 2), leaf('w', -3), node('y', 'mul', { input: 'x', other: 'w' })])
    const results = runDocument(doc)
    expect(spellGradient(doc, results, 'y.input', 0)).toBe(
      '\\textcolor{darkorange}{\\partial y / \\partial x} = \\textcolor{darkorange}{1} \\times (\\textcolor{teal}{-3}) = \\textcolor{rebeccapurple}{-3}',
    )
  })

  it('writes a product with itself as a square, but not one of two values of one name', () => {
    const same = graph([leaf('x', 2), node('y', 'mul', { input: 'x', other: 'x' })])
    expect(explain(same, 'y', 0).value).toBe('y = x^{2}')
    const twins = graph([
      leaf('a', 2, { label: 'x' }),
      leaf('b', 2, { label: 'x' }),
      node('y', 'mul', { input: 'a', other: 'b' }),
    ])
    expect(explain(twins, 'y', 0)).toMatchObject({
      value: 'y = x \\cdot x',
      spelled: 'y = 2 \\times 2 = 4',
    })
  })

  it('writes matrix products side by side and their transposes', () => {
    const doc = two('matmul', grid('a', [2, 3]), grid('b', [3, 2]))
    expect(explain(doc, 'y', 0)).toMatchObject({
      value: 'y = a\\, b',
      gradients: [
        '\\partial L / \\partial a = (\\partial L / \\partial y)\\, b^{\\top}',
        '\\partial L / \\partial b = a^{\\top}\\, (\\partial L / \\partial y)',
      ],
    })
  })

  it('brackets a negative constant between factors', () => {
    const doc = graph([
      leaf('x', [2, 4]),
      node('y', 'pow_scalar', { input: 'x' }, { exponent: -2 }),
      total,
    ])
    expect(explain(doc, 'y', 0).gradients[0]).toBe(
      '\\partial L / \\partial x = \\partial L / \\partial y \\odot (-2) \\cdot x^{-3}',
    )
  })
})

describe('a formula with numbers', () => {
  it('brackets what is negative after a sign', () => {
    expect(explain(two('add', leaf('a', 2), leaf('b', -3)), 'y', 0).spelled).toBe(
      'y = 2 + (-3) = -1',
    )
    expect(explain(two('sub', leaf('a', 2), leaf('b', -3)), 'y', 0).spelled).toBe(
      'y = 2 - (-3) = 5',
    )
  })

  it('brackets a number with a power of ten under an exponent', () => {
    const doc = graph([leaf('x', 2.5e-7), node('y', 'square', { input: 'x' })])
    expect(explain(doc, 'y', 0).spelled).toBe('y = (2.5\\times 10^{-7})^{2} = 6.25\\times 10^{-14}')
  })

  it('writes a sum’s terms, six at most', () => {
    const doc = (n: number) => graph([grid('x', [n]), node('y', 'sum', { input: 'x' })])
    expect(explain(doc(3), 'y', 0).spelled).toBe('y = 1 + 2 + 3 = 6')
    expect(explain(doc(7), 'y', 0).spelled).toBe('y = 1 + 2 + 3 + 4 + 5 + 6 + \\dots = 28')
    expect(explain(doc(0), 'y', 0).spelled).toBe('y = 0')
  })

  it('writes the chosen sum of a reduction by axis', () => {
    const doc = graph([grid('x', [2, 3]), node('y', 'mean', { input: 'x' }, { axis: 1 }), total])
    expect(explain(doc, 'y', 1)).toMatchObject({
      spelled: 'y_{1} = \\frac{4 + 5 + 6}{3} = 5',
      returned: ['\\partial L / \\partial x_{0,1} = \\frac{1}{3} = 0.3333'],
    })
  })

  it('writes row times column, and columns from 0', () => {
    const doc = two('matmul', grid('a', [2, 2]), grid('b', [2, 2]))
    expect(explain(doc, 'y', 2)).toMatchObject({
      spelled: 'y_{1,0} = 3 \\times 1 + 4 \\times 3 = 15',
      returned: [
        '\\partial L / \\partial a_{1,0} = 1 \\times 1 + 1 \\times 2 = 3',
        '\\partial L / \\partial b_{1,0} = 2 \\times 1 + 4 \\times 1 = 6',
      ],
    })
  })

  it('writes the mean squared error and what it hands back', () => {
    const doc = graph([
      leaf('p', [1, 2]),
      leaf('t', [1, -4]),
      node('L', 'mse_loss', { input: 'p', target: 't' }),
    ])
    const { returned, spelled } = {
      ...explain(doc, 'L', 1),
      spelled: explain(doc, 'L', 0).spelled,
    }
    expect(spelled).toBe('L = \\frac{(1 - 1)^{2} + (2 - (-4))^{2}}{2} = 18')
    expect(returned[0]).toBe(
      '\\partial L / \\partial p_{1} = 2 \\times \\frac{1}{2} \\times (2 - (-4)) = 6',
    )
  })
})

/** What a spelled line of sums and products comes to, and the number it says. */
function evaluateLine(line: string): readonly [number, number] {
  const [, sum = '', said = ''] = line.split(' = ')
  const terms = sum
    .split(' + ')
    .map((term) => term.split(' \\times ').reduce((product, factor) => product * Number(factor), 1))
  return [terms.reduce((a, b) => a + b, 0), Number(said)]
}

describe('a matrix product with numbers', () => {
  const shapes: readonly (readonly [Shape, Shape])[] = [
    [[3], [3]],
    [[2, 3], [3]],
    [[3], [3, 2]],
    [
      [2, 2, 3],
      [2, 3, 2],
    ],
    [
      [2, 2, 3],
      [3, 2],
    ],
    [
      [2, 1, 2, 3],
      [3, 3, 2],
    ],
    [[3], [2, 3, 2]],
  ]

  it.each(shapes)('comes to the engine’s number at every element of %j · %j', (a, b) => {
    const doc = two('matmul', grid('a', a), grid('b', b))
    const results = runDocument(doc)
    const lines = Array.from(results.value('y')!.data, (_, i) =>
      bare(spellValue(doc, results, 'y', i)),
    )
    for (const line of lines) {
      const [worked, said] = evaluateLine(line!)
      expect(worked, line!).toBe(said)
    }
  })
})

describe('names in formulas', () => {
  it('are symbols where they can be, and words otherwise', () => {
    expect(['x', 'x1', 'W12', 'loss', 'a_b', '50 %'].map(symbol)).toEqual([
      'x',
      'x_{1}',
      'W_{12}',
      '\\text{loss}',
      '\\text{a\\_b}',
      '\\text{50 \\%}',
    ])
  })

  it('parse, whatever a label is', () => {
    const label = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'a\\b',
        '\\input{x}',
        '^2',
        '~',
        '{',
        '}}',
        '$x$',
        '%',
        '\u0301',
        'e\u0301',
        '\u2028',
        'a ≠ b',
        '\u030d',
        'ả',
      ),
    )
    fc.assert(
      fc.property(label, (text) => {
        expectParses(`\\text{${escapeTex(text)}}`)
        const doc = graph([
          leaf('a', [1, 2], { label: text }),
          node('y', 'square', { input: 'a' }, { label: text }),
          total,
        ])
        const results = runDocument(doc)
        expectParses(valueFormula(doc, results, 'y'))
        for (const line of gradientFormulas(doc, results, 'y')) expectParses(line)
        expectParses(spellGradient(doc, results, 'y.input', 1))
      }),
    )
  })

  it('are bracketed where they read as an expression', () => {
    const doc = graph([
      leaf('x', 2),
      node('s', 'tanh', { input: 'x' }, { label: 'x·w' }),
      node('L', 'square', { input: 's' }),
    ])
    expect(explain(doc, 's', 0).spelled).toBe('\\text{x·w} = \\tanh(2) = 0.9640')
    expect(explain(doc, 'L', 0)).toMatchObject({
      value: 'L = (\\text{x·w})^{2}',
      gradients: [
        '\\partial L / \\partial (\\text{x·w}) = \\partial L / \\partial L \\cdot 2 \\cdot (\\text{x·w})',
      ],
    })
  })
})

describe.each(curves)('the curve of %s', (_name, op) => {
  const attrs = readAttrs(op.attrs, {})
  const at = (x: number) =>
    applyOp(arrays, op, [fromValues([x], [], 'float64')], attrs).output.data[0]!

  it('has the slope that central differences find', () => {
    const { x, slope } = sampleCurve(op, attrs, op.domain, 41)
    const near = (a: number) => kinksOf(op).some((kink) => Math.abs(kink - a) < 1e-3)
    x.forEach((a, i) => {
      if (near(a)) return
      const step = 1e-6
      const found = (at(a + step) - at(a - step)) / (2 * step)
      expect(Math.abs(slope[i]! - found)).toBeLessThanOrEqual(1e-5 + 1e-3 * Math.abs(found))
    })
  })
})

describe('curves', () => {
  const { tanh, relu, log } = Object.fromEntries(computed)

  it('stand upright at a kink', () => {
    const { x, slope } = sampleCurve(relu!, {}, [-4, 4], 8)
    const kink = x.findIndex((a) => a > 0 && a < 1e-6)
    expect([slope[kink - 1], slope[kink]]).toEqual([0, 1])
  })

  it('break where there is no number', () => {
    const { x, f } = sampleCurve(log!, {}, [-1, 1], 5)
    expect(Array.from(x)).toEqual([-1, -0.5, 0, 0.5, 1])
    expect(Array.from(f, Number.isFinite)).toEqual([false, false, false, true, true])
  })

  it('have no slope where they have no number', () => {
    const { slope } = sampleCurve(log!, {}, [-1, 1], 5)
    expect(Array.from(slope.slice(0, 2))).toEqual([Number.NaN, Number.NaN])
    expect(slope[4]).toBe(1)
  })

  it('break at a pole, and only there', () => {
    const power = (exponent: number) =>
      sampleCurve(ops.pow_scalar as ComputedDef, { exponent }, [-2, 2], 10)
    const gap = (list: Float64Array) => list.findIndex(Number.isNaN)
    expect(gap(power(-1).f)).toBe(5)
    expect(power(-1).x[5]).toBeCloseTo(0)
    expect(gap(power(-2).slope)).toBe(5)
    expect([gap(power(3).f), gap(power(2).slope), gap(power(3).slope)]).toEqual([-1, -1, -1])
    for (const row of [tanh, relu]) expect(gap(sampleCurve(row!, {}, [-4, 4], 40).slope)).toBe(-1)
  })

  it('widen to the finite inputs, in round steps', () => {
    expect(curveDomain(tanh!, [1, Number.NaN, Number.POSITIVE_INFINITY])).toEqual([-5, 5])
    const [from, to] = curveDomain(tanh!, [-7.3, 12])
    expect(from).toBeLessThanOrEqual(-7.3)
    expect(to).toBeGreaterThanOrEqual(12)
    expect([from, to].every(Number.isInteger)).toBe(true)
  })

  it('are flat where the slope is below 0.1', () => {
    const zones = flatZones(sampleCurve(tanh!, {}, [-5, 5], 1001))
    // 1 − tanh²x = 0.1 at |x| = artanh √0.9 = 1.8184…
    expect(zones).toHaveLength(2)
    expect(zones[0]![1]).toBeCloseTo(-1.8184, 1)
    expect(zones[1]![0]).toBeCloseTo(1.8184, 1)
  })
})

describe('sweep', () => {
  it('gives the root and its gradient over the range, all else held', () => {
    const { x, root, grad } = sweep(tanhGraph, 'x', 3, [-2, 2], 9)!
    const rest = -0.7615941559557649
    expect(Array.from(x)).toEqual([-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2])
    x.forEach((a, i) => {
      expect(root[i]).toBeCloseTo(Math.tanh(a) + rest, 5)
      expect(grad[i]).toBeCloseTo(1 - Math.tanh(a) ** 2, 5)
    })
  })

  it('gives nothing for what is no stored element with a gradient', () => {
    const doc = graph([
      node('n', 'linspace', {}, { num: 3, requiresGrad: true }),
      leaf('x', [1, 2, 3]),
      node('y', 'mul', { input: 'x', other: 'n' }),
    ])
    const swept = (id: string, element = 0) => sweep(doc, id, element, [-1, 1], 9)
    expect([swept('n'), swept('y'), swept('none'), swept('x', 3)]).toEqual([null, null, null, null])
    expect(swept('x', 2)).not.toBeNull()
  })

  it('takes fewer samples of a larger graph, and none of one too large', () => {
    const doc = (n: number) => graph([grid('x', [n]), node('y', 'sum', { input: 'x' })])
    const work = plannedWork(compile(doc(10_000)).program)
    expect(work).toBeGreaterThanOrEqual(20_000)
    const { length } = sweep(doc(10_000), 'x', 0, [0, 1], 1000)!.x
    expect(length).toBeLessThan(1000)
    expect(length * work).toBeLessThanOrEqual(5e6)
    expect(sweep(doc(1_000_000), 'x', 0, [0, 1], 1000)).toBeNull()
  })
})

describe('rangeOf', () => {
  const at = (values: readonly number[], view?: unknown) =>
    rangeOf({ ...leaf('x', values).node, ...(view === undefined ? {} : { view }) }, values)

  it('is the node’s own where it says a sound one', () => {
    expect(at([9], { range: [0, 2] })).toEqual([0, 2])
    for (const range of [[2, 0], [0, Number.POSITIVE_INFINITY], ['0', 1], [0], null])
      expect(at([1], { range })).toEqual([-5, 5])
    expect(at([1], null)).toEqual([-5, 5])
  })

  it('otherwise holds the values in round ends', () => {
    expect(at([1, -2])).toEqual([-5, 5])
    expect(at([-7])).toEqual([-10, 10])
    expect(at([130, Number.NaN, Number.NEGATIVE_INFINITY])).toEqual([-200, 200])
  })
})

describe('termsOf', () => {
  const matrix = fromValues([1, 2, 3, 4, 5, 6], [2, 3], 'float32')
  const lists = (...args: Parameters<typeof termsOf>) => {
    const { at, terms, totals, count } = termsOf(...args)
    return { at, terms: Array.from(terms), totals: Array.from(totals), count }
  }

  it('gives the terms and the running totals of a full reduction', () => {
    const input = fromValues([-0.75, 0, 0.5], [3], 'float32')
    expect(lists({ axis: null, keepdims: false }, input, 0)).toEqual({
      at: [0, 1, 2],
      terms: [-0.75, 0, 0.5],
      totals: [-0.75, -0.75, -0.25],
      count: 3,
    })
  })

  it('gives the chosen output’s terms of a reduction by axis', () => {
    expect(lists({ axis: 0 }, matrix, 2)).toMatchObject({ at: [2, 5], totals: [3, 9] })
    expect(lists({ axis: -1 }, matrix, 9)).toMatchObject({ at: [3, 4, 5], totals: [4, 9, 15] })
  })

  it('gives the first of many, and none of none', () => {
    expect(lists({}, matrix, 0, 2)).toMatchObject({ terms: [1, 2], count: 6 })
    expect(lists({ axis: 1 }, fromValues([], [0, 3], 'float32'), 0)).toMatchObject({
      at: [],
      count: 0,
    })
  })
})

describe('pairsOf', () => {
  const column = fromValues([3, 4], [2, 1], 'float32')
  const row = fromValues([1, 2, 5], [3], 'float32')

  it('meets the elements as broadcasting does, the first of them', () => {
    expect(pairsOf(row, column, 4)).toEqual({
      pairs: [
        [1, 3],
        [2, 3],
        [5, 3],
        [1, 4],
      ],
      count: 6,
    })
    const scalar = fromValues([7], [], 'float32')
    expect(pairsOf(scalar, scalar, 4)).toEqual({ pairs: [[7, 7]], count: 1 })
    expect(pairsOf(row, fromValues([], [0, 3], 'float32'), 4)).toEqual({ pairs: [], count: 0 })
  })
})

describe('opsMarkdown', () => {
  it('has one line for every op, all of one width, with its first example', () => {
    const lines = opsMarkdown().split('\n')
    for (const [name, op] of rows) {
      const [line, ...others] = lines.filter((text) => text.startsWith(`| \`${name}\` |`))
      expect(others).toEqual([])
      expect(line).toContain(op.title)
      expect(line!.split(/(?<!\\)\|/)).toHaveLength(10)
    }
    expect(opsMarkdown()).toContain('`mul([1, 2], 10) = [10, 20]`')
  })
})

describe('an element with its numbers in', () => {
  it('brackets a negative number where it would join what stands before it', () => {
    const at = (op: string, attrs: Readonly<Record<string, unknown>>) =>
      explain(graph([leaf('x', -3), node('y', op, { input: 'x' }, attrs)]), 'y', 0).spelled
    expect(at('gelu', { approximate: 'tanh' })).toContain('\\tfrac12 (-3) (1 + \\tanh')
    expect(at('gelu', { approximate: 'tanh' })).toContain('(-3)^3')
    expect(at('softplus', { beta: 2 })).toContain('e^{2\\,(-3)}')
    expect(at('relu', {})).toContain('\\max(0, -3)')
  })

  it('says a comparison by its outcome', () => {
    const doc = graph([leaf('x', [-3, 1]), node('y', 'min', { input: 'x' })])
    expect(explain(doc, 'y', 0).returned[0]).toBe(
      '\\partial y / \\partial x_{0} = -\\frac{-1}{1 + 0} = 1',
    )
  })

  it('is only its number where writing it out means looking through thousands', () => {
    const doc = graph([
      leaf(
        'x',
        Array.from({ length: 5000 }, (_, i) => i / 1000),
      ),
      node('y', 'softmax', { input: 'x' }),
    ])
    expect(explain(doc, 'y', 3).spelled).toMatch(/^y_\{3\} = \d/)
  })
})
