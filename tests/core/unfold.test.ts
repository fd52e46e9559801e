import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Unfolded, unfoldGradient } from '#core/explain/unfold.ts'
import { checkDocument } from '#core/graph/check.ts'
import { type GraphDocument, parseDocument } from '#core/graph/document.ts'
import { setSettings } from '#core/graph/edit.ts'
import { type Results, runDocument } from '#core/graph/session.ts'
import { readAttrs } from '#core/ops/attrs.ts'
import { sizeOf } from '#core/tensor/shape.ts'
import { fromValues } from '#core/tensor/storage.ts'
import '../kit/matchers.ts'
import { exampleDocument } from '../kit/examples.ts'
import { computedRows } from '../kit/opCases.ts'
import {
  buildGraph,
  type GraphPlan,
  graphPlans,
  leafPlans,
  stepPlans,
} from '../kit/randomGraphs.ts'
import { graph, leaf, node, tanhGraph } from './documents.ts'

/** A document with a gradient kept in it; its root stays what it was. */
const kept = (doc: GraphDocument, root: string | null, { nodes, edges }: Unfolded) => ({
  ...doc,
  root,
  nodes: [...doc.nodes, ...nodes],
  edges: [...doc.edges, ...edges],
})

/** Unfolds the gradients of nodes, computes the whole, and compares bits. */
function expectSameBits(doc: GraphDocument, results: Results, chosen: readonly string[]) {
  const { root } = results.compiled
  const unfolded = unfoldGradient(doc, results, chosen)
  const after = runDocument(kept(doc, root, unfolded))
  expect(after.problems.filter(({ severity }) => severity === 'error')).toEqual(
    results.problems.filter(({ severity }) => severity === 'error'),
  )
  for (const [of, holder] of unfolded.holders) {
    expect(after.value(holder)).toHaveBits(results.grad(of))
    // What was there is as it was.
    expect(after.grad(of)).toHaveBits(results.grad(of))
  }
  return unfolded
}

/** A random graph in which every float asks for a gradient, of what was made last. */
function asking(plan: GraphPlan, keeps?: Parameters<typeof buildGraph>[1]): GraphDocument {
  const leaves = plan.leaves.map((one) => ({ ...one, requiresGrad: one.dtype !== 'int64' }))
  const { doc } = buildGraph({ ...plan, leaves }, keeps)
  return { ...doc, root: doc.nodes.at(-1)?.id ?? null }
}

/** The lines of what was unfolded: `∂L/∂X = sub(1, square)`. */
function lines(doc: GraphDocument, { nodes, edges }: Unfolded): string[] {
  const label = (id: string) => {
    const found = [...doc.nodes, ...nodes].find((one) => one.id === id)
    return typeof found?.data['label'] === 'string' ? found.data['label'] : id
  }
  return nodes
    .filter(({ type }) => type !== 'tensor')
    .map(({ id, type }) => {
      const inputs = edges.filter(({ target }) => target === id)
      return `${label(id)} = ${type}(${inputs.map(({ source }) => label(source)).join(', ')})`
    })
}

const opened = (name: string) =>
  parseDocument(readFileSync(join(import.meta.dirname, '../../examples', name), 'utf8'))

describe('an unfolded gradient', () => {
  it('is 1 − y², for the sum of tanh: what the forward pass has is not computed again', () => {
    const unfolded = expectSameBits(tanhGraph, runDocument(tanhGraph), ['x'])
    expect(lines(tanhGraph, unfolded)).toEqual(['square = square(y)', '∂L/∂x = sub(1, square)'])
  })

  it('adds up what comes by both ways of x·x + x', () => {
    const doc = opened('diamond.backprop')
    const unfolded = expectSameBits(doc, runDocument(doc), ['x'])
    expect(lines(doc, unfolded)).toEqual(['add = add(1, x)', '∂L/∂x = add(add, x)'])
  })

  it('starts from what the root’s gradient is: of one element of the root, that row alone', () => {
    const doc = { ...tanhGraph, root: 'y' }
    const results = runDocument(doc)
    const seed = fromValues([0, 1, 0, 0, 0], [5], 'float32')
    const unfolded = unfoldGradient(doc, { ...results, grad: () => seed }, ['x'])
    const after = runDocument(kept(doc, 'y', unfolded))
    expect(after.value(unfolded.holders.get('x')!)).toHaveBits(
      fromValues([0, 0.41997432708740234, 0, 0, 0], [5], 'float32'),
    )
  })

  const files = readdirSync(join(import.meta.dirname, '../../examples')).filter((name) =>
    name.endsWith('.backprop'),
  )
  it.each(files)('has the engine’s bits in %s, of every node and in both dtypes', (name) => {
    const doc = opened(name)
    for (const dtype of ['float32', 'float64']) {
      const typed = setSettings(doc, { dtype })
      const results = runDocument(typed)
      const { root, grads } = results.compiled
      if (root === null || !grads.has(root)) continue
      expectSameBits(typed, results, [root])
      expectSameBits(typed, results, [...grads.keys()])
      for (const id of grads.keys()) if (id !== root) expectSameBits(typed, results, [id])
    }
  })

  it('has the engine’s bits for every row’s examples', () => {
    for (const [name, op] of computedRows)
      for (const example of op.examples) {
        const attrs = readAttrs(op.attrs, example.attrs ?? {})
        const doc = exampleDocument(name, op, { ...example, attrs })
        const results = runDocument(doc)
        const chosen = [...results.compiled.grads.keys()].filter((id) => id !== 'L')
        if (chosen.length > 0) expectSameBits(doc, results, chosen)
      }
  })

  it('has the engine’s bits on any graph of any ops', () => {
    let gradients = 0
    fc.assert(
      fc.property(graphPlans, (plan) => {
        const doc = asking(plan)
        const results = runDocument(doc)
        const { root, grads } = results.compiled
        const chosen = [...grads.keys()].filter((id) => id !== root)
        if (chosen.length === 0) return
        expectSameBits(doc, results, chosen)
        gradients += chosen.length
      }),
      { numRuns: 300, seed: 7 },
    )
    expect(gradients).toBeGreaterThan(250)
  }, 60_000)
})

describe('the gradient of an unfolded gradient', () => {
  it('is the second derivative: −2·y·(1 − y²) for tanh, at 0.5', () => {
    const doc = graph([leaf('x', 0.5), node('L', 'tanh', { input: 'x' })], {
      settings: { dtype: 'float64' },
    })
    const first = unfoldGradient(doc, runDocument(doc), ['x'])
    const slope = first.holders.get('x')!
    const curved = runDocument(kept(doc, slope, first))
    const y = 0.46211715726000974
    expect(curved.value(slope)).toBeCloseToTensor(1 - y * y)
    expect(curved.grad('x')).toBeCloseToTensor(-2 * y * (1 - y * y))
    expect(curved.grad('x')).toBeCloseToTensor(-0.7268619813835874)
  })

  it('can be unfolded again: the third derivative of x³ is 6, and is called so', () => {
    let doc = graph([leaf('x', 2), node('L', 'pow_scalar', { input: 'x' }, { exponent: 3 })], {
      settings: { dtype: 'float64' },
    })
    const names = []
    for (let order = 1; order <= 3; order++) {
      const unfolded = unfoldGradient(doc, runDocument(doc), ['x'])
      const holder = unfolded.holders.get('x')!
      doc = kept(doc, holder, unfolded)
      names.push(doc.nodes.find(({ id }) => id === holder)?.data['label'])
    }
    expect(names).toEqual(['∂L/∂x', '∂²L/∂x²', '∂³L/∂x³'])
    expect(runDocument(doc).value(doc.root!)).toBeCloseToTensor(6)
  })

  it('agrees with central differences of the gradient on random graphs', () => {
    // Rows without a convention somewhere, on numbers that keep them small.
    const rows = computedRows.filter(
      ([, op]) =>
        op.convention === null &&
        op.definedFor === null &&
        Object.keys(op.takes).length === 0 &&
        // What is held back from a gradient is no slope that differences would show.
        op.examples.every(({ grads }) => !grads?.includes(null)),
    )
    const plans = fc.record({
      leaves: fc.array(leafPlans(fc.double({ min: -1, max: 1, noNaN: true }), ['float64']), {
        minLength: 1,
        maxLength: 3,
      }),
      steps: fc.array(stepPlans(rows), { minLength: 1, maxLength: 6 }),
      root: fc.nat(),
    })
    let checked = 0
    fc.assert(
      fc.property(plans, (plan) => {
        const doc = asking(
          plan,
          ({ shape, dtype, array }) =>
            sizeOf(shape) <= 40 &&
            dtype === 'float64' &&
            array.data.every((value) => Math.abs(value) < 10),
        )
        const results = runDocument(doc)
        const { root, grads } = results.compiled
        const chosen = [...grads.keys()].filter((id) => id !== root && id.startsWith('leaf'))
        if (chosen.length === 0) return
        const unfolded = unfoldGradient(doc, results, chosen)
        for (const holder of new Set(unfolded.holders.values()))
          for (const found of checkDocument(kept(doc, holder, unfolded))) {
            expect(found).toMatchObject({ failed: 0 })
            checked += found.checked
          }
      }),
      { numRuns: 200, seed: 9 },
    )
    expect(checked).toBeGreaterThan(300)
  }, 60_000)
})

describe('what cannot be unfolded', () => {
  const two = graph([
    leaf('x', 1),
    leaf('c', 2, { requiresGrad: false }),
    node('L', 'mul', { input: 'x', other: 'c' }),
  ])

  it('says so where no gradient reaches it', () => {
    expect(() => unfoldGradient(two, runDocument(two), ['c'])).toThrow(
      'No gradient of L reaches c, so there is nothing to unfold.',
    )
  })

  it('says so where there is no root', () => {
    const doc = graph([leaf('x', 1), leaf('z', 1)])
    expect(() => unfoldGradient(doc, runDocument(doc), ['x'])).toThrow(/flows back from/)
  })

  it('says so before it would be too many nodes', () => {
    const chain = Array.from({ length: 300 }, (_, i) =>
      node(`n${i}`, 'tanh', { input: i === 0 ? 'x' : `n${i - 1}` }),
    )
    const doc = graph([leaf('x', 1), ...chain])
    expect(() => unfoldGradient(doc, runDocument(doc), ['x'])).toThrow(/more than 400 nodes/)
  })
})
