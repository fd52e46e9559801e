import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type PrintCase, printedText } from '../../core/cli/printCase.ts'
import { toNumber } from '../../core/graph/leaf.ts'
import { type Printable, toNumPyText, toTensorText } from '../../core/tensor/print.ts'
import { sizeOf } from '../../core/tensor/shape.ts'

/** An array and NumPy's texts for it; `commas` is `array2string` with ", " as sorix calls it. */
interface Oracle {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data?: readonly unknown[]
  readonly ramp?: readonly [start: number, step: number]
  readonly str: string
  readonly commas: string
  readonly format?: string
}

function readCases<Case>(path: string): readonly Case[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  return (JSON.parse(text) as { cases: readonly Case[] }).cases
}

function toPrintable({ dtype, shape, data, ramp: [start, step] = [0, 0] }: Oracle): Printable {
  const size = sizeOf(shape)
  const values = data?.map((value) => toNumber(value) ?? Number.NaN)
  return { dtype, shape, data: values ?? Array.from({ length: size }, (_, i) => i * step + start) }
}

const vector = (dtype: string, data: readonly number[]) => ({ dtype, data, shape: [data.length] })
const scalar = (dtype: string, value: number) => ({ dtype, data: [value], shape: [] })

describe('the golden print cases', () => {
  type Golden = PrintCase & { readonly id: string; readonly text: string }
  it.each(readCases<Golden>('../golden/print.json'))('$id', (one) => {
    const printed = printedText(one)
    expect(one).toMatchObject(typeof printed === 'string' ? { text: printed } : printed)
  })
})

describe('NumPy’s own output', () => {
  const oracles = readCases<Oracle>('./fixtures/print.json')

  it.each(oracles)('is matched for $dtype $shape, case %#', (oracle) => {
    const array = toPrintable(oracle)
    expect(toNumPyText(array)).toBe(oracle.str)
    const tensor = toTensorText({ ...array, requiresGrad: false })
    expect(tensor.startsWith(`tensor(${oracle.commas}`)).toBe(true)
  })

  it.each(oracles.filter(({ format }) => format !== undefined))(
    'is matched in an f-string for $dtype $str',
    ({ dtype, shape, data = [], format }) => {
      const one: PrintCase = { kind: 'format', dtype, shape, data, requires_grad: false }
      expect(printedText(one)).toBe(format)
    },
  )
})

describe('toNumPyText', () => {
  it('shows a float64 scalar with all its digits, though an array of it with eight', () => {
    expect(toNumPyText(scalar('float64', 1 / 3))).toBe('0.3333333333333333')
    expect(toNumPyText(vector('float64', [1 / 3]))).toBe('[0.33333333]')
  })

  it('shows the same number with the digits its dtype needs', () => {
    expect(toNumPyText(scalar('float32', 0.1))).toBe('0.1')
    expect(toNumPyText(scalar('float64', Math.fround(0.1)))).toBe('0.10000000149011612')
  })

  it('turns to exponents once the largest is more than 1000 times the smallest', () => {
    expect(toNumPyText(vector('float64', [1, 1000]))).toBe('[   1. 1000.]')
    expect(toNumPyText(vector('float64', [1, 1001]))).toBe('[1.000e+00 1.001e+03]')
  })

  it('gives every exponent as many digits as the longest', () => {
    expect(toNumPyText(vector('float64', [1e-300, 1]))).toBe('[1.e-300 1.e+000]')
  })

  it('leaves zeros out of the choice of exponents', () => {
    expect(toNumPyText(vector('float64', [0, 0.5, 100]))).toBe('[  0.    0.5 100. ]')
  })

  it('rounds a digit that is cut off to even when it lies exactly between two', () => {
    expect(toNumPyText(vector('float64', [2 ** -9]))).toBe('[0.00195312]')
    expect(toNumPyText(vector('float64', [3 * 2 ** -9]))).toBe('[0.00585938]')
  })

  it('summarises from 1001 elements on, and only along axes longer than six', () => {
    const zeros = (shape: readonly number[]) => ({
      dtype: 'int64',
      shape,
      data: new Float64Array(sizeOf(shape)),
    })
    expect(toNumPyText(zeros([1000]))).not.toContain('...')
    expect(toNumPyText(zeros([2, 501]))).toBe('[[0 0 0 ... 0 0 0]\n [0 0 0 ... 0 0 0]]')
  })

  it('takes the width of a summary from the elements it shows', () => {
    const data = new Float64Array(1001).fill(1)
    data[500] = 123456
    expect(toNumPyText({ dtype: 'float64', shape: [1001], data })).toBe('[1. 1. 1. ... 1. 1. 1.]')
  })

  it('prints every empty shape alike', () => {
    expect(toNumPyText({ dtype: 'float32', shape: [2, 0, 3], data: [] })).toBe('[]')
  })
})

describe('toTensorText', () => {
  const shown = (array: Printable) => toTensorText({ ...array, requiresGrad: false })

  it('cuts a scalar to eight digits, unlike NumPy', () => {
    expect(shown(scalar('float64', 1 / 3))).toBe('tensor(0.33333333, dtype=sorix.float64)')
  })

  it('names float32 only where no point does', () => {
    expect(shown(vector('float32', [1]))).toBe('tensor([1.])')
    expect(shown(vector('float32', [Number.NaN]))).toBe('tensor([nan], dtype=sorix.float32)')
  })

  it('names int64 in a summary, whose dots sorix takes for a point', () => {
    const data = new Float64Array(1001)
    expect(shown({ dtype: 'int64', shape: [1001], data })).toBe(
      'tensor([0, 0, 0, ..., 0, 0, 0], dtype=sorix.int64)',
    )
  })
})
