import { describe, expect, it } from 'vitest'
import { timelineOf } from '#core/index.ts'
import { placeCard } from '../../renderer/canvas/stepPlace.ts'
import { stageOf, stepBy, stepOf } from '../../renderer/store/step.ts'
import { createAppStore } from '../../renderer/store/store.ts'
import { tanhGraph } from '../core/documents.ts'

const store = () => createAppStore(tanhGraph, (run) => run())

describe('the step looked at', () => {
  it('goes from the live graph to the first stage, or to the last', () => {
    const { getState } = store()
    expect(stepOf(getState())).toBeNull()
    expect([stepBy(getState(), 1), stepBy(getState(), -1)]).toEqual([0, 4])
  })

  it('stops at both ends', () => {
    const { getState } = store()
    getState().goToStep(99)
    expect(stepOf(getState())).toBe(4)
    getState().goToStep(-99)
    expect(stepOf(getState())).toBe(-1)
    expect(stageOf(getState())).toBeNull()
  })

  it('is the last that is left when an edit takes stages away', () => {
    const { getState } = store()
    getState().goToStep(4)
    getState().edit((doc) => ({ ...doc, edges: doc.edges.filter(({ target }) => target !== 'L') }))
    expect(stepOf(getState())).toBe(timelineOf(getState().results.compiled).stages.length - 1)
  })

  it('is left when another document is opened', () => {
    const { getState } = store()
    getState().goToStep(2)
    getState().load(tanhGraph, null, null)
    expect(getState().step).toBeNull()
  })

  it('is left when nothing is left to step through', () => {
    const { getState } = store()
    getState().goToStep(2)
    getState().edit((doc) => ({ ...doc, nodes: [], edges: [] }))
    expect(getState().step).toBeNull()
  })

  it('plays from the start once it is at the end, and rests at the end', () => {
    const { getState } = store()
    getState().goToStep(4)
    getState().play(true)
    expect([getState().step, getState().playing]).toEqual([-1, true])
    for (let n = 0; n < 5; n++) getState().goToStep((getState().step ?? 0) + 1)
    expect([getState().step, getState().playing]).toEqual([4, false])
  })
})

describe('the card of a step', () => {
  const window = { width: 1000, height: 700 }
  const size = { width: 400, height: 100 }

  it('stands over nothing where there is room, and not over what it points at', () => {
    const cards = [
      { x: 100, y: 250, width: 200, height: 200, weight: 1 },
      { x: 500, y: 250, width: 200, height: 200, weight: 1 },
    ]
    const at = { x: 400, y: 300 }
    const { x, y } = placeCard(at, size, cards, window)
    for (const card of cards)
      expect(x + 400 <= card.x || x >= card.x + 200 || y + 100 <= card.y || y >= card.y + 200).toBe(
        true,
      )
    expect(at.y < y || at.y > y + 100).toBe(true)
  })

  it('covers another card before the one where it happens', () => {
    const wide = { x: 0, y: 0, width: 1000, height: 330 }
    const here = { x: 0, y: 340, width: 1000, height: 360 }
    const at = { x: 500, y: 520 }
    const covers = (weights: readonly [number, number]) => {
      const cards = [
        { ...wide, weight: weights[0] },
        { ...here, weight: weights[1] },
      ]
      return placeCard(at, size, cards, window).y < 340 ? 'the other' : 'this'
    }
    expect(covers([1, 8])).toBe('the other')
    expect(covers([8, 1])).toBe('this')
  })

  it('stays in the window, whatever it points at', () => {
    for (const at of [
      { x: -500, y: -500 },
      { x: 2000, y: 300 },
      { x: 500, y: 5000 },
    ]) {
      const { x, y } = placeCard(at, size, [], window)
      expect([x >= 0, y >= 0, x + 400 <= 1000, y + 100 <= 700]).toEqual([true, true, true, true])
    }
  })
})
