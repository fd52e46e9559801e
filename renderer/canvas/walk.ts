import { type FocusEvent, type KeyboardEvent, useRef } from 'react'
import { type GraphDocument, moveNodes } from '#core/index.ts'
import type { App } from '../app.ts'

const grid = 24

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Returns `doc` with nodes moved by steps of the grid. */
function moveBySteps(
  doc: GraphDocument,
  ids: ReadonlySet<string>,
  [dx, dy]: readonly [number, number],
): GraphDocument {
  const places = doc.nodes
    .filter(({ id }) => ids.has(id))
    .map(({ id, position: { x, y } }) => [id, { x: x + dx * grid, y: y + dy * grid }] as const)
  return moveNodes(doc, new Map(places))
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : new Set([...ids, id])
}

/** The card or the wire in which something lies. */
function ownerOf(element: Element): { readonly node?: string; readonly edge?: string } {
  const node = element.closest<HTMLElement>('.react-flow__node')?.dataset['id']
  if (node !== undefined) return { node }
  const edge = element.closest<HTMLElement>('.react-flow__edge')?.dataset['id']
  return edge === undefined ? {} : { edge }
}

/**
 * The keyboard on the canvas. A card that has it is selected, and it walks along the wires: right to
 * what a card feeds, left to what feeds it, up and down among those beside it. With Shift the next
 * card joins those selected, Shift+Space takes a card out or in, and Alt moves them instead.
 */
export function useWalk(app: App) {
  /** Whether Alt and an arrow are held: until they are let go, their repeats are one gesture. */
  const moving = useRef(false)
  /** The card that is to join those selected when it gets the keyboard. */
  const joining = useRef<string | null>(null)
  const { store, canvas } = app

  const move = (step: readonly [number, number], isRepeat: boolean) => {
    const { selectedNodes, begin } = store.getState()
    if (!isRepeat || !moving.current) begin()
    moving.current = true
    // What has ended the gesture meanwhile (Escape, undo) has the last word.
    const { before, change } = store.getState()
    if (before !== null) change((doc) => moveBySteps(doc, selectedNodes, step))
  }
  const rest = () => {
    if (moving.current) store.getState().commit()
    moving.current = false
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = steps[event.key]
    const target = event.target as HTMLElement
    const { doc, select, selectedNodes, selectedEdges } = store.getState()
    const first = doc.nodes.find(({ type }) => type !== 'note')
    // The canvas itself, as after a deletion, leads to the first card.
    if (step !== undefined && target === event.currentTarget && first !== undefined)
      canvas.current?.focusNode(first.id)
    const id = target.classList.contains('react-flow__node') ? target.dataset['id'] : undefined
    const isToggle = event.key === ' ' && event.shiftKey
    if (id === undefined || (step === undefined && !isToggle)) return
    event.preventDefault()
    if (step === undefined) select(toggled(selectedNodes, id), selectedEdges)
    else if (event.altKey) move(step, event.repeat)
    else {
      const next = neighbour(app, id, step)
      if (next === undefined) return
      joining.current = event.shiftKey ? next : null
      canvas.current?.focusNode(next)
    }
  }
  const onFocus = ({ target }: FocusEvent<HTMLElement>) => {
    const joins = joining.current
    joining.current = null
    // A pointer selects by React Flow's own rules.
    if (!target.matches(':focus-visible')) return
    const { select, selectedNodes, selectedEdges } = store.getState()
    const { node, edge } = ownerOf(target)
    if (node !== undefined && node === joins) select([...selectedNodes, node], selectedEdges)
    else if (node !== undefined) select([node])
    else if (edge !== undefined) select([], [edge])
  }
  const onKeyUp = ({ key }: KeyboardEvent<HTMLElement>) => {
    if (key in steps || key === 'Alt') rest()
  }
  return { onKeyDown, onKeyUp, onFocus, onBlur: rest }
}

function neighbour(app: App, id: string, [dx, dy]: readonly [number, number]): string | undefined {
  const { doc } = app.store.getState()
  if (dx > 0) return doc.edges.find((edge) => edge.source === id)?.target
  if (dx < 0) return doc.edges.find((edge) => edge.target === id)?.source
  const here = doc.nodes.find((node) => node.id === id)
  if (here === undefined) return undefined
  // The nearest card in that direction, sideways distance counting double.
  const distance = ({ x, y }: { x: number; y: number }) =>
    Math.abs(y - here.position.y) + 2 * Math.abs(x - here.position.x)
  return doc.nodes
    .filter(
      ({ type, position }) => type !== 'note' && Math.sign(position.y - here.position.y) === dy,
    )
    .toSorted((a, b) => distance(a.position) - distance(b.position))[0]?.id
}
