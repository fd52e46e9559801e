import {
  gradientFormulas,
  type NdArray,
  type Results,
  spellGradient,
  spellValue,
  valueFormula,
} from '#core/index.ts'
import { elementIn } from '../../canvas/values.ts'
import { useApp } from '../../store/store.ts'
import { Formula } from '../../ui/Formula.tsx'
import { ElementPicker } from './ElementPicker.tsx'
import { Section } from './Section.tsx'
import { valueIn } from './snapshot.ts'

function Lines({ lines }: { lines: readonly (string | null)[] }) {
  const shown = [...new Set(lines.filter((line) => line !== null))]
  return (
    <div className="eqs">
      {shown.map((tex) => (
        <Formula key={tex} tex={tex} block />
      ))}
    </div>
  )
}

/** The largest of a node's arrays: the one whose elements are worth choosing among. */
function largest(arrays: readonly (NdArray | null)[]): NdArray | null {
  return arrays.reduce(
    (most, array) =>
      array !== null && array.data.length > (most?.data.length ?? 0) ? array : most,
    null,
  )
}

/** A node's value and gradients: in symbols, and with the chosen element's numbers in. */
export function Formulas({ id, results }: { id: string; results: Results }) {
  const doc = useApp((state) => state.doc)
  const element = useApp((state) => state.element)
  const wired = results.compiled.wiring.nodes.get(id)
  if (wired === undefined || wired.op.kind === 'leaf') return null
  const value = valueIn(results, id)
  const inputs = wired.inputs.flatMap((edge) => {
    const array = edge === null ? null : valueIn(results, edge.source)
    return edge === null || array === null ? [] : [{ edge, array }]
  })
  const chosen = largest([value, ...inputs.map(({ array }) => array)])
  const symbols = [valueFormula(doc, results, id), ...gradientFormulas(doc, results, id)]
  if (value === null || chosen === null) return null
  return (
    <>
      <Section>
        <Lines lines={symbols} />
      </Section>
      <Section>
        <div className="eqs-head">
          With the numbers in
          <ElementPicker shape={chosen.shape} size={chosen.data.length} />
        </div>
        <Lines
          lines={[
            spellValue(doc, results, id, elementIn(value, element)),
            ...inputs.map(({ edge, array }) =>
              spellGradient(doc, results, edge.id, elementIn(array, element)),
            ),
          ]}
        />
      </Section>
    </>
  )
}
