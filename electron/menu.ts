import type { MenuItemConstructorOptions } from 'electron'
import { type CommandName, commandNames, commandOf, type Menu, menus } from '#core/commands.ts'

type Items = MenuItemConstructorOptions[]

/** What the menu depends on. */
export interface MenuOptions {
  readonly platform: NodeJS.Platform
  /** Whether developer tools are on offer. */
  readonly development: boolean
  /** Does what a chosen command says. */
  choose(command: CommandName): void
}

/** The native menu: the command table's menus, with what each system expects to find beside them. */
export function menuTemplate(options: MenuOptions): Items {
  const own = menus.map((menu) => ({
    label: menu,
    submenu: [...commandItems(menu, options), ...additions(menu, options)],
  }))
  if (options.platform !== 'darwin') return own
  const help = own.length - 1
  return [{ role: 'appMenu' }, ...own.slice(0, help), windowMenu, ...own.slice(help)]
}

function commandItems(menu: Menu, options: MenuOptions): Items {
  return commandNames
    .filter((name) => commandOf(name).menu === menu)
    .flatMap((name) => {
      const { label, keys, group } = commandOf(name)
      const item = {
        id: name,
        label,
        ...shortcut(keys, options),
        click: () => options.choose(name),
      }
      return group ? [separator, item] : [item]
    })
}

/**
 * A command's keys as the menu shows them.
 *
 * Keys without Ctrl or ⌘ are for typing too, so the menu must leave them to the page; a Mac's menu
 * always takes the keys it shows, and therefore does not show these.
 */
function shortcut(
  keys: string | undefined,
  { platform }: MenuOptions,
): Pick<MenuItemConstructorOptions, 'accelerator' | 'registerAccelerator'> {
  if (keys === undefined) return {}
  const accelerator = keys.replace(/^Mod\+/, 'CmdOrCtrl+')
  if (keys.startsWith('Mod+')) return { accelerator }
  return platform === 'darwin' ? {} : { accelerator, registerAccelerator: false }
}

function additions(menu: Menu, { platform, development }: MenuOptions): Items {
  // Without these roles, a Mac's text fields could not cut, copy and paste by keys.
  if (menu === 'Edit') return [separator, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }]
  if (menu === 'File') return [separator, { role: platform === 'darwin' ? 'close' : 'quit' }]
  if (menu !== 'View') return []
  const screen: Items = [separator, { role: 'togglefullscreen' }]
  return development ? [...screen, { role: 'toggleDevTools' }] : screen
}

const separator = { type: 'separator' } as const satisfies MenuItemConstructorOptions

// Not the ready-made menu: its ⌘M would take the keys of one of the commands.
const windowMenu: MenuItemConstructorOptions = {
  label: 'Window',
  submenu: [
    { role: 'minimize', accelerator: 'Ctrl+Cmd+M' },
    { role: 'zoom' },
    separator,
    { role: 'front' },
  ],
}
