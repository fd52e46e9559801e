import type { Slice } from './store.ts'

/** Light, dark, or as the system is. */
export type Theme = 'light' | 'dark' | 'system'

/** What floats over the window, one at a time. */
export type Overlay = 'commands' | 'help' | 'examples' | null

/** A wire in hand, led by clicks or keys rather than by a drag. */
export interface WireInHand {
  readonly source: string
}

/** What is looked at, and how; none of it is saved in the document. */
export interface ViewSlice {
  readonly selectedNodes: ReadonlySet<string>
  readonly selectedEdges: ReadonlySet<string>
  /** The element looked at, as a flat index; cards whose tensor is shorter show their last. */
  readonly element: number
  readonly paletteOpen: boolean
  readonly inspectorOpen: boolean
  readonly problemsOpen: boolean
  readonly minimapOpen: boolean
  readonly theme: Theme
  readonly overlay: Overlay
  readonly wireInHand: WireInHand | null
  /** A sentence for the user, shown briefly and read out; `null` where there is none. */
  readonly message: { readonly text: string; readonly tone: 'info' | 'error' } | null
  /** Nodes whose curves lie over one pair of axes in the inspector. */
  readonly overlaid: readonly string[]

  select(nodes: Iterable<string>, edges?: Iterable<string>): void
  setElement(element: number): void
  show(view: Partial<ViewFlags>): void
  say(text: string, tone?: 'info' | 'error'): void
}

/** What `show` sets. */
export type ViewFlags = Pick<
  ViewSlice,
  | 'paletteOpen'
  | 'inspectorOpen'
  | 'problemsOpen'
  | 'minimapOpen'
  | 'theme'
  | 'overlay'
  | 'wireInHand'
  | 'overlaid'
  | 'message'
>

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}

export const viewSlice: Slice<ViewSlice> = (set, get) => ({
  selectedNodes: new Set(),
  selectedEdges: new Set(),
  element: 0,
  paletteOpen: true,
  inspectorOpen: true,
  problemsOpen: false,
  minimapOpen: false,
  theme: 'system',
  overlay: null,
  wireInHand: null,
  message: null,
  overlaid: [],

  select: (nodes, edges = []) => {
    const [selectedNodes, selectedEdges] = [new Set(nodes), new Set(edges)]
    const before = get()
    if (!sameSet(before.selectedNodes, selectedNodes)) set({ selectedNodes })
    if (!sameSet(before.selectedEdges, selectedEdges)) set({ selectedEdges })
  },
  setElement: (element) => set({ element }),
  show: (view) => set(view),
  say: (text, tone = 'info') => set({ message: { text, tone } }),
})
