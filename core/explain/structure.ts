/** Some rows of a matrix of slopes, and which of its entries can be other than 0. */
export interface Rows {
  /** How many rows and columns the whole matrix has. */
  readonly rows: number
  readonly columns: number
  /** Which rows these are, ascending; all of them, or a sample. */
  readonly given: readonly number[]
  /** The entries of the given rows, row-major. */
  readonly cells: Float64Array
  /** 1 where an output element depends on an input element at all. */
  readonly touched: Uint8Array
}

/** What a matrix is by its entries. */
export type StructureKind =
  | 'empty'
  | 'number'
  | 'zero'
  | 'ones'
  | 'same'
  | 'identity'
  | 'diagonal'
  | 'permutation'
  | 'selection'
  | 'copies'
  | 'blocks'
  | 'dense'
  | 'sparse'

/** What a matrix of slopes looks like, and how much of it is not 0. */
export interface Structure {
  readonly kind: StructureKind
  /** Entries that are not 0, of how many that were looked at. */
  readonly nonZero: number
  readonly of: number
  /** How many rows were looked at, of how many. */
  readonly judgedBy: number
  readonly rows: number
  /** The one number that all entries are, of kind `same`. */
  readonly value: number | null
  /** How many blocks there are, and their size where it is one; of kind `blocks`. */
  readonly blocks: {
    readonly count: number
    readonly size: readonly [rows: number, columns: number] | null
  } | null
}

/** What the entries of some rows have in common, in one pass. */
function survey({ columns, given, cells, touched }: Rows) {
  let [nonZero, bits, same, onDiagonal] = [0, true, true, true]
  const inRow = new Int32Array(given.length)
  const inColumn = new Int32Array(columns)
  for (let at = 0; at < cells.length; at++) {
    const [row, column, value] = [Math.floor(at / columns), at % columns, cells[at]!]
    if (value !== cells[0]) same = false
    if (touched[at] === 1 && given[row] !== column) onDiagonal = false
    if (value === 0) continue
    nonZero++
    inRow[row]!++
    inColumn[column]!++
    if (value !== 1) bits = false
  }
  return { nonZero, bits, same, onDiagonal, inRow, inColumn }
}

/**
 * The parts of a matrix that share no row and no column, by what touches what; those without a
 * column are left out.
 *
 * @source Union–find with path halving, Tarjan and van Leeuwen, 1984.
 */
function blocksOf({ rows, columns, touched }: Rows): { count: number; sizes: Set<string> } {
  const parent = Int32Array.from({ length: rows + columns }, (_, i) => i)
  const find = (start: number): number => {
    let i = start
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!
      i = parent[i]!
    }
    return i
  }
  touched.forEach((isTouched, at) => {
    if (isTouched === 1) parent[find(Math.floor(at / columns))] = find(rows + (at % columns))
  })
  const sizes = new Map<number, [number, number]>()
  for (let i = 0; i < rows + columns; i++) {
    const size = sizes.get(find(i)) ?? [0, 0]
    size[i < rows ? 0 : 1]++
    sizes.set(find(i), size)
  }
  const parts = [...sizes.values()].filter(([height, width]) => height > 0 && width > 0)
  return { count: parts.length, sizes: new Set(parts.map((size) => size.join())) }
}

/** Kinds whose entries are nothing but 0 and 1, at most one a row; `null` where it is none of them. */
function pickingKind(
  { rows, columns, given }: Rows,
  { inRow, inColumn, onDiagonal }: ReturnType<typeof survey>,
): StructureKind | null {
  if (inRow.some((count) => count > 1)) return null
  const full = inRow.every((count) => count === 1)
  if (full && onDiagonal && rows === columns) return 'identity'
  if (onDiagonal && rows === columns) return null
  const whole = given.length === rows
  const once = inColumn.every((count) => count <= 1)
  if (full && once && whole && rows === columns) return 'permutation'
  return once ? 'selection' : 'copies'
}

/**
 * Says what a matrix of slopes looks like, from its entries and from what touches what.
 *
 * @errors none.
 */
export function structureOf(matrix: Rows): Structure {
  const { rows, columns, given, cells } = matrix
  const seen = survey(matrix)
  const { nonZero } = seen
  const of = cells.length
  const said = (kind: StructureKind, more: Partial<Structure> = {}): Structure => ({
    ...{ kind, nonZero, of, judgedBy: given.length, rows, value: null, blocks: null },
    ...more,
  })
  if (of === 0) return said('empty')
  if (nonZero === 0) return said('zero')
  if (rows === 1 && columns === 1) return said('number')
  if (seen.same && cells[0] === 1) return said('ones')
  const picking = seen.bits ? pickingKind(matrix, seen) : null
  if (picking !== null) return said(picking)
  if (rows === columns && seen.onDiagonal) return said('diagonal')
  if (seen.same) return said('same', { value: cells[0]! })
  if (given.length === rows) {
    const { count, sizes } = blocksOf(matrix)
    const [only] = sizes
    const size = sizes.size === 1 ? only!.split(',').map(Number) : null
    if (count > 1)
      return said('blocks', { blocks: { count, size: size as [number, number] | null } })
  }
  return said(nonZero === of ? 'dense' : 'sparse')
}

const words: Readonly<Record<StructureKind, (of: Structure) => string>> = {
  empty: () => 'Empty: there are no elements.',
  number: () => 'One number: the slope.',
  zero: () => 'All zero: nothing flows back this way.',
  ones: () => 'All ones: every element counts once.',
  same: () => 'All entries are the same: every element counts alike.',
  identity: () => 'The identity: gradients are handed on unchanged.',
  diagonal: () => 'Diagonal: each element depends on one element alone.',
  permutation: () => 'A permutation: the same elements in another order.',
  selection: () => 'A selection: each row takes one element, or none.',
  copies: () => 'Copies: an element taken several times has as many ones in its column.',
  blocks: ({ blocks }) => {
    const each = blocks?.size == null ? '' : ` of ${blocks.size[0]} × ${blocks.size[1]}`
    return `${blocks?.count} blocks${each}, independent of each other.`
  },
  dense: () => 'Dense: every output depends on every input.',
  sparse: () => 'Neither diagonal nor in blocks.',
}

const counted = (count: number) => count.toLocaleString('en')

/** What a matrix of slopes looks like, in a sentence or three. */
export function describeStructure(structure: Structure): string {
  const { kind, nonZero, of, judgedBy, rows } = structure
  const share =
    of < 2 || kind === 'zero'
      ? ''
      : ` ${counted(nonZero)} of ${counted(of)} entries ${nonZero === 1 ? 'is' : 'are'} not zero.`
  const sample =
    judgedBy === rows ? '' : ` Judged by ${counted(judgedBy)} of ${counted(rows)} rows.`
  return `${words[kind](structure)}${share}${sample}`
}
