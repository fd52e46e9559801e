import type { GraphNode } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { runCommand } from '../commands/run.ts'
import { badgeOf } from '../panels/inspector/nudgeWords.ts'
import { nudgeOf } from '../store/nudges.ts'
import { useApp } from '../store/store.ts'
import { Badge } from '../ui/Badge.tsx'

/** At a leaf's foot: whether it asks for a gradient; and while leaves are checked, whether that is right. */
export function NudgeBadge({ node }: { readonly node: GraphNode }) {
  const app = useAppContext()
  const isOn = useApp((state) => state.nudges !== null)
  const check = useApp(nudgeOf(node.id))
  if (node.data['requiresGrad'] !== true) return <span>no gradient asked for</span>
  if (!isOn) return <span>requires gradient</span>
  const words = badgeOf(check)
  const look = () => {
    const { select, setElement } = app.store.getState()
    select([node.id])
    if (check?.verdict === 'disagrees' && check.directions === 0)
      setElement(check.found?.worstAt ?? 0)
    runCommand(app, 'nudge')
  }
  return (
    <button
      type="button"
      className="badge-button nodrag"
      aria-label={`${words.text}. ${words.title}`}
      onClick={look}
    >
      <Badge {...words} />
    </button>
  )
}
