import { showNumber } from '#core/index.ts'

/** About how wide a letter of a label is, and how high its line, in px. */
const letter = { width: 6.4, height: 13 } as const

/**
 * The labels over bars, `''` where one would print over another: the chosen bar's first, then those of
 * the longest.
 *
 * @param bar how far apart the bars are, in px.
 * @param unit how high a bar of 1 is, in px.
 */
export function barLabels(
  values: readonly number[],
  chosen: number,
  bar: number,
  unit: number,
): readonly string[] {
  const labels = values.map((value) => showNumber(value))
  const importance = (at: number) =>
    at === chosen ? Number.POSITIVE_INFINITY : Math.abs(values[at] ?? 0)
  const shown: number[] = []
  const collide = (a: number, b: number) => {
    const width = ((labels[a]?.length ?? 0) + (labels[b]?.length ?? 0) + 1) * letter.width
    const rise = Math.abs((values[a] ?? 0) - (values[b] ?? 0)) * unit
    return Math.abs(a - b) * bar < width / 2 && !(rise >= letter.height)
  }
  for (const at of [...labels.keys()].sort((a, b) => importance(b) - importance(a)))
    if (!shown.some((other) => collide(at, other))) shown.push(at)
  return labels.map((label, at) => (shown.includes(at) ? label : ''))
}
