import { describe, expect, it } from 'vitest'
import { emptyDocument, parseDocument } from '#core/index.ts'
import { isSeen, showsAny, withinLimits } from '../../renderer/canvas/viewport.ts'
import { examples } from '../../renderer/commands/files.ts'

describe('a saved viewport', () => {
  it('is there once somebody has looked at the graph; in the examples nobody has', () => {
    expect(isSeen(emptyDocument)).toBe(false)
    expect(isSeen({ ...emptyDocument, viewport: { x: 0, y: 0, zoom: 0.5 } })).toBe(true)
    for (const { text } of examples) expect(isSeen(parseDocument(text))).toBe(false)
  })

  it('shows a card of which a part is within the window', () => {
    const cards = [{ position: { x: 100, y: 100 }, width: 50, height: 50 }]
    const window = { width: 400, height: 300 }
    expect(showsAny({ x: 0, y: 0, zoom: 1 }, cards, window)).toBe(true)
    expect(showsAny({ x: -149, y: 0, zoom: 1 }, cards, window)).toBe(true)
    expect(showsAny({ x: -150, y: 0, zoom: 1 }, cards, window)).toBe(false)
    expect(showsAny({ x: 0, y: 0, zoom: 4 }, cards, window)).toBe(false)
    expect(showsAny({ x: 0, y: 0, zoom: 1 }, [], window)).toBe(false)
  })

  it('is no nearer and no farther than the canvas goes', () => {
    expect(withinLimits({ x: 1, y: 2, zoom: 1e9 })).toEqual({ x: 1, y: 2, zoom: 4 })
    expect(withinLimits({ x: 1, y: 2, zoom: 1e-9 }).zoom).toBe(0.05)
  })
})
