import { fromNumber, type GraphNode, type NodeData } from '#core/index.ts'
import { type Refusal, TextField } from '../../ui/FormField.tsx'
import { storedShape } from './leafData.ts'
import { printNumbers, readValues } from './leafText.ts'

/** Above this many, the text is not shown: it can only be replaced. */
const shownLimit = 4096

/** A leaf's values as text: to type in, or to paste a list or a matrix over. */
export function ValuesField({ node, set }: { node: GraphNode; set: (data: NodeData) => Refusal }) {
  const shape = storedShape(node)
  const values = Array.isArray(node.data['values']) ? (node.data['values'] as unknown[]) : []
  const large = values.length > shownLimit
  const rows = shape.length > 1 ? values.length / Math.max(1, shape.at(-1) ?? 1) : 1
  return (
    <TextField
      label="Values"
      hint="A list, or rows of a matrix; Ctrl+Enter takes it, Escape puts it back"
      lines={Math.max(2, Math.min(8, Math.ceil(rows)))}
      numeric
      placeholder={
        large ? `${values.length.toLocaleString('en')} values; paste others over them` : ''
      }
      value={large ? '' : printNumbers(values, shape)}
      commit={(text) => {
        const read = readValues(text, shape)
        if ('refused' in read) return read.refused
        return set({ shape: read.ok.shape, values: read.ok.values.map(fromNumber) })
      }}
    />
  )
}
