import { DropdownMenu } from 'radix-ui'
import { Fragment, type ReactNode, useState } from 'react'
import { commandNames, commandOf, type Menu, menus } from '#core/index.ts'
import { useAppContext } from '../app.ts'
import { keysLabel } from '../commands/keys.ts'
import { openRecent, type Recent } from '../commands/recent.ts'
import { isEnabled, runCommand } from '../commands/run.ts'
import { useAppStore } from '../store/store.ts'
import { afterClosing } from '../ui/afterClosing.ts'

/** The commands by menu, as the desktop's menu bar has them. */
export function MainMenu({ icon }: { readonly icon: ReactNode }) {
  const app = useAppContext()
  const [recent, setRecent] = useState<readonly Recent[]>([])
  const onOpenChange = (open: boolean) => {
    if (open) void app.host.recentFiles().then(setRecent)
  }
  return (
    <DropdownMenu.Root onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger className="btn square" aria-label="Menu">
        {icon}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={6}>
          {menus.map((menu) => (
            <DropdownMenu.Sub key={menu}>
              <DropdownMenu.SubTrigger className="menu-item">
                {menu}
                <span className="dim">›</span>
              </DropdownMenu.SubTrigger>
              <DropdownMenu.Portal>
                <DropdownMenu.SubContent className="menu" sideOffset={4}>
                  <Entries menu={menu} />
                  {menu === 'File' && recent.length > 0 && <RecentEntries recent={recent} />}
                </DropdownMenu.SubContent>
              </DropdownMenu.Portal>
            </DropdownMenu.Sub>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Entries({ menu }: { readonly menu: Menu }) {
  const app = useAppContext()
  const store = useAppStore()
  return commandNames
    .filter((name) => commandOf(name).menu === menu)
    .map((name) => {
      const { label, keys, group } = commandOf(name)
      return (
        <Fragment key={name}>
          {group && <DropdownMenu.Separator className="menu-rule" />}
          <DropdownMenu.Item
            className="menu-item"
            disabled={!isEnabled(name, store.getState())}
            // The menu gives its focus back first; what the command focuses comes after.
            onSelect={() => afterClosing(() => runCommand(app, name))}
          >
            {label}
            {keys !== undefined && <kbd>{keysLabel(keys)}</kbd>}
          </DropdownMenu.Item>
        </Fragment>
      )
    })
}

function RecentEntries({ recent }: { readonly recent: readonly Recent[] }) {
  const app = useAppContext()
  return (
    <>
      <DropdownMenu.Separator className="menu-rule" />
      {recent.map((file) => (
        <DropdownMenu.Item
          key={file.place}
          className="menu-item"
          onSelect={() => void openRecent(app, file)}
        >
          {file.name}
        </DropdownMenu.Item>
      ))}
    </>
  )
}
