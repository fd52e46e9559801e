import { describe, expect, it } from 'vitest'
import { GraphError } from '#core/errors.ts'
import { setData } from '#core/graph/edit.ts'
import { runDocument } from '#core/graph/session.ts'
import { type AttrDef, describeAttr, readAttr, readAttrs } from '#core/ops/attrs.ts'
import '../kit/matchers.ts'
import { graph, leaf, node } from './documents.ts'

const doc = 'A parameter.'
const sizes: AttrDef = { kind: 'ints', default: [2], min: 0, doc }
const places: AttrDef = {
  kind: 'ints',
  default: [null],
  min: Number.NEGATIVE_INFINITY,
  open: 'the end',
  doc,
}
const bound: AttrDef = { kind: 'number', default: null, open: 'no bound', doc }
const columns: AttrDef = {
  kind: 'int',
  default: null,
  min: 0,
  max: 9,
  open: 'as many as rows',
  doc,
}

describe('a parameter', () => {
  it.each<[string, AttrDef, unknown]>([
    ['a list of sizes', sizes, [3, 0, 4]],
    ['an empty list', sizes, []],
    ['a list with an open entry', places, [null, -3, 2]],
    ['an open number', bound, null],
    ['a number that might be open', bound, 0.5],
    ['an open whole number', columns, null],
    ['one axis', { kind: 'axes', default: null, doc }, -1],
    ['several axes', { kind: 'axes', default: null, doc }, [0, 1]],
  ])('takes %s', (_what, def, value) => {
    expect(readAttr('a', def, value)).toEqual(value)
  })

  it.each<[string, AttrDef, unknown]>([
    ['a size below the least', sizes, [3, -1]],
    ['a broken size', sizes, [1.5]],
    ['a number for a list', sizes, 3],
    ['words in a list', sizes, ['3']],
    ['null for a list', sizes, null],
    ['an open entry where there is none', sizes, [null]],
    ['NaN in a list', places, [Number.NaN]],
    ['a list too long', sizes, new Array(4097).fill(1)],
    ['null where there is no open value', { kind: 'number', default: 1, doc }, null],
    ['an endless number', bound, Number.POSITIVE_INFINITY],
    ['a whole number above the most', columns, 10],
    ['a broken whole number', columns, 0.5],
    ['a number for a flag', { kind: 'flag', default: true, doc }, 1],
    ['an option it has not', { kind: 'choice', default: 'a', options: ['a'], doc }, 'b'],
    ['a broken axis', { kind: 'axes', default: null, doc }, [0.5]],
  ])('refuses %s, and says what it takes', (_what, def, value) => {
    const read = () => readAttr('a', def, value)
    expect(read).toThrow(GraphError)
    expect(read).toThrow(`must be ${describeAttr(def)}`)
  })

  it('has its default where nothing is said', () => {
    expect(readAttrs({ sizes, bound, places }, { sizes: [5] })).toEqual({
      sizes: [5],
      bound: null,
      places: [null],
    })
  })

  it.each<[AttrDef, string]>([
    [sizes, 'a list of at most 4,096 whole numbers, 0 or more'],
    [places, 'a list of at most 4,096 whole numbers, or null for the end'],
    [bound, 'a number, or null for no bound'],
    [columns, 'a whole number from 0 to 9, or null for as many as rows'],
  ])('says in words what it takes', (def, words) => {
    expect(describeAttr(def)).toBe(words)
  })
})

describe('a list in a document', () => {
  const sliced = graph([
    leaf('x', [1, 2, 3, 4, 5]),
    node('y', 'slice', { input: 'x' }, { starts: [3], stops: [null], steps: [-2] }),
  ])

  it('is read with its open entries', () => {
    expect(runDocument(sliced).value('y')).toBeCloseToTensor([4, 2])
    const upTo = setData(sliced, 'y', { stops: [1] })
    expect(runDocument(upTo).value('y')).toBeCloseToTensor([4])
  })

  it.each([
    [{ starts: 'all' }, 'bad-attr'],
    [{ starts: [1, 2] }, 'shape'],
    [{ steps: [0] }, 'shape'],
  ])('that cannot be taken is a problem at its node: %j', (data, code) => {
    const results = runDocument(setData(sliced, 'y', data))
    expect(results.problems).toMatchObject([{ code, severity: 'error', node: 'y' }])
    expect(results.value('y')).toBeNull()
  })
})
