import type { Curve } from '#core/index.ts'
import type { Scale } from './scale.ts'

/** A word in a zone, at its middle. */
export interface ZoneLabel {
  readonly x: number
  readonly y: number
}

/** The room that "flat" takes, in px, and how far from a line it is read. */
const word = { width: 34, clear: 12 } as const

/** A line's height where a word would stand. */
function heightAt(curve: Curve, line: Float64Array, x: Scale, at: number, y: Scale): number {
  let best = 0
  for (let i = 1; i < curve.x.length; i++)
    if (Math.abs(x(curve.x[i]!) - at) < Math.abs(x(curve.x[best]!) - at)) best = i
  return y(line[best]!)
}

/**
 * Where "flat" is written into the flat zones: halfway across, as far from both curves as can be;
 * a zone too narrow for the word, or too full, bears none.
 *
 * @param taken where something else stands already: its left edge and its height.
 */
export function flatLabels(
  curve: Curve,
  zones: readonly (readonly [number, number])[],
  x: Scale,
  y: Scale,
  height: number,
  taken: { readonly left: number; readonly top: number; readonly bottom: number },
): ZoneLabel[] {
  return zones.flatMap(([from, to]) => {
    if (x(to) - x(from) < word.width) return []
    const at = (x(from) + x(to)) / 2
    const lines = [curve.f, curve.slope].map((line) => heightAt(curve, line, x, at, y))
    const places = Array.from({ length: 9 }, (_, i) => 18 + (i * (height - 52)) / 8)
    const clearance = (place: number) => {
      const blocked = at + word.width / 2 > taken.left && place > taken.top && place < taken.bottom
      return blocked ? 0 : Math.min(...lines.map((line) => Math.abs(line - place)))
    }
    const best = places.reduce((a, b) => (clearance(b) > clearance(a) ? b : a))
    return clearance(best) < word.clear ? [] : [{ x: at, y: best + 4 }]
  })
}
