import { nextFloat } from '../tensor/nextFloat.ts'
import type { DType } from '../tensor/storage.ts'

/** What a function is at one place. */
export interface Sample {
  readonly value: number
  readonly slope: number
}

/** A function of one number that is held as `dtype`: what is looked for is a place, not a real number. */
export interface Sought {
  readonly run: (at: number) => Sample
  readonly dtype: DType
  readonly start: number
  readonly wanted: number
  /** The most samples that may be taken. */
  readonly limit: number
}

/**
 * How a search ended: the value was reached; no float gives it, but neighbours lie on either side of
 * it; it is leapt over; it lies outside of what is found; the samples were spent first; or nothing changes at all.
 */
export type End = 'reached' | 'grain' | 'leap' | 'bound' | 'spent' | 'flat'

/** The best place found, and the value there. */
export interface Found {
  readonly end: End
  readonly at: number
  readonly value: number
  /** How many samples it took. */
  readonly runs: number
}

interface Point extends Sample {
  readonly at: number
  /** The value less the one wanted. */
  readonly gap: number
}

type Bracket = readonly [Point, Point]

/** Near 0, where the steps between floats vanish, those at a thousandth count. */
const leastScale = 1e-3

/** What counts as reached: 4 steps of float32 at the value wanted. */
export const tolerance = (wanted: number): number =>
  4 * 2 ** -23 * Math.max(Math.abs(wanted), leastScale)

/** Samples in one search, and the best of them. */
class Search {
  readonly seen: Point[] = []
  best: Point | null = null
  runs = 0
  readonly sought: Sought
  readonly round: (at: number) => number

  constructor(sought: Sought) {
    this.sought = sought
    this.round = sought.dtype === 'float32' ? Math.fround : (at) => at
  }

  sample(place: number): Point {
    const at = this.round(place)
    this.runs++
    const { value, slope } = this.sought.run(at)
    const point = { at, value, slope, gap: value - this.sought.wanted }
    if (Number.isFinite(value)) {
      this.seen.push(point)
      if (this.best === null || Math.abs(point.gap) < Math.abs(this.best.gap)) this.best = point
    }
    return point
  }

  get isSpent() {
    return this.runs >= this.sought.limit
  }

  get isExact() {
    return this.best?.gap === 0
  }

  get isReached() {
    return this.best !== null && Math.abs(this.best.gap) <= tolerance(this.sought.wanted)
  }
}

const areOpposite = (a: Point, b: Point) => (a.gap < 0 && b.gap > 0) || (a.gap > 0 && b.gap < 0)

const isNearer = (a: Point, b: Point) => Math.abs(a.gap) < Math.abs(b.gap)

/** Newton's step, held to a few times the number itself: what is nearly flat must not throw it far. */
function newtonStep({ at, gap, slope }: Point): number {
  const most = 4 * Math.max(1, Math.abs(at))
  const step = -gap / slope
  return Number.isNaN(step) ? 0 : Math.min(most, Math.max(-most, step))
}

/** How many samples may go down the slope before the search looks elsewhere. */
const descentLimit = 16

/** Newton's steps, each shortened until it leads nearer; ends at a bracket, or where no step does. */
function descend(search: Search, from: Point): Bracket | null {
  const last = search.runs + descentLimit
  let here = from
  while (!search.isSpent && search.runs < last && !search.isExact) {
    let step = newtonStep(here)
    if (step === 0 || !Number.isFinite(here.gap)) return null
    let nearer: Point | null = null
    for (let shorter = 0; shorter < 4 && nearer === null && !search.isSpent; shorter++, step /= 4) {
      const there = search.round(here.at + step)
      const stays = there === here.at
      const next = search.sample(
        stays ? nextFloat(here.at, step * Infinity, search.sought.dtype) : there,
      )
      if (areOpposite(here, next)) return [here, next]
      if (isNearer(next, here)) nearer = next
      if (stays) break
    }
    if (nearer === null) return null
    here = nearer
  }
  return null
}

/** How many samples one bracket may take: around 0 there are more floats than can be halved away. */
const bracketLimit = 48

/** What is left of a bracket: `closed` where no float lies inside. */
interface Narrowed {
  readonly sides: Bracket
  readonly closed: boolean
}

/** Halves a bracket where Newton's steps do not, until it is closed or its samples are spent. */
function narrow(search: Search, bracket: Bracket): Narrowed {
  let [a, b] = bracket
  let slow = 0
  const last = search.runs + bracketLimit
  while (!search.isSpent && !search.isExact && search.runs < last) {
    const middle = search.round(a.at / 2 + b.at / 2)
    if (middle === a.at || middle === b.at) return { sides: [a, b], closed: true }
    const [near, far] = isNearer(a, b) ? [a, b] : [b, a]
    let next = search.round(near.at - near.gap / near.slope)
    if (next === near.at) next = nextFloat(near.at, far.at, search.sought.dtype)
    const isInside = (next - a.at) * (b.at - next) > 0
    const halved = !isInside || slow > 2
    const point = search.sample(halved ? middle : next)
    if (Number.isNaN(point.gap)) {
      if (halved) break
      slow = 3
      continue
    }
    const width = Math.abs(b.at - a.at)
    if (areOpposite(point, b)) a = point
    else b = point
    slow = Math.abs(b.at - a.at) > width / 2 ? slow + 1 : 0
  }
  return { sides: [a, b], closed: false }
}

/** Samples ever farther out on both sides, and hands over each pair with the wanted value between. */
function* bracketSteps(search: Search, from: Point): Generator<Bracket> {
  const first = from.gap * from.slope > 0 ? -1 : 1
  const sides = [
    { direction: first, last: from },
    { direction: -first, last: from },
  ]
  let step = Math.max(1, Math.abs(from.at)) / 8
  for (let doubling = 0; doubling < 18; doubling++, step *= 2)
    for (const side of sides) {
      if (search.isSpent || search.isExact) return
      const point = search.sample(from.at + side.direction * step)
      if (areOpposite(side.last, point)) yield [side.last, point]
      if (!Number.isNaN(point.gap)) side.last = point
    }
}

/** Whether what lies between two neighbouring floats is no more than their distance and rounding explain. */
function isGrain([a, b]: Bracket): boolean {
  const slope = Math.max(Math.abs(a.slope), Math.abs(b.slope))
  const rounding = tolerance(Math.max(Math.abs(a.value), Math.abs(b.value)))
  return Math.abs(a.value - b.value) <= 16 * (slope * Math.abs(a.at - b.at) + rounding)
}

/** The neighbours on either side of the best sample. */
function besides({ seen, best }: Search) {
  let left: Point | null = null
  let right: Point | null = null
  for (const point of seen) {
    if (best === null || point.at === best.at) continue
    if (point.at < best.at && (left === null || point.at > left.at)) left = point
    if (point.at > best.at && (right === null || point.at < right.at)) right = point
  }
  return [left, right] as const
}

/** The most samples spent on coming as near as can be to a value out of reach. */
const nearestLimit = 30

/** Between two samples that are farther off, the place where the value turns back. */
function turnBack(search: Search, left: Point, right: Point): void {
  let [from, to] = [left.at, right.at]
  for (let i = 0; i < nearestLimit && !search.isSpent; i++) {
    const middle = search.round(from / 2 + to / 2)
    if (middle === from || middle === to) return
    const { gap, slope } = search.sample(middle)
    // Whether the distance grows from here on.
    const growth = gap * slope
    if (growth > 0) to = middle
    else if (growth < 0) from = middle
    else return
  }
}

/** Of what comes as near as the best sample, the place nearest to the start: no farther than it helps. */
function comeBack(search: Search, start: Point, best: Point): Point {
  const enough = Math.abs(best.gap) + tolerance(search.sought.wanted)
  let [off, near] = [start.at, best]
  for (let i = 0; i < nearestLimit && !search.isSpent; i++) {
    const middle = search.round(off / 2 + near.at / 2)
    if (middle === off || middle === near.at) return near
    const point = search.sample(middle)
    if (Math.abs(point.gap) <= enough) near = point
    else off = middle
  }
  return near
}

/** As near as the search comes to a value that it found no way to. */
function nearest(search: Search, start: Point): Found {
  const { best, runs, seen, isSpent } = search
  if (best === null || seen.every(({ value }) => value === best.value))
    return { end: 'flat', at: start.at, value: start.value, runs }
  const [left, right] = besides(search)
  const turns = left !== null && right !== null && isNearer(best, left) && isNearer(best, right)
  if (turns) turnBack(search, left, right)
  const near = turns ? best : comeBack(search, start, best)
  // On the way it may have come nearer, or all the way.
  const { at, value } = turns || search.isReached ? (search.best ?? near) : near
  return {
    end: search.isReached ? 'reached' : isSpent ? 'spent' : 'bound',
    at,
    value,
    runs: search.runs,
  }
}

/**
 * Where a function of one float has a wanted value: Newton's steps by its own slope, held by a
 * bracket and halving; where they lead nowhere, samples ever farther out. Of several such places,
 * one down the slope from the start is taken; where there is none, the nearest value found.
 *
 * The same question gets the same answer, in at most `limit` samples.
 *
 * @errors none; samples may be NaN or infinite.
 */
export function seek(sought: Sought): Found {
  const search = new Search(sought)
  const start = search.sample(sought.start)
  const ended = (end: End): Found => {
    const { at, value } = search.best ?? start
    return { end, at, value, runs: search.runs }
  }
  let leaps = false
  /** Looks into a bracket; whether the search is over with it. */
  const enter = (bracket: Bracket): boolean => {
    const { sides, closed } = narrow(search, bracket)
    const over = search.isReached || (closed && isGrain(sides))
    leaps ||= !over && !search.isSpent
    return over
  }
  const down = descend(search, start)
  if (down !== null && enter(down)) return ended(search.isReached ? 'reached' : 'grain')
  if (search.isReached) return ended('reached')
  for (const bracket of bracketSteps(search, start))
    if (enter(bracket)) return ended(search.isReached ? 'reached' : 'grain')
  if (search.isReached) return ended('reached')
  return leaps ? ended('leap') : nearest(search, start)
}
