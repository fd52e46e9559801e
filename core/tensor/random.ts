import { cos, log, numbers } from '../scalar/index.ts'

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/**
 * Threefry-2x32 with 20 rounds: a counter and a key of two 32-bit words each into two words that
 * look random.
 *
 * There is no state: element i of a tensor is drawn from the counter i, in whatever order.
 *
 * @units Unsigned 32-bit words in and out.
 * @source Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.
 */
export function threefry(
  [key0, key1]: readonly [number, number],
  [count0, count1]: readonly [number, number],
): readonly [number, number] {
  const keys = [key0 | 0, key1 | 0, parity ^ key0 ^ key1] as const
  let a = (count0 + keys[0]) | 0
  let b = (count1 + keys[1]) | 0
  for (let round = 0; round < 20; round++) {
    a = (a + b) | 0
    b = rotate(b, rotations[round % 8]!) ^ a
    if (round % 4 !== 3) continue
    const turn = (round + 1) / 4
    a = (a + keys[turn % 3]!) | 0
    b = (b + keys[(turn + 1) % 3]! + turn) | 0
  }
  return [a >>> 0, b >>> 0]
}

/** Number `i` of a stream that a row's seed and the document's choose, evenly in [0, 1), to 53 bits. */
export function uniform(seed: number, document: number, i: number): number {
  const [high, low] = threefry([seed, document], [i, Math.floor(i / 2 ** 32)])
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53
}

/**
 * Number `i` of a stream with mean 0 and standard deviation 1.
 *
 * @source Box and Muller, "A note on the generation of random normal deviates", 1958.
 */
export function normal(seed: number, document: number, i: number): number {
  // 1 − u is never 0, so its logarithm is a number.
  const radius = Math.sqrt(-2 * log(numbers, 1 - uniform(seed, document, 2 * i)))
  return radius * cos(numbers, 2 * Math.PI * uniform(seed, document, 2 * i + 1))
}
