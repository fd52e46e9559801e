import { useAppContext } from '../app.ts'
import { nodeOf } from '../canvas/names.ts'
import { useApp } from '../store/store.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { ChartWidthProvider, useInsideWidth } from './inspector/chartWidth.ts'
import { DocumentInspector } from './inspector/DocumentInspector.tsx'
import { NodeInspector } from './inspector/NodeInspector.tsx'
import { NoteInspector } from './inspector/NoteInspector.tsx'
import { OverlaySection } from './inspector/OverlaySection.tsx'
import { SelectionInspector } from './inspector/SelectionInspector.tsx'
import './panels.css'

function OneNode({ id }: { id: string }) {
  const node = useApp((state) => nodeOf(state.doc, id))
  if (node === undefined) return <DocumentInspector />
  return node.type === 'note' ? <NoteInspector node={node} /> : <NodeInspector node={node} />
}

function Body() {
  const selected = useApp((state) => state.selectedNodes)
  const [first] = selected
  if (first === undefined) return <DocumentInspector />
  if (selected.size > 1) return <SelectionInspector ids={selected} />
  return <OneNode id={first} />
}

/** The panel on the right: all about the selected node, or about the document. */
export function Inspector() {
  const overlaid = useApp((state) => state.overlaid)
  const revision = useApp((state) => state.results.revision)
  const selected = useApp((state) => state.selectedNodes)
  const [only] = selected.size === 1 ? selected : []
  const [ref, widthPx] = useInsideWidth()
  const app = useAppContext()
  return (
    <aside
      ref={ref}
      className="panel right inspector"
      aria-label="Inspector"
      onKeyDown={(event) => {
        // A field has taken its own Escape; the next one leads back to the card.
        if (event.key !== 'Escape' || event.isDefaultPrevented() || only === undefined) return
        event.stopPropagation()
        app.canvas.current?.focusNode(only, 'stay')
      }}
    >
      <ChartWidthProvider value={widthPx}>
        {overlaid.length > 1 && (
          <Boundary key={overlaid.join(' ')} what="What lies over one another" revision={revision}>
            <OverlaySection ids={overlaid} />
          </Boundary>
        )}
        {/* The key drops drafts, refusals and failures that belong to another node. */}
        <Boundary key={only} what="The inspector" revision={revision}>
          <Body />
        </Boundary>
      </ChartWidthProvider>
    </aside>
  )
}
