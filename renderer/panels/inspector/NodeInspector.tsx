import { Tabs } from 'radix-ui'
import type { GraphNode, Results } from '#core/index.ts'
import { lastStep, stepOf } from '../../store/step.ts'
import { useApp, useAppStore } from '../../store/store.ts'
import { type LensName, lensNames } from '../../store/view.ts'
import { lenses } from './lenses.ts'
import { NodeHeader } from './NodeHeader.tsx'
import { Section } from './Section.tsx'
import './lenses.css'

/** What is wrong at this node, in the same words as the list of problems. */
function Complaints({ id, results }: { id: string; results: Results }) {
  const here = results.problems.filter((problem) => problem.node === id)
  if (here.length === 0) return null
  return (
    <Section>
      {here.map(({ message, severity }) => (
        <p key={message} className={severity === 'error' ? 'err' : ''}>
          {message}
        </p>
      ))}
    </Section>
  )
}

/** In the middle of the passes only the numbers can be told for what is known. */
function NotYet() {
  return (
    <Section>
      <p>Not known yet: both passes are being stepped through. It is shown at the last step.</p>
    </Section>
  )
}

/** All about one node, through the lens chosen; a node that it does not suit shows its numbers. */
export function NodeInspector({ node }: { node: GraphNode }) {
  const results = useApp((state) => state.results)
  const lens = useApp((state) => state.lens)
  const store = useAppStore()
  const offered = lensNames.filter((name) => lenses[name].suits(node, results))
  const shown = offered.includes(lens) ? lens : 'numbers'
  const isWaiting = useApp((state) => {
    const now = stepOf(state)
    return now !== null && now < lastStep(state)
  })
  const Body = isWaiting && shown !== 'numbers' ? NotYet : lenses[shown].Body
  return (
    <>
      <NodeHeader node={node} results={results} />
      <Complaints id={node.id} results={results} />
      {offered.length === 1 ? (
        <Body node={node} results={results} />
      ) : (
        <Tabs.Root
          value={shown}
          onValueChange={(name) => store.getState().show({ lens: name as LensName })}
        >
          <Tabs.List className="lens-tabs" aria-label="Look at">
            {offered.map((name) => (
              <Tabs.Trigger key={name} value={name}>
                {lenses[name].title}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value={shown} tabIndex={-1}>
            <Body node={node} results={results} />
          </Tabs.Content>
        </Tabs.Root>
      )}
    </>
  )
}
