// What npm run same-bits runs in each engine: a hash of the results of each function over a dense sample.

import * as scalar from '#core/scalar/index.ts'

/** Hashes of the results rounded to float32, and of those left as doubles. */
export interface Hashes {
  float32: string
  float64: string
}

const { numbers, pow, ...unary } = scalar
const float32Count = 2 ** 20
const float64Count = 2 ** 18

/** Two FNV-1a hashes side by side over 32-bit words. All NaNs are equal: engines may choose their bits. */
class Hash {
  #a = 0x811c9dc5
  #b = 0x2d358dcc
  readonly #doubles = new Float64Array(1)
  readonly #floats = new Float32Array(this.#doubles.buffer)
  readonly #words = new Uint32Array(this.#doubles.buffer)

  addFloat32(x: number): void {
    this.#floats[0] = x
    this.#addWord(Number.isNaN(x) ? 0x7fc00000 : (this.#words[0] ?? 0))
  }

  addFloat64(x: number): void {
    this.#doubles[0] = x
    this.#addWord(Number.isNaN(x) ? 0 : (this.#words[0] ?? 0))
    this.#addWord(Number.isNaN(x) ? 0x7ff80000 : (this.#words[1] ?? 0))
  }

  #addWord(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x01000193)
    this.#b = Math.imul(this.#b ^ (word >>> 16) ^ (word << 16), 0x01000193)
    this.#b ^= this.#b >>> 15
  }

  toString(): string {
    const digits = (word: number) => (word >>> 0).toString(16).padStart(8, '0')
    return digits(this.#a) + digits(this.#b)
  }
}

/** Every 4,097th float32: all exponents, and mantissas without a pattern. */
function sampleFloat32(): Float32Array {
  const bits = Uint32Array.from({ length: float32Count }, (_, i) => Math.imul(i, 4097))
  return new Float32Array(bits.buffer)
}

/** Doubles of all exponents, and as many evenly between −20 and 20. */
function sampleFloat64(): Float64Array {
  const half = float64Count / 2
  const sample = new Float64Array(float64Count)
  const words = new Uint32Array(sample.buffer)
  for (let i = 0; i < half; i++) {
    words[2 * i] = Math.imul(i, 0x9e3779b1)
    words[2 * i + 1] = Math.imul(i, 32771)
  }
  for (let i = 0; i < half; i++) sample[half + i] = (i / half - 0.5) * 40
  return sample
}

function hashAll(): Record<string, Hashes> {
  const [singles, doubles] = [sampleFloat32(), sampleFloat64()]
  const hashesOf = (f: (x: number, place: number, sample: ArrayLike<number>) => number): Hashes => {
    const [float32, float64] = [new Hash(), new Hash()]
    for (let i = 0; i < singles.length; i++) float32.addFloat32(f(singles[i] ?? 0, i, singles))
    for (let i = 0; i < doubles.length; i++) float64.addFloat64(f(doubles[i] ?? 0, i, doubles))
    return { float32: String(float32), float64: String(float64) }
  }
  const rows = Object.entries(unary).map(
    ([name, definition]) => [name, hashesOf((x) => definition(numbers, x))] as const,
  )
  // A base beside an exponent of another size: the sample read from its end, made moderate.
  const power = hashesOf((x, place, sample) => {
    const other = sample[sample.length - 1 - place] ?? 0
    return pow(numbers, x, other % 64)
  })
  return Object.fromEntries([...rows, ['pow', power]])
}

Object.assign(globalThis, { hashAll })
