import type { KeyboardEvent } from 'react'
import { moveNodes } from '#core/index.ts'
import type { App } from '../app.ts'

const grid = 24

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/**
 * A card with the keyboard walks along its wires: right to what it feeds, left to what feeds it, up
 * and down among those beside it. With Alt the arrow keys move the selected cards instead.
 */
export function walk(event: KeyboardEvent<HTMLElement>, app: App): void {
  const step = steps[event.key]
  const target = event.target as HTMLElement
  if (step === undefined) return
  const first = app.store.getState().doc.nodes.find(({ type }) => type !== 'note')
  // The canvas itself, as after a deletion, leads to the first card.
  if (target === event.currentTarget && first !== undefined) app.canvas.current?.focusNode(first.id)
  if (!target.classList.contains('react-flow__node')) return
  const id = target.dataset['id']
  if (id === undefined) return
  event.preventDefault()
  const { doc, selectedNodes, edit } = app.store.getState()
  if (event.altKey) {
    const places = new Map(
      doc.nodes
        .filter((node) => selectedNodes.has(node.id))
        .map(({ id, position: { x, y } }) => [
          id,
          { x: x + step[0] * grid, y: y + step[1] * grid },
        ]),
    )
    edit((before) => moveNodes(before, places))
    return
  }
  const next = neighbour(app, id, step)
  if (next !== undefined) app.canvas.current?.focusNode(next)
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
