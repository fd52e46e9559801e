import { isElementwise } from '#core/index.ts'
import type { App } from '../app.ts'

/** How many frames a card that comes into view, or a panel that opens, is waited for. */
const patience = 20

/** Uses what is looked for once it is there; `null` where it does not come. */
function whenThere(
  find: () => SVGElement | null,
  use: (found: SVGElement | null) => void,
  tries = patience,
): void {
  const found = find()
  if (found !== null || tries === 0) use(found)
  else requestAnimationFrame(() => whenThere(find, use, tries - 1))
}

/** Gives the keyboard to a node's dot: on its card, or in the inspector where the card has no curve. */
export function focusDot({ store, canvas }: App, id: string): void {
  const { results, say, select, show } = store.getState()
  const applied = results.compiled.applied.get(id)
  if (applied === undefined || !isElementwise(applied) || results.value(id)?.data.length === 0) {
    say('Only a node that works element by element has a curve to take hold of.')
    return
  }
  const isOnCard = applied.op.plot === 'curve'
  const place = isOnCard ? `.react-flow__node[data-id="${CSS.escape(id)}"]` : '.inspector'
  if (isOnCard) canvas.current?.reveal(id)
  else {
    select([id])
    show({ inspectorOpen: true, lens: 'numbers' })
  }
  whenThere(
    () => document.querySelector<SVGElement>(`${place} [role=slider]`),
    (dot) => {
      if (dot === null) say('The dot is too far away to take hold of: zoom in first.')
      dot?.focus({ preventScroll: true })
      // The canvas has been moved already.
      if (!isOnCard) dot?.closest('svg')?.scrollIntoView({ block: 'nearest' })
    },
  )
}
