/**
 * npm run bench:frames: how long frames take while one input is changed, with the gradient river and
 * without it, through the built app in Chromium. `--json` prints a line a measurement; `--rounds=N`
 * takes another number of rounds, `--only=far` only what is called so. Where all is measured it writes
 * docs/results/frames.md.
 *
 * Without it: the river is not displayed, by a style of this page, and so computes and draws nothing.
 * Step: the last step is looked at, with its card at the wire.
 * Still: its beads are put away by the command a user has, Shift+V. Frames are not held back to the
 * screen's rate, so that one that is quick counts as quick; the four ways take turns, so that what
 * else the machine does falls on all of them.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findBrowser } from '../scripts/lib/browser.mjs'
import { serve } from '../scripts/lib/server.mjs'
import { cpuOfChildren } from './cpu.ts'
import { type BenchGraph, chains } from './graphs.ts'

const root = join(import.meta.dirname, '..')
const target = 1.25
const framesARound = 24
const json = process.argv.includes('--json')
const only = /--only=([^=]*?)(?: --|$)/.exec(process.argv.join(' '))?.[1] ?? ''
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 8)

/** What is measured: a graph, as it is seen, and how its input is changed. */
interface Scene {
  readonly name: string
  readonly graph: BenchGraph
  readonly window: { readonly width: number; readonly height: number }
  /** Far away no number can be taken by the hand: a change of the input is undone and redone. */
  readonly by: 'drag' | 'undo'
}

const scenes: readonly Scene[] = [
  {
    name: '30 nodes, all in view',
    graph: chains(2, 7),
    window: { width: 1920, height: 1080 },
    by: 'drag',
  },
  {
    name: '1,000 nodes, near',
    graph: chains(19, 26, { x: 340, y: 20, zoom: 0.7 }),
    window: { width: 1920, height: 1080 },
    by: 'drag',
  },
  {
    name: '1,000 nodes, all in view',
    graph: chains(19, 26, { x: 70, y: 90, zoom: 0.2 }),
    window: { width: 2040, height: 1500 },
    by: 'drag',
  },
  {
    name: '1,000 nodes, far',
    // Its input is changed from near, and then all of it is brought into view.
    graph: chains(19, 26, { x: 340, y: 20, zoom: 0.7 }),
    window: { width: 1440, height: 900 },
    by: 'undo',
  },
]

const ways = ['on', 'step', 'still', 'off'] as const
type Way = (typeof ways)[number]

/** Shows the river so; what it shows otherwise is undone. */
async function setWay(page: Page, way: Way, before: Way): Promise<void> {
  await page.evaluate((off) => {
    const style = document.querySelector('#bench') ?? document.createElement('style')
    style.id = 'bench'
    style.textContent = off ? '.river { display: none }' : ''
    document.head.append(style)
  }, way === 'off')
  const isStill = before === 'still'
  if (isStill !== (way === 'still')) await page.keyboard.press('Shift+V')
  if (way === 'step') await page.keyboard.press(',')
  else if (before === 'step')
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('[aria-label="Leave the steps"]')?.click(),
    )
  await page.waitForTimeout(100)
}

/** In the page: changes the input in every frame, and measures from each frame to the next. */
function frames({ count, by }: { count: number; by: Scene['by'] }): Promise<number[]> {
  const held = document.querySelector<HTMLElement>('[role=spinbutton][aria-label=x]')
  const button = (name: string) =>
    [...document.querySelectorAll<HTMLElement>('button')].find(
      (one) => one.getAttribute('aria-label') === name,
    )
  if (by === 'drag' && held === null) throw new Error('The input is not in view any more.')
  const place = held?.getBoundingClientRect()
  const change = (frame: number) => {
    if (by === 'undo') return button(frame % 2 === 0 ? 'Undo' : 'Redo')?.click()
    // The hand goes to and fro, so that no end of the range stops it.
    const away = 4 + 3 * Math.abs((frame % 40) - 20)
    const clientX = (place?.x ?? 0) + away
    held?.dispatchEvent(
      new PointerEvent('pointermove', { bubbles: true, pointerId: 1, buttons: 1, clientX }),
    )
  }
  return new Promise((done) => {
    const times: number[] = []
    let [frame, before] = [0, performance.now()]
    const next = () => {
      const now = performance.now()
      if (frame > 0) times.push(now - before)
      before = now
      if (frame++ > count) return done(times)
      change(frame)
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
}

/** What one way of showing took: each round's frames on the clock, and all of them in computing, in ms. */
interface Taken {
  readonly rounds: (readonly number[])[]
  computed: number
}

async function measure(
  browser: Browser,
  { graph, window, by }: Scene,
): Promise<ReadonlyMap<Way, Taken>> {
  const server = await serve({ root: join(root, 'out/renderer') })
  const page = await browser.newPage({ viewport: window })
  await page.route('**/__open', (route) =>
    route.fulfill({ body: graph.text, contentType: 'application/json' }),
  )
  await page.goto(`${server.url}?open=/__open&name=bench.backprop`)
  await page.getByRole('article').first().waitFor()
  await page.keyboard.press('Control+i')
  await page.waitForTimeout(1000)
  if (by === 'drag') {
    const box = await page.getByRole('spinbutton', { name: 'x', exact: true }).boundingBox()
    if (box === null) throw new Error('The input is not in view.')
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.down()
    const isFree = await page.evaluate(
      ({ x, y }) => document.elementFromPoint(x, y)?.getAttribute('role') === 'spinbutton',
      middle,
    )
    if (!isFree) throw new Error('Something lies over the input.')
  } else await changeOnce(page)
  const taken = new Map<Way, Taken>(ways.map((way) => [way, { rounds: [], computed: 0 }]))
  let before: Way = 'on'
  for (let round = -1; round < rounds; round++)
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      await setWay(page, way, before)
      before = way
      const start = cpuOfChildren()
      const found = await page.evaluate(frames, { count: framesARound, by })
      const sum = taken.get(way)
      // The first round warms up.
      if (round < 0 || sum === undefined) continue
      sum.rounds.push(found)
      sum.computed += cpuOfChildren() - start
    }
  await page.close()
  await server.close()
  return taken
}

/** Makes one change of the input that can be undone, by the keyboard; then goes so far away that all is in view. */
async function changeOnce(page: Page): Promise<void> {
  await page.getByRole('spinbutton', { name: 'x', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+Digit1')
  await page.waitForTimeout(1000)
}

const at = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? Number.NaN
const ms = (time: number) => time.toFixed(1)

const executablePath = process.env['CHROMIUM_PATH'] ?? findBrowser()
if (executablePath === null) throw new Error('No Chromium was found; npm test installs one.')
const browser = await chromium.launch({
  executablePath,
  args: ['--disable-frame-rate-limit', '--disable-gpu-vsync'],
})
const rows: string[] = []
for (const scene of scenes.filter(({ name }) => name.includes(only))) {
  const taken = await measure(browser, scene)
  // The middle of the rounds: what else ran during one of them does not count.
  const of = (way: Way, share: number) =>
    at(
      (taken.get(way)?.rounds ?? []).map((round) => at(round, share)),
      0.5,
    )
  const computed = (way: Way) => {
    const { computed, rounds } = taken.get(way) ?? { computed: Number.NaN, rounds: [] }
    return computed / rounds.flat().length
  }
  const { nodes, edges } = scene.graph
  for (const [way, what] of [
    ['on', 'river and beads'],
    ['step', 'river, beads and steps'],
    ['still', 'river'],
  ] as const) {
    const measures = [
      ['median ms', of(way, 0.5), of('off', 0.5)],
      ['p95 ms', of(way, 0.95), of('off', 0.95)],
      ['computing ms a frame', computed(way), computed('off')],
    ] as const
    for (const [measure, ours, peer] of measures) {
      const ratio = ours / peer
      const name = `frames: ${scene.name}, ${what}, ${measure}`
      const line = { name, ours, peer, peerName: 'no river', ratio, target, pass: ratio <= target }
      if (json) console.log(JSON.stringify(line))
    }
    const cells = measures.flatMap(([, ours, peer]) => [
      ms(ours),
      ms(peer),
      (ours / peer).toFixed(2),
    ])
    rows.push(`| ${[scene.name, nodes, edges, what, ...cells].join(' | ')} |`)
    if (!json) console.log(rows.at(-1))
  }
}
const version = browser.version()
await browser.close()

const text = `# Frames with the gradient river

Written by \`npm run bench:frames\` in Chromium ${version}, ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)} at the end.
One input is changed in every frame, and frames are not held back to the screen's rate: a frame's time is all that
the page and its picture take, from one frame to the next. Ways take turns, ${rounds} rounds of ${framesARound} frames each;
the median and the p95 are those of the round in the middle. Each figure is given with the river, without it, and as their
ratio; of the p95 it is to be at most ${target}. *Computing* is what all processes of the browser compute, a frame, whatever else
the machine does: where the load is high, trust it more.

| seen | nodes | wires | with | median ms | without | ratio | p95 ms | without | ratio | computing ms | without | ratio |
| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`
if (only !== '') process.exit()
const file = join(root, 'docs/results/frames.md')
mkdirSync(join(root, 'docs/results'), { recursive: true })
writeFileSync(file, text)
if (!json) console.log(`Written to ${file}.`)
