import { describe, expect, it } from 'vitest'
import { type Point, routeWire } from '../../renderer/canvas/route.ts'
import { svgPath, traceLane } from '../../renderer/canvas/trace.ts'

const card = (x: number, y: number) => ({ x, y, width: 200, height: 200 })

/** A wire from a card's output to another's input, both 64 below the top. */
const between = (
  source: ReturnType<typeof card>,
  target: ReturnType<typeof card>,
  ...others: ReturnType<typeof card>[]
) => ({
  source,
  target,
  others,
  start: [source.x + 205, source.y + 64] as Point,
  end: [target.x - 5, target.y + 64] as Point,
})

/** Whether a route's stretches keep out of a card. */
const avoids = (points: readonly Point[], { x, y, width, height }: ReturnType<typeof card>) =>
  points.slice(1).every(([x2, y2], at) => {
    const [x1, y1] = points[at]!
    return (
      Math.max(x1, x2) <= x ||
      Math.min(x1, x2) >= x + width ||
      Math.max(y1, y2) <= y ||
      Math.min(y1, y2) >= y + height
    )
  })

describe('a wire', () => {
  it('runs straight, or turns half-way, where nothing is in between', () => {
    expect(routeWire(between(card(0, 0), card(400, 0)))?.points).toHaveLength(2)
    expect(routeWire(between(card(0, 0), card(400, 300)))?.points.map(([x]) => x)).toEqual([
      205, 300, 300, 395,
    ])
  })

  it('turns elsewhere, or goes round, where a card is in between', () => {
    const [source, target] = [card(0, 300), card(800, 0)]
    const near = card(400, 0)
    const turned = routeWire(between(source, target, near))?.points ?? []
    expect(turned).toHaveLength(4)
    expect(avoids(turned, near)).toBe(true)
    const over = card(400, 250)
    const round = routeWire(between(card(0, 300), card(800, 300), over))?.points ?? []
    expect(round.length).toBeGreaterThan(4)
    expect(avoids(round, over)).toBe(true)
  })

  it('goes round both of its cards where it leads back', () => {
    const [source, target] = [card(600, 100), card(0, 0)]
    const { points } = routeWire(between(source, target)) ?? { points: [] }
    expect(points).toHaveLength(6)
    expect([avoids(points.slice(1, -1), source), avoids(points.slice(1, -1), target)]).toEqual([
      true,
      true,
    ])
    // Not beyond what one sees when both cards are seen.
    for (const [x, y] of points) {
      expect(x).toBeGreaterThan(-60)
      expect(x).toBeLessThan(860)
      expect(y).toBeGreaterThan(-60)
      expect(y).toBeLessThan(360)
    }
  })

  it('has its words where no card is, or none', () => {
    const label = routeWire(between(card(0, 0), card(400, 0)))?.label
    expect(label).toEqual({ at: [300, 64], side: 'above' })
    expect(routeWire(between(card(0, 0), card(400, 0), card(250, -160)))?.label ?? null).toBeNull()
    expect(routeWire(between(card(0, 0), card(260, 0)))?.label ?? null).toBeNull()
  })

  it('is a curve where it hardly goes up or down, or has no room to turn', () => {
    expect(routeWire(between(card(0, 0), card(400, 20)))).toBeNull()
    expect(routeWire(between(card(0, 0), card(230, 200)))).toBeNull()
  })
})

describe('a lane', () => {
  it('never crosses its neighbour: concentric lanes turn with different radii', () => {
    const { points } = routeWire(between(card(0, 0), card(400, 300))) ?? { points: [] }
    expect(svgPath(traceLane(points, 9))).toBe(
      'M205 73L276 73Q291 73 291 88L291 340Q291 373 324 373L395 373',
    )
    expect(svgPath(traceLane(points, -9))).toBe(
      'M205 55L276 55Q309 55 309 88L309 340Q309 355 324 355L395 355',
    )
    expect(
      svgPath(
        traceLane(
          [
            [0, 0],
            [200, 0],
          ],
          9,
        ),
      ),
    ).toBe('M0 9L200 9')
  })
})
