import { describe, expect, it } from 'vitest'
import { parseTensor } from '#core/graph/text.ts'

describe('a pasted tensor', () => {
  it.each<[string, number[], number[]]>([
    ['1 2 3', [3], [1, 2, 3]],
    ['1,2,3', [3], [1, 2, 3]],
    ['1, 2,3', [3], [1, 2, 3]],
    ['1,2\n3,4', [2, 2], [1, 2, 3, 4]],
    ['1.5\t2,\n3\t4', [2, 2], [1.5, 2, 3, 4]],
    ['[[1, 2], [3, 4]]', [2, 2], [1, 2, 3, 4]],
    ['[[1. 2.]\n [3. 4.]]', [2, 2], [1, 2, 3, 4]],
    ['tensor([1., 2.])', [2], [1, 2]],
    ['tensor([[-0.5, nan]], requires_grad=True)', [1, 2], [-0.5, Number.NaN]],
    ['np.array([1, 2], dtype=np.float32)', [2], [1, 2]],
    ['array([[1, 2],\n       [3, 4]])', [2, 2], [1, 2, 3, 4]],
    ['["NaN", "-Infinity", "-0"]', [3], [Number.NaN, Number.NEGATIVE_INFINITY, -0]],
    ['[]', [0], []],
  ])('is read as it is written: %s', (text, shape, values) => {
    expect(parseTensor(text)).toEqual({ shape, values })
  })

  it.each<[string, RegExp]>([
    ['0,5 1,5', /“0,5” may be 0.5 or two numbers/],
    ['1 −2,5', /“−2,5” may be −2.5 or two numbers/],
    ['[1, 2', /brackets do not close/],
    ['[1] 2', /something follows/],
    ['[1, x]', /“x” is not a number/],
    ['tensor(1, 2)', /“tensor\(1” at place 0 is not a number/],
    ['[1, null]', /“null” is not a number/],
    ['[[1, 2], [3]]', /do not make a rectangle/],
    ['[[1], 2]', /do not make a rectangle/],
  ])('is refused with its reason: %s', (text, reason) => {
    expect(() => parseTensor(text)).toThrow(reason)
  })
})
