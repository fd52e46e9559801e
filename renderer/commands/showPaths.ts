import type { App } from '../app.ts'
import { nameOf, nodeOf } from '../canvas/names.ts'

/** Looks at the selected node through its paths, and gives the first of them the keyboard; or says why there are none. */
export function showPaths({ store }: App): void {
  const { doc, results, selectedNodes, say, select, show } = store.getState()
  const [id = ''] = selectedNodes
  const name = nameOf(doc, id)
  const reason =
    nodeOf(doc, id)?.type === 'note'
      ? 'A note has no gradient.'
      : results.compiled.root === id
        ? `${name} is where the gradient starts. Select a node that it comes back to.`
        : results.compiled.grads.has(id)
          ? null
          : `No gradient arrives at ${name}.`
  if (reason !== null) {
    say(reason)
    return
  }
  select([id])
  show({ inspectorOpen: true, lens: 'paths' })
  // Once it is there: it may have been hidden until now.
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('.inspector .paths button[tabindex="0"]')?.focus(),
  )
}
