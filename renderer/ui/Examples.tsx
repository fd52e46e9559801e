import { Command } from 'cmdk'
import { useAppContext } from '../app.ts'
import { examples, openExample } from '../commands/files.ts'
import { useAppStore } from '../store/store.ts'
import { FloatDialog } from './FloatDialog.tsx'

/** The documents that ship with the app. */
export function Examples() {
  const app = useAppContext()
  const store = useAppStore()
  return (
    <FloatDialog name="examples" title="Examples">
      <Command label="Examples">
        <Command.Input placeholder="Find an example" />
        <Command.List>
          <Command.Empty>No example by this name.</Command.Empty>
          {examples.map((example) => (
            <Command.Item
              key={example.name}
              value={`${example.title} ${example.about} ${example.name}`}
              onSelect={() => {
                store.getState().show({ overlay: null })
                openExample(app, example)
              }}
            >
              <span className="example">
                <span>{example.title}</span>
                {example.about !== '' && <span className="dim">{example.about}</span>}
              </span>
              <span className="dim">{example.name}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </FloatDialog>
  )
}
