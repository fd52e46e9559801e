import { createContext, use } from 'react'
import type { GraphDocument, Host, HostEvents, Position } from '#core/index.ts'
import type { AppStore } from './store/store.ts'

/** What the canvas can be asked to do from outside. */
export interface CanvasApi {
  zoomIn(): void
  zoomOut(): void
  zoomActual(): void
  /** Brings the whole graph into view. */
  fit(): void
  /** What is seen of the canvas, in canvas units. */
  seen(): Position & { readonly width: number; readonly height: number }
  /** From where the canvas is looked at, and to look from there again. */
  view(): GraphDocument['viewport']
  lookFrom(view: GraphDocument['viewport']): void
  /** Brings a node, with its chart and what is said under it, into view. */
  reveal(id: string): void
  /** Brings several nodes into view. */
  revealAll(ids: readonly string[]): void
  /** Brings a node into view, unless it is to stay where a hand just dropped it, and gives it the keyboard. */
  focusNode(id: string, view?: 'bring' | 'stay'): void
  /** Gives the canvas the keyboard. */
  focus(): void
  /** Lets go of a wire that was taken up by a click. */
  dropWire(): void
}

/** A host, and what it says unasked. */
export interface ConnectedHost extends Host {
  on<E extends keyof HostEvents>(event: E, listener: (detail: HostEvents[E]) => void): () => void
}

/** One window: what every command acts on. */
export interface App {
  readonly store: AppStore
  readonly host: ConnectedHost
  /** `null` until the canvas is mounted. */
  readonly canvas: { current: CanvasApi | null }
}

const AppContext = createContext<App | null>(null)

/** Gives a window's components their app. */
export const AppProvider = AppContext.Provider

/** The window's app, for handlers. */
export function useAppContext(): App {
  const app = use(AppContext)
  if (app === null) throw new Error('No app: wrap the window in AppProvider.')
  return app
}
