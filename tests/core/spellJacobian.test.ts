import { describe, expect, it } from 'vitest'
import { jacobianOf } from '#core/explain/jacobian.ts'
import { spellColumn, spellEntry } from '#core/explain/spellJacobian.ts'
import type { GraphDocument } from '#core/graph/document.ts'
import { runDocument } from '#core/graph/session.ts'
import { graph, leaf, node } from './documents.ts'

/** LaTeX without its colours. */
const plain = (lines: readonly string[]) =>
  lines
    .map((line) => line.replaceAll(/\\textcolor\{\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}/g, '$1'))
    .join(' ')

function told(doc: GraphDocument, row: number, column: number, port = 0) {
  const results = runDocument({ ...doc, settings: { dtype: 'float64' } })
  const found = jacobianOf(doc, results, 'y', port, 0)
  if (found.kind === 'none') throw new Error(found.why)
  const slope = found.cells[row * found.columns + column]!
  const edge = results.compiled.wiring.nodes.get('y')!.inputs[port]!
  const sent = {
    cotangent: results.grad('y')!,
    contribution: results.contribution(edge.id)!,
    agreement: 'exact' as const,
    isPart: false,
  }
  return {
    entry: plain(spellEntry(doc, results, 'y', { port, row, column }, slope)),
    column: plain(spellColumn(doc, results, 'y', { port, column, jacobian: found }, sent)),
  }
}

describe('an entry of a Jacobian in LaTeX', () => {
  it('reads the row’s own rule, by name and by number', () => {
    const doc = graph([leaf('x', [0, 1]), node('y', 'tanh', { input: 'x' })])
    expect(told(doc, 1, 1).entry).toBe(
      '\\partial y_{1} / \\partial x_{1} = 1 - y_{1}^{2} = 1 - 0.7616^{2} = 0.4200',
    )
    expect(told(doc, 0, 1).entry).toBe('\\partial y_{0} / \\partial x_{1} = 0')
  })

  it('leaves out what another output would bring', () => {
    const doc = graph([
      leaf('a', [1, 2, 3, 4], { shape: [2, 2] }),
      leaf('w', [5, 6, 7, 8], { shape: [2, 2] }),
      node('y', 'matmul', { input: 'a', other: 'w' }),
    ])
    expect(told(doc, 3, 1, 1).entry).toBe('\\partial y_{1,1} / \\partial w_{0,1} = a_{1,0} = 3')
    expect(told(doc, 0, 1).entry).toBe('\\partial y_{0,0} / \\partial a_{0,1} = w_{1,0} = 7')
  })

  it('finds the one term of a long sum', () => {
    const doc = graph([
      leaf(
        'x',
        Array.from({ length: 40 }, (_, i) => i),
      ),
      leaf(
        'w',
        Array.from({ length: 40 }, (_, i) => i / 10),
      ),
      node('y', 'matmul', { input: 'x', other: 'w' }),
    ])
    expect(told(doc, 0, 30).entry).toBe('\\partial y / \\partial x_{30} = w_{30} = 3')
  })

  it('says a constant once', () => {
    const doc = graph([leaf('x', [1, 2, 3, 4]), node('y', 'mean', { input: 'x' })])
    expect(told(doc, 0, 2).entry).toBe('\\partial y / \\partial x_{2} = \\frac{1}{4} = 0.25')
  })
})

describe('a column of the product in LaTeX', () => {
  it('has a term for each slope that is not 0', () => {
    const doc = graph([
      leaf('a', [1, 2, 3, 0], { shape: [2, 2] }),
      leaf('w', [5, 6, 7, 8], { shape: [2, 2] }),
      node('y', 'matmul', { input: 'a', other: 'w' }),
    ])
    expect(told(doc, 0, 0, 1).column).toBe(
      '\\partial y / \\partial w_{0,0} = \\sum_i \\partial y / \\partial {y}_{i} \\cdot \\partial {y}_{i} / \\partial w_{0,0} = 1 \\times 1 + 1 \\times 3 = 4',
    )
  })

  it('has six terms at most, and dots', () => {
    const doc = graph([leaf('x', 1), node('y', 'broadcast_to', { input: 'x' }, { shape: [9] })])
    const terms = told(doc, 0, 0).column.split(' = ').slice(2)
    expect(terms[0]).toBe(
      '1 \\times 1 + 1 \\times 1 + 1 \\times 1 + 1 \\times 1 + 1 \\times 1 + 1 \\times 1 + \\dots',
    )
    expect(terms[1]).toBe('9')
  })
})
