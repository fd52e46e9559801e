import { describe, expect, it } from 'vitest'
import { emptyDocument, type GraphDocument, runDocument } from '#core/index.ts'
import { whyNoGradient } from '../../renderer/panels/inspector/reason.ts'
import { graph, leaf, node, tanhGraph } from '../core/documents.ts'

const said = (doc: GraphDocument) => whyNoGradient(doc, runDocument(doc))

describe('why there is no gradient', () => {
  it('is not asked where there is one', () => {
    expect(said(tanhGraph)).toBeNull()
  })

  it.each<[string, GraphDocument, string]>([
    ['nothing', emptyDocument, 'Nothing is here yet: add an op from the palette.'],
    [
      'an unknown op upstream',
      graph([leaf('x', 1), node('y', 'tahn', { input: 'x' }), node('L', 'sum', { input: 'y' })]),
      'L has no value yet, because of y: There is no op "tahn". It is kept as it is.',
    ],
    [
      'a wire that is missing upstream',
      graph([node('y', 'tanh'), node('L', 'sum', { input: 'y' })], { root: 'L' }),
      'L has no value yet, because of y: input is not connected.',
    ],
    [
      'a wire that is missing at the root itself',
      graph([node('L', 'sum', {}, { label: 'loss' })]),
      'loss has no value yet, because input is not connected.',
    ],
    [
      'a root that is not there',
      graph([leaf('x', 1)], { root: 'L' }),
      'The gradient is asked of “L”, which is not here. Choose another node.',
    ],
    [
      'cards without wires',
      graph([leaf('x', 1), node('y', 'tanh')]),
      'No gradient yet: no card is wired to another. Drag from an output to an input.',
    ],
    [
      'two ends',
      graph([leaf('x', 1), node('y', 'tanh', { input: 'x' }), node('z', 'tanh', { input: 'x' })]),
      'No gradient yet: there is no single last node. Choose the node that gradients flow back from.',
    ],
  ])('is told of %s', (_what, doc, sentence) => {
    expect(said(doc)).toBe(sentence)
  })
})
