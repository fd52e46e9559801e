import type { LensName } from '../../store/view.ts'
import type { Lens } from './lens.ts'
import { NudgeLens } from './NudgeLens.tsx'
import { Numbers } from './Numbers.tsx'
import { canNudge } from './nudgeWords.ts'

/** The ways to look at a node, in the order of their tabs. */
export const lenses: Readonly<Record<LensName, Lens>> = {
  numbers: { title: 'Numbers', suits: () => true, Body: Numbers },
  nudge: { title: 'Nudge', suits: canNudge, Body: NudgeLens },
}
