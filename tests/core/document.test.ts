import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphError } from '#core/errors.ts'
import {
  emptyDocument,
  formatVersion,
  parseDocument,
  printDocument,
  refusal,
} from '#core/graph/document.ts'
import { setTitle } from '#core/graph/edit.ts'
import { fromNumber, toNumber } from '#core/graph/leaf.ts'
import { runDocument } from '#core/graph/session.ts'
import '../kit/matchers.ts'
import { tanhGraph } from './documents.ts'

const file = (rest: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ format: 'backprop-canvas', version: 1, nodes: [], edges: [], ...rest })

function codeOf(text: string): string {
  try {
    parseDocument(text)
    return 'opened'
  } catch (error) {
    return error instanceof GraphError ? error.code : `threw ${String(error)}`
  }
}

describe('parseDocument', () => {
  it.each([
    ['', 'not-json'],
    ['{"format": ', 'not-json'],
    ['null', 'not-a-document'],
    ['[]', 'not-a-document'],
    ['"backprop-canvas"', 'not-a-document'],
    ['{"version":1,"nodes":[],"edges":[]}', 'not-a-document'],
    [file({ format: 'other' }), 'not-a-document'],
    [file({ version: undefined }), 'not-a-document'],
    [file({ version: '1' }), 'not-a-document'],
    [file({ version: 0 }), 'not-a-document'],
    [file({ version: 1.5 }), 'not-a-document'],
    [file({ version: formatVersion + 1 }), 'newer-version'],
    [file({ nodes: undefined }), 'not-a-document'],
    [file({ nodes: {} }), 'not-a-document'],
    [file({ edges: undefined }), 'not-a-document'],
    [file({ edges: 'none' }), 'not-a-document'],
  ])('refuses %j as a whole: %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('tells the versions apart in the refusal of a newer one', () => {
    const error = new GraphError('newer-version', 'This document has version 2')
    expect(refusal(error)).toMatchObject({ code: 'newer-version', severity: 'error' })
    expect(() => parseDocument(file({ version: 9 }))).toThrow(/version 9.*reads up to version 1/)
  })

  it('refuses what is nested deeper than anything that reads it could follow', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(codeOf(file().replace('"nodes":[]', `"nodes":[${deep}]`))).toBe('not-a-document')
  })

  it('gives what is left out its default', () => {
    expect(parseDocument(file())).toEqual(emptyDocument)
  })

  it('gives nodes without a position a row of places, and edges an output and an id', () => {
    const doc = parseDocument(
      file({
        nodes: [
          { id: 'a', type: 'tensor' },
          { id: 'b', type: 'tanh' },
        ],
        edges: [{ source: 'a', target: 'b', targetHandle: 'input' }],
      }),
    )
    expect(doc.nodes[0]!.position.x).toBeLessThan(doc.nodes[1]!.position.x)
    expect(doc.nodes[1]!.data).toEqual({})
    expect(doc.edges[0]).toMatchObject({ sourceHandle: 'out', id: expect.any(String) })
  })
})

describe('a fixture of every version', () => {
  const folder = new URL('./fixtures/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.backprop'))

  it('is kept', () => {
    const versions = Array.from({ length: formatVersion }, (_, i) => `v${i + 1}.backprop`)
    expect(names.toSorted()).toEqual(versions)
  })

  it.each(names)('%s opens without a problem and computes its root', (name) => {
    const doc = parseDocument(readFileSync(new URL(name, folder), 'utf8'))
    const results = runDocument(doc)
    expect(results.problems).toEqual([])
    expect(results.compiled.root).not.toBeNull()
    expect(results.grad('x')).not.toBeNull()
  })

  it('v1.backprop has the numbers that version 1 meant', () => {
    const text = readFileSync(new URL('v1.backprop', folder), 'utf8')
    const results = runDocument(parseDocument(text))
    expect(results.value('x')!.dtype).toBe('float32')
    expect(results.value('y')).toBeCloseToTensor([
      [0, -0],
      [0, -2],
    ])
    expect(results.value('L')).toBeCloseToTensor(1)
    expect(results.grad('x')).toBeCloseToTensor([
      [0, 0],
      [0, -1],
    ])
    expect(JSON.parse(printDocument(parseDocument(text)))).toEqual(JSON.parse(text))
  })
})

/** A JSON object that has some of the named fields, and now and then one that nobody knows. */
function record(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  return fc
    .tuple(fc.record(fields, { requiredKeys: [] }), strange)
    .map(([known, extra]) => ({ ...extra, ...known }))
}
const json = fc.jsonValue({ maxDepth: 3 })
const strange = fc.dictionary(
  fc.constantFrom('future', 'constructor', 'toString', 'ü', '', '0', 'group'),
  json,
  { maxKeys: 2 },
)
const either = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: json })
const name = either(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', ''))
const values = fc.array(
  fc.oneof(fc.double(), fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', 'toString')),
)
const nodes = fc.array(
  either(
    record({
      id: name,
      type: either(fc.constantFrom('tensor', 'tanh', 'sum', 'note', 'linspace', 'fft')),
      position: either(record({ x: either(fc.double()), y: either(fc.double()) })),
      data: either(
        record({
          values: either(values),
          shape: either(fc.array(fc.nat(3))),
          requiresGrad: either(fc.boolean()),
          axis: json,
          text: json,
        }),
      ),
      view: json,
    }),
  ),
  { maxLength: 5 },
)
const edges = fc.array(
  either(
    record({
      id: name,
      source: name,
      target: name,
      sourceHandle: either(fc.constant('out')),
      targetHandle: either(fc.constantFrom('input', 'other')),
    }),
  ),
  { maxLength: 5 },
)
const files = record({
  title: either(fc.string()),
  settings: either(record({ dtype: json, seed: json })),
  root: name,
  viewport: either(record({ x: json, y: json, zoom: json })),
})
  .chain((rest) => fc.tuple(fc.constant(rest), nodes, edges))
  .map(([rest, nodeList, edgeList]) => ({
    ...rest,
    format: 'backprop-canvas',
    version: 1,
    nodes: nodeList,
    edges: edgeList,
  }))

const isRecord = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A place that is none: it gets its default, as one left out does. */
const isNoPlace = (saved: unknown, path: string) =>
  /\/(position|viewport)\/(x|y|zoom)$/.test(path) || (/\/position$/.test(path) && !isRecord(saved))

/** The paths at which `kept` lacks what `saved` says. */
function dropped(saved: unknown, kept: unknown, path: string): string[] {
  if (isNoPlace(saved, path)) return []
  if (typeof saved !== 'object' || saved === null)
    return saved === kept || (saved === 0 && kept === '-0') ? [] : [path]
  if (typeof kept !== 'object' || kept === null) return [path]
  return Object.entries(saved).flatMap(([key, value]) =>
    Object.hasOwn(kept, key)
      ? dropped(value, (kept as Record<string, unknown>)[key], `${path}/${key}`)
      : [`${path}/${key}`],
  )
}

const keyOf = (entry: unknown) => JSON.stringify(entry)

describe('printDocument', () => {
  it('is undone by parseDocument, whatever the file held', () => {
    fc.assert(
      fc.property(files, (raw) => {
        const doc = parseDocument(JSON.stringify(raw))
        expect(parseDocument(printDocument(doc))).toEqual(doc)
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it('writes every entry and every field of the file again', () => {
    fc.assert(
      fc.property(files, (raw) => {
        const text = JSON.stringify(raw)
        const saved = JSON.parse(text)
        const doc = parseDocument(text)
        const kept = JSON.parse(printDocument(doc))
        for (const list of ['nodes', 'edges'] as const) {
          expect(kept[list]).toHaveLength(saved[list].length)
          const bad = new Set(doc.unreadable[list].map(keyOf))
          const good = saved[list].filter((entry: unknown) => !bad.has(keyOf(entry)))
          saved[list] = [...good, ...doc.unreadable[list]]
        }
        expect(dropped(saved, kept, '')).toEqual([])
      }),
      { numRuns: 500, seed: 2 },
    )
  })

  it('leaves every line of a file it printed as it was, in whatever order an edge says its fields', () => {
    const text = printDocument(tanhGraph)
    expect(printDocument(parseDocument(text))).toBe(text)
    const turned = tanhGraph.edges.map((edge) => Object.fromEntries(Object.entries(edge).reverse()))
    const other = printDocument({ ...tanhGraph, edges: turned as never })
    expect(printDocument(parseDocument(other))).toBe(other)
  })

  it('keeps numbers that JSON cannot say as FORMAT.md’s words', () => {
    const node = { id: 'x', type: 'tensor', position: { x: 0, y: 0 }, data: { values: [0] } }
    const text = file({ nodes: [node] }).replace('[0]', '[-0, 1e999, -1e999, 2]')
    const saved = JSON.parse(printDocument(parseDocument(text)))
    expect(saved.nodes[0].data.values).toEqual(['-0', 'Infinity', '-Infinity', 2])
  })

  it('keeps a title that is no text until the title is changed', () => {
    const doc = parseDocument(file({ title: 5 }))
    expect(doc.title).toBe('Untitled')
    expect(JSON.parse(printDocument(doc)).title).toBe(5)
    expect(JSON.parse(printDocument(setTitle(doc, 'Mine'))).title).toBe('Mine')
  })

  it('ends with a line break and begins with what the file is', () => {
    const text = printDocument(emptyDocument)
    expect(text).toMatch(/^\{\n {2}"format": "backprop-canvas",\n {2}"version": 1,/)
    expect(text).toMatch(/\}\n$/)
  })

  it('keeps an own key named __proto__ as data', () => {
    const text = file().replace('{', '{"__proto__":{"polluted":1},')
    expect(printDocument(parseDocument(text))).toContain('"__proto__"')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('the words for what JSON cannot say', () => {
  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['-0', -0],
    [1.5, 1.5],
  ])('%j stands for %d, both ways', (said, value) => {
    expect(toNumber(said)).toBe(value)
    expect(fromNumber(value)).toBe(said)
  })

  it.each(['nan', '1', '', 'toString', 'constructor', '__proto__', null, true, [1]])(
    'are no others: %j is not a number',
    (said) => {
      expect(toNumber(said)).toBeNull()
    },
  )
})

describe('an edge whose ends are no names', () => {
  it('is kept and marked; the rest opens', () => {
    const text = JSON.stringify({
      format: 'backprop-canvas',
      version: 1,
      nodes: [{ id: 'a', type: 'tensor', data: { values: [1] } }],
      edges: [{ source: 'a', target: { toString: 1, valueOf: 1 } }],
    })
    const doc = parseDocument(text)
    expect(doc.nodes).toHaveLength(1)
    expect(doc.unreadable.edges).toHaveLength(1)
  })
})
