import {
  allDigits,
  elementName,
  type GraphDocument,
  showNumber,
  type Tangents,
} from '#core/index.ts'
import { useApp } from '../store/store.ts'
import { norm } from './edge.ts'
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

/**
 * A node's tangent at the element looked at, with its name `∂Y₁/∂X₁`, and of a tensor the norm of the
 * whole; `null` where there is none.
 */
export function tangentAt(doc: GraphDocument, tangents: Tangents, id: string, element: number) {
  const array = tangents.tangent(id)
  const at = array === null ? 0 : elementIn(array, element)
  const number = array?.data[at]
  if (array === null || number === undefined) return null
  const by = seedName(doc, tangents)
  const name = `∂${elementName(nameOf(doc, id), array.shape, at)}/∂${by}`
  const whole = array.data.length > 1 ? norm(array.data) : null
  return { name, by, number, whole, dtype: array.dtype }
}

/** How a node moves with what is seeded, on its card's upper edge; nothing while nothing is. */
export function TangentChip({ id }: { readonly id: string }) {
  const tangents = useApp((state) => state.tangents)
  return tangents === null ? null : <Moving id={id} tangents={tangents} />
}

function Moving({ id, tangents }: { readonly id: string; readonly tangents: Tangents }) {
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const found = tangentAt(doc, tangents, id, element)
  if (found === null) return null
  const { name, by, number, whole, dtype } = found
  return (
    <span className="tangent-chip" title={`${name} = ${allDigits(number, dtype)}`}>
      <i>∂/∂{by}</i> <b>{showNumber(number)}</b>
      {whole !== null && <span>norm {showNumber(whole)}</span>}
    </span>
  )
}
