import { act } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { putExpression } from '../../renderer/canvas/putExpression.ts'
import { meet, rectsOf } from '../../renderer/canvas/room.ts'
import { FormulaBar } from '../../renderer/panels/formula/FormulaBar.tsx'
import { formulaView, runsOf, spanAt } from '../../renderer/panels/formula/formulaView.ts'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

const nothing: ReadonlySet<string> = new Set()

const squares = () =>
  new TestApp().leaf('x', 2).add('mul', 'square').wire('x → square.input').wire('x → square.other')

/** Pairs of cards that come too near each other. */
function crowded({ state }: TestApp): string[] {
  const rects = [...rectsOf(state.doc)]
  return rects.flatMap(([id, rect], at) =>
    rects.slice(at + 1).flatMap(([other, its]) => (meet(rect, its) ? [`${id} and ${other}`] : [])),
  )
}

describe('putting a formula on the canvas', () => {
  it('makes the graph of an empty document, with its root at the result', async () => {
    const app = new TestApp()
    await putExpression(app, 'x = 2; y = x*x + x; y', nothing)
    app.expectValue('y', 6).expectGrad('x', 5)
    expect(app.state.doc.root).toBe('y')
    expect([...app.state.selectedNodes]).toEqual(['y'])
    expect(crowded(app)).toEqual([])
    app.undo()
    expect(app.state.doc.nodes).toEqual([])
  })

  it('goes right of what feeds it, into free room, and leaves other cards where they are', async () => {
    const app = squares()
    app.state.edit((doc) => ({
      ...doc,
      nodes: [...doc.nodes, { id: 'n', type: 'tanh', position: { x: 640, y: 40 }, data: {} }],
    }))
    const before = app.state.doc.nodes
    await putExpression(app, 'sum(square*x + 1)', nothing)
    const { nodes } = app.state.doc
    expect(nodes.slice(0, 3)).toEqual(before)
    expect(crowded(app)).toEqual([])
    const at = (id: string) => nodes.find((node) => node.id === id)?.position.x ?? 0
    expect(at('mul')).toBeGreaterThan(at('square'))
    expect(at('sum')).toBeGreaterThan(at('add'))
    app.expectValue('sum', 9)
  })

  it('goes nowhere once another document is open', async () => {
    const app = squares()
    const put = putExpression(app, 'tanh(w*x + b)', nothing)
    app.state.load({ ...app.state.doc, nodes: [], edges: [] }, null, null)
    expect(await put).toBeNull()
    expect(app.state.doc.nodes).toEqual([])
  })

  it('is one step to undo, and nothing where all of it is there', async () => {
    const app = squares()
    const { past } = app.state
    const plan = await putExpression(app, 'x*x', new Set(['square']))
    expect(plan?.nodes).toEqual([])
    expect(app.state.past).toBe(past)
    await putExpression(app, 'x*x', nothing)
    expect(app.state.past).toHaveLength(past.length + 1)
  })

  it('takes a change into account that was made while it was arranged', async () => {
    const app = squares()
    const putting = putExpression(app, 'tanh(square)', nothing)
    app.add('tanh', 'tanh')
    await putting
    expect(app.state.doc.nodes.map(({ id }) => id)).toEqual(['x', 'square', 'tanh', 'tanh2'])
    expect(crowded(app)).toEqual([])
  })
})

describe('what the formula bar shows', () => {
  it('is the selection’s formula, or the draft', () => {
    const { doc } = squares().state
    const linked = formulaView(doc, new Set(['square']), null)
    expect(linked.text).toBe('x*x')
    expect(linked.plan?.nodes).toEqual([])
    const draft = { text: 'x*x + 1', own: linked.own }
    expect(formulaView(doc, nothing, draft).plan?.nodes.map(({ type }) => type)).toEqual([
      'tensor',
      'add',
    ])
  })

  it('says where shapes do not fit before anything is added', () => {
    const { doc } = squares().state
    const { fault, plan, text } = formulaView(doc, nothing, {
      text: 'x*2 + [1, 2] @ [1, 2, 3]',
      own: nothing,
    })
    expect(plan).not.toBeNull()
    expect(text.slice(fault?.from, fault?.to)).toBe('[1, 2] @ [1, 2, 3]')
    expect(fault?.message).toMatch(/2.*3/)
  })

  it('tells what is not finished from what is wrong', () => {
    const { doc } = squares().state
    const fault = (text: string) => formulaView(doc, nothing, { text, own: nothing }).fault
    expect(fault('tanh(x')).toMatchObject({ unfinished: true })
    expect(fault('x + ')).toMatchObject({ unfinished: true })
    expect(fault('tahn(x)')).toMatchObject({ unfinished: false, from: 0, to: 4 })
  })

  it('does not write out a thousand nodes', () => {
    const ids = Array.from({ length: 1000 }, (_, at) => `n${at}`)
    expect(formulaView(squares().state.doc, new Set(ids), null).tooMany).toBe(1000)
  })

  it('lights the smallest part around a place, and all parts of a node', () => {
    const { doc } = squares().state
    const view = formulaView(doc, nothing, { text: 'tanh(x*x) + x', own: nothing })
    const spans = view.plan?.spans ?? []
    const at = (from: number, to = from) => spanAt(spans, { from, to })?.node
    expect(at(2)).toBe('tanh')
    expect(at(6)).toBe('x')
    expect(at(6, 7)).toBe('mul')
    expect(at(99)).toBeUndefined()
    const lit = runsOf(view, (node) => node === 'x').filter(({ isLit }) => isLit)
    expect(lit.map(({ from, text }) => [from, text])).toEqual([
      [5, 'x'],
      [7, 'x'],
      [12, 'x'],
    ])
  })
})

describe('the formula bar', () => {
  beforeEach(() => document.body.replaceChildren())

  const field = () => document.querySelector<HTMLTextAreaElement>('textarea[aria-label=Formula]')

  it('keeps a draft while the selection changes and while it is closed', async () => {
    const app = squares().select('square').command('formula')
    await draw(app, <FormulaBar />)
    expect(field()?.value).toBe('x*x')
    await act(async () => app.state.show({ formulaDraft: { text: 'x +', own: nothing } }))
    await act(async () => app.state.select(['x']))
    expect(field()?.value).toBe('x +')
    expect(app.state.drafts).toBe(1)
    await act(async () => app.state.show({ formulaOpen: false }))
    expect(field()).toBeNull()
    expect(app.state.drafts).toBe(1)
    await act(async () => app.state.show({ formulaOpen: true }))
    expect(field()?.value).toBe('x +')
    await act(async () => app.state.show({ formulaDraft: null }))
    expect(field()?.value).toBe('x = 2')
    expect(app.state.drafts).toBe(0)
  })

  it('marks the part of a card that is lit', async () => {
    const app = squares().select('square').command('formula')
    const place = await draw(app, <FormulaBar />)
    await act(async () => app.state.light(['square']))
    expect(place.querySelector('.is-lit')?.textContent).toBe('x*x')
    await act(async () => app.state.light())
    expect(place.querySelector('.is-lit')).toBeNull()
  })
})

describe('copying as a formula', () => {
  it('copies what is selected, and says of a note that it has none', async () => {
    const app = squares().select('x', 'square').command('copyFormula')
    await Promise.resolve()
    expect(app.host.copied).toBe('x = 2\nx*x')
    app.add('note', 'n').select('n').command('copyFormula')
    app.expectMessage('What is selected has no formula.')
  })
})
