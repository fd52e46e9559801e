import {
  allDigits,
  elementName,
  type GraphDocument,
  showNumber,
  type Tangents,
} from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { nameOf } from './names.ts'
import { elementIn } from './values.ts'
import './tangent.css'

/** Whether a tangent flows along a wire. */
export const movesAlong = (tangents: Tangents | null, source: string, target: string): boolean =>
  tangents !== null && tangents.tangent(source) !== null && tangents.tangent(target) !== null

/** What is seeded, as formulas call it: `x`, `X₁`; all of X is `X`. */
export function seedName(doc: GraphDocument, { source, element, tangent }: Tangents): string {
  const name = nameOf(doc, source)
  const shape = tangent(source)?.shape
  return element === null || shape === undefined ? name : elementName(name, shape, element)
}

/** A node's tangent at the element looked at, with its name `∂Y₁/∂X₁`; `null` where there is none. */
export function tangentAt(doc: GraphDocument, tangents: Tangents, id: string, element: number) {
  const array = tangents.tangent(id)
  const at = array === null ? 0 : elementIn(array, element)
  const number = array?.data[at]
  if (array === null || number === undefined) return null
  const name = `∂${elementName(nameOf(doc, id), array.shape, at)}/∂${seedName(doc, tangents)}`
  return { name, number, dtype: array.dtype }
}

/** How a node moves with what is seeded, on its card's upper edge. */
export function TangentChip({ id }: { readonly id: string }) {
  const tangents = useApp((state) => state.tangents)
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const found = tangents === null ? null : tangentAt(doc, tangents, id, element)
  if (found === null) return null
  const { name, number, dtype } = found
  return (
    <span className="tangent-chip" title={`${name} = ${allDigits(number, dtype)}`}>
      <i>{name}</i> <b>{showNumber(number)}</b>
    </span>
  )
}
