import type { ReactNode } from 'react'
import type { GraphNode, Results } from '#core/index.ts'

/** What every lens is given. */
export interface LensProps {
  readonly node: GraphNode
  readonly results: Results
}

/** One way to look at a node: a tab of the inspector. */
export interface Lens {
  readonly title: string
  /** Whether there is anything to see of this node through it. */
  readonly suits: (node: GraphNode, results: Results) => boolean
  readonly Body: (props: LensProps) => ReactNode
}
