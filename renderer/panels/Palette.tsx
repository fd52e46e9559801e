import { PanelLeftClose, Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { type Family, ops } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { addOp } from '../canvas/add.ts'
import { opMime } from '../canvas/mime.ts'
import { OpIcon } from '../ui/OpIcon.tsx'
import { findOps } from './findOps.ts'
import { FormulaEntry } from './formula/FormulaGlyph.tsx'

/** The ops, by family; drag one onto the canvas, click it, or find it and press Enter. */
export function Palette() {
  const app = useAppContext()
  const [query, setQuery] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const { families, note, best } = findOps(query)
  const marked = query.trim() === '' ? null : best
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && best !== null) {
      addOp(app, best)
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
      <SearchField query={query} setQuery={setQuery} onKeyDown={onKeyDown} />
      <FormulaEntry />
      <div ref={list}>
        {families.map(({ family, heading, names }) => (
          <Section key={family} family={family} heading={heading}>
            {names.map((name) => (
              <Entry
                key={name}
                type={name}
                title={ops[name].title}
                doc={ops[name].doc}
                marked={marked === name}
              >
                <OpIcon op={ops[name]} />
              </Entry>
            ))}
          </Section>
        ))}
        {note && (
          <Section heading="Words">
            <Entry type="note" title="Note" doc="Words on the canvas." marked={marked === 'note'}>
              <span className="glyph">¶</span>
            </Entry>
          </Section>
        )}
        {best === null && <p className="dim">No op by this name.</p>}
      </div>
    </aside>
  )
}

function SearchField({
  query,
  setQuery,
  onKeyDown,
}: {
  readonly query: string
  readonly setQuery: (query: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}) {
  return (
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
  )
}

function Section({
  family,
  heading,
  children,
}: {
  readonly family?: Family
  readonly heading: string
  readonly children: ReactNode
}) {
  return (
    <section data-family={family}>
      <h2>
        <i />
        {heading}
      </h2>
      <div className="ops">{children}</div>
    </section>
  )
}

/** One thing to put on the canvas; `marked` where Enter in the search would. */
function Entry({
  type,
  title,
  doc,
  marked,
  children,
}: {
  readonly type: string
  readonly title: string
  readonly doc: string
  readonly marked: boolean
  readonly children: ReactNode
}) {
  const app = useAppContext()
  return (
    <button
      type="button"
      className={`op ${marked ? 'is-marked' : ''}`}
      title={`${title}: ${doc}`}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(opMime, type)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      onClick={() => addOp(app, type)}
    >
      {children}
      <span>{title}</span>
    </button>
  )
}
