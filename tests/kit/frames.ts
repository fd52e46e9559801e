import type { Page } from 'playwright-core'

/** What a frame showed, as it was drawn: roles and labels do not say that. */
export interface Frame {
  /** The revision of each card and of each chart beside one. */
  readonly revisions: (string | undefined)[]
  /** Each card's words, by its name. */
  readonly texts: Record<string, string>
  /** Where the chosen dot of a curve stands. */
  readonly dot: string | null | undefined
  readonly bars: (string | null)[]
  readonly chart: (string | null)[]
  /** How many marks of earlier values there are. */
  readonly ghosts: number
}

declare global {
  interface Window {
    frameBefore: Frame
    framesSeen: Frame[]
  }
}

/** From here on notes what each frame shows in which anything changed. */
export const watchFrames = (page: Page): Promise<void> => page.evaluate(watch)

/** What was shown when the watch began, and in the frames since. */
export const framesOf = (page: Page): Promise<{ before: Frame; seen: Frame[] }> =>
  page.evaluate(() => ({ before: window.frameBefore, seen: window.framesSeen }))

/** What is shown now. */
export async function frameNow(page: Page): Promise<Frame> {
  await watchFrames(page)
  return (await framesOf(page)).before
}

/** In the page: notes what is shown now, and then what each frame shows in which anything changed. */
function watch(): void {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
  const look = (): Frame => ({
    revisions: all('article.card, article.card [data-revision]').map(
      (element) => element.dataset['revision'],
    ),
    texts: Object.fromEntries(
      all('article.card').map((card) => [
        card.getAttribute('aria-label')?.split(',')[0] ?? '',
        card.innerText,
      ]),
    ),
    dot: document.querySelector('circle[data-dot]')?.getAttribute('cx'),
    bars: all('article.card .bar-v').map((bar) => bar.getAttribute('width')),
    chart: all('.recharts-surface path').map((path) => path.getAttribute('d')),
    ghosts: all('.ghost').length,
  })
  window.frameBefore = look()
  window.framesSeen = []
  let dirty = false
  new MutationObserver(() => {
    dirty = true
  }).observe(document.body, {
    subtree: true,
    attributes: true,
    attributeFilter: ['data-revision'],
  })
  const frame = () => {
    // What a frame's callbacks post runs when they all have run, and its picture is done.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      if (!dirty) return
      dirty = false
      window.framesSeen.push(look())
    }
    port2.postMessage(null)
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}
