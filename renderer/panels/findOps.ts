import { type OpName, ops, palette } from '#core/index.ts'

/** A name without what sets its words apart: `one-hot`, `one_hot` and `One hot` are the same. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '')

/** How well a name answers what is looked for: 0 it is that, 1 it begins so, 2 it has it; `null` not at all. */
function rank(wanted: string, ...texts: readonly string[]): number | null {
  const ranks = texts.flatMap((original) => {
    const text = plain(original)
    const at = text.indexOf(wanted)
    if (at < 0) return []
    return at > 0 ? [2] : [text.length === wanted.length ? 0 : 1]
  })
  return ranks.length === 0 ? null : Math.min(...ranks)
}

/** What the palette shows for a search: families with the ops found, whether notes are, and the best of all. */
export interface Found {
  readonly families: typeof palette
  readonly note: boolean
  /** What Enter puts on the canvas: the name itself before one that begins so, before one that has it. */
  readonly best: OpName | 'note' | null
}

/** Finds ops by name or title; an empty search finds them all. */
export function findOps(query: string): Found {
  const wanted = plain(query)
  const ranked = new Map<OpName | 'note', number>()
  for (const { names } of palette)
    for (const name of names) {
      // What it is for counts too, after all that are called so.
      const found =
        rank(wanted, name, ops[name].title) ?? (plain(ops[name].doc).includes(wanted) ? 3 : null)
      if (found !== null) ranked.set(name, found)
    }
  const note = rank(wanted, 'note')
  if (note !== null) ranked.set('note', note)
  const families = palette
    .map((family) => ({ ...family, names: family.names.filter((name) => ranked.has(name)) }))
    .filter(({ names }) => names.length > 0)
  const [best] = [...ranked.keys()].sort((a, b) => (ranked.get(a) ?? 0) - (ranked.get(b) ?? 0))
  return { families, note: note !== null, best: best ?? null }
}
