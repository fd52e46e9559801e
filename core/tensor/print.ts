import { type Shape, sizeOf, stridesOf } from './shape.ts'

/** What can be printed: any dtype's name; all but `float32`, `float64` and `bool` read as whole numbers. */
export interface Printable {
  readonly shape: Shape
  readonly dtype: string
  readonly data: ArrayLike<number>
}

/** NumPy's print options as they are out of the box. */
const precision = 8
const threshold = 1000
const edge = [0, 1, 2]
const lineWidth = 75

/** Stands for the elements that a summary leaves out. */
const gap = -1

/**
 * An array as NumPy's `str` writes it: `[-0.9950548 -0.7615942  0.       ]`.
 *
 * Digits are the fewest that name each float among its own dtype, and in an array at most 8 of
 * them follow the point; a scalar shows all. More than 1000 elements are summarised with `...`.
 *
 * @shape any; `[ ]` prints as NumPy's scalar, and every empty shape as `[]`.
 * @errors none.
 * @source NumPy 1.24, `numpy.array2string`; tests/core/print.test.ts compares with its output.
 */
export function toNumPyText(array: Printable): string {
  const { shape, dtype } = array
  if (shape.length > 0 || !isFloatName(dtype)) return arrayText(array, ' ')
  return scalarText(reader(array)(0), dtype)
}

/**
 * A tensor as sorix's `str` writes it: `tensor([1., 2.], requires_grad=True)`.
 *
 * The dtype is named unless the digits imply it: a point says float32, none says int64. The `...`
 * of a summary counts as a point, as it does in sorix.
 *
 * @errors none.
 * @source sorix, `Tensor.__repr__`; the golden `print/tensor` cases.
 */
export function toTensorText(tensor: Printable & { readonly requiresGrad: boolean }): string {
  const text = arrayText(tensor, ', ').replaceAll('\n', `\n${' '.repeat('tensor('.length)}`)
  const { dtype, requiresGrad } = tensor
  const implied = text.includes('.') ? 'float32' : 'int64'
  const parts = [text]
  if (dtype !== implied) parts.push(`dtype=sorix.${dtype}`)
  if (requiresGrad) parts.push('requires_grad=True')
  return `tensor(${parts.join(', ')})`
}

/** How one array is laid out: where its elements lie, how each is written, what stands between. */
interface Layout {
  readonly strides: readonly number[]
  readonly shown: readonly (readonly number[])[]
  readonly separator: string
  readonly write: (offset: number) => string
}

function arrayText(array: Printable, separator: string): string {
  const { shape, dtype } = array
  const size = sizeOf(shape)
  if (size === 0) return '[]'
  const strides = stridesOf(shape)
  const shown = shape.map((length) => shownAlong(length, size > threshold))
  const read = reader(array)
  const writeElement = elementWriter(shownOffsets(shown, strides).map(read), dtype, shape.length)
  const write = (offset: number) => writeElement(read(offset))
  return shape.length === 0 ? write(0) : blockText({ strides, shown, separator, write }, 0, 0)
}

function reader({ dtype, data }: Printable): (offset: number) => number {
  const round = dtype === 'float32' ? Math.fround : Number
  return (offset) => round(data[offset] ?? 0)
}

function shownAlong(length: number, isSummary: boolean): number[] {
  if (!isSummary || length <= 2 * edge.length) return Array.from({ length }, (_, at) => at)
  return [...edge, gap, ...edge.map((at) => length - edge.length + at)]
}

function shownOffsets(shown: readonly (readonly number[])[], strides: readonly number[]) {
  let offsets = [0]
  shown.forEach((along, axis) => {
    const steps = along.filter((at) => at !== gap).map((at) => at * (strides[axis] ?? 0))
    offsets = offsets.flatMap((offset) => steps.map((step) => offset + step))
  })
  return offsets
}

/** Everything from `axis` inwards, in brackets; lines after the first are indented to fit under it. */
function blockText(layout: Layout, axis: number, offset: number): string {
  const { shown, strides, separator } = layout
  const isRow = axis === shown.length - 1
  const write = isRow ? layout.write : (inner: number) => blockText(layout, axis + 1, inner)
  const texts = (shown[axis] ?? []).map((at) =>
    at === gap ? '...' : write(offset + at * (strides[axis] ?? 0)),
  )
  const indent = ' '.repeat(axis + 1)
  if (isRow) return `[${wrap(texts, separator, indent)}]`
  const lineEnd = separator.trimEnd() + '\n'.repeat(shown.length - axis - 1)
  return `[${texts.join(lineEnd + indent)}]`
}

/** One row, broken before the words that would pass the line's width. */
function wrap(words: readonly string[], separator: string, indent: string): string {
  const axis = indent.length - 1
  const room = lineWidth - axis - Math.max(separator.trimEnd().length, ']'.length)
  let done = ''
  let line = indent
  words.forEach((word, at) => {
    if (line.length + word.length > room && line.length > indent.length) {
      done += `${line.trimEnd()}\n`
      line = indent
    }
    line += at < words.length - 1 ? word + separator : word
  })
  return (done + line).slice(indent.length)
}

type Writer = (value: number) => string

/** How elements are written so that all of `values` take the same width. */
function elementWriter(values: readonly number[], dtype: string, rank: number): Writer {
  if (isFloatName(dtype)) return floatWriter(values, dtype)
  const text = dtype === 'bool' ? (value: number) => (value === 0 ? 'False' : 'True') : String
  const width = dtype === 'bool' && rank > 0 ? 'False'.length : longest(values.map(text))
  return (value) => text(value).padStart(width)
}

const floats = {
  float32: { fractionBits: 23, bias: 127 },
  float64: { fractionBits: 52, bias: 1023 },
}

type FloatName = keyof typeof floats

const isFloatName = (dtype: string): dtype is FloatName => Object.hasOwn(floats, dtype)

const longest = (texts: readonly string[]) =>
  texts.reduce((length, text) => Math.max(length, text.length), 0)

function floatWriter(values: readonly number[], dtype: FloatName): Writer {
  const finite = values.filter(Number.isFinite)
  const { left, right, write } = isScientific(finite, dtype)
    ? scientificColumns(finite, dtype)
    : positionalColumns(finite, dtype)
  const others = values.filter((value) => !Number.isFinite(value)).map(wordFor)
  const width = Math.max(left + 1 + right, longest(others))
  return (value) => (Number.isFinite(value) ? write(value) : wordFor(value)).padStart(width)
}

const wordFor = (value: number) => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf')

/** Exponents are shown where magnitudes are large, tiny, or far apart. */
function isScientific(finite: readonly number[], dtype: FloatName): boolean {
  const magnitudes = finite.filter((value) => value !== 0).map(Math.abs)
  if (magnitudes.length === 0) return false
  const most = magnitudes.reduce((a, b) => Math.max(a, b))
  const least = magnitudes.reduce((a, b) => Math.min(a, b))
  const ratio = dtype === 'float32' ? Math.fround(most / least) : most / least
  return most >= 1e8 || least < 1e-4 || ratio > 1000
}

/** Room left and right of the point, and how a finite value fills it from its first digit on. */
interface Columns {
  readonly left: number
  readonly right: number
  readonly write: Writer
}

function positionalColumns(finite: readonly number[], dtype: FloatName): Columns {
  const texts = finite.map((value) => positional(value, dtype, () => ({ last: -precision })))
  const right = longest(texts.map(({ fraction }) => fraction))
  return {
    left: longest(texts.map(({ whole }) => whole)),
    right,
    write: (value) => {
      const { whole, fraction } = positional(value, dtype, () => ({ last: -precision, needed: 0 }))
      return `${whole}.${fraction.padEnd(right)}`
    },
  }
}

function scientificColumns(finite: readonly number[], dtype: FloatName): Columns {
  const texts = finite.map((v) => scientific(v, dtype, (first) => ({ last: first - precision })))
  const places = longest(texts.map(({ fraction }) => fraction))
  const power = longest(texts.map(({ exponent }) => exponent.slice(1)))
  return {
    left: longest(texts.map(({ whole }) => whole)),
    right: places + power + 2,
    write: (value) => {
      const limits = (first: number) => ({ last: first - places, needed: first - places })
      const { whole, fraction, exponent } = scientific(value, dtype, limits)
      const sign = exponent.slice(0, 1)
      return `${whole}.${fraction.padEnd(places, '0')}e${sign}${exponent.slice(1).padStart(power, '0')}`
    },
  }
}

/** A float on its own, with all its digits: `3.0`, `1e-05`. */
function scalarText(value: number, dtype: FloatName): string {
  if (!Number.isFinite(value)) return wordFor(value)
  const magnitude = Math.abs(value)
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
    const { whole, fraction } = positional(value, dtype, () => ({}))
    return `${whole}.${fraction === '' ? '0' : fraction}`
  }
  const { whole, fraction, exponent } = scientific(value, dtype, () => ({}))
  return `${fraction === '' ? whole : `${whole}.${fraction}`}e${exponent}`
}

const signOf = (value: number) => (value < 0 || Object.is(value, -0) ? '-' : '')

function positional(value: number, dtype: FloatName, limits: Limits) {
  const { digits, first } = shortestDigits(Math.abs(value), dtype, limits)
  const whole = first < 0 ? '0' : digits.slice(0, first + 1).padEnd(first + 1, '0')
  const fraction = first < 0 ? '0'.repeat(-first - 1) + digits : digits.slice(first + 1)
  return { whole: signOf(value) + whole, fraction: fraction.replace(/0+$/, '') }
}

function scientific(value: number, dtype: FloatName, limits: Limits) {
  const { digits, first } = shortestDigits(Math.abs(value), dtype, limits)
  const power = String(Math.abs(first)).padStart(2, '0')
  return {
    whole: signOf(value) + digits.slice(0, 1),
    fraction: digits.slice(1).replace(/0+$/, ''),
    exponent: (first < 0 ? '-' : '+') + power,
  }
}

/**
 * Decimal places between which digits may end, told from the first digit's: not before `needed`,
 * not after `last`. Place −2 is hundredths.
 */
type Limits = (first: number) => { readonly last?: number; readonly needed?: number }

/** A magnitude as the exact ratio `value / unit`, and half its distance to the floats beside it. */
function toRatio(magnitude: number, dtype: FloatName) {
  const { fractionBits, bias } = floats[dtype]
  const view = new DataView(new ArrayBuffer(8))
  if (dtype === 'float32') view.setFloat32(4, magnitude)
  else view.setFloat64(0, magnitude)
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> BigInt(fractionBits))
  const fraction = BigInt.asUintN(fractionBits, bits)
  const mantissa = biased === 0 ? fraction : fraction | (1n << BigInt(fractionBits))
  const power = Math.max(biased, 1) - bias - fractionBits
  const up = BigInt(Math.max(power, 0))
  return {
    value: (4n * mantissa) << up,
    unit: 4n << BigInt(Math.max(-power, 0)),
    below: (fraction === 0n && biased > 1 ? 1n : 2n) << up, // below a power of two floats lie closer
    above: 2n << up,
    isEven: mantissa % 2n === 0n,
  }
}

/**
 * The fewest decimal digits that read back as `magnitude`, within `limits`, and the first one's place.
 *
 * Where the limits cut digits off, the exact value is rounded, ties to the even digit.
 *
 * @source Steele & White 1990, "How to Print Floating-Point Numbers Accurately" (Dragon4).
 */
function shortestDigits(magnitude: number, dtype: FloatName, limits: Limits) {
  if (magnitude === 0) return { digits: '0', first: 0 }
  let { value, unit, below, above, isEven } = toRatio(magnitude, dtype)
  let first = Math.floor(Math.log10(magnitude)) // a guess, put right exactly below
  const tens = 10n ** BigInt(Math.abs(first))
  if (first >= 0) unit *= tens
  else [value, below, above] = [value * tens, below * tens, above * tens]
  if (value >= 10n * unit) [unit, first] = [unit * 10n, first + 1]
  if (value < unit)
    [value, below, above, first] = [value * 10n, below * 10n, above * 10n, first - 1]
  const { last = Number.NEGATIVE_INFINITY, needed = first } = limits(first)
  let digits = ''
  for (let place = first; ; place--) {
    const digit = value / unit
    value %= unit
    const isLow = value < below || (isEven && value === below)
    const isHigh = value + above > unit || (isEven && value + above === unit)
    if (((isLow || isHigh) && place <= needed) || place === last) {
      const isPastHalf = 2n * value > unit || (2n * value === unit && digit % 2n === 1n)
      const roundsUp = isLow === isHigh ? isPastHalf : isHigh
      return roundsUp ? increment(digits + digit, first) : { digits: digits + digit, first }
    }
    digits += digit
    ;[value, below, above] = [value * 10n, below * 10n, above * 10n]
  }
}

function increment(digits: string, first: number) {
  const kept = digits.replace(/9+$/, '')
  if (kept === '') return { digits: '1', first: first + 1 }
  return { digits: kept.slice(0, -1) + (Number(kept.at(-1)) + 1), first }
}
