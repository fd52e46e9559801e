import { X } from 'lucide-react'
import { useState } from 'react'
import { commandOf, type NudgeCheck } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { keysLabel } from '../commands/keys.ts'
import { runCommand } from '../commands/run.ts'
import { summaryOf } from '../panels/inspector/nudgeWords.ts'
import { useApp } from '../store/store.ts'
import { Badge } from '../ui/Badge.tsx'
import './nudge.css'

const none: ReadonlyMap<string, NudgeCheck> = new Map()

/** While leaves are checked: what was found, over the graph and to a screen reader. */
export function NudgeStatus() {
  const app = useAppContext()
  const nudges = useApp((state) => state.nudges)
  const current = useApp(({ nudges: of, results }) => of?.revision === results.revision)
  // Until the first piece is checked, which leaves there are is not known.
  const leaves = nudges === null || nudges.revision < 0 ? null : nudges.leaves.length
  const checks = [...(current ? (nudges?.checks ?? none) : none).values()]
  const words = summaryOf(checks, leaves)
  // Read out is only what is found in the end, not what it is found by.
  const isSettled = leaves !== null && checks.length === leaves
  const [said, setSaid] = useState('')
  const settled = nudges === null ? '' : isSettled ? words.text : said
  if (settled !== said) setSaid(settled)
  return (
    <>
      <span className="sr" role="status" aria-label="Nudge test">
        {settled}
      </span>
      {nudges !== null && (
        <div className="nudge-status">
          <Badge {...words} />
          <button
            type="button"
            className="btn square"
            aria-label="Stop checking gradients"
            title={`Stop ${keysLabel(commandOf('nudgeAll').keys ?? '')}`}
            onClick={() => runCommand(app, 'nudgeAll')}
          >
            <X size={14} strokeWidth={1.5} />
          </button>
        </div>
      )}
    </>
  )
}
