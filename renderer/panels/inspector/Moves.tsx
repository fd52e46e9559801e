import { leversOf, type Results, showNumber } from '#core/index.ts'
import { leverOf } from '../../canvas/grip.ts'
import { nodeOf } from '../../canvas/names.ts'
import { spotName, whyShort, whyUnmoved } from '../../canvas/reach.ts'
import { isStoredLeaf } from '../../canvas/values.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import type { Dot } from '../../store/tangent.ts'
import { ChoiceField } from '../../ui/FormField.tsx'

/** The most leaf elements that are offered. */
const offered = 24

/** Which leaf element dragging the dot moves, where the input is computed: the strongest, or another. */
function Choice({ dot, results }: { dot: Dot; results: Results }) {
  const store = useAppStore()
  const doc = useApp((state) => state.doc)
  const levers = useApp((state) => state.levers)
  const loads = useApp((state) => state.loads)
  const found = leversOf(results, dot.source, offered)
  if (typeof found === 'string')
    return <p className="passing-moves">{whyUnmoved(doc, dot.source.node, found)}</p>
  const chosen = leverOf({ doc, loads, levers, results }, dot)
  if (typeof chosen === 'string') return null
  const key = ({ node, element }: { node: string; element: number }) => `${element} ${node}`
  const { levers: strongest, count } = found
  const listed = strongest.some((lever) => key(lever) === key(chosen))
  const options = [
    ...strongest.map((lever) => ({
      value: key(lever),
      name: `${spotName(doc, lever)}, slope ${showNumber(lever.slope)}`,
    })),
    ...(listed ? [] : [{ value: key(chosen), name: spotName(doc, chosen) }]),
  ]
  return (
    <ChoiceField
      label="Dragging moves"
      value={key(chosen)}
      options={options}
      {...(count > offered ? { hint: `the ${offered} strongest of ${count}` } : {})}
      choose={(value) => {
        const at = value.indexOf(' ')
        const lever = { node: value.slice(at + 1), element: Number(value.slice(0, at)) }
        store.getState().chooseLever(dot, lever)
      }}
    />
  )
}

/** What dragging the dot moves, and why it is not where the hand is. */
export function Moves({ dot, results }: { dot: Dot; results: Results }) {
  const doc = useApp((state) => state.doc)
  const hand = useApp((state) => state.hand)
  const short = hand !== null && hand.dot.node === dot.node ? whyShort(doc, hand) : null
  const source = nodeOf(doc, dot.source.node)
  return (
    <>
      {isStoredLeaf(source) ? (
        <p className="passing-moves">
          Dragging the dot moves <b>{spotName(doc, dot.source)}</b>.
        </p>
      ) : (
        <Choice dot={dot} results={results} />
      )}
      {short !== null && <p className="passing-short">{short}</p>}
    </>
  )
}
