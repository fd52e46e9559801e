import type { Jacobian } from '#core/index.ts'

/** One entry of a Jacobian: an element of the output, and one of the input. */
export interface Place {
  readonly row: number
  readonly column: number
}

/** Which entries of a Jacobian are on screen, and how to read them. */
export interface Shown {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  readonly at: (row: number, column: number) => number
}

/** Of a row that is shown alone, so many columns at most: those first that are not 0. */
const columnLimit = 24

const clamp = (value: number, length: number) => Math.max(0, Math.min(value, length - 1))

const count = (length: number) => Array.from({ length }, (_, i) => i)

/** What is shown of a Jacobian: all of it, or of its one row what is not 0. */
export function shownOf({ rows, columns, only, cells }: Jacobian): Shown {
  if (only === null)
    return {
      rows: count(rows),
      columns: count(columns),
      at: (row, column) => cells[row * columns + column] ?? Number.NaN,
    }
  const some: number[] = []
  for (let i = 0; i < columns && some.length < columnLimit; i++) if (cells[i] !== 0) some.push(i)
  return {
    rows: [only],
    columns: some.length > 0 ? some : count(Math.min(columns, columnLimit)),
    at: (_, column) => cells[column] ?? Number.NaN,
  }
}

/**
 * The entry looked at where none was chosen: in the column of the element looked at, the one of the
 * same place, or else the first that is not 0. `null` where there are none at all.
 */
export function placeIn(jacobian: Jacobian, element: number): Place | null {
  const { rows, columns, only } = jacobian
  if (rows === 0 || columns === 0) return null
  const shown = shownOf(jacobian)
  if (only !== null) return { row: only, column: shown.columns[0] ?? 0 }
  const column = clamp(element, columns)
  const same = clamp(column, rows)
  if (shown.at(same, column) !== 0) return { row: same, column }
  return { row: shown.rows.find((row) => shown.at(row, column) !== 0) ?? same, column }
}

const moves: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
}

/**
 * Where a key leads from an entry, as in any grid: arrows to the next, Home and End along the row, with
 * Ctrl to the first and the last entry of all. `null` for a key that leads nowhere.
 *
 * A row shown alone gives way to its neighbours.
 */
export function stepFrom(
  jacobian: Jacobian,
  { row, column }: Place,
  key: string,
  ctrl: boolean,
): Place | null {
  const move = moves[key]
  if (move === undefined) return null
  const { columns } = shownOf(jacobian)
  const far = ctrl && !Number.isFinite(move[1])
  const nextRow = clamp(row + (far ? move[1] : move[0]), jacobian.rows)
  const nextColumn = clamp(columns.indexOf(column) + move[1], columns.length)
  return { row: nextRow, column: columns[nextColumn] ?? 0 }
}
