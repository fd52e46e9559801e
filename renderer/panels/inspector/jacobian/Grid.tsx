import type { CSSProperties } from 'react'
import { useChartWidth } from '../chartWidth.ts'
import { HeatMap } from './HeatMap.tsx'
import { largest } from './heat.ts'
import { lookOf } from './layout.ts'
import { headOf } from './names.ts'
import { shownOf } from './place.ts'
import { Entry, GradNumber, type GridParts, Heads, lineAt, NumberRow } from './Rows.tsx'
import { type Reach, useHands } from './useHands.ts'

/** What arrives at each row, as a strip beside a heat map. */
function Arriving({ parts: { flow, shown, look } }: { parts: GridParts }) {
  if (flow === null) return null
  const numbers = shown.rows.map((row) => flow.cotangent.data[row] ?? 0)
  return (
    <HeatMap
      className="jac-strip jac-left2"
      style={{ gridRow: `2 / span ${shown.rows.length}`, gridColumn: 2 }}
      numbers={numbers}
      columns={1}
      size={look.cell.height}
      most={largest(numbers)}
    />
  )
}

/** What leaves by each column: under the matrix, its numbers or a strip. */
function Sent({ parts }: { parts: GridParts }) {
  const { flow, shown, look, called, jacobian } = parts
  if (flow === null || jacobian.only !== null) return null
  const last = shown.rows.length + 2
  const { data, dtype } = flow.contribution
  const label = (
    <div
      className="jac-sent jac-sum-name"
      style={{ gridRow: last, gridColumn: '1 / span 2' }}
      title={`∂${called.root}/∂${called.input}`}
    >
      leaves
    </div>
  )
  if (!look.numbers)
    return (
      <>
        {label}
        <HeatMap
          className="jac-sent jac-strip"
          style={{ gridRow: last, gridColumn: `3 / span ${shown.columns.length}` }}
          numbers={data}
          columns={data.length}
          size={look.cell.width}
          most={largest(data)}
        />
      </>
    )
  return (
    <>
      {label}
      {shown.columns.map((column, at) => (
        <div key={column} className="jac-sent" style={lineAt(last, at + 3)}>
          <GradNumber value={data[column] ?? 0} dtype={dtype} width={look.cell.width} />
        </div>
      ))}
    </>
  )
}

/** The matrix as a drawing, with the one entry that has or would get the keyboard. */
function Heat({ parts }: { parts: GridParts }) {
  const { jacobian, called, shown, look, place, most } = parts
  const at = { row: shown.rows.indexOf(place.row), column: shown.columns.indexOf(place.column) }
  const numbers =
    jacobian.only === null ? jacobian.cells : shown.columns.map((column) => shown.at(0, column))
  return (
    <>
      <HeatMap
        className="jac-plane"
        style={{
          gridRow: `2 / span ${shown.rows.length}`,
          gridColumn: `3 / span ${shown.columns.length}`,
        }}
        numbers={numbers}
        columns={shown.columns.length}
        size={look.cell.width}
        most={most}
      />
      <Heads
        side="left"
        name={called.output}
        shape={jacobian.output}
        elements={shown.rows}
        every={look.every.row}
        chosen={place.row}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: rows and heads lie over one drawing, which a table cannot. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its entry takes the keyboard. */}
      <div role="row" className="jac-row" aria-rowindex={place.row + 2}>
        <Entry
          key={`${place.row} ${place.column}`}
          parts={parts}
          entry={place}
          line={lineAt(at.row + 2, at.column + 3)}
        />
      </div>
      <Arriving parts={parts} />
    </>
  )
}

/** The columns' names, over what arrives too. */
function Top({ parts: { jacobian, called, flow, shown, look, place } }: { parts: GridParts }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows and heads lie over one drawing, which a table cannot.
    // biome-ignore lint/a11y/useFocusableInteractive: its entries take the keyboard.
    <div role="row" className="jac-row" aria-rowindex={1}>
      <div
        className="jac-head jac-corner"
        style={{ gridRow: 1, gridColumn: '1 / span 2' }}
        title={flow === null ? undefined : `∂${called.root}/∂${called.output}`}
      >
        {flow !== null && 'arrives'}
      </div>
      <Heads
        side="top"
        name={called.input}
        shape={jacobian.input}
        elements={shown.columns}
        every={look.every.column}
        chosen={place.column}
      />
    </div>
  )
}

/** The matrix as numbers, each an entry of its own. */
function Numbers({ parts }: { parts: GridParts }) {
  const { rows, columns } = parts.shown
  const style = { gridRow: `2 / span ${rows.length}`, gridColumn: `3 / span ${columns.length}` }
  return (
    <>
      <div className="jac-plane" style={style} />
      {rows.map((row, nth) => (
        <NumberRow key={row} parts={parts} nth={nth} />
      ))}
    </>
  )
}

/** A Jacobian as a grid: rows are the output’s elements, columns the input’s; beside it what arrives, under it what leaves. */
export function Grid({
  reach,
  ...given
}: Omit<GridParts, 'shown' | 'look' | 'most'> & { readonly reach: Reach }) {
  const { jacobian, called, flow } = given
  const width = useChartWidth()
  const shown = shownOf(jacobian)
  const longest = {
    row: headOf(called.output, jacobian.output, shown.rows.at(-1) ?? 0),
    column: headOf(called.input, jacobian.input, shown.columns.at(-1) ?? 0),
  }
  const look = lookOf(shown.rows.length, shown.columns.length, width, longest, flow !== null)
  const parts: GridParts = { ...given, shown, look, most: largest(jacobian.cells) }
  const { grid, hands } = useHands(parts, reach)
  const lines = {
    gridTemplateColumns: `${look.head}px ${look.arriving}px repeat(${shown.columns.length}, ${look.cell.width}px)`,
    gridTemplateRows: `${look.top}px repeat(${shown.rows.length}, ${look.cell.height}px)`,
    '--jac-head': `${look.head}px`,
  } as CSSProperties
  return (
    <div className="jac-scroll">
      {/* biome-ignore lint/a11y/useSemanticElements: rows and heads lie over one drawing, which a table cannot. */}
      <div
        ref={grid}
        role="grid"
        className={look.numbers ? 'jac' : 'jac is-heat'}
        aria-label={`Jacobian ∂${called.output}/∂${called.input}`}
        aria-rowcount={jacobian.rows + 1}
        aria-colcount={jacobian.columns + 1}
        style={lines}
        {...hands}
      >
        <Top parts={parts} />
        {look.numbers ? <Numbers parts={parts} /> : <Heat parts={parts} />}
        <Sent parts={parts} />
      </div>
    </div>
  )
}
