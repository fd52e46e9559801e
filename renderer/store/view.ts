import type { Source } from '#core/index.ts'
import type { Preview } from '../canvas/unfold.ts'
import type { Slice } from './store.ts'

/** Light, dark, or as the system is. */
export type Theme = 'light' | 'dark' | 'system'

/** What floats over the window, one at a time. */
export type Overlay = 'commands' | 'help' | 'examples' | null

/** The ways to look at a node in the inspector; each is a row of the inspector's table of lenses. */
export const lensNames = ['numbers', 'paths', 'nudge', 'jacobian', 'forward'] as const

/** A lens's name. */
export type LensName = (typeof lensNames)[number]

/** What is lit on the canvas while its name, its factor or its row is pointed at elsewhere. */
export interface Lit {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
  /** One number on a card, where it is that which is pointed at. */
  readonly source?: Source | undefined
}

/** A wire in hand, led by clicks or keys rather than by a drag. */
export interface WireInHand {
  readonly source: string
}

/** A formula being typed. */
export interface FormulaDraft {
  readonly text: string
  /** The nodes whose formula it was before it was changed; unnamed parts of it may stand for them. */
  readonly own: ReadonlySet<string>
}

/** What is said to the user. */
export interface Message {
  readonly text: string
  readonly tone: 'info' | 'error'
  /** Another one for the same words said again. */
  readonly nth: number
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
  readonly formulaOpen: boolean
  /** `null` where the formula shown is that of the selection. */
  readonly formulaDraft: FormulaDraft | null
  /** Whether beads run back along the wires with the gradient, where the system lets things move. */
  readonly flowing: boolean
  readonly theme: Theme
  readonly overlay: Overlay
  readonly wireInHand: WireInHand | null
  /** A sentence for the user, shown briefly and read out; `null` where there is none. */
  readonly message: Message | null
  /** How many fields hold a text that is typed and not taken yet: closing would lose it. */
  readonly drafts: number
  /** Nodes whose curves lie over one pair of axes in the inspector. */
  readonly overlaid: readonly string[]
  /** The lens that the inspector shows a node through, where it suits the node. */
  readonly lens: LensName
  readonly lit: Lit | null
  /** A gradient unfolded on trial, over the graph and not in it; `null` where there is none. */
  readonly preview: Preview | null

  select(nodes: Iterable<string>, edges?: Iterable<string>): void
  /** Lets go of what is no longer in the document: undo may have taken it away. */
  forgetRemoved(): void
  /** Takes back an error that was said before something else succeeded. */
  forgetError(said: ViewSlice['message']): void
  setElement(element: number): void
  /** Lights nodes and edges on the canvas; none, to light nothing. */
  light(nodes?: Iterable<string>, edges?: Iterable<string>, source?: Source): void
  show(view: Partial<ViewFlags>): void
  /** Counts a draft, until what is given back is called. */
  holdDraft(): () => void
  say(text: string, tone?: 'info' | 'error'): void
}

/** What `show` sets. */
export type ViewFlags = Pick<
  ViewSlice,
  | 'paletteOpen'
  | 'inspectorOpen'
  | 'problemsOpen'
  | 'minimapOpen'
  | 'formulaOpen'
  | 'formulaDraft'
  | 'flowing'
  | 'theme'
  | 'overlay'
  | 'wireInHand'
  | 'overlaid'
  | 'message'
  | 'lens'
  | 'preview'
>

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}

/** From this width on, a window has room for the palette beside the graph. */
const roomyPx = 1400

export const viewSlice: Slice<ViewSlice> = (set, get) => ({
  selectedNodes: new Set(),
  selectedEdges: new Set(),
  element: 0,
  // In a narrow window the graph needs the room more.
  paletteOpen: globalThis.innerWidth >= roomyPx,
  inspectorOpen: true,
  problemsOpen: false,
  minimapOpen: false,
  formulaOpen: false,
  formulaDraft: null,
  flowing: true,
  theme: 'system',
  overlay: null,
  wireInHand: null,
  message: null,
  drafts: 0,
  overlaid: [],
  lens: 'numbers',
  lit: null,
  preview: null,

  select: (nodes, edges = []) => {
    const [selectedNodes, selectedEdges] = [new Set(nodes), new Set(edges)]
    const before = get()
    if (!sameSet(before.selectedNodes, selectedNodes)) set({ selectedNodes })
    if (!sameSet(before.selectedEdges, selectedEdges)) set({ selectedEdges })
  },
  forgetRemoved: () => {
    const { doc, selectedNodes, selectedEdges, overlaid, wireInHand, select } = get()
    if (selectedNodes.size + selectedEdges.size + overlaid.length === 0 && wireInHand === null)
      return
    const nodes = new Set(doc.nodes.map(({ id }) => id))
    const edges = new Set(doc.edges.map(({ id }) => id))
    select(
      [...selectedNodes].filter((id) => nodes.has(id)),
      [...selectedEdges].filter((id) => edges.has(id)),
    )
    const left = overlaid.filter((id) => nodes.has(id))
    if (left.length < overlaid.length) set({ overlaid: left.length > 1 ? left : [] })
    if (wireInHand !== null && !nodes.has(wireInHand.source)) set({ wireInHand: null })
  },
  forgetError: (said) => {
    const { message } = get()
    if (message !== null && message === said && message.tone === 'error') set({ message: null })
  },
  setElement: (element) => set({ element }),
  light: (nodes = [], edges = [], source) => {
    const lit = { nodes: new Set(nodes), edges: new Set(edges), source }
    if (lit.nodes.size + lit.edges.size > 0) set({ lit })
    else if (get().lit !== null) set({ lit: null })
  },
  show: (view) => set(view),
  holdDraft: () => {
    set(({ drafts }) => ({ drafts: drafts + 1 }))
    return () => set(({ drafts }) => ({ drafts: drafts - 1 }))
  },
  say: (text, tone = 'info') =>
    set(({ message }) => ({ message: { text, tone, nth: (message?.nth ?? 0) + 1 } })),
})
