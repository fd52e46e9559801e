// Takes the README's pictures, and with --all those that a change of the window is looked at by:
// light and dark, two sizes, the seed graph, thirty nodes, an error. Needs a build and Chromium.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chains } from '../bench/graphs.ts'
import { closeBrowser, example, openApp, root } from '../tests/kit/appPage.ts'

/** Thirty nodes: three chains of w·x + b, twice each, that meet in a tanh. */
function thirtyNodes(): string {
  const nodes: object[] = []
  const edges: object[] = []
  const wire = (source: string, target: string, targetHandle: string) =>
    edges.push({ id: `e${edges.length}`, source, sourceHandle: 'out', target, targetHandle })
  const leaf = (id: string, x: number, y: number, value: number) =>
    nodes.push({
      id,
      type: 'tensor',
      position: { x, y },
      data: { shape: [], values: [value], requiresGrad: true },
    })
  const op = (id: string, type: string, x: number, y: number) =>
    nodes.push({ id, type, position: { x, y }, data: {} })
  const ends = [0, 1, 2].map((row) => {
    const top = row * 440
    leaf(`x${row}`, 0, top + 190, 0.6 - row / 2)
    let last = `x${row}`
    for (const stage of [0, 1]) {
      const [name, left] = [`${row}${stage}`, stage * 480]
      leaf(`w${name}`, left, top, 0.9 - stage + row / 4)
      leaf(`b${name}`, left + 240, top, stage === 0 ? 0.2 : -0.3)
      op(`m${name}`, 'mul', left + 240, top + 190)
      op(`a${name}`, 'add', left + 480, top + 190)
      wire(last, `m${name}`, 'input')
      wire(`w${name}`, `m${name}`, 'other')
      wire(`m${name}`, `a${name}`, 'input')
      wire(`b${name}`, `a${name}`, 'other')
      last = `a${name}`
    }
    return last
  })
  op('s', 'add', 1220, 430)
  op('t', 'add', 1460, 650)
  op('y', 'tanh', 1700, 650)
  wire(ends[0] ?? '', 's', 'input')
  wire(ends[1] ?? '', 's', 'other')
  wire('s', 't', 'input')
  wire(ends[2] ?? '', 't', 'other')
  wire('t', 'y', 'input')
  const title = 'Thirty nodes'
  return JSON.stringify({ format: 'backprop-canvas', version: 1, title, nodes, edges })
}

/** The seed's graph with a product that does not fit and a port that is free. */
function broken(): string {
  const doc = JSON.parse(example('tanh'))
  doc.nodes.push(
    {
      id: 'A',
      type: 'tensor',
      position: { x: 0, y: 420 },
      data: { shape: [2, 3], values: [1, -2, 0.5, 0.3, 1.5, -1], requiresGrad: true },
    },
    {
      id: 'B',
      type: 'tensor',
      position: { x: 0, y: 760 },
      data: { shape: [2, 3], values: [0.2, 0.4, -0.6, 1, -1, 0.5], requiresGrad: true },
    },
    { id: 'C', type: 'matmul', position: { x: 328, y: 520 }, data: {} },
    { id: 'S', type: 'add', position: { x: 684, y: 520 }, data: {} },
  )
  doc.edges.push(
    { id: 'c1', source: 'A', sourceHandle: 'out', target: 'C', targetHandle: 'input' },
    { id: 'c2', source: 'B', sourceHandle: 'out', target: 'C', targetHandle: 'other' },
    { id: 'c3', source: 'C', sourceHandle: 'out', target: 'S', targetHandle: 'input' },
  )
  return JSON.stringify(doc)
}

/** One card of each family, each fed as it needs. */
function families(): string {
  const nodes: object[] = []
  const edges: object[] = []
  const put = (id: string, type: string, x: number, y: number, data: object, from: object = {}) => {
    nodes.push({ id, type, position: { x, y }, data })
    for (const [targetHandle, source] of Object.entries(from))
      edges.push({ id: `e${edges.length}`, source, sourceHandle: 'out', target: id, targetHandle })
  }
  const tensor = { shape: [2, 3], values: [1, 2, 0.5, -1, 0.3, 2], requiresGrad: true }
  put('scores', 'tensor', 0, 0, tensor)
  put('classes', 'tensor', 0, 420, { shape: [2], values: [1, 2], dtype: 'int64' })
  put('noise', 'randn', 0, 640, { shape: [3], seed: 4, requiresGrad: true })
  put('L', 'cross_entropy_loss', 640, 560, {}, { input: 'scores', target: 'classes' })
  put('x2', 'mul', 340, 0, {}, { input: 'scores', other: 'noise' })
  put('a', 'gelu', 640, 0, {}, { input: 'x2' })
  put('s', 'softmax', 1000, 0, {}, { input: 'a' })
  put('v', 'var', 1320, 0, { axis: 1 }, { input: 's' })
  put('w', 'maximum', 340, 560, {}, { input: 'noise', other: 'scores' })
  put('t', 'transpose', 1000, 560, {}, { input: 'a' })
  put('m', 'matmul', 1320, 560, {}, { input: 'scores', other: 't' })
  const title = 'A card of every family'
  return JSON.stringify({ format: 'backprop-canvas', version: 1, title, root: 'm', nodes, edges })
}

const scenes: Readonly<Record<string, () => string>> = {
  seed: () => example('tanh'),
  curve: () => example('tanh-curve'),
  neuron: () => example('neuron'),
  mlp: () => example('mlp'),
  activations: () => example('activations'),
  thirty: thirtyNodes,
  jacobian: () => example('mlp'),
  families,
  tangent: () => example('neuron'),
  river: () => chains(19, 26).text,
  error: broken,
  target: () => example('tanh'),
  forward: () => example('neuron'),
  paths: () => example('diamond'),
  step: () => example('neuron'),
  formula: () => example('neuron'),
  nudge: () => example('mlp'),
  backward: () => example('neuron'),
}

/** The keys that open what some scenes show, pressed on a card. */
const keys: Readonly<Record<string, readonly [card: string, ...keys: string[]]>> = {
  target: ['Y', 't'],
  forward: ['w1', 'f'],
  // The dot in hand: it solves for a leaf upstream.
  tangent: ['o', 'd', 'PageUp', 'PageUp'],
  paths: ['x', 'l', 'End', 'Space', 'Home'],
  step: ['x1', 's', 'End', 'ArrowLeft'],
  formula: ['o', 'Enter', '='],
  nudge: ['W1', 'Shift+N', 'n'],
  jacobian: ['H', 'j'],
  backward: ['x1', 'u'],
}

const all = process.argv.includes('--all')
const only = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')
const folder = join(root, all ? 'out/pictures' : 'docs/pictures')
mkdirSync(folder, { recursive: true })
const sizes = all
  ? ([
      [1280, 800],
      [1920, 1080],
    ] as const)
  : ([[1440, 900]] as const)
const chosen = only ?? (all ? Object.keys(scenes) : ['seed', 'curve', 'neuron', 'error', 'step'])
for (const name of chosen)
  for (const theme of ['light', 'dark'] as const)
    for (const [width, height] of sizes) {
      const text = scenes[name]?.()
      if (text === undefined) throw new Error(`There is no scene "${name}".`)
      const app = await openApp({ width, height, theme, text })
      const activation = app.page.locator('article.card[data-family=activation] > header')
      const [card, ...pressed] = keys[name] ?? []
      if (card !== undefined) {
        await app.node(card).focus()
        for (const key of pressed) await app.page.keyboard.press(key)
      } else if (name === 'error') await app.page.keyboard.press('Control+m')
      // From far away there is nothing to choose: all is one river.
      else if (name !== 'river') await activation.first().click()
      await app.page.waitForTimeout(700)
      const file = join(folder, all ? `${name}-${theme}-${width}.png` : `${name}-${theme}.png`)
      await app.page.screenshot({ path: file })
      console.log(file, app.faults.length > 0 ? app.faults : '')
      await app.close()
    }
await closeBrowser()
