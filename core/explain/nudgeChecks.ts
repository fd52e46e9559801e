import { checkSteps, type LeafCheck, toleranceAt, verdictOf } from '../gradcheck.ts'
import { probeOf } from '../graph/check.ts'
import type { GraphDocument } from '../graph/document.ts'
import { sameTarget, type Target } from '../graph/target.ts'
import { nudgedLeaves, openTwin, type Twin } from '../graph/twin.ts'
import { sizeOf } from '../tensor/shape.ts'
import { excused, type NudgeVerdict, nudgeLimit } from './nudge.ts'

/** What checking one leaf by nudging found. */
export interface NudgeCheck {
  readonly node: string
  readonly verdict: NudgeVerdict | 'too large'
  /** `null` where nothing could be compared. */
  readonly found: LeafCheck | null
  /** In how many random directions all elements were moved at once; 0, each was moved by itself. */
  readonly directions: number
}

/** Every leaf's check, kept true to the newest version of a document piece by piece. */
export interface NudgeChecks {
  /** Takes the newest version; what its numbers make doubtful is forgotten. */
  readonly update: (doc: GraphDocument, target?: Target | null) => void
  /** Does up to this much planned work, but at least one piece; whether anything is left to do. */
  readonly proceed: (work: number) => boolean
  /** The leaves there are to check. */
  readonly leaves: () => readonly string[]
  /** What is known of the newest version, by leaf. */
  readonly known: ReadonlyMap<string, NudgeCheck>
}

/** Up to so many elements each is moved by itself; of a larger leaf, all at once in some directions. */
const elementLimit = 64
const directionCount = 4

/** How often a move asks for L: on both sides, and twice more where it bends. */
const asked = 4

/** Checks one leaf, yielding what each piece of it cost. */
function* checkOne(twin: Twin, node: string): Generator<number, NudgeCheck> {
  const told = (verdict: NudgeCheck['verdict']) => ({ node, verdict, found: null, directions: 0 })
  if (!twin.compiled.grads.has(node)) return told('no gradient')
  const probe = probeOf(twin, node)
  if (probe === null) return told('too large')
  const size = sizeOf(twin.value(node)!.shape)
  const directions = size > elementLimit ? directionCount : 0
  const cost = asked * (twin.work + twin.compiled.program.steps.length)
  // Delegated: what ends this in the middle ends the check too, which puts its element back.
  const found = yield* checkSteps(probe, toleranceAt, directions, cost)
  return { node, verdict: excused(verdictOf(found), twin, node), found, directions }
}

/** Checks leaf after leaf into `known`. */
function* checkAll(twin: Twin, order: readonly string[], known: Map<string, NudgeCheck>) {
  for (const node of order) known.set(node, yield* checkOne(twin, node))
}

/**
 * Opens the checks of one document's leaves: the Program's own gradients against central differences,
 * in float64, by the rule of `check`.
 *
 * A leaf that has just been written is checked before the others.
 *
 * @errors none.
 */
export function openNudgeChecks(): NudgeChecks {
  const { update } = openTwin('float64', nudgeLimit)
  const known = new Map<string, NudgeCheck>()
  let now: GraphDocument | null = null
  let aimed: Target | null = null
  let leaves: readonly string[] = []
  let work: Generator<number, void> | null = null
  return {
    known,
    leaves: () => leaves,
    update: (doc, target = null) => {
      if (doc === now && sameTarget(target, aimed)) return
      now = doc
      aimed = target
      // What was begun puts its leaf back.
      work?.return()
      const { twin, written } = update(doc, target)
      if (written === 'all' || written.length > 0) {
        leaves = nudgedLeaves(twin.compiled)
        known.clear()
      }
      const first = new Set(written === 'all' ? [] : written)
      const left = leaves.filter((node) => !known.has(node))
      left.sort((a, b) => Number(first.has(b)) - Number(first.has(a)))
      work = checkAll(twin, left, known)
    },
    proceed: (limit) => {
      for (let spent = 0; work !== null && spent < limit; ) {
        const { done, value } = work.next()
        if (done) work = null
        else spent += value
      }
      return work !== null
    },
  }
}
