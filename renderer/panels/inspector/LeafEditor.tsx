import { useState } from 'react'
import {
  type DType,
  dtypeOf,
  type GraphNode,
  type NodeData,
  type OpDef,
  sizeOf,
} from '#core/index.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { ChoiceField, type Refusal, SwitchField, TextField } from '../../ui/FormField.tsx'
import { changeLeaf, storedShape } from './leafData.ts'
import { parseShape, reshapeValues } from './leafText.ts'
import { RangeField } from './RangeField.tsx'
import { ValuesField } from './ValuesField.tsx'

const dtypeNames: readonly DType[] = ['float32', 'float64', 'int64']

/** The most values one leaf may store; checked before anything is laid out. */
const storedLimit = 2 ** 20

function ShapeField({ node, set }: { node: GraphNode; set: (data: NodeData) => Refusal }) {
  const shape = storedShape(node)
  const values = Array.isArray(node.data['values']) ? (node.data['values'] as unknown[]) : []
  return (
    <TextField
      label="Shape"
      hint="5, or 2×3; nothing for a scalar"
      placeholder="scalar"
      numeric
      value={shape.join('×')}
      commit={(text) => {
        const read = parseShape(text)
        if ('refused' in read) return read.refused
        const size = sizeOf(read.ok)
        if (size > storedLimit)
          return `A leaf may store ${storedLimit.toLocaleString('en')} values; this shape has ${size.toLocaleString('en')}.`
        return set({ shape: read.ok, values: reshapeValues(values, shape, read.ok) })
      }}
    />
  )
}

/** What only a leaf has: shape, dtype, whether it requires a gradient, its values and their range. */
export function LeafEditor({ node, op }: { node: GraphNode; op: OpDef }) {
  const doc = useApp((state) => state.doc)
  const store = useAppStore()
  const [refused, setRefused] = useState<{ field: string; why: Refusal }>({ field: '', why: null })
  const set = (data: NodeData): Refusal => changeLeaf(store.getState(), node.id, data)
  const setOrSay = (field: string, data: NodeData) => setRefused({ field, why: set(data) })
  const reason = (field: string) => (refused.field === field ? refused.why : null)
  const stored = op.kind === 'leaf' && op.generate === null
  const own = op.kind === 'leaf' ? op.dtype : null
  const { dtype, requiresGrad } = node.data
  const otherwise = own ?? dtypeOf(doc)
  return (
    <>
      {stored && <ShapeField node={node} set={set} />}
      <ChoiceField
        label="dtype"
        value={typeof dtype === 'string' ? dtype : ''}
        options={[
          { value: '', name: `${otherwise} (${own === null ? 'document' : 'usual'})` },
          ...dtypeNames.map((name) => ({ value: name, name })),
        ]}
        error={reason('dtype')}
        choose={(name) =>
          setOrSay('dtype', {
            dtype: name === '' ? undefined : name,
            // Whole numbers have no slope to ask for.
            ...(name === 'int64' && requiresGrad === true ? { requiresGrad: false } : {}),
          })
        }
      />
      <SwitchField
        label="Requires gradient"
        on={requiresGrad === true}
        error={reason('grad')}
        flip={(on) => setOrSay('grad', { requiresGrad: on })}
      />
      {stored && <ValuesField node={node} set={set} />}
      {stored && <RangeField node={node} />}
    </>
  )
}
