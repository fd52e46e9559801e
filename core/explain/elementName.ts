import type { Compiled } from '../graph/compile.ts'
import { type Shape, stridesOf } from '../tensor/shape.ts'

const lowered = (index: number) =>
  String(index).replaceAll(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!)

/**
 * Letters, digits and spaces: a name that an index can be set on. Others read as expressions, or end in
 * an index already.
 */
export const isPlainName = (name: string): boolean =>
  /^[\p{L}\p{N}\p{M}\s_'.]*$/u.test(name) && !/[₀-₉]$/u.test(name)

/** `Y₃`, `A₁,₂`, `(x·w)₀`: what an element is called, indices from 0; a scalar's name is its own. */
export function elementName(name: string, shape: Shape, index: number): string {
  if (shape.length === 0) return name
  const strides = stridesOf(shape)
  const place = shape.map((size, axis) => lowered(Math.floor(index / strides[axis]!) % size))
  return `${isPlainName(name) ? name : `(${name})`}${place.join(',')}`
}

/** What a gradient is of, `L` or `Y₃`, from what its node is called. */
export function rootName(name: string, { root, rootElement, values }: Compiled): string {
  const shape = root === null ? undefined : values.get(root)?.shape
  return rootElement === null || shape === undefined ? name : elementName(name, shape, rootElement)
}

/** No index is longer: 32 axes are the most, and most are short. */
const longestIndex = 128

/** A name with an element's index after it, as the two; `null` where there is none. */
export function splitElement(
  name: string,
): { readonly base: string; readonly index: string } | null {
  const [low = ''] = /[₀-₉]+(?:,[₀-₉]+)*$/u.exec(name.slice(-longestIndex)) ?? []
  const base = name.slice(0, name.length - low.length)
  if (low === '' || base === '') return null
  const index = low.replaceAll(/[₀-₉]/g, (digit) => String('₀₁₂₃₄₅₆₇₈₉'.indexOf(digit)))
  return { base: base.startsWith('(') && base.endsWith(')') ? base.slice(1, -1) : base, index }
}
