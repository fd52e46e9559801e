import type { CSSProperties } from 'react'
import { allDigits, type DType, type Jacobian, type NdArray, type Shape } from '#core/index.ts'
import { tone } from '../../../ui/Num.tsx'
import { fitNumber, type Look } from './layout.ts'
import { elementName, headOf } from './names.ts'
import type { Place, Shown } from './place.ts'

/** How the two sides and the root are called. */
export interface Called {
  readonly root: string
  readonly output: string
  readonly input: string
}

/** What arrives at a node, and what it sends back by one input. */
export interface Flow {
  readonly cotangent: NdArray
  readonly contribution: NdArray
}

/** What the parts of a grid are drawn from. */
export interface GridParts {
  readonly jacobian: Jacobian
  readonly called: Called
  /** `null` where no gradient flows. */
  readonly flow: Flow | null
  readonly place: Place
  readonly shown: Shown
  readonly look: Look
  /** The largest size among the entries: the strongest tint. */
  readonly most: number
}

/** Where a part of the grid lies: the first line is the columns' names, the second column what arrives. */
export const lineAt = (row: number, column: number): CSSProperties => ({
  gridRow: row,
  gridColumn: column,
})

const digits = (value: number, dtype: DType) => allDigits(value, dtype).replace('-', '−')

/** What one entry is, in words: `∂Y₂/∂X₂ = 0.42…`. */
function entryWords(
  { jacobian, called }: GridParts,
  { row, column }: Place,
  value: number,
): string {
  const of = elementName(called.output, jacobian.output, row)
  const by = elementName(called.input, jacobian.input, column)
  return `∂${of}/∂${by} = ${digits(value, jacobian.dtype)}`
}

/** A number on a tint of its sign and size; exactly 0 is blank. */
function Figure({ value, most, width }: { value: number; most: number; width: number }) {
  if (value === 0) return null
  const share = Number.isFinite(value) ? Math.round((Math.abs(value) / (most || 1)) * 100) : 100
  return (
    <span
      className={`jac-figure ${tone('grad', value)}`}
      style={{ '--tint': `${share}%` } as CSSProperties}
      aria-hidden="true"
    >
      {fitNumber(value, width)}
    </span>
  )
}

/** A gradient's number beside or under the matrix. */
export function GradNumber({
  value,
  dtype,
  width,
}: {
  readonly value: number
  readonly dtype: DType
  readonly width: number
}) {
  return (
    <span className={tone('grad', value)} title={allDigits(value, dtype)}>
      {value === 0 ? '0' : fitNumber(value, width)}
    </span>
  )
}

/** One entry, which keys and pointers reach. */
export function Entry({
  parts,
  entry,
  line,
}: {
  readonly parts: GridParts
  readonly entry: Place
  readonly line: CSSProperties
}) {
  const { shown, look, most, place } = parts
  const value = shown.at(entry.row, entry.column)
  const chosen = entry.row === place.row && entry.column === place.column
  const words = entryWords(parts, entry, value)
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows and heads lie over one drawing, which a table cannot.
    <div
      role="gridcell"
      className={chosen ? 'jac-entry is-chosen' : 'jac-entry'}
      style={line}
      tabIndex={chosen ? 0 : -1}
      aria-colindex={entry.column + 2}
      aria-selected={chosen}
      title={words}
    >
      <span className="visually-hidden">{words}</span>
      {look.numbers && <Figure value={value} most={most} width={look.cell.width} />}
    </div>
  )
}

/** One row with its numbers: its name, what arrives at it, and its entries. */
export function NumberRow({ parts, nth }: { parts: GridParts; nth: number }) {
  const { jacobian, called, flow, shown, look, place } = parts
  const row = shown.rows[nth] ?? 0
  const arriving = flow?.cotangent.data[row]
  const name = elementName(called.output, jacobian.output, row)
  const said =
    flow === null || arriving === undefined
      ? name
      : `${name}, where ${digits(arriving, flow.cotangent.dtype)} arrives`
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above.
    // biome-ignore lint/a11y/useFocusableInteractive: its entries take the keyboard.
    <div role="row" className="jac-row" aria-rowindex={row + 2}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div
        role="rowheader"
        className={row === place.row ? 'jac-head jac-left is-on' : 'jac-head jac-left'}
        style={lineAt(nth + 2, 1)}
        aria-colindex={1}
        aria-label={said}
        title={said}
      >
        {headOf(called.output, jacobian.output, row)}
      </div>
      {flow !== null && arriving !== undefined && (
        <div className="jac-arriving" style={lineAt(nth + 2, 2)} aria-hidden="true">
          <GradNumber value={arriving} dtype={flow.cotangent.dtype} width={look.arriving} />
        </div>
      )}
      {shown.columns.map((column, at) => (
        <Entry key={column} parts={parts} entry={{ row, column }} line={lineAt(nth + 2, at + 3)} />
      ))}
    </div>
  )
}

/** The names along one side; of many every so-manieth, and the chosen one over its neighbours. */
export function Heads({
  side,
  name,
  shape,
  elements,
  every,
  chosen,
}: {
  readonly side: 'left' | 'top'
  readonly name: string
  readonly shape: Shape
  readonly elements: readonly number[]
  readonly every: number
  readonly chosen: number
}) {
  const on = elements.indexOf(chosen)
  return elements.map((element, at) => {
    const isOn = at === on
    // The chosen one is named before its neighbours.
    if (!isOn && (at % every !== 0 || (on >= 0 && Math.abs(at - on) < every))) return null
    const line = side === 'left' ? lineAt(at + 2, 1) : lineAt(1, at + 3)
    return (
      <div
        key={element}
        className={`jac-head jac-${side} ${isOn ? 'is-on' : ''}`}
        style={line}
        {...(side === 'top'
          ? { role: 'columnheader', 'aria-colindex': element + 2 }
          : { 'aria-hidden': true })}
        title={elementName(name, shape, element)}
      >
        <span>{headOf(name, shape, element)}</span>
      </div>
    )
  })
}
