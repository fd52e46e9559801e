import { type NdArray, showNumber } from '#core/index.ts'
import { useApp } from '../../store/store.ts'
import { plotHeights } from '../layout.ts'
import { elementIn } from '../values.ts'

const termLimit = 4

/** One entry of a matrix product: its row of the left times its column of the right. */
export function ProductPlot({
  left,
  right,
  value,
  width,
}: {
  readonly left: NdArray
  readonly right: NdArray
  readonly value: NdArray
  readonly width: number
}) {
  const element = elementIn(
    value,
    useApp((state) => state.element),
  )
  const inner = left.shape[left.shape.length - 1] ?? 1
  const columns = right.shape.length > 1 ? (right.shape[right.shape.length - 1] ?? 1) : 1
  const rows = left.shape.length > 1 ? (left.shape[left.shape.length - 2] ?? 1) : 1
  const row = Math.floor(element / columns) % rows
  const column = element % columns
  const simple = left.shape.length <= 2 && right.shape.length <= 2
  if (!simple || value.data.length === 0) return null
  const terms = Array.from({ length: Math.min(inner, termLimit) }, (_, k) => {
    const [a, b] = [left.data[row * inner + k] ?? 0, right.data[k * columns + column] ?? 0]
    return { a, b }
  })
  return (
    <div className="plot product-plot" style={{ width, height: plotHeights.product - 12 }}>
      <span className="dim">
        row {row} · column {column}
      </span>
      <span className="product-terms num">
        {terms.map(({ a, b }, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a term is its index
          <span key={k}>
            {k > 0 && ' + '}
            <Factor value={a} />·<Factor value={b} />
          </span>
        ))}
        {inner > termLimit && ' + …'} = <b className="v">{showNumber(value.data[element] ?? 0)}</b>
      </span>
    </div>
  )
}

/** A factor; a negative one stands in brackets. */
function Factor({ value }: { readonly value: number }) {
  const text = showNumber(value, 3)
  return <span className="v">{value < 0 ? `(${text})` : text}</span>
}
