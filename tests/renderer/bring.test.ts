import { describe, expect, it } from 'vitest'
import { bring, seenFrom } from '../../renderer/canvas/bring.ts'

const window = { width: 800, height: 600 }
const card = { x: 100, y: 100, width: 200, height: 300 }

describe('bringing a card into view', () => {
  it('leaves the view where the card is seen whole', () => {
    const view = { x: 0, y: 0, zoom: 1 }
    expect(bring(card, view, window)).toBe(view)
  })

  it('moves it by as little as need be', () => {
    expect(bring(card, { x: 0, y: 300, zoom: 1 }, window)).toEqual({ x: 0, y: 184, zoom: 1 })
    expect(bring(card, { x: -200, y: 0, zoom: 1 }, window)).toEqual({ x: -84, y: 0, zoom: 1 })
  })

  it('goes farther away only where the card would not fit', () => {
    const view = bring(card, { x: 0, y: 0, zoom: 4 }, window)
    expect(view.zoom).toBeCloseTo(568 / 300)
    expect(view.y + card.y * view.zoom).toBeCloseTo(16)
  })

  it('knows what is seen', () => {
    expect(seenFrom({ x: -100, y: 50, zoom: 2 }, window)).toEqual({
      x: 50,
      y: -25,
      width: 400,
      height: 300,
    })
  })
})
