import { readdirSync, readFileSync } from 'node:fs'

/** A process as Linux lists it: its parent, and the hundredths of a second it has computed. */
function stat(id: number): { parent: number; ticks: number } | null {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    // It has ended meanwhile.
    return null
  }
}

/**
 * How long all processes that this one has started, and theirs, have computed so far, in ms. Unlike
 * time on the clock it hardly grows while other programs have the processors. NaN where it is not told.
 */
export function cpuOfChildren(): number {
  if (process.platform !== 'linux') return Number.NaN
  const ids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const all = new Map(ids.map((id) => [id, stat(id)]))
  const isOurs = (id: number) => {
    let parent = all.get(id)?.parent
    while (parent !== undefined && parent > 1 && parent !== process.pid)
      parent = all.get(parent)?.parent
    return parent === process.pid
  }
  return 10 * ids.filter(isOurs).reduce((sum, id) => sum + (all.get(id)?.ticks ?? 0), 0)
}
