/** The digits of π that angles are reduced with, computed in whole numbers when this is loaded. */

import { numbers } from './numbers.ts'

/** How many powers of two one row of the table serves. */
export const rowBits = 32
/** Rows for every double: what ends at 2⁻⁵² of 2¹⁰²³ begins at 2⁹⁷¹. */
const rows = 31
/** Bits kept below 2⁰ in a row: more than the four doubles of a row can hold. */
const kept = 220

/** arctan(1/n) · one. */
function inverseArctan(n: bigint, one: bigint): bigint {
  let power = one / n
  let total = 0n
  for (let odd = 1n; power !== 0n; odd += 2n) {
    total += odd % 4n === 1n ? power / odd : -power / odd
    power /= n * n
  }
  return total
}

/** A multiple of 2^−kept as the sum of four doubles, each the nearest to what is left. */
function fourDoubles(whole: bigint): readonly number[] {
  let left = whole
  return Array.from({ length: 4 }, () => {
    const part = Number(left)
    left -= BigInt(part)
    return part * numbers.pow2(-kept)
  })
}

const bits = BigInt(rowBits * rows + kept)
/** Machin's formula: π = 16·arctan(1/5) − 4·arctan(1/239). The last 64 bits are for rounding. */
const one = 1n << (bits + 64n)
const pi = 16n * inverseArctan(5n, one) - 4n * inverseArctan(239n, one)
const ratio = (one << (bits + 1n)) / pi

const table = Array.from({ length: rows }, (_, row) => {
  const shifted = ratio >> (bits - BigInt(kept + rowBits * row))
  return fourDoubles(BigInt.asUintN(kept + 2, shifted))
})

/** 2/π · 2^(32·row) mod 4: by whole numbers of 4 quarter turns an angle is the same. Four doubles a row. */
export const twoOverPi = [0, 1, 2, 3].map((part) => table.map((parts) => parts[part] ?? 0))

/** π/2 as the sum of doubles. */
export const halfPi = fourDoubles(pi >> (bits + 65n - BigInt(kept)))
