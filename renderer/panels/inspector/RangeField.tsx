import { RotateCcw } from 'lucide-react'
import { type GraphNode, setView } from '#core/index.ts'
import { useAppContext } from '../../app.ts'
import { runCommand } from '../../commands/run.ts'
import { TextField } from '../../ui/FormField.tsx'
import { parseRange } from './leafText.ts'

/** A node's own range for scrubbing and sweeping, or `null` where it follows its values. */
export function rangeIn(node: GraphNode): readonly [number, number] | null {
  const view = node['view'] as { readonly range?: unknown } | undefined
  const range = view?.range
  if (!Array.isArray(range)) return null
  const [from, to] = range as unknown[]
  return typeof from === 'number' && typeof to === 'number' && from < to ? [from, to] : null
}

/** From where to where values are scrubbed and swept; and the way back to the values as opened. */
export function RangeField({ node }: { node: GraphNode }) {
  const app = useAppContext()
  const range = rangeIn(node)
  const set = (next: readonly [number, number] | undefined) =>
    app.store.getState().edit((doc) => setView(doc, node.id, { range: next }))
  return (
    <>
      <TextField
        label="Range"
        hint="From where to where values are dragged and swept, such as −5 to 5"
        placeholder="follows the values"
        numeric
        value={range === null ? '' : `${range[0]} to ${range[1]}`.replaceAll('-', '−')}
        commit={(text) => {
          if (text.trim() === '') {
            set(undefined)
            return null
          }
          const read = parseRange(text)
          if ('refused' in read) return read.refused
          set(read.ok)
          return null
        }}
      />
      <button type="button" className="btn outline" onClick={() => runCommand(app, 'resetValues')}>
        <RotateCcw size={16} strokeWidth={1.5} aria-hidden="true" />
        Reset the values
      </button>
    </>
  )
}
