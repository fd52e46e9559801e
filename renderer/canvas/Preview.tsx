import type { EdgeProps, NodeProps } from '@xyflow/react'
import type { ReactNode } from 'react'
import { commandOf } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { keysLabel } from '../commands/keys.ts'
import { runCommand } from '../commands/run.ts'
import { StoreProvider, useApp } from '../store/store.ts'
import type { FlowEdge, FlowNode } from './flow.ts'
import { GradEdge } from './GradEdge.tsx'
import { OpNode } from './OpNode.tsx'
import { River } from './river/River.tsx'
import './preview.css'

/** What is on trial is drawn from a store of its own, in which it is a part of the document. */
function OnTrial({ children }: { readonly children: ReactNode }) {
  const store = useApp((state) => state.preview?.store)
  return store === undefined ? null : <StoreProvider value={store}>{children}</StoreProvider>
}

/** A card on trial: its numbers are live, but nothing on it can be taken by the hand. */
export function PreviewNode(props: NodeProps<FlowNode>) {
  return (
    <OnTrial>
      <div className="preview-card" inert>
        <OpNode {...props} />
      </div>
    </OnTrial>
  )
}

/** What flows in the wires on trial. */
export function PreviewRiver({ edges }: { readonly edges: readonly FlowEdge[] }) {
  return (
    <OnTrial>
      <div className="preview-river">
        <River edges={edges} />
      </div>
    </OnTrial>
  )
}

/** A wire on trial: its words. */
export function PreviewEdge(props: EdgeProps<FlowEdge>) {
  return (
    <OnTrial>
      <g className="preview-wire">
        <GradEdge {...props} />
      </g>
    </OnTrial>
  )
}

const namesShown = 3

/** Says what is on trial, and asks whether it is to stay. */
export function UnfoldBar() {
  const app = useAppContext()
  const preview = useApp((state) => state.preview)
  if (preview === null) return null
  const { of, by, nodes } = preview
  const more = by.length - namesShown
  return (
    <section className="unfold-bar" aria-label="Unfolded gradient">
      <p role="status">
        Gradient of <i>{of}</i> with respect to <i>{by.slice(0, namesShown).join(', ')}</i>
        {more > 0 && ` and ${more} more`}:{' '}
        <b>
          {nodes.length} {nodes.length === 1 ? 'node' : 'nodes'}
        </b>
      </p>
      <button type="button" className="btn primary" onClick={() => runCommand(app, 'keepUnfolded')}>
        Keep <kbd>{keysLabel(commandOf('keepUnfolded').keys ?? '')}</kbd>
      </button>
      <button
        type="button"
        className="btn outline"
        onClick={() => {
          runCommand(app, 'clearSelection')
          app.canvas.current?.focus()
        }}
      >
        Discard <kbd>{keysLabel(commandOf('clearSelection').keys ?? '')}</kbd>
      </button>
    </section>
  )
}
