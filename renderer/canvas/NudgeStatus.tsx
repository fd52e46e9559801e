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
  const leaves = nudges?.leaves.length ?? 0
  const words = summaryOf([...(current ? (nudges?.checks ?? none) : none).values()], leaves)
  // Read out is only what is found in the end, not what it is found by.
  const [said, setSaid] = useState('')
  const settled = nudges === null ? '' : words.tone === 'idle' && leaves > 0 ? said : words.text
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
