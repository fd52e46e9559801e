import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import './formula.css'

type Katex = typeof import('katex').default

/** Formulas with numbers in change every frame: the cache starts over before it grows large. */
const cacheLimit = 2000

const cache = new Map<string, string>()
const listeners = new Set<() => void>()
let katex: Katex | null = null
let loading = false

/** Loads KaTeX once, when the first formula is on screen. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!loading) {
    loading = true
    void import('katex').then((module) => {
      katex = module.default
      for (const tell of listeners) tell()
    })
  }
  return () => listeners.delete(listener)
}

const loadedKatex = () => katex

function toMathml(render: Katex, tex: string, block: boolean): string {
  const key = block ? `block ${tex}` : tex
  const known = cache.get(key)
  if (known !== undefined) return known
  const html = render.renderToString(tex, {
    output: 'mathml',
    displayMode: block,
    throwOnError: false,
    strict: 'ignore',
    // Links to a factor's source, `#2`, and to nowhere else.
    trust: (context) => context.command === '\\href' && /^#\d+$/.test(context.url),
    maxExpand: 1000,
  })
  if (cache.size >= cacheLimit) cache.clear()
  // A source is pointed at, not gone to: a link would change the page's address.
  const sourced = html.replaceAll(/ href="#(\d+)"/g, ' data-source="$1" tabindex="0"')
  cache.set(key, sourced)
  return sourced
}

/** The formula without its colours, for the moment before KaTeX has loaded. */
const plain = (tex: string) =>
  tex.replaceAll(/\\textcolor\{\w+\}|\\href\{[^}]*\}/g, '').replaceAll(/[{}]/g, '')

/** A formula is made smaller before it scrolls, but stays readable. */
const smallest = 0.7

/** Fits a formula to its line; one that still does not fit scrolls, by keys too. */
function fitLine(line: HTMLElement): void {
  line.style.fontSize = ''
  const ratio = line.clientWidth / line.scrollWidth
  if (!(ratio < 1)) {
    line.removeAttribute('tabindex')
    return
  }
  line.style.fontSize = `${Math.max(smallest, ratio * 0.98)}em`
  if (line.scrollWidth > line.clientWidth) line.tabIndex = 0
  else line.removeAttribute('tabindex')
}

/** A LaTeX formula as MathML; `block` gives it a line of its own, which it fits or scrolls in. */
export function Formula({ tex, block = false }: { tex: string; block?: boolean }) {
  const render = useSyncExternalStore(subscribe, loadedKatex)
  const line = useRef<HTMLSpanElement>(null)
  const html = render === null ? null : toMathml(render, tex, block)
  useLayoutEffect(() => {
    const { current } = line
    if (!block || html === null || current === null) return
    fitLine(current)
    // Until the font is there, what was measured is another font's width.
    if (document.fonts?.status === 'loading') void document.fonts.ready.then(() => fitLine(current))
  }, [block, html])
  const className = block ? 'formula formula-block' : 'formula'
  if (html === null) return <span className={`${className} formula-raw`}>{plain(tex)}</span>
  // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX escapes all text and trusts no HTML.
  return <span ref={line} className={className} dangerouslySetInnerHTML={{ __html: html }} />
}
