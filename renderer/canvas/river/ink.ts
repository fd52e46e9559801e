/** The colours and dashes of the river, as the theme has them. */
export interface Ink {
  readonly value: string
  readonly positive: string
  readonly negative: string
  readonly unknown: string
  readonly error: string
  readonly ink: string
  /** The ground that the river runs on. */
  readonly ground: string
  readonly valueWidth: number
  /** Strokes and gaps in canvas px. */
  readonly dashNegative: readonly number[]
  readonly dashUnknown: readonly number[]
}

/** Reads the theme's tokens where they hold: at an element on the page. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const numbers = (name: string) => read(name).split(/\s+/).map(Number.parseFloat)
  return {
    value: read('--color-value-bar'),
    positive: read('--color-gradient-positive-line'),
    negative: read('--color-gradient-negative-line'),
    unknown: read('--color-gradient-unknown'),
    error: read('--color-error'),
    ink: read('--color-ink'),
    ground: read('--color-canvas'),
    valueWidth: Number.parseFloat(read('--edge-value-width')),
    dashNegative: numbers('--edge-dash-negative'),
    dashUnknown: numbers('--edge-dash-unknown'),
  }
}
