/** A linear map from data to canvas units. */
export interface Scale {
  (value: number): number
  readonly invert: (at: number) => number
}

/** Maps `[from, to]` onto `[start, end]`. */
export function linearScale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale {
  const slope = (end - start) / (to - from || 1)
  return Object.assign((value: number) => start + (value - from) * slope, {
    invert: (at: number) => from + (at - start) / slope,
  })
}

/** Round numbers for an axis over `[from, to]`, at most `count` of them. */
export function ticks([from, to]: readonly [number, number], count: number): number[] {
  const rough = (to - from) / Math.max(1, count)
  if (!(rough > 0) || !Number.isFinite(rough)) return [from]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((n) => n * power >= rough * 0.999) ?? 10) * power
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

/** An SVG path through points; it breaks where one is not finite. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, x: Scale, y: Scale): string {
  let path = ''
  let pen = 'M'
  for (let i = 0; i < xs.length; i++) {
    const at = y(ys[i]!)
    if (!Number.isFinite(at)) {
      pen = 'M'
      continue
    }
    path += `${pen}${x(xs[i]!).toFixed(1)} ${Math.min(1e4, Math.max(-1e4, at)).toFixed(1)}`
    pen = 'L'
  }
  return path
}
