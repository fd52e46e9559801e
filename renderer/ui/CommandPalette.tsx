import { Command } from 'cmdk'
import { type CommandName, commandNames, commandOf, opNames, ops } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { addOp } from '../canvas/add.ts'
import { examples, openExample } from '../commands/files.ts'
import { keysLabel } from '../commands/keys.ts'
import { isEnabled, runCommand } from '../commands/run.ts'
import { useAppStore } from '../store/store.ts'
import { afterClosing } from './afterClosing.ts'
import { FloatDialog } from './FloatDialog.tsx'

/** Every command, every op and every example, to be found by typing. */
export function CommandPalette() {
  return (
    <FloatDialog name="commands" title="Commands">
      <Choices />
    </FloatDialog>
  )
}

function Choices() {
  const app = useAppContext()
  const store = useAppStore()
  /** Closes first, so that what the command opens or focuses keeps the keyboard. */
  const choose = (act: () => void) => {
    store.getState().show({ overlay: null })
    afterClosing(act)
  }
  return (
    <Command label="Commands">
      <Command.Input placeholder="What would you like to do?" />
      <Command.List>
        <Command.Empty>No command by this name.</Command.Empty>
        {commandNames.map((name) => (
          <CommandItem
            key={name}
            name={name}
            onChoose={() => choose(() => runCommand(app, name))}
          />
        ))}
        {opNames.map((name) => (
          <Command.Item
            key={name}
            value={`Add ${ops[name].title} ${name}`}
            onSelect={() => choose(() => addOp(app, name))}
          >
            <span>Add {ops[name].title}</span>
            <span className="dim">{ops[name].family}</span>
          </Command.Item>
        ))}
        {examples.map((example) => (
          <Command.Item
            key={example.name}
            value={`Open ${example.title} ${example.name}`}
            onSelect={() => choose(() => openExample(app, example))}
          >
            <span>Open “{example.title}”</span>
            <span className="dim">example</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}

function CommandItem({
  name,
  onChoose,
}: {
  readonly name: CommandName
  readonly onChoose: () => void
}) {
  const store = useAppStore()
  const { label, keys } = commandOf(name)
  return (
    <Command.Item
      value={`${label} ${name}`}
      disabled={!isEnabled(name, store.getState())}
      onSelect={onChoose}
    >
      <span>{label}</span>
      {keys !== undefined && <kbd>{keysLabel(keys)}</kbd>}
    </Command.Item>
  )
}
