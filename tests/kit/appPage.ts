import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/lib/browser.mjs'
import { serve } from '../../scripts/lib/server.mjs'

/** The repository's folder. */
export const root = join(import.meta.dirname, '../..')

/** The built app in a browser: what a story looks at and takes hold of. */
export interface AppPage {
  readonly page: Page
  /** A node's card, by what it is called. */
  card(name: string): Locator
  /** What takes the keyboard for a card, by what the card is called. */
  node(name: string): Locator
  /** One element of a tensor, to take by the hand. */
  element(name: string, at?: number): Locator
  /** An element's dot on the curve of a card. */
  dot(name: string, at: number): Locator
  readonly inspector: Locator
  /** Clicks a card at its head. */
  choose(name: string, ...modifiers: 'Shift'[]): Promise<void>
  /** How near the canvas is, in percent. */
  zoom(): Promise<number>
  /** What went wrong in the page, unasked for. */
  readonly faults: readonly string[]
  close(): Promise<void>
}

let browser: Browser | undefined
const opened = new Set<AppPage>()

async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? findBrowser()
  if (executablePath === null || executablePath === undefined)
    throw new Error('No Chromium was found; npm test installs one where it can.')
  return chromium.launch({ executablePath })
}

/** Ends the browser and what a failed story left open; call it after the last story of a file. */
export async function closeBrowser(): Promise<void> {
  for (const app of opened) await app.close()
  await browser?.close()
  browser = undefined
}

/** Opens the built app on the seed's graph, or on a document's text. */
export async function openApp({
  width = 1280,
  height = 800,
  theme = 'light' as 'light' | 'dark',
  text = undefined as string | undefined,
  open = undefined as string | undefined,
} = {}): Promise<AppPage> {
  browser ??= await launch()
  const server = await serve({ root: join(root, 'out/renderer'), ...(open ? { open } : {}) })
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme })
  const page = await context.newPage()
  // Without a file picker the browser falls back to a chooser and a download, which a test can see.
  await page.addInitScript(() =>
    Object.assign(globalThis, { showOpenFilePicker: undefined, showSaveFilePicker: undefined }),
  )
  // Choosers are the test's from the start: one that opens before it listens would be cancelled.
  page.on('filechooser', () => undefined)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  if (text !== undefined)
    await page.route('**/__open', (route) =>
      route.fulfill({ body: text, contentType: 'application/json' }),
    )
  await page.goto(
    text === undefined ? server.url : `${server.url}?open=/__open&name=story.backprop`,
  )
  await page.getByRole('article').or(page.getByText('Nothing here yet')).first().waitFor()
  const called = (name: string) => new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}, `)
  const app: AppPage = {
    page,
    card: (name) => page.getByRole('article', { name: called(name) }),
    node: (name) => page.getByRole('group', { name: called(name) }),
    element: (name, at) =>
      page.getByRole('spinbutton', {
        name: at === undefined ? name : `${name}, element ${at}`,
        exact: true,
      }),
    dot: (name, at) => {
      const called = { name: `${name}, element ${at}`, exact: true }
      const card = app.card(name)
      // The chosen one is a slider.
      return card.getByRole('img', called).or(card.getByRole('slider', called))
    },
    inspector: page.getByRole('complementary', { name: 'Inspector' }),
    choose: (name, ...modifiers) => app.card(name).click({ position: { x: 24, y: 10 }, modifiers }),
    zoom: async () =>
      Number.parseInt(await page.getByRole('status', { name: 'Zoom' }).innerText(), 10),
    faults,
    close: async () => {
      opened.delete(app)
      await context.close()
      await server.close()
    },
  }
  opened.add(app)
  return app
}

/** The middle of something on screen. */
export async function middle(what: Locator): Promise<{ x: number; y: number }> {
  const box = await what.boundingBox()
  assert.ok(box, 'it is on screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** The document as it is now, as the app itself saves it. */
export async function saved({ page }: AppPage): Promise<Record<string, unknown>> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Control+s'),
  ])
  const stream = await download.createReadStream()
  let text = ''
  for await (const chunk of stream) text += chunk
  return JSON.parse(text)
}

/** An example's text. */
export function example(name: string): string {
  return readFileSync(join(root, 'examples', `${name}.backprop`), 'utf8')
}
