import { allDigits, type Nudge, showNumber } from '#core/index.ts'
import { Partial } from '../../canvas/bodies.tsx'
import { tone } from '../../ui/Num.tsx'
import { aligned } from './aligned.ts'

function Cell({ text, value, kind }: { text: string; value: number; kind: 'value' | 'grad' }) {
  return (
    <td className={`num ${tone(kind, value)}`} title={allDigits(value, 'float64')}>
      {text}
    </td>
  )
}

/** More letters than this fit in smaller type only. */
const roomyLetters = 11

/** The element and L at its three places, and the quotient above the gradient. */
export function NudgeTable({
  nudge,
  by,
  root,
}: {
  readonly nudge: Nudge
  readonly by: string
  readonly root: string
}) {
  const { x, epsilon, above, middle, below, numeric, analytic, relative } = nudge
  const places = [x + epsilon, x, x - epsilon]
  const totals = [above, middle, below]
  const placeTexts = aligned(places, epsilon)
  const totalTexts = aligned(totals, Math.abs(above - below))
  const signs = ['+ ε', '', '− ε']
  // Seven digits: what a nudge of the usual size gets right.
  const size = Number(Math.abs(numeric).toPrecision(3)) || 1
  const seventh = 10 ** Math.floor(Math.log10(size)) / 1e4
  const slopes = aligned([numeric, analytic], seventh)
  const isLong = [...placeTexts, ...totalTexts].some((text) => text.length > roomyLetters)
  return (
    <>
      <table className={`nudge-moves ${isLong ? 'is-long' : ''}`}>
        <thead>
          <tr>
            <th scope="col">
              <i>{by}</i>
            </th>
            <td />
            <th scope="col">
              <i>{root}</i> answers
            </th>
          </tr>
        </thead>
        <tbody>
          {places.map((value, row) => (
            <tr key={signs[row]} className={row === 1 ? 'is-middle' : ''}>
              <Cell text={placeTexts[row] ?? ''} value={value} kind="value" />
              <td className="sign">{signs[row]}</td>
              <Cell text={totalTexts[row] ?? ''} value={totals[row] ?? Number.NaN} kind="value" />
            </tr>
          ))}
        </tbody>
      </table>
      <table className="nudge-slopes">
        <tbody>
          <tr>
            <th scope="row" className="partial">
              (<i>{root}</i>₊ − <i>{root}</i>₋) / 2ε
            </th>
            <Cell text={slopes[0] ?? ''} value={numeric} kind="grad" />
          </tr>
          <tr>
            <th scope="row">
              <Partial of={root} by={by} />
            </th>
            <Cell text={slopes[1] ?? ''} value={analytic} kind="grad" />
          </tr>
          <tr>
            <th scope="row">relative error</th>
            <td className="num" title={allDigits(relative, 'float64')}>
              {showNumber(relative, 2)}
            </td>
          </tr>
        </tbody>
      </table>
    </>
  )
}
