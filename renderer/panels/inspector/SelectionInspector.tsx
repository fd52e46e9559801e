import { useAppContext } from '../../app.ts'
import { labelOf } from '../../canvas/names.ts'
import { runCommand } from '../../commands/run.ts'
import { useApp } from '../../store/store.ts'
import { opOf } from './names.ts'
import { Section } from './Section.tsx'

/** Several nodes at once: which they are, and what they can do together. */
export function SelectionInspector({ ids }: { ids: ReadonlySet<string> }) {
  const app = useAppContext()
  const doc = useApp((state) => state.doc)
  const select = useApp((state) => state.select)
  const nodes = doc.nodes.filter(({ id }) => ids.has(id))
  const curves = nodes.filter((node) => opOf(node)?.plot === 'curve')
  return (
    <>
      <header>
        <h2>{nodes.length} nodes</h2>
        <span className="sub">selected</span>
      </header>
      <Section>
        <ul className="node-list">
          {nodes.map((node) => (
            <li key={node.id}>
              <button type="button" className="btn" onClick={() => select([node.id])}>
                {labelOf(node)}
                <span className="sub">{opOf(node)?.title ?? node.type}</span>
              </button>
            </li>
          ))}
        </ul>
      </Section>
      {curves.length > 1 && (
        <Section>
          <button type="button" className="btn outline" onClick={() => runCommand(app, 'overlay')}>
            Lay {curves.length} curves over one another
          </button>
        </Section>
      )}
    </>
  )
}
