import { type GraphDocument, type Path, type Results, restKey, showNumber } from '#core/index.ts'
import { nameOf } from '../../../canvas/names.ts'

/** Up to here a number of paths is written in full. */
const fullLimit = 1_000_000n

/** `3 paths`; of very many, their power of ten. */
export function countText(count: bigint): string {
  if (count === 1n) return '1 path'
  if (count < fullLimit) return `${count.toLocaleString('en')} paths`
  const number = Number(count)
  return Number.isFinite(number) ? `${showNumber(number)} paths` : 'more than 10³⁰⁸ paths'
}

/** More names than this on a way, and those in the middle are counted. */
const nameLimit = 6
const ends = 2

/** A path by the names of its nodes, `L → x·x → x`; with the port, where one node takes another twice. */
export function wayText(doc: GraphDocument, { compiled }: Results, { nodes, edges }: Path): string {
  const nameAt = (at: number) => {
    const name = nameOf(doc, nodes[at] ?? null)
    const inputs = compiled.wiring.nodes.get(nodes[at] ?? '')?.inputs ?? []
    const twice = inputs.filter((edge) => edge?.source === nodes[at + 1]).length > 1
    const port = inputs.find((edge) => edge?.id === edges[at])?.targetHandle
    return twice && port !== undefined ? `${name} (${port})` : name
  }
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => nameAt(from + at))
  const count = nodes.length
  if (count <= nameLimit) return names(0, count).join(' → ')
  const middle = `… ${count - 2 * ends} …`
  return [...names(0, ends), middle, ...names(count - ends, count)].join(' → ')
}

/** What kind of mistake it is to leave these paths out. */
export function mistakeOf(
  rows: readonly Path[],
  muted: ReadonlySet<string>,
  contributions: Iterable<string>,
): string {
  const left = rows.filter(({ key }) => !muted.has(key))
  const many = muted.has(restKey)
  if (left.length === 0) return 'No path is left.'
  const arriving = new Set(rows.flatMap(({ edges }) => edges.at(-1) ?? []))
  const last = [...contributions].findLast((edge) => arriving.has(edge))
  const isLast = ({ edges }: Path) => edges.at(-1) === last
  // All that came by the other wires is muted, and nothing else.
  if (!many && arriving.size > 1 && rows.every((row) => muted.has(row.key) !== isLast(row)))
    return 'As if what arrives last overwrote the others: = in place of +=.'
  return muted.size === 1 && !many ? 'A missed path.' : 'Missed paths.'
}

/** How far float32 and float64 may be off where much cancels: a part of all shares together. */
const rounding = { float32: 1e-4, float64: 1e-9 } as const

/** How the sum of the shares stands to the gradient: the same to the digits shown, but for rounding, or not. */
export function agreement(
  sum: number,
  gradient: number,
  shares: readonly number[],
  dtype: string,
): 'equals' | 'nearly' | 'differs' {
  if (showNumber(sum) === showNumber(gradient)) return 'equals'
  const mass = shares.reduce((total, share) => total + Math.abs(share), 0)
  const limit = (dtype === 'float32' ? rounding.float32 : rounding.float64) * mass
  return Math.abs(sum - gradient) <= limit ? 'nearly' : 'differs'
}
