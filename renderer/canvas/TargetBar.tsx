import { useState } from 'react'
import { type Compiled, type GraphDocument, type Shape, sizeOf, toldRoot } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { runCommand } from '../commands/run.ts'
import { placeOf } from '../panels/inspector/names.ts'
import { useApp } from '../store/store.ts'
import { labelOf, nameOf, nodeOf, targetName } from './names.ts'
import './target.css'

/** Elements are listed by their places up to this many; of more, one is typed. */
const listedLimit = 64

interface Choice {
  readonly id: string
  readonly name: string
}

/** What the nodes with a value are called; the same list again while no name has changed. */
function choicesOf() {
  let last: readonly Choice[] = []
  return (doc: GraphDocument, { values }: Compiled): readonly Choice[] => {
    const next = [...values.keys()].flatMap((id) => {
      const node = nodeOf(doc, id)
      return node === undefined ? [] : [{ id, name: labelOf(node) }]
    })
    const same =
      next.length === last.length &&
      next.every(({ id, name }, at) => id === last[at]?.id && name === last[at]?.name)
    if (!same) last = next
    return last
  }
}

function Options({ choices }: { readonly choices: readonly Choice[] }) {
  return choices.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ))
}

/** Which element of a tensor the gradient is of: one, or all of them. */
function ElementChoice({
  node,
  shape,
  element,
}: {
  readonly node: string
  readonly shape: Shape
  readonly element: number | null
}) {
  const aim = useApp((state) => state.aim)
  const size = sizeOf(shape)
  if (size < 2) return null
  const choose = (text: string) => {
    const next = text === '' ? null : Number(text)
    if (next === null || (Number.isInteger(next) && next >= 0 && next < size))
      aim({ node, element: next })
  }
  if (size > listedLimit)
    return (
      <input
        type="number"
        aria-label="Element of the target"
        placeholder="all"
        min={0}
        max={size - 1}
        value={element ?? ''}
        onChange={(event) => choose(event.target.value)}
      />
    )
  return (
    <select
      aria-label="Element of the target"
      value={element ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">all</option>
      {Array.from({ length: size }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index.
        <option key={at} value={at}>
          {placeOf(at, shape)}
        </option>
      ))}
    </select>
  )
}

/** "Gradient of what?": any node with a value, any element of it, and the way back to the root. */
export function TargetBar() {
  const app = useAppContext()
  const doc = useApp((state) => state.doc)
  const { compiled } = useApp((state) => state.results)
  const target = useApp((state) => state.target)
  const aim = useApp((state) => state.aim)
  const [listChoices] = useState(choicesOf)
  const choices = listChoices(doc, compiled)
  if (choices.length === 0) return null
  const { root, rootElement, values, wiring } = compiled
  const shape = root === null ? [] : (values.get(root)?.shape ?? [])
  const told = target === null ? null : toldRoot(doc, wiring.edges)
  return (
    <section className="target-bar" aria-label="Target of the gradient">
      <i aria-hidden="true">∂ of</i>
      <select
        aria-label="Target"
        value={root ?? ''}
        onChange={(event) => aim({ node: event.target.value, element: null })}
      >
        {root === null && <option value="">nothing yet</option>}
        <Options choices={choices} />
      </select>
      {root !== null && <ElementChoice node={root} shape={shape} element={rootElement} />}
      {target !== null && (
        <span className="target-chip">
          <output>
            Gradient of <b>{targetName(doc, compiled)}</b>
          </output>
          <button type="button" onClick={() => runCommand(app, 'targetBack')}>
            {told === null ? 'Back to none' : `Back to ${nameOf(doc, told)}`}
          </button>
        </span>
      )}
    </section>
  )
}
