import { hasJacobian } from '#core/index.ts'
import type { LensName } from '../../store/view.ts'
import { Jacobian } from './jacobian/Jacobian.tsx'
import type { Lens } from './lens.ts'
import { Numbers } from './Numbers.tsx'

/** The ways to look at a node, in the order of their tabs. */
export const lenses: Readonly<Record<LensName, Lens>> = {
  numbers: { title: 'Numbers', suits: () => true, Body: Numbers },
  jacobian: {
    title: 'Jacobian',
    suits: ({ id }, results) => hasJacobian(results, id),
    Body: Jacobian,
  },
}
