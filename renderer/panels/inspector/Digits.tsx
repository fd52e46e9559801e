import { Copy } from 'lucide-react'
import { useState } from 'react'
import { allDigits, type NdArray, type Results } from '#core/index.ts'
import { useAppContext } from '../../app.ts'
import { runCommand } from '../../commands/run.ts'
import { tone } from '../../ui/Num.tsx'
import { placeOf } from './names.ts'
import { Section } from './Section.tsx'
import { gradIn, valueIn } from './snapshot.ts'

/** Up to this many elements are listed; copying takes all of them. */
const listed = 200

const digits = (array: NdArray | null, at: number) =>
  array === null ? '' : allDigits(array.data[at] ?? Number.NaN, array.dtype)

function Row({ value, grad, at }: { value: NdArray; grad: NdArray | null; at: number }) {
  return (
    <tr>
      <th scope="row">{placeOf(at, value.shape)}</th>
      <td className={tone('value', value.data[at] ?? Number.NaN)}>{digits(value, at)}</td>
      <td className={grad === null ? 'sub' : tone('grad', grad.data[at] ?? Number.NaN)}>
        {grad === null ? 'none' : digits(grad, at)}
      </td>
    </tr>
  )
}

/** Every element's value and gradient, to the last digit. */
export function Digits({ id, results }: { id: string; results: Results }) {
  const [open, setOpen] = useState(false)
  const app = useAppContext()
  const value = valueIn(results, id)
  const grad = gradIn(results, id)
  if (value === null) return null
  const size = value.data.length
  return (
    <Section>
      <div className="digits-head">
        <button type="button" className="btn" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide all digits' : 'Show all digits'}
        </button>
        <button type="button" className="btn" onClick={() => runCommand(app, 'copyValues')}>
          <Copy size={16} strokeWidth={1.5} aria-hidden="true" />
          Copy
        </button>
      </div>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
        <section className="digits" tabIndex={0} aria-label="All digits">
          <table>
            <thead>
              <tr>
                <th scope="col">element</th>
                <th scope="col">value</th>
                <th scope="col">gradient</th>
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: Math.min(listed, size) }, (_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an element is its index.
                <Row key={at} value={value} grad={grad} at={at} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {open && size > listed && (
        <p className="chart-note">
          The first {listed} of {size.toLocaleString('en')}; copying takes all.
        </p>
      )}
    </Section>
  )
}
