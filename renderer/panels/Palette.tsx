import { PanelLeftClose, Search } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { type OpDef, ops, palette } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { addOp } from '../canvas/add.ts'
import { opMime } from '../canvas/mime.ts'
import { OpIcon } from '../ui/OpIcon.tsx'

/** The ops, by family; drag one onto the canvas, click it, or find it and press Enter. */
export function Palette() {
  const app = useAppContext()
  const [query, setQuery] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const wanted = query.trim().toLowerCase()
  const matches = (name: string, title: string) =>
    wanted === '' || name.includes(wanted) || title.toLowerCase().includes(wanted)
  const found = palette
    .map((family) => ({
      ...family,
      names: family.names.filter((name) => matches(name, ops[name].title)),
    }))
    .filter(({ names }) => names.length > 0)
  const hasNote = matches('note', 'Note')
  const first = found[0]?.names[0] ?? (hasNote ? 'note' : undefined)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && first !== undefined) {
      addOp(app, first)
      setQuery('')
    } else if (event.key === 'Escape') {
      setQuery('')
      app.canvas.current?.focus()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      list.current?.querySelector('button')?.focus()
    }
  }
  return (
    <aside className="panel left palette" aria-label="Ops">
      <button
        type="button"
        className="btn square fold"
        aria-label="Fold the ops"
        title="Fold the ops"
        onClick={() => app.store.getState().show({ paletteOpen: false })}
      >
        <PanelLeftClose size={16} strokeWidth={1.5} />
      </button>
      <label className="field">
        <Search size={16} strokeWidth={1.5} />
        <input
          type="search"
          aria-label="Find an op"
          placeholder="Find an op"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <kbd>/</kbd>
      </label>
      <div ref={list}>
        {found.map(({ family, heading, names }) => (
          <section key={family} data-family={family}>
            <h2>
              <i />
              {heading}
            </h2>
            <div className="ops">
              {names.map((name) => (
                <PaletteEntry key={name} name={name} op={ops[name]} />
              ))}
            </div>
          </section>
        ))}
        {hasNote && (
          <section>
            <h2>
              <i />
              Words
            </h2>
            <div className="ops">
              <button
                type="button"
                className="op"
                draggable
                onDragStart={(event) => event.dataTransfer.setData(opMime, 'note')}
                onClick={() => addOp(app, 'note')}
              >
                <span className="glyph">¶</span>
                <span>Note</span>
              </button>
            </div>
          </section>
        )}
        {found.length === 0 && !hasNote && <p className="dim">No op by this name.</p>}
      </div>
    </aside>
  )
}

function PaletteEntry({ name, op }: { readonly name: string; readonly op: OpDef }) {
  const app = useAppContext()
  return (
    <button
      type="button"
      className="op"
      title={`${op.title}: ${op.doc}`}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(opMime, name)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      onClick={() => addOp(app, name)}
    >
      <OpIcon op={op} />
      <span>{op.title}</span>
    </button>
  )
}
