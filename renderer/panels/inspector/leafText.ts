import { GraphError, parseNumber, parseTensor, type Shape, sizeOf, toNumber } from '#core/index.ts'

/** What was read from a text, or why it could not be. */
export type Read<T> = { readonly ok: T } | { readonly refused: string }

/**
 * Reads a leaf's values as they were typed or pasted. A plain list or column keeps the shape that
 * was there, where that shape holds as many; brackets and grids bring their own.
 */
export function readValues(
  text: string,
  before: Shape,
): Read<{ readonly shape: Shape; readonly values: readonly number[] }> {
  try {
    const { shape, values } = parseTensor(text)
    const column = shape.length === 2 && shape[1] === 1 && !text.includes('[')
    const plain = shape.length <= 1 || column
    if (!plain) return { ok: { shape, values } }
    return { ok: { shape: sizeOf(before) === values.length ? before : [values.length], values } }
  } catch (error) {
    if (error instanceof GraphError) return { refused: error.message }
    throw error
  }
}

/** Reads a shape: `5`, `2×3`, `2x3`, `[2, 3]`; nothing is a scalar. */
export function parseShape(text: string): Read<Shape> {
  const bare = text
    .trim()
    .replaceAll(/^\[|\]$/g, '')
    .trim()
  if (bare === '' || bare === 'scalar') return { ok: [] }
  const sizes = bare.split(/\s*[×x*,\s]\s*/i)
  const wrong = sizes.find((size) => !/^\d+$/.test(size))
  if (wrong !== undefined)
    return {
      refused: `“${wrong.slice(0, 40)}” is not a size. Write a shape as 5 or 2×3; leave it empty for a scalar.`,
    }
  return { ok: sizes.map(Number) }
}

/** Reads a range: `−5 to 5`, `-5 … 5`, `-5, 5`. */
export function parseRange(text: string): Read<readonly [number, number]> {
  const [from = '', to = '', ...more] = text.split(/\s*(?:to|…|\.\.|,|\s)\s*/).filter(Boolean)
  const [low, high] = [parseNumber(from), parseNumber(to)]
  const isRange = Number.isFinite(low) && Number.isFinite(high) && more.length === 0
  if (low === null || high === null || !isRange)
    return { refused: 'Write a range as two numbers, such as −5 to 5.' }
  if (!(low < high)) return { refused: `A range runs upwards, but ${from} is not below ${to}.` }
  return { ok: [low, high] }
}

/** Lays values out in another shape: what fits keeps its place along every axis, the rest is 0. */
export function reshapeValues(values: readonly unknown[], from: Shape, to: Shape): unknown[] {
  if (sizeOf(from) === sizeOf(to)) return [...values]
  const rank = Math.max(from.length, to.length)
  const pad = (shape: Shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]
  const [source, target] = [pad(from), pad(to)]
  return Array.from({ length: sizeOf(to) }, (_, flat) => {
    let rest = flat
    let at = 0
    let step = 1
    for (let axis = rank - 1; axis >= 0; axis--) {
      const size = target[axis] ?? 1
      const index = rest % size
      rest = Math.floor(rest / size)
      if (index >= (source[axis] ?? 1)) return 0
      at += index * step
      step *= source[axis] ?? 1
    }
    return values[at] ?? 0
  })
}

/** Numbers as text that `readValues` reads back, a line a row; what is no number as the file has it. */
export function printNumbers(values: readonly unknown[], shape: Shape): string {
  const numbers = values.map((value) => {
    const number = toNumber(value)
    if (number === null) return typeof value === 'string' ? value : JSON.stringify(value)
    return Object.is(number, -0) ? '-0' : String(number)
  })
  const width = shape.length > 1 ? (shape.at(-1) ?? 1) : numbers.length
  if (width === 0) return ''
  const rows = Array.from({ length: Math.ceil(numbers.length / width) }, (_, row) =>
    numbers.slice(row * width, (row + 1) * width).join(', '),
  )
  return rows.join('\n')
}
