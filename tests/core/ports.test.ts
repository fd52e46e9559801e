import { describe, expect, it } from 'vitest'
import { tensor } from '#core/eager/tensor.ts'
import { connect, remove } from '#core/graph/edit.ts'
import { runDocument } from '#core/graph/session.ts'
import { ops } from '#core/ops/index.ts'
import { hasPort, openPort, portName, portsOf, variadicLimit } from '#core/ops/ports.ts'
import '../kit/matchers.ts'
import { graph, leaf, node } from './documents.ts'

describe('the ports of an op with any number of inputs', () => {
  it.each(['tensors.0', 'tensors.1', 'tensors.63'])('are numbered: %s is one', (port) => {
    expect(hasPort(ops.concat, port)).toBe(true)
  })

  it.each([
    'tensors',
    'tensors.',
    'tensors.64',
    'tensors.01',
    'tensors.-1',
    'tensors.1.2',
    'tensors.x',
    'input.0',
    '',
    '__proto__',
  ])('are nothing else: "%s" is none', (port) => {
    expect(hasPort(ops.concat, port)).toBe(false)
  })

  it('are as many as the last that is wired, and one where none is', () => {
    expect(portsOf(ops.concat, [])).toEqual(['tensors.0'])
    expect(portsOf(ops.concat, ['tensors.2'])).toEqual(['tensors.0', 'tensors.1', 'tensors.2'])
    expect(portsOf(ops.concat, ['nonsense'])).toEqual(['tensors.0'])
  })

  it('end with one that is offered, up to the limit', () => {
    expect(openPort(ops.concat, ['tensors.0'])).toBe('tensors.1')
    const full = Array.from({ length: variadicLimit }, (_, at) => portName(ops.concat, at))
    expect(openPort(ops.concat, full)).toBeNull()
  })
})

describe('the ports of any other op', () => {
  it('are its row’s, whatever is wired, and none is offered', () => {
    expect(portsOf(ops.add, ['tensors.3'])).toEqual(['input', 'other'])
    expect(openPort(ops.add, ['input', 'other'])).toBeNull()
    expect(portName(ops.where, 2)).toBe('other')
    expect([hasPort(ops.add, 'other'), hasPort(ops.add, 'tensors.0')]).toEqual([true, false])
  })
})

describe('a concatenation in a document', () => {
  const doc = graph(
    [
      leaf('a', [1, 2]),
      leaf('b', [3]),
      node('y', 'concat', { 'tensors.0': 'a', 'tensors.1': 'b', 'tensors.2': 'a' }),
      node('z', 'mul', { input: 'y', other: 'y' }),
    ],
    { root: 'z' },
  )

  it('gives each part back its own stretch of the gradient', () => {
    const results = runDocument(doc)
    expect(results.problems).toEqual([])
    expect(results.value('y')).toBeCloseToTensor([1, 2, 3, 1, 2])
    expect(results.contribution('y.tensors.0')).toBeCloseToTensor([2, 4])
    expect(results.grad('a')).toBeCloseToTensor([4, 8])
    expect(results.grad('b')).toBeCloseToTensor([6])
  })

  it('says which input in the middle is missing', () => {
    const { problems } = runDocument(remove(doc, new Set(), new Set(['y.tensors.1'])))
    expect(problems).toMatchObject([{ code: 'missing-input', node: 'y', port: 'tensors.1' }])
  })

  it('takes one more by the port that is offered', () => {
    const wire = { source: 'b', target: 'y', targetHandle: 'tensors.3' }
    expect(runDocument(connect(doc, wire)).value('y')!.shape).toEqual([6])
    expect(() => connect(doc, { ...wire, targetHandle: 'tensors.64' })).toThrow()
  })

  it('refuses parts that do not fit, and none at all', () => {
    const [a, b] = [tensor([[1, 2]]), tensor([1])]
    expect(() => a.concat(b)).toThrow(/end to end/)
    expect(a.stack(a, { axis: -1 }).shape).toEqual([1, 2, 2])
    expect(() => a.stack(a, { axis: 3 })).toThrow(/no axis 3/)
  })
})
