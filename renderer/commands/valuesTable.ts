import { allDigits, type NdArray } from '#core/index.ts'
import { placeOf } from '../panels/inspector/names.ts'

/** All elements as tab-separated lines: place, value, and gradient where there is one; all digits. */
export function valuesTable(value: NdArray, grad: NdArray | null): string {
  const columns = grad === null ? [value] : [value, grad]
  const digits = ({ data, dtype }: NdArray, at: number) => allDigits(data[at] ?? Number.NaN, dtype)
  const rows = Array.from(value.data, (_, at) =>
    [placeOf(at, value.shape), ...columns.map((array) => digits(array, at))].join('\t'),
  )
  return [['element', 'value', 'gradient'].slice(0, 1 + columns.length).join('\t'), ...rows].join(
    '\n',
  )
}
