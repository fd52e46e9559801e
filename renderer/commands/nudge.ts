import type { App } from '../app.ts'
import { whyNotNudged } from '../panels/inspector/nudgeWords.ts'

/** Opens the inspector on the chosen leaf's nudge, and gives its ε the keyboard. */
export function showNudge({ store }: App): void {
  const { doc, results, selectedNodes, say, select, show } = store.getState()
  const node = doc.nodes.find(({ id }) => selectedNodes.has(id))
  if (node === undefined) return
  const refusal = whyNotNudged(doc, node, results)
  if (refusal !== null) {
    say(refusal)
    return
  }
  select([node.id])
  show({ inspectorOpen: true, lens: 'nudge' })
  // Once it is there: it may have been hidden until now.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('.inspector [data-epsilon]')?.focus(),
  )
}
