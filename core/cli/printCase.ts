import { toNumber } from '../graph/leaf.ts'
import { type Printable, toNumPyText, toTensorText } from '../tensor/print.ts'
import type { Shape } from '../tensor/shape.ts'

/** One array of the `print` golden family; the words 'NaN', 'Infinity', '-Infinity' and '-0' stand for numbers. */
export interface PrintedArray {
  readonly kind: 'array' | 'format' | 'tensor'
  readonly dtype: string
  readonly requires_grad: boolean
  readonly shape: Shape
  readonly data: readonly unknown[]
}

/** The seed page: three vectors by the label each is printed under. */
export interface PrintedPage {
  readonly kind: 'page'
  readonly dtype: string
  readonly values: {
    readonly Input: readonly unknown[]
    readonly Output: readonly unknown[]
    readonly Gradients: readonly unknown[]
  }
}

/** A case of the `print` golden family. */
export type PrintCase = PrintedArray | PrintedPage

/**
 * What is printed for a case: its `text`, or for a page every text by its key in the case.
 *
 * @errors none.
 * @source The golden README, section `print`.
 */
export function printedText(one: PrintCase): string | Record<string, string> {
  if (one.kind === 'page') return pageTexts(one)
  const array = toPrintable(one.shape, one.dtype, one.data)
  if (one.kind === 'tensor') return toTensorText({ ...array, requiresGrad: one.requires_grad })
  return one.kind === 'format' ? formatted(array) : toNumPyText(array)
}

function toPrintable(shape: Shape, dtype: string, data: readonly unknown[]): Printable {
  return { shape, dtype, data: data.map((value) => toNumber(value) ?? Number.NaN) }
}

/** An f-string hands a scalar to Python, whose only float is float64. */
function formatted(array: Printable): string {
  const isScalarFloat = array.shape.length === 0 && array.dtype.startsWith('float')
  return toNumPyText(isScalarFloat ? { ...array, dtype: 'float64' } : array)
}

function pageTexts({ dtype, values }: PrintedPage): Record<string, string> {
  const vector = (data: readonly unknown[]) => toPrintable([data.length], dtype, data)
  const lines = [
    ['Input:', toNumPyText(vector(values.Input))],
    ['Output:', toNumPyText(vector(values.Output))],
    ['Gradients:', toTensorText({ ...vector(values.Gradients), requiresGrad: false })],
  ] as const
  const text = lines.map(([label, shown]) => `${label} ${shown}\n`).join('')
  return {
    text,
    text_notebook: lines.map(([label, shown]) => `${label.padEnd(10)} ${shown}\n`).join(''),
    text_collapsed: text.trim().replaceAll(/\s+/g, ' '),
  }
}
