import { describe, expect, it } from 'vitest'
import { compile } from '#core/graph/compile.ts'
import { misfit } from '#core/graph/fit.ts'
import { emptyDocument } from '#core/index.ts'

const leaf = (id: string, shape: number[]) => ({
  id,
  type: 'tensor',
  position: { x: 0, y: 0 },
  data: { shape, values: Array<number>(shape.reduce((n, size) => n * size, 1)).fill(1) },
})
const compiled = compile({
  ...emptyDocument,
  nodes: [
    leaf('a', [2, 3]),
    leaf('b', [3, 2]),
    { id: 'm', type: 'matmul', position: { x: 0, y: 0 }, data: {} },
  ],
  edges: [{ id: 'e', source: 'a', sourceHandle: 'out', target: 'm', targetHandle: 'input' }],
})

describe('misfit', () => {
  it('says before a wire is drawn what would not fit, in the words of the problem', () => {
    expect(misfit(compiled, { source: 'a', target: 'm', targetHandle: 'other' })).toContain(
      'Cannot multiply [2×3] by [2×3]',
    )
  })

  it('says nothing where shapes fit, or where an input is still missing', () => {
    expect(misfit(compiled, { source: 'b', target: 'm', targetHandle: 'other' })).toBeNull()
    expect(misfit(compiled, { source: 'b', target: 'm', targetHandle: 'input' })).toBeNull()
    expect(misfit(compiled, { source: 'zebra', target: 'm', targetHandle: 'other' })).toBeNull()
  })
})
