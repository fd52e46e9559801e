import { PanelLeftOpen, Search } from 'lucide-react'
import { type Family, ops, palette } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { runCommand } from '../commands/run.ts'
import { OpIcon } from '../ui/OpIcon.tsx'
import { FormulaGlyph } from './formula/FormulaGlyph.tsx'

/** The palette, folded: a button a family, which unfolds it there. */
export function Rail() {
  const app = useAppContext()
  const unfold = (family?: Family) => {
    app.store.getState().show({ paletteOpen: true })
    if (family !== undefined)
      requestAnimationFrame(() =>
        document
          .querySelector(`.palette section[data-family="${family}"]`)
          ?.scrollIntoView({ block: 'nearest' }),
      )
  }
  return (
    <aside className="panel left rail" aria-label="Ops, folded">
      <button
        type="button"
        className="btn square"
        aria-label="Unfold the ops"
        title="Unfold the ops"
        onClick={() => unfold()}
      >
        <PanelLeftOpen size={16} strokeWidth={1.5} />
      </button>
      <button
        type="button"
        className="btn square"
        aria-label="Search the ops"
        title="Search the ops (/)"
        onClick={() => runCommand(app, 'search')}
      >
        <Search size={16} strokeWidth={1.5} />
      </button>
      <button
        type="button"
        className="btn square"
        aria-label="Write a formula"
        title="Write a formula (=)"
        onClick={() => runCommand(app, 'formula')}
      >
        <FormulaGlyph />
      </button>
      {palette.map(({ family, heading, names: [first] }) => (
        <button
          key={family}
          type="button"
          className="btn square"
          data-family={family}
          aria-label={heading}
          title={heading}
          onClick={() => unfold(family)}
        >
          {first !== undefined && <OpIcon op={ops[first]} />}
        </button>
      ))}
    </aside>
  )
}
