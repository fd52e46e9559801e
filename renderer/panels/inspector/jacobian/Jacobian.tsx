import { useEffect, useState } from 'react'
import {
  describeStructure,
  type GraphEdge,
  type Jacobian as JacobianOf,
  jacobianOf,
  type NoJacobian,
  type Results,
  spellEntry,
} from '#core/index.ts'
import { Partial } from '../../../canvas/bodies.tsx'
import { nameOf, targetName } from '../../../canvas/names.ts'
import { elementIn } from '../../../canvas/values.ts'
import { useApp, useAppStore } from '../../../store/store.ts'
import { Formula } from '../../../ui/Formula.tsx'
import { ElementPicker } from '../ElementPicker.tsx'
import type { LensProps } from '../lens.ts'
import { contributionIn, gradIn } from '../snapshot.ts'
import { Grid } from './Grid.tsx'
import { InputPicker } from './InputPicker.tsx'
import { Product } from './Product.tsx'
import type { Place } from './place.ts'
import type { Flow } from './Rows.tsx'
import { Scale } from './Scale.tsx'
import { usePlace } from './usePlace.ts'
import './jacobian.css'

const why: Readonly<Record<NoJacobian['why'], (input: string) => string>> = {
  'no-value': (input) => `${input} has no value yet.`,
  index: (input) => `No gradient flows through this input: ${input} decides, and is not moved.`,
  whole: (input) => `${input} holds whole numbers: there is no slope along them, and no gradient.`,
  large: (input) => `Too many elements to work out while ${input} moves.`,
}

/** What arrives and leaves, to keep until the next run; `null` where no gradient flows. */
function flowBy(results: Results, edge: GraphEdge): Flow | null {
  const [cotangent, contribution] = [gradIn(results, edge.target), contributionIn(results, edge.id)]
  return cotangent === null || contribution === null ? null : { cotangent, contribution }
}

/** How large a Jacobian is, and what of it is not shown. */
function Size({ jacobian: { rows, columns, only } }: { jacobian: JacobianOf }) {
  const [height, width] = [rows, columns].map((count) => count.toLocaleString('en'))
  return (
    <span className="jac-size">
      {height} × {width}
      {only !== null && ', one row'}
    </span>
  )
}

/** One input’s Jacobian, what it looks like, and the product with what arrives. */
function Worked({
  node,
  results,
  edge,
  port,
  jacobian,
}: LensProps & { edge: GraphEdge; port: number; jacobian: JacobianOf }) {
  const doc = useApp((state) => state.doc)
  const { light } = useAppStore().getState()
  const [hovered, setHovered] = useState<Place | null>(null)
  const [place, choose] = usePlace(jacobian)
  useEffect(() => () => light(), [light])
  const { rows, columns, only } = jacobian
  const lightUp = (on: boolean) => (on ? light([edge.source], [edge.id]) : light())
  const point = (next: Place | null) => {
    setHovered(next)
    lightUp(next !== null || document.activeElement?.getAttribute('role') === 'gridcell')
  }
  const called = {
    root: targetName(doc, results.compiled),
    output: nameOf(doc, node.id),
    input: nameOf(doc, edge.source),
  }
  const flow = flowBy(results, edge)
  if (place === null) return <p>{describeStructure(jacobian.structure)}</p>
  // What lay under a resting pointer may be gone: an undo can change the shapes.
  const isThere =
    hovered !== null &&
    hovered.column < columns &&
    (only === null ? hovered.row < rows : hovered.row === only)
  const looked = isThere ? hovered : place
  const value = jacobian.cells[(only === null ? looked.row * columns : 0) + looked.column]
  const entry = spellEntry(doc, results, node.id, { port, ...looked }, value ?? Number.NaN)
  return (
    <>
      <p>{describeStructure(jacobian.structure)}</p>
      {only !== null && <ElementPicker shape={jacobian.output} size={rows} />}
      <Grid {...{ jacobian, called, flow, place }} reach={{ choose, point, light: lightUp }} />
      <Scale jacobian={jacobian} />
      <div className={jacobian.cells.length > 1 ? 'eqs jac-entry-formula' : 'eqs'}>
        {entry.map((tex) => (
          <Formula key={tex} tex={tex} block />
        ))}
      </div>
      <Product {...{ doc, results, edge, port, jacobian, flow }} column={place.column} />
    </>
  )
}

/** A node’s local Jacobian with respect to one of its inputs. */
export function Jacobian({ node, results }: LensProps) {
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const [chosen, setChosen] = useState<string | null>(null)
  const wired = results.compiled.wiring.nodes.get(node.id)
  const edges = (wired?.inputs ?? []).flatMap((edge) => (edge === null ? [] : [edge]))
  const edge =
    edges.find(({ id }) => id === chosen) ??
    edges.find(({ id }) => results.contribution(id) !== null) ??
    edges[0]
  const output = results.value(node.id)
  if (wired === undefined || edge === undefined || output === null) return null
  const port = wired.inputs.indexOf(edge)
  const found = jacobianOf(doc, results, node.id, port, elementIn(output, element))
  const input = nameOf(doc, edge.source)
  return (
    <div className="jacobian">
      <div className="jac-title">
        <h3>
          <Partial of={nameOf(doc, node.id)} by={input} />
        </h3>
        {found.kind === 'jacobian' && <Size jacobian={found} />}
      </div>
      <InputPicker edges={edges} chosen={edge} choose={setChosen} doc={doc} />
      {found.kind === 'none' ? (
        <p>{why[found.why](input)}</p>
      ) : (
        <Worked key={edge.id} {...{ node, results, edge, port }} jacobian={found} />
      )}
    </div>
  )
}
