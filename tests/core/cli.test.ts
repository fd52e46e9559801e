import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type GraphDocument, printDocument } from '#core/graph/document.ts'
import { setData, setTitle } from '#core/graph/edit.ts'
import { opNames } from '#core/ops/index.ts'
import { edge, graph, leaf, node, tanhGraph } from './documents.ts'

const entry = fileURLToPath(new URL('../../core/cli/index.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'backprop-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

function call(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr, lines: stdout.trimEnd().split('\n') }
}

let files = 0
function save(content: GraphDocument | string): string {
  const path = join(folder, `${files++}.backprop`)
  writeFileSync(path, typeof content === 'string' ? content : printDocument(content))
  return path
}

const tanh = save(tanhGraph)
const runJson = (file: string, ...args: string[]) => {
  const { status, stdout } = call('run', file, '--json', ...args)
  return { status, report: JSON.parse(stdout) }
}

const slopes = [
  0.009865999221801758, 0.41997432708740234, 1, 0.41997432708740234, 0.009865999221801758,
]

describe('run --json', () => {
  it('prints one object with values, gradients and edges at full precision', () => {
    const { status, report } = runJson(tanh)
    expect(status).toBe(0)
    expect(Object.keys(report)).toEqual(['root', 'nodes', 'edges', 'problems'])
    expect(report.root).toBe('L')
    expect(report.problems).toEqual([])
    expect(report.nodes.x).toEqual({
      shape: [5],
      dtype: 'float32',
      value: [-3, -1, 0, 1, 3],
      grad: slopes,
    })
    expect(report.nodes.L).toMatchObject({ shape: [], grad: [1] })
    expect(report.edges['y.input'].grad).toEqual(slopes)
    expect(report.edges['L.input'].grad).toEqual([1, 1, 1, 1, 1])
  })

  it('prints null where no gradient flows', () => {
    const { report } = runJson(save(setData(tanhGraph, 'x', { requiresGrad: false })))
    expect(report.nodes.x.grad).toBeNull()
    expect(report.edges['y.input'].grad).toBeNull()
  })

  it('prints words for what JSON cannot say', () => {
    const words = ['NaN', 'Infinity', '-Infinity', '-0', 1]
    const { status, report } = runJson(save(setData(tanhGraph, 'x', { values: words })))
    expect(report.nodes.x.value).toEqual(words)
    expect(report.nodes.y.value.slice(0, 4)).toEqual(['NaN', 1, -1, '-0'])
    expect(report.problems[0]).toMatchObject({ code: 'non-finite', severity: 'warning', node: 'x' })
    expect(status).toBe(0)
  })

  it('holds what could be computed beside an error, and exits with 1', () => {
    const broken = graph([
      leaf('x', 2),
      node('y', 'square', { input: 'x' }),
      node('z', 'fft', { input: 'y' }),
    ])
    const { status, report } = runJson(save(broken))
    expect(status).toBe(1)
    expect(report.nodes.y.value).toEqual([4])
    expect(report.nodes.z).toBeUndefined()
    expect(report.problems).toMatchObject([{ code: 'unknown-op', severity: 'error', node: 'z' }])
  })

  it.each([
    ['not JSON', '{', 'not-json'],
    ['another format', '{"format":"other"}', 'not-a-document'],
    [
      'a newer version',
      '{"format":"backprop-canvas","version":99,"nodes":[],"edges":[]}',
      'newer-version',
    ],
    ['no list of nodes', '{"format":"backprop-canvas","version":1,"edges":[]}', 'not-a-document'],
  ])('says that a file of %s is refused, and why', (_what, text, code) => {
    const { status, report } = runJson(save(text))
    expect(status).toBe(1)
    expect(report).toMatchObject({
      refused: true,
      nodes: {},
      problems: [{ code, severity: 'error' }],
    })
  })

  it('keeps a node whose id is a word of JavaScript', () => {
    const { report } = runJson(save(graph([leaf('__proto__', 2), leaf('constructor', 3)])))
    expect(Object.keys(report.nodes)).toEqual(['__proto__', 'constructor'])
  })
})

describe('run --set', () => {
  const grid = save(graph([leaf('x', [1, 2, 3, 4], { shape: [2, 2] }), leaf('w', 1)]))

  it.each<[string, unknown]>([
    ['x=7', [7, 7, 7, 7]],
    ['x=[5,6,7,8]', [5, 6, 7, 8]],
    ['x=[[5,6],[7,8]]', [5, 6, 7, 8]],
    ['x="NaN"', ['NaN', 'NaN', 'NaN', 'NaN']],
    ['x=["-0",0,1,2]', ['-0', 0, 1, 2]],
  ])('gives a leaf other values: %s', (set, values) => {
    const { report } = runJson(grid, '--set', set)
    expect(report.nodes.x.value).toEqual(values)
  })

  it('may be given more than once', () => {
    const { report } = runJson(grid, '--set', 'x=0', '--set', 'w=9')
    expect([report.nodes.x.value, report.nodes.w.value]).toEqual([[0, 0, 0, 0], [9]])
  })

  it.each<[string, RegExp]>([
    ['q=1', /no tensor with this id/],
    ['x', /takes ID=JSON, got x/],
    ['=1', /takes ID=JSON/],
    ['x=one', /one is not JSON/],
    ['x=[1,2]', /\[2×2\] holds 4 values, got 2/],
    ['x=[1,2,3,"four"]', /"four" is not a number/],
    ['x=null', /null is not a number/],
  ])('is wrong usage where it does not fit: %s', (set, message) => {
    const { status, stdout, stderr } = call('run', grid, '--set', set)
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
  })

  it('cannot give values to a computed node or a generator', () => {
    const file = save(graph([node('t', 'linspace', {}, { num: 2 })]))
    expect(call('run', file, '--set', 't=1').status).toBe(2)
    expect(call('run', tanh, '--set', 'y=1').status).toBe(2)
  })
})

describe('run', () => {
  it('prints a table of nodes', () => {
    const { status, lines } = call('run', tanh)
    expect(status).toBe(0)
    expect(lines[0]).toMatch(/^node +dtype +shape +value +gradient$/)
    expect(lines[1]).toMatch(/^x +float32 +\[5\] +\[-3\. -1\. +0\. +1\. +3\.\] +\[0\.009866/)
    expect(lines).toHaveLength(4)
  })

  it('prints each problem on a line of its own with its place and code', () => {
    const { status, stdout } = call('run', save(graph([node('y', 'tanh')])))
    expect(status).toBe(1)
    expect(stdout).toMatch(/^error: y: input is not connected\. \[missing-input\]$/m)
  })
})

describe('text from a file', () => {
  const hostile = 'a\u001b[31mred\u009b2J\u0007\u202eback\u2066\u200f\r\nforged: ok\u2028\u0000'
  const doc = setTitle(
    {
      ...graph([
        leaf(hostile, 1, { label: hostile, [hostile]: 1 }),
        node('y', hostile, { [hostile]: hostile }),
        node(hostile, 'tanh'),
      ]),
      edges: [edge(hostile, hostile, hostile)],
      root: hostile,
      extra: { [hostile]: hostile },
    },
    hostile,
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/

  it.each([['run'], ['run', '--json'], ['check'], ['check', '--json']])(
    'never reaches the terminal as control characters: %s %s',
    (...args) => {
      const { stdout, stderr } = call(...args, save(doc))
      expect(stdout).not.toBe('')
      expect(stdout + stderr).not.toMatch(control)
    },
  )

  it('cannot begin a line of its own', () => {
    expect(call('run', save(doc)).stdout).not.toMatch(/^forged/m)
  })

  it('is itself again when the printed object is parsed', () => {
    const { report } = runJson(save(doc))
    expect(Object.keys(report.nodes)).toContain(hostile)
  })

  it('is cleaned in a refusal, too', () => {
    const { stdout } = call('run', save('\u001b[2J\u202e'))
    expect(stdout).toMatch(/not-json/)
    expect(stdout).not.toMatch(control)
  })
})

describe('check', () => {
  it('compares every leaf’s gradient and exits with 0', () => {
    const { status, lines } = call('check', tanh)
    expect(status).toBe(0)
    expect(lines[0]).toMatch(/^leaf +result +checked +skipped +worst error/)
    expect(lines[1]).toMatch(/^x +ok +5 +0 +/)
  })

  it('prints its rows as one object with --json', () => {
    const { stdout } = call('check', tanh, '--json')
    expect(JSON.parse(stdout).leaves).toMatchObject([{ node: 'x', checked: 5, failed: 0 }])
  })

  it('skips elements at a kink', () => {
    const doc = graph([leaf('x', [-1, 0, 2]), node('y', 'relu', { input: 'x' })])
    const { status, lines } = call('check', save(doc))
    expect(status).toBe(0)
    expect(lines[1]).toMatch(/^x +ok +2 +1 /)
  })

  it('exits with 1 where the graph has an error, and with 1 on a refused file', () => {
    expect(call('check', save(graph([node('y', 'tanh')]))).status).toBe(1)
    expect(call('check', save('[]')).status).toBe(1)
  })
})

describe('golden', () => {
  const golden = (name: string) => fileURLToPath(new URL(`../golden/${name}`, import.meta.url))
  const family = (cases: readonly unknown[]) =>
    save(JSON.stringify({ format: 'backprop-golden/1', cases }))
  const sum = {
    id: 'sum/one',
    op: 'sum',
    attrs: {},
    dtype: 'float64',
    inputs: [{ shape: [1], data: [2], requires_grad: true }],
    output: { shape: [], data: [2] },
    grad_output: null,
    grads: [{ shape: [1], data: [1] }],
  }

  it('ends with the counts over all files', () => {
    const { status, lines } = call('golden', golden('matmul.json'), golden('print.json'))
    expect(status).toBe(0)
    expect(lines.at(-1)).toMatch(/^\d+ passed, 0 failed, \d+ skipped$/)
  })

  it('names each failing case with expected and got, and exits with 1', () => {
    const wrong = { ...sum, id: 'sum/wrong', output: { shape: [], data: [3] } }
    const { status, stdout, lines } = call('golden', family([sum, wrong]))
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /FAILED sum\/wrong\n {2}eager output\n {4}expected \[ \] 3\n {4}got .* 2/,
    )
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped')
  })

  it('skips a case whose op is not in the table', () => {
    const { lines } = call('golden', family([sum, { ...sum, op: 'fft' }]))
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
  })

  it('is wrong usage without a file of cases', () => {
    expect(call('golden').status).toBe(2)
    expect(call('golden', tanh).status).toBe(2)
    expect(call('golden', join(folder, 'nothing.json')).status).toBe(2)
  })
})

describe('ops', () => {
  it('lists every op with its ports, attributes, formula and derivative', () => {
    const { status, lines } = call('ops')
    expect(status).toBe(0)
    expect(lines[0]).toMatch(/^name +ports +attributes +formula +derivative$/)
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(opNames)
    expect(lines.find((line) => line.startsWith('sum '))).toMatch(/axis=null, keepdims=false/)
  })

  it('lists them as one array with --json', () => {
    const rows = JSON.parse(call('ops', '--json').stdout)
    expect(rows.map((row: { name: string }) => row.name)).toEqual(opNames)
    expect(rows.find((row: { name: string }) => row.name === 'add').ports).toEqual([
      'input',
      'other',
    ])
  })
})

describe('wrong usage', () => {
  it.each([
    [[]],
    [['fly']],
    [['constructor']],
    [['run']],
    [['run', tanh, tanh]],
    [['run', join(folder, 'nothing.backprop')]],
    [['run', folder]],
    [['run', tanh, '--loud']],
    [['check']],
  ])('exits with 2 for %j', (args) => {
    const { status, stdout, stderr } = call(...args)
    expect(status).toBe(2)
    expect(stdout + stderr).toMatch(/backprop-canvas run FILE/)
  })

  it('is not to ask for help', () => {
    expect(call('--help')).toMatchObject({ status: 0, stderr: '' })
  })
})
