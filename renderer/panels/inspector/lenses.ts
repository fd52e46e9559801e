import { canSeed, hasJacobian } from '#core/index.ts'
import type { LensName } from '../../store/view.ts'
import { Forward } from './Forward.tsx'
import { Jacobian } from './jacobian/Jacobian.tsx'
import type { Lens } from './lens.ts'
import { NudgeLens } from './NudgeLens.tsx'
import { Numbers } from './Numbers.tsx'
import { canNudge } from './nudgeWords.ts'
import { Paths } from './paths/Paths.tsx'

/** The ways to look at a node, in the order of their tabs. */
export const lenses: Readonly<Record<LensName, Lens>> = {
  numbers: { title: 'Numbers', suits: () => true, Body: Numbers },
  paths: {
    title: 'Paths',
    suits: ({ id }, { compiled }) => compiled.grads.has(id) && compiled.root !== id,
    Body: Paths,
  },
  forward: {
    title: 'Forward',
    suits: ({ id }, { compiled }) => canSeed(compiled, id),
    Body: Forward,
  },
  jacobian: {
    title: 'Jacobian',
    suits: ({ id }, results) => hasJacobian(results, id),
    Body: Jacobian,
  },
  nudge: { title: 'Nudge', suits: canNudge, Body: NudgeLens },
}
