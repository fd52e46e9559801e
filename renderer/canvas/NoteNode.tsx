import type { NodeProps } from '@xyflow/react'
import { useApp } from '../store/store.ts'
import type { FlowNode } from './flow.ts'
import { nodeOf, noteText } from './names.ts'

/** Text on the canvas; `**words**` are strong. */
export function NoteNode({ id }: NodeProps<FlowNode>) {
  const node = useApp((state) => nodeOf(state.doc, id))
  const selected = useApp((state) => state.selectedNodes.has(id))
  const lines = node === undefined ? [] : noteText(node).split('\n')
  return (
    <div className={`note ${selected ? 'is-selected' : ''}`}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
        <p key={at}>
          {line.split('**').map((part, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity
            index % 2 === 1 ? <b key={index}>{part}</b> : <span key={index}>{part}</span>,
          )}
        </p>
      ))}
    </div>
  )
}
