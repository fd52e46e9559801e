import { type GraphNode, setData } from '#core/index.ts'
import { noteText } from '../../canvas/names.ts'
import { useAppStore } from '../../store/store.ts'
import { TextField } from '../../ui/FormField.tsx'
import { Section } from './Section.tsx'

/** A note's text. */
export function NoteInspector({ node }: { node: GraphNode }) {
  const store = useAppStore()
  return (
    <>
      <header>
        <h2>Note</h2>
      </header>
      <Section>
        <TextField
          label="Text"
          lines={8}
          value={noteText(node)}
          commit={(next) => {
            store.getState().edit((doc) => setData(doc, node.id, { text: next }))
            return null
          }}
        />
      </Section>
    </>
  )
}
