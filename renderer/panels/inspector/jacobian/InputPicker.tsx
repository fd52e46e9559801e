import { useId } from 'react'
import type { GraphDocument, GraphEdge } from '#core/index.ts'
import { nameOf } from '../../../canvas/names.ts'
import { ChoiceField } from '../../../ui/FormField.tsx'

/** So many inputs have a button each. */
const buttonLimit = 3

/** Chooses which input a Jacobian is taken by, where there are several. */
export function InputPicker({
  edges,
  chosen,
  choose,
  doc,
}: {
  readonly edges: readonly GraphEdge[]
  readonly chosen: GraphEdge
  readonly choose: (edge: string) => void
  readonly doc: GraphDocument
}) {
  const group = useId()
  if (edges.length < 2) return null
  const nameOfInput = ({ source, targetHandle }: GraphEdge) =>
    `${targetHandle}: ${nameOf(doc, source)}`
  if (edges.length > buttonLimit)
    return (
      <ChoiceField
        label="By input"
        value={chosen.id}
        options={edges.map((edge) => ({ value: edge.id, name: nameOfInput(edge) }))}
        choose={choose}
      />
    )
  return (
    <fieldset className="seg jac-inputs">
      <legend className="visually-hidden">By input</legend>
      {edges.map((edge) => (
        <label key={edge.id}>
          <input
            type="radio"
            className="visually-hidden"
            name={group}
            checked={edge.id === chosen.id}
            onChange={() => choose(edge.id)}
          />
          {nameOfInput(edge)}
        </label>
      ))}
    </fieldset>
  )
}
