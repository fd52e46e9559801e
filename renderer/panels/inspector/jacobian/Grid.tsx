import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useLayoutEffect,
  useRef,
} from 'react'
import { Partial } from '../../../canvas/bodies.tsx'
import { useChartWidth } from '../chartWidth.ts'
import { HeatMap } from './HeatMap.tsx'
import { largest } from './heat.ts'
import { lookOf } from './layout.ts'
import { headOf } from './names.ts'
import { type Place, shownOf, stepFrom } from './place.ts'
import { Entry, GradNumber, type GridParts, Heads, lineAt, NumberRow } from './Rows.tsx'

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
      <Partial of={called.root} by={called.input} />
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

type Props = Omit<GridParts, 'shown' | 'look' | 'most'> & {
  readonly choose: (place: Place) => void
  /** Points at an entry with the pointer, or at none. */
  readonly point: (place: Place | null) => void
  readonly light: (on: boolean) => void
}

/** A Jacobian as a grid: rows are the output’s elements, columns the input’s; beside it what arrives, under it what leaves. */
export function Grid({ choose, point, light, ...given }: Props) {
  const { jacobian, called, flow, place } = given
  const grid = useRef<HTMLDivElement>(null)
  const moved = useRef(false)
  const width = useChartWidth()
  const shown = shownOf(jacobian)
  const longest = {
    row: headOf(called.output, jacobian.output, shown.rows.at(-1) ?? 0),
    column: headOf(called.input, jacobian.input, shown.columns.at(-1) ?? 0),
  }
  const look = lookOf(shown.rows.length, shown.columns.length, width, longest, flow !== null)
  const parts: GridParts = { ...given, shown, look, most: largest(jacobian.cells) }

  useLayoutEffect(() => {
    if (!moved.current) return
    moved.current = false
    grid.current?.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]')?.focus()
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepFrom(jacobian, place, event.key, event.ctrlKey || event.metaKey)
    if (next === null || event.altKey) return
    event.preventDefault()
    moved.current = true
    choose(next)
  }
  const under = ({ target, clientX, clientY }: PointerEvent): Place | null => {
    const on = (target as Element).closest('.jac-head, .jac-arriving, .jac-sent, .jac-left2')
    const box = grid.current?.querySelector('.jac-plane')?.getBoundingClientRect()
    if (on !== null || box === undefined) return null
    const row = shown.rows[Math.floor((clientY - box.top) / look.cell.height)]
    const column = shown.columns[Math.floor((clientX - box.left) / look.cell.width)]
    return row === undefined || column === undefined ? null : { row, column }
  }
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
        style={
          {
            gridTemplateColumns: `${look.head}px ${look.arriving}px repeat(${shown.columns.length}, ${look.cell.width}px)`,
            gridTemplateRows: `${look.top}px repeat(${shown.rows.length}, ${look.cell.height}px)`,
            '--jac-head': `${look.head}px`,
          } as CSSProperties
        }
        onKeyDown={onKeyDown}
        onFocus={() => light(true)}
        onBlur={() => light(false)}
        onPointerMove={(event) => point(under(event))}
        onPointerLeave={() => point(null)}
        onPointerDown={(event) => {
          const next = under(event)
          if (next === null) return
          moved.current = true
          choose(next)
        }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
        <div role="row" className="jac-row" aria-rowindex={1}>
          <div className="jac-head jac-corner" style={{ gridRow: 1, gridColumn: '1 / span 2' }}>
            {flow !== null && <Partial of={called.root} by={called.output} />}
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
        {look.numbers ? (
          <>
            <div
              className="jac-plane"
              style={{
                gridRow: `2 / span ${shown.rows.length}`,
                gridColumn: `3 / span ${shown.columns.length}`,
              }}
            />
            {shown.rows.map((row, nth) => (
              <NumberRow key={row} parts={parts} nth={nth} />
            ))}
          </>
        ) : (
          <Heat parts={parts} />
        )}
        <Sent parts={parts} />
      </div>
    </div>
  )
}
