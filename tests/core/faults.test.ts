import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { tensor } from '#core/eager/tensor.ts'
import { GraphError } from '#core/errors.ts'
import { printDocument } from '#core/graph/document.ts'
import { setData } from '#core/graph/edit.ts'
import { openSession, runDocument } from '#core/graph/session.ts'
import '../kit/matchers.ts'
import { graph, leaf, node } from './documents.ts'

const whole = { dtype: 'int64', requiresGrad: false }
const doc = graph(
  [
    leaf('x', [5, 6, 7]),
    leaf('i', [0, 3, 2], whole),
    node('y', 'gather', { input: 'x', index: 'i' }),
    node('z', 'neg', { input: 'y' }),
    node('beside', 'square', { input: 'x' }),
  ],
  { root: 'z' },
)

describe('an index past the end', () => {
  const problem = {
    code: 'index',
    severity: 'error',
    node: 'y',
    message: 'The index has 3, but axis 0 has 3 elements: indices run from 0 to 2.',
  }

  it('is a problem at its node, and NaN at its place; the rest is computed', () => {
    const results = runDocument(doc)
    expect(results.problems.filter(({ severity }) => severity === 'error')).toEqual([problem])
    expect(results.value('y')).toBeCloseToTensor([5, Number.NaN, 7])
    expect(results.value('z')).toBeCloseToTensor([-5, Number.NaN, -7])
    expect(results.value('beside')).toBeCloseToTensor([25, 36, 49])
    expect(results.grad('x')).toBeCloseToTensor([-1, 0, -1])
  })

  it('is gone as soon as the index is mended, and back when it breaks again', () => {
    const session = openSession()
    const codes = (next: typeof doc) => session.update(next).problems.map(({ code }) => code)
    expect(codes(doc)).toContain('index')
    expect(codes(setData(doc, 'i', { values: [0, 1, 2] }))).toEqual([])
    expect(codes(setData(doc, 'i', { values: [0, -1, 2] }))).toContain('index')
  })

  it('is found where the index is computed from other numbers', () => {
    const sum = graph([
      leaf('x', [5, 6, 7]),
      leaf('a', [1, 1], whole),
      leaf('b', [0, 2], whole),
      node('i', 'add', { input: 'a', other: 'b' }),
      node('y', 'index_select', { input: 'x', index: 'i' }),
    ])
    expect(runDocument(sum).problems).toMatchObject([{ code: 'index', node: 'y' }])
  })

  it('is found for the class of a cross-entropy', () => {
    const loss = graph([
      leaf('x', [[0, 0]].flat(), { shape: [1, 2] }),
      leaf('t', [2], whole),
      node('L', 'cross_entropy_loss', { input: 'x', target: 't' }),
    ])
    expect(runDocument(loss).problems).toMatchObject([{ code: 'index', node: 'L' }])
    expect(runDocument(setData(loss, 't', { values: [1] })).value('L')!.data[0]).toBeCloseTo(
      Math.LN2,
      6,
    )
  })

  it('ends the command line with 1, and the numbers are there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backprop-faults-'))
    try {
      const file = join(folder, 'g.backprop')
      writeFileSync(file, printDocument(doc))
      const entry = fileURLToPath(new URL('../../core/cli/index.ts', import.meta.url))
      const { status, stdout } = spawnSync(process.execPath, [entry, 'run', file, '--json'], {
        encoding: 'utf8',
      })
      const report = JSON.parse(stdout)
      expect(status).toBe(1)
      expect(report.nodes.y.value).toEqual([5, 'NaN', 7])
      expect(report.problems[0]).toEqual(problem)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('throws eagerly, with the same words', () => {
    const x = tensor([5, 6, 7])
    const index = tensor([0, 3, 2], { dtype: 'int64' })
    expect(() => x.gather(index)).toThrow(new GraphError('index', problem.message))
    expect(() => x.gather(index)).toThrow(expect.objectContaining({ code: 'index' }))
  })
})

describe('an index that is no whole number', () => {
  it('is a problem before anything runs', () => {
    const results = runDocument(setData(doc, 'i', { dtype: 'float32' }))
    expect(results.problems).toMatchObject([{ code: 'dtype', severity: 'error', node: 'y' }])
    expect(results.value('y')).toBeNull()
  })

  it('throws eagerly', () => {
    expect(() => tensor([1]).gather(tensor([0]))).toThrow(/must be int64/)
  })
})
